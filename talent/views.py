from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicity.publishing.views import Column, FilteredList, PageDetail, hide_unseen
from scicity.site import structured
from talent.filters import PolicyFilterSet
from talent.models import PolicyRelation, TalentPolicy

# Most related pages of a kind that one page lists.
RELATED = 8


class PolicyList(FilteredList):
    model = TalentPolicy
    template_name = "talent/policy_list.html"
    filterset_class = PolicyFilterSet
    column = Column(_("人才政策"), _("人才、住房、资助、贷款等政策：给谁、给什么、怎么申请。"))

    def get_context_data(self, **kwargs):
        """`ended`: how many ended policies the list leaves out, and the query that shows them."""
        count, query = self.filterset.ended
        return super().get_context_data(ended={"count": count, "query": query}, **kwargs)


class PolicyDetail(PageDetail):
    """A policy with its parts, its relations to and from other policies, and articles."""

    model = TalentPolicy
    template_name = "talent/policy_detail.html"
    section = (_("人才政策"), "talent:policy_list")

    def get_queryset(self):
        policies = super().get_queryset().with_states()
        return policies.select_related("cover", "lead_agency", "superseded_by")

    def get_object(self):
        policy = super().get_object()
        hide_unseen(policy, "lead_agency", "superseded_by")
        return policy

    def get_keywords(self):
        return [self.object.get_category_display(), *self.object.subject_labels]

    def get_structured_data(self, site):
        page, detail = self.object, self.get_detail()
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
        """Relations with public policies, from this one and to this one; one query."""
        public = TalentPolicy.objects.visible()
        relations = list(
            PolicyRelation.objects.filter(
                Q(policy=self.object, other__in=public) | Q(other=self.object, policy__in=public)
            )
            .select_related("policy", "other", "clause")
            .order_by("kind", "pk")[: 2 * RELATED]
        )
        outgoing = [relation for relation in relations if relation.policy_id == self.object.pk]
        return outgoing, [relation for relation in relations if relation not in outgoing]

    def get_context_data(self, **kwargs):
        page = self.object
        relations, relations_from = self.get_relations()
        alike = TalentPolicy.objects.visible().filter(category=page.category)
        return super().get_context_data(
            documents=page.documents.all(),
            clauses=page.clauses.select_related("document"),
            benefits=page.benefits.select_related("clause"),
            windows=page.windows.all(),
            steps=page.steps.all(),
            materials=page.materials.all(),
            contacts=page.contacts.all(),
            faqs=page.policyfaqs.all(),
            relations=relations,
            relations_from=relations_from,
            articles=page.articles.visible().for_list()[:RELATED],
            projects=page.projects.visible()[:RELATED],
            more_policies=alike.exclude(pk=page.pk)[:RELATED],
            **kwargs,
        )
