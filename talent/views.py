from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from news.models import Article
from scicity.publishing.views import FilteredList, PageDetail
from talent.models import Benefit, Material, PolicyRelation, TalentPolicy

# Most related pages that one page lists.
RELATED = 12


def public_policies():
    return TalentPolicy.objects.published().in_language()


class PolicyList(FilteredList):
    model = TalentPolicy
    column = (_("人才政策"), _("人才、住房、资助、贷款等政策：给谁、给什么、怎么申请。"))


class PolicyDetail(PageDetail):
    """A policy with its parts, `relations` to other policies, and newest articles."""

    model = TalentPolicy
    section = (_("人才政策"), "talent:policy_list")

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .with_states()
            .select_related("cover", "lead_agency", "superseded_by")
            .prefetch_related(
                "documents",
                "clauses",
                "windows",
                "steps",
                "contacts",
                "policyfaqs",
                Prefetch("benefits", Benefit.objects.select_related("clause")),
                Prefetch("materials", Material.objects.select_related("clause")),
                Prefetch("replaced", public_policies()[:RELATED]),
                Prefetch(
                    "articles",
                    Article.objects.published().in_language().for_list()[:RELATED],
                ),
            )
        )

    def get_object(self):
        policy = super().get_object()
        for name in ("lead_agency", "superseded_by"):
            other = getattr(policy, name)
            if other and not (other.is_public and other.in_current_language):
                setattr(policy, name, None)
        return policy

    def get_context_data(self, **kwargs):
        return super().get_context_data(relations=self.get_relations(), **kwargs)

    def get_relations(self):
        """Relations from and to this policy whose other side is public; one query."""
        return (
            PolicyRelation.objects.filter(
                Q(policy=self.object, other__in=public_policies())
                | Q(other=self.object, policy__in=public_policies())
            )
            .select_related("policy", "other", "clause")
            .order_by("kind", "pk")[: 2 * RELATED]
        )
