"""Tells other apps of changed pages, in the transaction that changes them.

A listener is called with a model and the primary keys of rows that were written or deleted, and
reads what they are now; what it writes is kept or rolled back with the change itself.
`bulk_create` and SQL by hand tell nobody.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

listeners: list[Callable] = []
waiting: ContextVar[dict | None] = ContextVar("waiting", default=None)


def changed(model, pks: Iterable[int]) -> None:
    pks = {pk for pk in pks if pk is not None}
    if (gathered := waiting.get()) is not None:
        gathered.setdefault(model, set()).update(pks)
    elif pks:
        tell(model, pks)


def tell(model, pks: set[int]) -> None:
    for listener in listeners:
        listener(model, pks)


@contextmanager
def gathered():
    """Listeners hear of all changes inside once, at the end: a form with its rows, an import.

    One transaction from first to last, so that nobody sees pages that listeners don't know.
    """
    if waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        pages = {}
        token = waiting.set(pages)
        try:
            yield
        finally:
            waiting.reset(token)
        for model, pks in pages.items():
            tell(model, pks)


class TellingQuerySetMixin:
    """A QuerySet whose `update` and `delete` tell of the pages they change."""

    def update(self, **values):
        return self.telling(super().update, **values)

    def delete(self):
        return self.telling(super().delete)

    def telling(self, change, **values):
        with transaction.atomic(savepoint=False):
            pages = [*self.order_by().values_list(self.model.page_of_row, flat=True)]
            result = change(**values)
            changed(self.model.page_model(), pages)
        return result

    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True


class TellingModelMixin:
    """A page, or a part of one, that tells of its page when it is saved or deleted."""

    # The column that holds the page's primary key.
    page_of_row = "pk"

    @classmethod
    def page_model(cls):
        if cls.page_of_row == "pk":
            return cls._meta.concrete_model
        return cls._meta.get_field(cls.page_of_row).related_model

    @property
    def page_pk(self):
        return self.pk if self.page_of_row == "pk" else getattr(self, f"{self.page_of_row}_id")

    def save(self, *args, **kwargs):
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            changed(self.page_model(), [self.page_pk])

    def delete(self, *args, **kwargs):
        page = self.page_pk
        with transaction.atomic(savepoint=False):
            result = super().delete(*args, **kwargs)
            changed(self.page_model(), [page])
        return result

    save.alters_data = True
    delete.alters_data = True
