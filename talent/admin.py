from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.publishing.admin import (
    CONTENT,
    PUBLICATION,
    SOURCE,
    EnglishFilter,
    PublishableAdmin,
    PublishableForm,
    StateFilter,
    TabularPart,
)
from scicity.publishing.models import Status
from scicity.site.translated_admin import TranslatedAdmin
from scicity.spreadsheets.admin import SheetAdmin
from scicity.word.admin import WordAdmin
from talent.desk import REVIEW_AHEAD, with_tallies
from talent.models import Attribute, AttributeOption, TalentPolicy, Validity, WindowState
from talent.part_admin import (
    ApplicationWindowInline,
    BenefitInline,
    ClauseInline,
    ConditionInline,
    ContactInline,
    EligibilityTrackInline,
    MaterialInline,
    PolicyFAQInline,
    PolicyRelationInline,
    PolicyTestCaseInline,
    SourceDocumentInline,
    StepInline,
)
from talent.rules import policy_problems
from talent.sheets import PolicySheet
from talent.trial import try_edit


class DerivedFilter(admin.SimpleListFilter):
    """By a value that follows from the dates of a policy."""

    def lookups(self, request, model_admin):
        return self.choices_class.choices

    def queryset(self, request, queryset):
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class ValidityFilter(DerivedFilter):
    title = gettext_lazy("有效性")
    parameter_name = "validity"
    choices_class = Validity


class WindowFilter(DerivedFilter):
    title = gettext_lazy("申报")
    parameter_name = "window_state"
    choices_class = WindowState


class ReviewFilter(admin.SimpleListFilter):
    title = gettext_lazy("复核")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("due", gettext_lazy("30 天内到期")), ("never", gettext_lazy("从未核对"))]

    def queryset(self, request, queryset):
        if self.value() == "due":
            until = timezone.localdate() + REVIEW_AHEAD
            return queryset.published().filter(review_by__lte=until)
        if self.value() == "never":
            return queryset.published().filter(verified_on=None, review_by=None)
        return queryset


class RulesRefused(Exception):
    """The saved conditions may not be public; nothing of the save stays."""

    def __init__(self, problems):
        super().__init__()
        self.problems = problems


class TalentPolicyForm(PublishableForm):
    # What an attempt to save found wrong with the conditions; set for that one request.
    problems = ()

    def clean(self):
        super().clean()
        for problem in self.problems:
            self.add_error(None, problem)


