from django.utils import timezone
from django.utils.translation import pgettext_lazy

from news.models import Article, Topic
from scicity.search.documents import Document, plain, register


def topics():
    return {topic.slug: topic.name for topic in Topic.objects.all()}


def with_parts(articles):
    return articles.select_related("topic").prefetch_related("attachments")


@register(Article, pgettext_lazy("search", "新闻"), "news:article_list", topics, with_parts)
def describe_article(article) -> Document:
    return Document(
        title=article.title,
        date=timezone.localdate(article.published_at or article.created_at),
        summary=article.summary,
        names=[article.subtitle],
        texts=[
            plain(article.body),
            article.author,
            article.editor,
            article.source,
            *(attachment.title for attachment in article.attachments.all()),
        ],
        section=article.topic.slug,
    )
