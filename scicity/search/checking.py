"""Compares the index with the pages."""

from scicity.search import writing
from scicity.search.documents import Kind, kinds
from scicity.search.models import Entry

BATCH = 200
# PostgreSQL orders and merges a word vector in its own way; it is made of the other columns.
COMPARED = [name for name in writing.FIELDS if name != "words"]


def differences(batch: int = BATCH):
    """Yields one line for every entry that is missing, surplus, or not as its page is."""
    for kind in kinds.values():
        yield from of_kind(kind, batch)
    for entry in Entry.objects.exclude(kind__in=kinds):
        yield f"surplus: {entry.key}"


def of_kind(kind: Kind, batch: int):
    pks = kind.model._base_manager.filter(live=None).order_by("pk").values_list("pk", flat=True)
    last = 0
    while chunk := list(pks.filter(pk__gt=last)[:batch]):
        last = chunk[-1]
        wanted = {entry.key: entry for entry in writing.entries_of(kind, chunk)}
        present = Entry.objects.filter(kind=kind.name, object_id__in=chunk).in_bulk()
        yield from (f"missing: {key}" for key in sorted(wanted.keys() - present.keys()))
        yield from (f"surplus: {key}" for key in sorted(present.keys() - wanted.keys()))
        for key in sorted(wanted.keys() & present.keys()):
            if names := unequal(wanted[key], present[key]):
                yield f"differs: {key}: {', '.join(names)}"
    gone = Entry.objects.filter(kind=kind.name).exclude(object_id__in=pks.all())
    yield from (f"surplus: {entry.key}" for entry in gone)


def unequal(wanted: Entry, present: Entry) -> list[str]:
    return [name for name in COMPARED if getattr(wanted, name) != getattr(present, name)]
