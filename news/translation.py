from modeltranslation.translator import TranslationOptions, register

from news.models import Article, Attachment, Tag, Topic


@register(Topic)
class TopicOptions(TranslationOptions):
    fields = ("name", "description")


@register(Tag)
class TagOptions(TranslationOptions):
    fields = ("name",)


@register(Article)
class ArticleOptions(TranslationOptions):
    fields = ("title", "subtitle", "summary", "body", "source", "author", "editor")


@register(Attachment)
class AttachmentOptions(TranslationOptions):
    fields = ("title",)
