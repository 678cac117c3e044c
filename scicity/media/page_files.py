"""Files that belong to a row of a page: one public address for all files that the row will have."""

from functools import cache
from pathlib import PurePath

from django.apps import apps
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from scicity.slugs import readable_slug


class PageFile(FieldFile):
    """`url` is called after the row's key, so a replaced file has the address of the old one.

    What stands behind the key is only there to be read: any other name leads to the present one.
    """

    @property
    def url(self):
        self._require_file()
        if self.instance.pk is None:
            return super().url
        return reverse("file", args=[self.instance._meta.model_name, self.instance.pk, self.label])

    @property
    def title(self) -> str:
        """The row's Chinese name, so that both languages have one address."""
        name = self.field.named_by
        return getattr(self.instance, f"{name}_zh_hans", "") or getattr(self.instance, name)

    @property
    def label(self) -> str:
        return readable_slug(self.title) + self.suffix

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix.lower()

    @property
    def download_name(self) -> str:
        """What the file is called on a visitor's machine."""
        return (self.title or self.label).replace("/", "／") + self.suffix


class PageFileField(models.FileField):
    """For a `PagePart`; `named_by` is the column with the file's name.

    The first folder of `upload_to` has such files only: `serving` sends nothing below it without
    asking for the page. To the database it is a FileField.
    """

    attr_class = PageFile

    def __init__(self, *args, named_by="title", **kwargs):
        super().__init__(*args, **kwargs)
        self.named_by = named_by

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs

    @property
    def folder(self) -> str:
        return self.upload_to.partition("/")[0]


@cache
def fields() -> dict[str, PageFileField]:
    """By the name of their model, which is in the addresses."""
    return {
        field.model._meta.model_name: field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, PageFileField)
    }


@cache
def folders() -> frozenset[str]:
    return frozenset(field.folder for field in fields().values())


def page_of(row):
    return getattr(row, row.page_of_row)


def with_pages(field: PageFileField) -> models.QuerySet:
    model = field.model
    return model._base_manager.exclude(**{field.name: ""}).select_related(model.page_of_row)


def readable(field: PageFileField) -> models.QuerySet:
    """The rows whose file anybody may have: those of a page that anybody may read."""
    model = field.model
    pages = model.page_model().objects.readable()
    return with_pages(field).filter(**{f"{model.page_of_row}__in": pages.values("pk")})
