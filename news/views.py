from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _

from news.filters import ArticleFilterSet
from news.models import Article
from scicity.publishing.views import FilteredList, PageDetail

# Most related articles that one page lists.
RELATED = 6


class ArticleList(FilteredList):
    model = Article
    filterset_class = ArticleFilterSet
    column = (_("新闻资讯"), _("科学城的动态、要闻、通知公告和政策解读。"))


class ArticleDetail(PageDetail):
    """An article with its related pages, and the newest others of its topic."""

    model = Article
    section = (_("新闻资讯"), "news:article_list")

    def get_queryset(self):
        return super().get_queryset().select_related("topic", "topic__cover", "cover")

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if request.path != self.object.get_absolute_url():
            return HttpResponsePermanentRedirect(self.object.get_absolute_url())
        return response

    def get_breadcrumbs(self, label):
        home, section, page = super().get_breadcrumbs(label)
        topic = self.object.topic
        return [home, section, (topic.name, topic.get_absolute_url()), page]

    def get_context_data(self, **kwargs):
        page = self.object
        return super().get_context_data(
            attachments=page.attachments.all(),
            tags=page.tags.all(),
            projects=page.projects.visible(),
            institutions=page.institutions.visible(),
            policies=page.policies.visible(),
            more_articles=page.topic.articles.visible().exclude(pk=page.pk).for_list()[:RELATED],
            **kwargs,
        )
