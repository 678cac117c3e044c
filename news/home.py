from django.utils.translation import gettext_lazy as _

from news.models import Article
from scicity.site.home import register_block


def shown_articles():
    return Article.objects.visible().for_list()


@register_block("lead_story", _("头条"), "news/home_lead_story.html")
def lead_story(count):
    """`articles`: those with a place at the top, in the editors' order; the first is the lead."""
    articles = list(shown_articles().featured()[:count])
    return {"articles": articles} if articles else None


@register_block("latest_news", _("最新动态"), "news/home_latest_news.html")
def latest_news(count):
    """`articles`: the newest that have no place at the top."""
    articles = list(shown_articles().filter(featured_order=None)[:count])
    return {"articles": articles} if articles else None
