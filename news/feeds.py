from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from news.models import Article, Topic
from scicity.feeds import PageFeed
from scicity.site.models import SiteSettings


class NewsFeed(PageFeed):
    """The newest articles, of all topics or of one, in the language of the address."""

    newest = 30

    def get_object(self, request, topic=None):
        return topic and get_object_or_404(Topic, slug=topic)

    def title(self, topic):
        return " · ".join([SiteSettings.load().name, topic.name if topic else _("新闻资讯")])

    def subtitle(self, topic):
        return topic.description if topic else SiteSettings.load().description

    def link(self, topic):
        return topic.get_absolute_url() if topic else reverse("news:article_list")

    def feed_url(self, topic):
        return reverse("news:topic_feed", args=[topic.slug]) if topic else reverse("news:feed")

    def items(self, topic):
        articles = Article.objects.visible()
        articles = articles.filter(topic=topic) if topic else articles
        return articles.select_related("topic")[: self.newest]

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return article.summary

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return article.updated_at

    def item_author_name(self, article):
        return article.author or article.source or None

    def item_categories(self, article):
        return [article.topic.name]
