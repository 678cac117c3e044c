from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from news.models import Article, Topic
from scicity.site.desk import address
from scicity.site.freshness import Column, register_columns

# The home page needs something new within two weeks.
HOME_DAYS = 14


@register_columns
def topics(request):
    """The home page, which shows all articles, and each topic with its own limit."""
    if not request.user.has_perm("news.view_topic"):
        return []
    public = Article.objects.published().filter(topic=OuterRef("pk")).order_by("-published_at")
    rows = Topic.objects.annotate(latest=Subquery(public.values("published_at")[:1]))
    articles = address(Article, "changelist")
    columns = [
        Column(
            str(topic), f"{articles}?topic__id__exact={topic.pk}", topic.latest, topic.fresh_days
        )
        for topic in rows
    ]
    latest = max((column.latest for column in columns if column.latest), default=None)
    return [Column(_("首页"), articles, latest, HOME_DAYS), *columns]
