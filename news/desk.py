from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils import timezone

from news.models import Topic
from scicity.publishing.models import Status
from scicity.site.desk import register_panel


@register_panel("admin/freshness.html")
def freshness(request):
    """How long each topic has been without a new article, against what inspections allow."""
    if not request.user.has_perm("news.view_topic"):
        return None
    public = Q(articles__status=Status.PUBLISHED, articles__published_at__lte=Now())
    topics = Topic.objects.annotate(latest=Max("articles__published_at", filter=public))
    return {"topics": [days_left(topic) for topic in topics]}


def days_left(topic) -> dict:
    if topic.latest is None:
        return {"topic": topic, "latest": None, "left": None, "level": "late"}
    age = (timezone.localdate() - timezone.localdate(topic.latest)).days
    left = topic.fresh_days - age
    level = "late" if left < 0 else "soon" if left <= topic.fresh_days // 4 else "fresh"
    return {"topic": topic, "latest": topic.latest, "left": left, "late_by": -left, "level": level}
