from functools import cache, lru_cache

from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from projects.models import Institution, Project
from scicity.media.models import Picture
from scicity.publishing import links
from scicity.publishing.prepared import Prepared, put_prefetched
from scicity.publishing.related import ANY_PAGE
from scicity.publishing.views import Column, FilteredList, PageDetail, hide_unseen
from scicity.search.folding import fold
from scicity.search.models import Miss
from scicity.site import structured
from scicity.site.languages import alternates
from talent.comparison import Choice, Comparison
from talent.eligibility import conditions_with_questions, eligibility_of
from talent.filters import DayField, PolicyFilterSet
from talent.models import Benefit, Contact, PolicyRelation, Step, TalentPolicy
from talent.months import Month
from talent.past import first_day, rebuilt, version_of
from talent.rows import rows

# Most related pages of a kind that one page lists.
RELATED = 8


class PolicyList(FilteredList):
    model = TalentPolicy
    template_name = "talent/policy_list.html"
    filterset_class = PolicyFilterSet
    card = "components/card_policy.html"
    more_fields = "talent/filter_fields.html"
    column = Column(_("人才政策"), _("人才、住房、资助、贷款等政策：给谁、给什么、怎么申请。"))

    @property
    def card_key(self):
        return (self.filterset.day,)

    def load_cards(self, pks):
        policies = self.model.objects.filter(pk__in=pks)
        return policies.with_states(self.filterset.day).for_list()

    def get_context_data(self, **kwargs):
        """`ended`: how many ended policies the list leaves out, and the query that shows them."""
        self.filterset.facets = self.get_facets()
        count, query = self.filterset.ended
        context = super().get_context_data(ended={"count": count, "query": query}, **kwargs)
        if not context["paginator"].count:
            self.note_miss()
        return context

    def note_miss(self):
        """Counts words that find nothing by themselves, as the site's search does."""
        filterset = self.filterset
        if set(filterset.data) - {"sort"} == {"q"} and filterset.is_valid():
            Miss.objects.note(fold(filterset.data["q"]), get_language())


class PolicyPrint(PolicyList):
    """The whole list on paper: a line each, with who, what, how much, until when, how sure."""

    template_name = "talent/policy_print.html"
    card = None
    paginate_by = 500

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"noindex": True}


class PolicyCalendar(PolicyList):
    """A month of what the filters leave: what opens, closes and ends on which day."""

    template_name = "talent/policy_calendar.html"
    card = None
    paginate_by = 1
    column = Column(_("政策日历"), _("申报哪天开始、哪天截止，政策哪天到期。"))
    section = (_("人才政策"), "talent:policy_list")

    @classmethod
    def get_stored_query(cls, data):
        """Months are without end, and most are looked at by few."""
        return None

    def get_queryset(self):
        """Only how many there are is shown."""
        return super().get_queryset().prefetch_related(None).select_related(None)

    def get_month(self):
        """(the month, what is wrong with the address)"""
        policies = self.filterset.narrowed() if self.filterset.is_valid() else None
        if policies is None:
            return None, ""
        text = self.request.GET.get("month", "").strip()
        if not text:
            return Month(self.filterset.day or timezone.localdate(), policies), ""
        month = Month.read(text, policies)
        wrong = _("没有“%(month)s”这个月。请按年-月填写，例如 2026-05。") % {"month": text[:20]}
        return month, "" if month else wrong

    def get_context_data(self, **kwargs):
        month, wrong = self.get_month()
        shown = self.request.GET.get("month", "").strip()
        return super().get_context_data(**kwargs) | {
            "month": month,
            "wrong_month": wrong,
            "noindex": bool(shown) or self.filterset.is_filtered,
        }


@require_safe
def compare(request):
    """The policies of the address side by side; with too few or too many, how to choose."""
    visible = TalentPolicy.objects.visible()
    filterset = PolicyFilterSet(request.GET, visible)
    errors = [
        filterset.errors[name][0] for name in ("policy", "on", "q") if name in filterset.errors
    ]
    choice = Choice(filterset, visible, errors)
    path = reverse("talent:policy_compare")
    return render(
        request,
        "talent/compare.html",
        {
            "filterset": filterset,
            "errors": errors,
            "choice": choice,
            "comparison": Comparison(choice.policies) if choice.is_complete else None,
            "only_differences": bool(request.GET.get("different")),
            "column": Column(
                _("比较政策"), _("几项政策并排看：给谁、给什么、有什么条件、哪里不同。")
            ),
            "canonical": path,
            "alternates": alternates(path + filterset.query(sort=None, q=None)),
            "noindex": bool(request.GET),
            "breadcrumbs": [
                (_("首页"), reverse("site:home")),
                (_("人才政策"), reverse("talent:policy_list")),
                (_("比较政策"), None),
            ],
        },
    )


@cache
def parts_of_policies(language) -> dict[str, Prepared]:
    """What is worked with more than once on a policy's page, put together once a language."""
    parts = {
        "benefits": Benefit.objects.select_related("clause", "track"),
        "conditions": conditions_with_questions(),
    }
    return {n: Prepared(rows.filter(policy=ANY_PAGE), ANY_PAGE) for n, rows in parts.items()}


