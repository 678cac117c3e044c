from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from news.models import Article, Topic
from scicity.publishing.models import Status
from scicity.site.desk import address
from scicity.site.freshness import Column, register_columns

# The home page needs something new within two weeks.
HOME_DAYS = 14


@register_columns
def topics(request):
    """The home page, which shows all articles, and each topic with its own limit."""
    if not request.user.has_perm("news.view_topic"):
        return []
    public = Q(articles__status=Status.PUBLISHED, articles__published_at__lte=Now())
    public &= Q(articles__expires_at=None) | Q(articles__expires_at__gt=Now())
    rows = Topic.objects.annotate(latest=Max("articles__published_at", filter=public))
    articles = address(Article, "changelist")
    columns = [
        Column(
            str(topic), f"{articles}?topic__id__exact={topic.pk}", topic.latest, topic.fresh_days
        )
        for topic in rows
    ]
    latest = max((column.latest for column in columns if column.latest), default=None)
    return [Column(_("首页"), articles, latest, HOME_DAYS), *columns]
