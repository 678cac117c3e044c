from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from news.models import Article
from scicity.publishing.views import FilteredList, PageDetail
from talent.models import Benefit, Clause, Material, PolicyRelation, TalentPolicy

# Most related pages that one page lists.
RELATED = 8


def public(model):
    return model.objects.published().in_language()


class PolicyList(FilteredList):
    model = TalentPolicy
    template_name = "talent/policy_list.html"
    column = (_("人才政策"), _("人才、住房、资助、贷款等政策：给谁、给什么、怎么申请。"))


class PolicyDetail(PageDetail):
    """A policy with its parts, its relations to and from other policies, and articles."""

    model = TalentPolicy
    template_name = "talent/policy_detail.html"
    section = (_("人才政策"), "talent:policy_list")

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .with_states()
            .select_related("cover", "lead_agency", "superseded_by")
            .prefetch_related(
                "documents",
                "windows",
                "steps",
                "contacts",
                "policyfaqs",
                Prefetch("clauses", Clause.objects.select_related("document")),
                Prefetch("benefits", Benefit.objects.select_related("clause")),
                Prefetch("materials", Material.objects.select_related("clause")),
                Prefetch("articles", public(Article).for_list()[:RELATED]),
            )
        )

    def get_object(self):
        policy = super().get_object()
        for name in ("lead_agency", "superseded_by"):
            other = getattr(policy, name)
            if other and not (other.is_public and other.in_current_language):
                setattr(policy, name, None)
        return policy

    def get_relations(self):
        """Relations with public policies, from this one and to this one; one query."""
        policies = public(TalentPolicy)
        relations = (
            PolicyRelation.objects.filter(
                Q(policy=self.object, other__in=policies)
                | Q(other=self.object, policy__in=policies)
            )
            .select_related("policy", "other", "clause")
            .order_by("kind", "pk")[: 2 * RELATED]
        )
        outgoing = [relation for relation in relations if relation.policy_id == self.object.pk]
        return outgoing, [relation for relation in relations if relation not in outgoing]

    def get_context_data(self, **kwargs):
        page = self.object
        relations, relations_from = self.get_relations()
        alike = public(TalentPolicy).filter(category=page.category).exclude(pk=page.pk)
        return super().get_context_data(
            documents=page.documents.all(),
            clauses=page.clauses.all(),
            benefits=page.benefits.all(),
            windows=page.windows.all(),
            steps=page.steps.all(),
            materials=page.materials.all(),
            contacts=page.contacts.all(),
            faqs=page.policyfaqs.all(),
            relations=relations,
            relations_from=relations_from,
            articles=page.articles.all(),
            more_policies=alike[:RELATED],
            **kwargs,
        )