@lru_cache(maxsize=20)
def with_rows(policies, day, language):
    """The same for the same QuerySet: it takes longer to put together than to run."""
    steps = Step.objects.filter(policy=OuterRef("pk")).order_by("order", "pk")
    contacts = Contact.objects.filter(policy=OuterRef("pk")).order_by("order", "pk")
    return policies.with_states(day).annotate(
        step_rows=rows(steps, translated=["title", "text"]),
        contact_rows=rows(contacts, "phone", "email", translated=["name", "address", "hours"]),
    )


class PolicyDetail(PageDetail):
    """A policy with its parts, its relations to and from other policies, and articles."""

    model = TalentPolicy
    template_name = "talent/policy_detail.html"
    section = (_("人才政策"), "talent:policy_list")

    parts = ("documents", "clauses", "materials", "policyfaqs", "windows")
    relations = ("projects", "replaced", "relations", "related_from", "benefits", "conditions")
    long_relations = ("articles",)

    def get_queryset(self):
        return with_rows(self.get_pages(), timezone.localdate(), get_language())

    def get_object(self):
        policy = self.object = super().get_object()
        for name, part in parts_of_policies(get_language()).items():
            put_prefetched(policy, name, part.rows(policy.pk) if self.related[name] else [])
        put_prefetched(policy, "windows", self.part("windows"))
        policy.cover = links.row(Picture, policy.cover_id)
        policy.lead_agency = links.row(Institution, policy.lead_agency_id)
        hide_unseen(policy, "lead_agency")
        return policy

    def get_keywords(self):
        return [self.object.get_category_display(), *self.object.subject_labels]

    def get_structured_data(self, site):
        page, detail = self.object, self.detail
        channel = {"@type": "ServiceChannel", "serviceUrl": page.service_url}
        service = {
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "name": page.title,
            "alternateName": page.short_title,
            "description": page.summary,
            "serviceType": page.get_category_display(),
            "audience": [
                {"@type": "Audience", "audienceType": str(label)} for label in page.subject_labels
            ],
            "provider": structured.organization(page.issuer, "GovernmentOrganization"),
            "areaServed": site.name,
            "availableChannel": channel if page.service_url else None,
            "url": detail["url"],
        }
        return [service]

    def get_relations(self):
        """(link to its successor, links to those it replaced, relations from it, relations to it).

        A relation is a pair (row, link to the other); others are named while they are public.
        """
        own, keys = self.object.pk, self.related["relations"] + self.related["related_from"]
        found = PolicyRelation.objects.filter(pk__in=keys).select_related("clause")
        others = {
            row: row.other_id if row.policy_id == own else row.policy_id
            for row in found.order_by("kind", "pk")
        }
        replaced, successor = self.related["replaced"], self.object.superseded_by_id
        keys = {*others.values(), *replaced, successor} - {None}
        public = links.links(TalentPolicy, keys)
        by_key = {link.key: link for link in public}
        shown = [(row, by_key[key]) for row, key in others.items() if key in by_key]
        outgoing = [pair for pair in shown[: 2 * RELATED] if pair[0].policy_id == own]
        incoming = [pair for pair in shown[: 2 * RELATED] if pair not in outgoing]
        replaced = [link for link in public if link.key in replaced]
        return by_key.get(successor), replaced, outgoing, incoming

    def get_context_data(self, **kwargs):
        page = self.object
        successor, replaced, relations, relations_from = self.get_relations()
        return super().get_context_data(
            documents=self.part("documents"),
            clauses=self.part("clauses", document=self.part("documents")),
            materials=self.part("materials", clause=self.part("clauses")),
            faqs=self.part("policyfaqs"),
            eligibility=eligibility_of(page),
            successor=successor,
            replaced=replaced,
            relations=relations,
            relations_from=relations_from,
            articles=self.newest("articles", RELATED),
            projects=links.links(Project, self.related["projects"])[:RELATED],
            more_policies=self.alike(RELATED, category=page.category),
            **kwargs,
        )


class PolicyPast(PolicyDetail):
    """The policy as it stood on a day."""

    template_name = "talent/policy_past.html"

    @staticmethod
    def get_stored_query(data):
        """Days are many, and each is looked at by few."""
        return None

    def get_queryset(self):
        return TalentPolicy.objects.published()

    def get_object(self):
        return DetailView.get_object(self)

    def get_context_data(self, **kwargs):
        field, text = DayField(required=False), self.request.GET.get("on", "").strip()
        day, wrong = None, ""
        try:
            day = field.clean(text)
        except ValidationError as error:
            wrong = error.messages[0]
        version = version_of(self.object, day) if day else None
        is_hidden = version is not None and version.is_hidden
        return PageDetail.get_context_data(
            self,
            text=text,
            day=day,
            wrong=wrong,
            past=None if version is None or is_hidden else rebuilt(self.object, version),
            is_hidden=is_hidden,
            first_day=first_day(self.object),
            **kwargs,
        ) | {"noindex": True}
