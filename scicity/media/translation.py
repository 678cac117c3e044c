from modeltranslation.translator import TranslationOptions, register

from scicity.media.models import Picture


@register(Picture)
class PictureOptions(TranslationOptions):
    fields = ("alt", "credit")
