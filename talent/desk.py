"""What the desk tells the editors of policies: what to check again, and what visitors lacked."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from scicity.search.models import Miss
from scicity.site.desk import ROWS, register_panel
from talent.models import Attribute, TalentPolicy

REVIEW_AHEAD = timedelta(days=30)
LOOK_BACK = timedelta(days=90)


@register_panel("admin/policy_reviews.html")
def reviews(request):
    """Public policies that are to be checked again within a month, the most overdue first."""
    if not request.user.has_perm("talent.view_talentpolicy"):
        return None
    until = timezone.localdate() + REVIEW_AHEAD
    due = TalentPolicy.objects.published().filter(review_by__lte=until)
    unchecked = TalentPolicy.objects.published().filter(verified_on=None, review_by=None)
    return {
        "policies": due.order_by("review_by", "pk").only(
            "title", "title_zh_hans", "review_by", "verified_on"
        )[:ROWS],
        "counts": {"due": due.count(), "unchecked": unchecked.count()},
    }


@register_panel("admin/asked_in_vain.html")
def asked_in_vain(request):
    """The questions that visitors of the matcher skip most, and what they searched for in vain."""
    if not request.user.has_perm("talent.view_attribute"):
        return None
    since = timezone.localdate() - LOOK_BACK
    misses = Miss.objects.filter(day__gte=since).values("query", "language")
    return {
        "questions": with_tallies(Attribute.objects.all()).filter(skipped__gt=0)[:ROWS],
        "misses": misses.annotate(times=Sum("count")).order_by("-times", "query")[:ROWS],
        "days": LOOK_BACK.days,
        "may_see_misses": request.user.has_perm("search.view_miss"),
    }


def with_tallies(attributes: QuerySet) -> QuerySet:
    """Adds `answered` and `skipped` of late; the most skipped ones first."""
    lately = Q(tallies__day__gte=timezone.localdate() - LOOK_BACK)
    return attributes.annotate(
        answered=Coalesce(Sum("tallies__answered", filter=lately), 0),
        skipped=Coalesce(Sum("tallies__skipped", filter=lately), 0),
    ).order_by(F("skipped").desc(), "order", "pk")
