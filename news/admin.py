from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.counting import public_number
from news.models import Article, Attachment, Tag, Topic
from scicity.publishing import transitions
from scicity.publishing.admin import (
    CONTENT,
    PUBLICATION,
    EnglishFilter,
    PublishableAdmin,
    StateFilter,
    TabularPart,
    YearFilter,
)
from scicity.site.translated_admin import TranslatedAdmin
from scicity.word.admin import WordAdmin


class TopicActionForm(ActionForm):
    topic = forms.ModelChoiceField(
        Topic.objects.all(), required=False, label=gettext_lazy("栏目"), empty_label="——"
    )


class AttachmentInline(TabularPart):
    model = Attachment
    fields = ("title", "file", "order")


class FeaturedFilter(admin.SimpleListFilter):
    title = gettext_lazy("首页头条区")
    parameter_name = "featured"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("在头条区"))]

    def queryset(self, request, queryset):
        return queryset.exclude(featured_order=None) if self.value() == "yes" else queryset


@admin.register(Article)
class ArticleAdmin(WordAdmin, PublishableAdmin):
    menu_order = 1
    word_fields = ("topic",)
    action_form = TopicActionForm
    actions = (*PublishableAdmin.actions, "set_topic")
    list_display = (
        "thumbnail",
        "title",
        "state_badge",
        "topic",
        "published",
        "english",
        "featured_order",
        "updated",
    )
    list_display_links = ("title",)
    # What an index can sort; a topic is chosen by its filter, and so is what stands in front.
    sortable_by = ("title", "state_badge", "published", "updated")
    list_filter = (
        StateFilter,
        "topic",
        FeaturedFilter,
        EnglishFilter,
        "data_origin",
        YearFilter,
    )
    list_select_related = ("topic__cover", "cover")
    search_fields = ("title_zh_hans", "title_en", "slug", "source_zh_hans")
    autocomplete_fields = ("topic", "tags", "cover", "projects", "institutions", "policies")
    inlines = (AttachmentInline,)
    fieldsets = (
        (CONTENT, {"fields": ("title", "subtitle", "summary", "body")}),
        (gettext_lazy("栏目与封面"), {"fields": (("topic", "cover"), "tags")}),
        (
            gettext_lazy("来源与署名"),
            {"fields": ("source", "source_url", ("as_of", "as_of_precision"), "author", "editor")},
        ),
        (
            gettext_lazy("相关内容"),
            {"fields": ("projects", "institutions", "policies"), "classes": ("collapse",)},
        ),
        (gettext_lazy("首页"), {"fields": ("featured_order",)}),
        PUBLICATION,
        (
            gettext_lazy("记录"),
            {"fields": (("created_at", "updated_at"),), "classes": ("collapse",)},
        ),
    )

    @admin.action(permissions=["change"], description=gettext_lazy("改到所选栏目"))
    def set_topic(self, request, queryset):
        topic = Topic.objects.filter(pk=request.POST.get("topic") or None).first()

        def move(request, article):
            if topic is None:
                raise ValidationError(_("请先在操作旁边选择栏目。"))
            self.require_change(request, article)
            article.topic = topic
            article.save()
            transitions.edited(article, request.user, _("改到栏目“%s”") % topic)
            return _("已改到“%s”。") % topic

        self.each_row(request, queryset, move)


@admin.register(Topic)
class TopicAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 2
    list_display = ("name", "slug", "order", "fresh_days", "articles_count")
    list_editable = ("order",)
    search_fields = ("name_zh_hans", "name_en", "slug")
    autocomplete_fields = ("cover",)
    fields = ("name", "description", "slug", "order", "fresh_days", "cover")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(articles_count=public_number("topic"))

    @admin.display(description=gettext_lazy("公开的文章"), ordering="articles_count")
    def articles_count(self, topic):
        return topic.articles_count


@admin.register(Tag)
class TagAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 3
    list_display = ("name", "name_en", "slug", "articles_count")
    search_fields = ("name_zh_hans", "name_en", "slug")
    fields = ("name", "slug")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(articles_count=public_number("tag"))

    @admin.display(description=gettext_lazy("公开的文章"), ordering="articles_count")
    def articles_count(self, tag):
        return tag.articles_count
