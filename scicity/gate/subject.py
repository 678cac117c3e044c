"""A page as the gate reads it: its rows, its texts, its links and pictures."""

from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db import models
from modeltranslation.translator import NotRegistered, translator

from scicity.fields import RichTextField
from scicity.gate.markup import Markup, read_markup
from scicity.publishing.models import Publishable

# Columns of letters that nobody reads as a text.
NO_TEXTS = (models.SlugField, models.URLField, models.EmailField)


@dataclass(frozen=True)
class Text:
    """A filled column of the page or of a row of it."""

    instance: models.Model
    field: models.Field
    value: str

    @property
    def column(self) -> str:
        return self.field.attname

    @property
    def is_english(self) -> bool:
        return self.column.endswith("_en")

    @property
    def label(self) -> str:
        return str(self.field.verbose_name)

    @cached_property
    def markup(self) -> Markup:
        return read_markup(self.value)

    @property
    def is_rich(self) -> bool:
        return isinstance(self.field, RichTextField)


class Subject:
    def __init__(self, page):
        self.page = page

    @cached_property
    def rows(self) -> list[models.Model]:
        """What belongs to the page, one query for each kind of row."""
        if self.page.pk is None:
            return []
        return [
            row
            for model, owner in parts_of(type(self.page))
            for row in model._base_manager.filter(**{owner: self.page}).order_by("pk")
        ]

    @property
    def instances(self) -> list[models.Model]:
        return [self.page, *self.rows]

    @cached_property
    def texts(self) -> list[Text]:
        return [
            Text(instance, field, value)
            for instance in self.instances
            for field in text_fields(type(instance))
            if (value := getattr(instance, field.attname))
        ]

    @property
    def rich_texts(self) -> list[Text]:
        return [text for text in self.texts if text.is_rich]


def parts_of(model) -> list[tuple[type[models.Model], str]]:
    """The kinds of rows that a kind of page owns, with the name of their link to it."""
    return [
        (part, owner)
        for part in apps.get_app_config(model._meta.app_label).get_models()
        if not issubclass(part, Publishable)
        and (owner := owner_of(part))
        and part._meta.get_field(owner).related_model is model
    ]


def owner_of(part) -> str | None:
    """The link by which a row goes when its page does; the first one if there are several."""
    named = getattr(part, "page_of_row", "pk")
    if named != "pk":
        return named
    return next(
        (
            field.name
            for field in part._meta.fields
            if isinstance(field, models.ForeignKey)
            and field.remote_field.on_delete is models.CASCADE
            and issubclass(field.related_model, Publishable)
        ),
        None,
    )


def text_fields(model) -> list[models.Field]:
    return [
        field
        for field in columns(model)
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, NO_TEXTS)
        and not field.choices
    ]


def columns(model) -> list[models.Field]:
    """The real columns: of a translated field those of the languages."""
    try:
        translated = translator.get_options_for_model(model).all_fields
    except NotRegistered:
        translated = {}
    return [field for field in model._meta.concrete_fields if field.name not in translated]
