from django.db.models import Prefetch
from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _

from news.models import Article
from projects.models import Institution, Project
from scicity.publishing.views import FilteredList, PageDetail
from talent.models import TalentPolicy

RELATED = 6


class ArticleList(FilteredList):
    model = Article
    column = (_("新闻资讯"), _("科学城的动态、要闻、通知公告和政策解读。"))


class ArticleDetail(PageDetail):
    """An article with its related pages, and the newest others of its topic."""

    model = Article
    section = (_("新闻资讯"), "news:article_list")

    def get_queryset(self):
        related = {"projects": Project, "institutions": Institution, "policies": TalentPolicy}
        return (
            super()
            .get_queryset()
            .select_related("topic", "topic__cover", "cover")
            .prefetch_related(
                "tags",
                "attachments",
                *(
                    Prefetch(name, model.objects.published().in_language())
                    for name, model in related.items()
                ),
            )
        )

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
        same_topic = Article.objects.published().in_language().filter(topic=page.topic)
        return super().get_context_data(
            attachments=page.attachments.all(),
            tags=page.tags.all(),
            projects=page.projects.all(),
            institutions=page.institutions.all(),
            policies=page.policies.all(),
            more_articles=same_topic.exclude(pk=page.pk).for_list()[:RELATED],
            **kwargs,
        )
