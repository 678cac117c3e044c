"""Narrows lists of pages, public ones and the back office's, to those that contain the words.

A word may stand in most of many pages, and to compare their texts is what takes time. So it is
done once: the keys that are found narrow every statement of the list, its counts too.
"""

from scicity.search.models import Entry
from scicity.search.queries import Query


def pks_of(model, query: Query, language: str = "") -> list[int]:
    """Of the model's pages that contain the words in this or any language, drafts included."""
    found = Entry.objects.filter(query.within("folded", "has"), kind=model._meta.label_lower)
    if language:
        found = found.in_language(language)
    return list(found.order_by().values_list("object_id", flat=True))
