from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from news.filters import ArticleFilterSet
from news.models import Article, Tag, Topic
from projects.models import Institution, Project
from scicity.media.models import Picture
from scicity.publishing import links
from scicity.publishing.views import Column, FilteredList, PageDetail
from scicity.site import structured
from talent.models import TalentPolicy

# Most related articles that one page lists.
RELATED = 6


class ArticleList(FilteredList):
    model = Article
    filterset_class = ArticleFilterSet
    card = "components/card_article.html"
    column = Column(_("新闻资讯"), _("科学城的动态、要闻、通知公告和政策解读。"))

    def get_context_data(self, **kwargs):
        """`topic_feed`: the Atom feed of the topic, when exactly one is chosen."""
        topics = list(self.filterset.cleaned.get("topic") or ())
        feed = None
        if len(topics) == 1:
            topic = topics[0]
            feed = {"name": topic.name, "url": reverse("news:topic_feed", args=[topic.slug])}
        return super().get_context_data(topic_feed=feed, **kwargs)


class ArticleDetail(PageDetail):
    """An article with its related pages, and the newest others of its topic."""

    model = Article
    og_type = "article"
    section = (_("新闻资讯"), "news:article_list")

    parts = ("attachments",)
    relations = ("tags", "projects", "institutions", "policies")

    def get_object(self):
        article = super().get_object()
        article.topic = links.row(Topic, article.topic_id, "cover")
        article.cover = links.row(Picture, article.cover_id)
        return article

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if request.path != self.path:
            return HttpResponsePermanentRedirect(self.path)
        return response

    def get_breadcrumbs(self, label):
        home, section, page = super().get_breadcrumbs(label)
        topic = self.object.topic
        return [home, section, (topic.name, topic.get_absolute_url()), page]

    def get_keywords(self):
        return self.tags

    @cached_property
    def tags(self):
        return links.rows(Tag, self.related["tags"])

    def get_author(self):
        return self.object.author

    def get_picture(self):
        return self.object.picture

    def get_structured_data(self, site):
        page, detail = self.object, self.detail
        article = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": page.title,
            "alternativeHeadline": page.subtitle,
            "description": page.summary,
            "articleSection": page.topic.name,
            "datePublished": timezone.localtime(page.published_at).isoformat(),
            "dateModified": timezone.localtime(page.updated_at).isoformat(),
            "inLanguage": structured.language_code(),
            "author": structured.organization(page.author, "Person")
            or structured.organization(page.source),
            "publisher": structured.organization(site.organizer or site.name),
            "image": detail["image"],
            "mainEntityOfPage": detail["url"],
        }
        return [article]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            attachments=self.part("attachments"),
            tags=self.tags,
            projects=links.links(Project, self.related["projects"]),
            institutions=links.links(Institution, self.related["institutions"]),
            policies=links.links(TalentPolicy, self.related["policies"]),
            more_articles=self.alike(RELATED, topic=self.object.topic_id),
            **kwargs,
        )
