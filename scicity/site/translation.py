from modeltranslation.translator import TranslationOptions, register

from scicity.site.models import HomeBlock, Page, SiteSettings


@register(SiteSettings)
class SiteSettingsOptions(TranslationOptions):
    fields = ("name", "motto", "description", "organizer", "undertaker", "address", "data_license")


@register(Page)
class PageOptions(TranslationOptions):
    fields = ("title", "summary", "body", "source")


@register(HomeBlock)
class HomeBlockOptions(TranslationOptions):
    fields = ("heading",)