@admin.register(TalentPolicy)
class TalentPolicyAdmin(SheetAdmin, WordAdmin, PublishableAdmin):
    form = TalentPolicyForm
    change_form_template = "admin/policy_change_form.html"
    sheets = (PolicySheet.name,)
    word_fields = ("category",)
    menu_order = 1
    list_display = (
        "title",
        "state_badge",
        "category",
        "validity_label",
        "window_label",
        "issued_on",
        "english",
        "updated",
    )
    list_filter = (
        StateFilter,
        "category",
        "level",
        ValidityFilter,
        WindowFilter,
        ReviewFilter,
        "completeness",
        EnglishFilter,
        "data_origin",
    )
    search_fields = ("title_zh_hans", "title_en", "document_number", "slug")
    date_hierarchy = "issued_on"
    autocomplete_fields = ("cover", "lead_agency", "superseded_by")
    inlines = (
        BenefitInline,
        ApplicationWindowInline,
        StepInline,
        MaterialInline,
        ContactInline,
        PolicyFAQInline,
        SourceDocumentInline,
        ClauseInline,
        EligibilityTrackInline,
        ConditionInline,
        PolicyTestCaseInline,
        PolicyRelationInline,
    )
    fieldsets = (
        (CONTENT, {"fields": ("title", "short_title", "summary", "body", "cover")}),
        (
            gettext_lazy("分类"),
            {"fields": (("category", "level", "delivery"), "subjects", "issuer", "lead_agency")},
        ),
        (
            gettext_lazy("公文信息"),
            {
                "fields": (
                    ("index_number", "document_number"),
                    ("topic_category", "genre"),
                    ("written_on", "issued_on"),
                )
            },
        ),
        (
            gettext_lazy("有效期"),
            {
                "fields": (
                    ("effective_from", "effective_to", "open_ended"),
                    ("repealed_on", "superseded_by", "superseded_on"),
                )
            },
        ),
        (
            gettext_lazy("办理"),
            {
                "fields": ("service_address", ("service_phone", "service_url", "promised_days")),
                "classes": ("collapse",),
            },
        ),
        (
            gettext_lazy("核对"),
            {
                "fields": (
                    ("completeness", "external_id"),
                    ("verified_on", "verified_by", "review_by"),
                ),
                "classes": ("collapse",),
            },
        ),
        SOURCE,
        (gettext_lazy("首页"), {"fields": ("featured_order",)}),
        PUBLICATION,
        (
            gettext_lazy("记录"),
            {"fields": (("created_at", "updated_at"),), "classes": ("collapse",)},
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).with_states()

    @admin.display(description=gettext_lazy("有效性"))
    def validity_label(self, policy):
        return policy.get_validity().label

    @admin.display(description=gettext_lazy("申报"))
    def window_label(self, policy):
        return policy.get_window_state().label

    def get_urls(self):
        trial = self.admin_site.admin_view(self.rule_trial)
        own = path("<path:object_id>/rule-trial/", trial, name="talent_talentpolicy_rule_trial")
        return [own, *super().get_urls()]

    def rule_trial(self, request, object_id):
        """What the form as it stands would do to the verdicts; nothing of it is kept."""
        policy = self.get_object(request, unquote(object_id))
        if policy is None:
            raise Http404
        if request.method != "POST" or not self.has_change_permission(request, policy):
            raise PermissionDenied
        formsets, _inlines = self._create_formsets(request, policy, change=True)
        context = {"trial": try_edit(policy, formsets), "policy": policy}
        if request.headers.get("X-Requested-With") == "fetch":
            return render(request, "admin/rule_trial.html", context)
        context |= self.admin_site.each_context(request) | {"opts": self.opts, "title": policy}
        return render(request, "admin/rule_trial_page.html", context)

    def changeform_view(self, request, *args, **kwargs):
        """Conditions can only be judged once they are saved: a refused save is taken back.

        The form is then shown again with everything that was typed.
        """
        try:
            with transaction.atomic():
                return super().changeform_view(request, *args, **kwargs)
        except RulesRefused as refused:
            request.rule_problems = refused.problems
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.problems = getattr(request, "rule_problems", ())
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        problems = policy_problems(form.instance)
        if problems and form.instance.status != Status.DRAFT:
            raise RulesRefused(problems)
        if problems:
            self.message_user(request, rule_report(problems), messages.WARNING)


def rule_report(problems):
    items = format_html_join("", "<li>{}</li>", ((problem,) for problem in problems))
    return format_html("{}<ul>{}</ul>", _("草稿已保存，但条件还不能公开："), items)


class AttributeOptionInline(TabularPart):
    model = AttributeOption
    fields = ("label", "code", "rank")


@admin.register(Attribute)
class AttributeAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 2
    list_display = (
        "name", "code", "subject", "kind", "sensitivity", "order", "skipped_lately",
        "answered_lately",
    )  # fmt: skip
    list_filter = ("subject", "kind", "sensitivity")
    search_fields = ("name_zh_hans", "name_en", "question_zh_hans", "code")
    autocomplete_fields = ("ask_if",)
    inlines = (AttributeOptionInline,)
    fieldsets = (
        (
            gettext_lazy("问题"),
            {"fields": (("subject", "kind", "code"), "name", "question", "help", "unit")},
        ),
        (
            gettext_lazy("何时问"),
            {"fields": (("ask_if", "ask_if_options"), ("sensitivity", "order"))},
        ),
    )

    def get_queryset(self, request):
        return with_tallies(super().get_queryset(request)).order_by("order", "pk")

    @admin.display(description=gettext_lazy("近90天跳过"), ordering="skipped")
    def skipped_lately(self, attribute):
        return attribute.skipped

    @admin.display(description=gettext_lazy("近90天回答"), ordering="answered")
    def answered_lately(self, attribute):
        return attribute.answered
