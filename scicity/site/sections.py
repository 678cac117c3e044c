"""The kinds of pages that the whole site looks through: for its search and its site map."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse

from scicity.filters import PublicFilterSet


@dataclass(frozen=True)
class Section:
    """One kind of page, with its list's address and filters."""

    model: type[Model]
    url_name: str
    filterset_class: type[PublicFilterSet]

    @property
    def label(self):
        return self.model._meta.verbose_name_plural

    def filterset(self, words: str) -> PublicFilterSet:
        data = QueryDict(mutable=True)
        data["q"] = words
        return self.filterset_class(data, self.model.objects.visible())

    def find(self, words: str) -> QuerySet:
        return self.filterset(words).qs

    def list_url(self, words: str) -> str:
        return reverse(self.url_name) + self.filterset(words).query()


sections: list[Section] = []
# Kinds of page that the site map has too, though their list takes no filters.
more_pages: list[type[Model]] = []


def register_section(*args):
    sections.append(Section(*args))
