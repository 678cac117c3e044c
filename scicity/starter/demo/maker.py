"""What the makers of all sections share."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from django.apps import apps
from django.db import models
from django.utils import timezone

from scicity.media.models import Picture
from scicity.publishing.models import DataOrigin, Status
from scicity.starter.demo.words import SOURCE, Both, Writer

PREFIX = "demo-"
YEARS = 3
BATCH = 500


@dataclass(frozen=True)
class Size:
    projects: int = 300
    institutions: int = 60
    policies: int = 200
    articles: int = 400
    calls: int = 24


class Maker:
    """Makes the pages of one section; the same ones for the same seed and day."""

    seed = 0

    def __init__(self):
        self.random = Random(self.seed)
        self.write = Writer(self.random)
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.covers = list(Picture.objects.filter(key__startswith="cover-").order_by("key"))

    def page(self, model, number: int, named: str, name: Both, **columns):
        """An unsaved demonstration page; one in ten is Chinese only, one in four has no cover."""
        texts = {named: name, "source": SOURCE} | {
            key: columns.pop(key) for key in list(columns) if isinstance(columns[key], Both)
        }
        if self.chance(0.1):
            texts = {key: Both(text.zh, None) for key, text in texts.items()}
        for key, text in texts.items():
            columns |= text.columns(key)
        if hasattr(model, "cover"):
            columns["cover"] = None if self.chance(0.25) else self.any_of(self.covers)
        return model(
            slug=f"{PREFIX}{model._meta.model_name}-{number:03}",
            status=Status.PUBLISHED,
            published_at=self.moment(),
            data_origin=DataOrigin.DEMO,
            **columns,
        )

    def moment(self) -> datetime.datetime:
        return self.now - datetime.timedelta(seconds=self.random.randrange(60, YEARS * 31_536_000))

    def day(self, first: int, last: int) -> datetime.date:
        """A day that many days from today, at random between the two."""
        return self.today + datetime.timedelta(days=self.random.randint(first, last))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def any_of(self, items: list):
        return self.random.choice(items) if items else None

    def some_of(self, items: list, most: int) -> list:
        return self.random.sample(items, min(len(items), self.random.randint(0, most)))

    def link(self, model, name: str, pages: Iterable, items: list, most: int) -> None:
        """Fills a many-to-many column of all pages at once."""
        field = model._meta.get_field(name)
        through = field.remote_field.through
        save_all(
            through,
            [
                through(
                    **{
                        f"{field.m2m_field_name()}_id": page.pk,
                        f"{field.m2m_reverse_field_name()}_id": item.pk,
                    }
                )
                for page in pages
                for item in self.some_of(items, most)
            ],
        )


def save_all(model, rows: list) -> list:
    return model._base_manager.bulk_create(rows, batch_size=BATCH)


def get(label: str) -> type[models.Model]:
    # The sections by name: this package may not import them.
    return apps.get_model(label)


def named_rows(label: str, names: list[Both]) -> list:
    """Small vocabularies of the demonstration's own: districts, tags."""
    model = get(label)
    return save_all(
        model,
        [
            model(slug=f"{PREFIX}{model._meta.model_name}-{number}", **name.columns("name"))
            for number, name in enumerate(names, 1)
        ],
    )
