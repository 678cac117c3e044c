"""Keeps the index as the pages are, in the same transaction."""

import unicodedata

from django.utils import timezone, translation

from scicity.search.documents import Document, Kind, kinds, lines
from scicity.search.folding import fold
from scicity.search.models import Change, Entry, Rebuild
from scicity.search.words import sounds_of, words_of

LANGUAGES = ("zh-hans", "en")
FIELDS = [f.name for f in Entry._meta.concrete_fields if not f.primary_key]


def refresh(model, pks) -> None:
    """Listens to `scicity.publishing.changes`."""
    kind = kinds.get(model._meta.label_lower)
    if kind is None:
        return
    write(kind, pks)
    if Rebuild.objects.exists():
        Change.objects.bulk_create(Change(kind=kind.name, object_id=pk) for pk in pks)


def write(kind: Kind, pks) -> None:
    """Makes the entries of these pages anew; of pages that are gone, none are left."""
    entries = entries_of(kind, pks)
    stale = Entry.objects.filter(kind=kind.name, object_id__in=list(pks))
    stale.exclude(pk__in=[entry.pk for entry in entries]).delete()
    Entry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["key"], update_fields=FIELDS
    )


def entries_of(kind: Kind, pks) -> list[Entry]:
    entries = []
    for language in LANGUAGES:
        with translation.override(language):
            rows = kind.model._base_manager.filter(pk__in=list(pks), live=None)
            pages = kind.pages(rows.order_by("pk"))
            entries += [entry_of(kind, page) for page in pages if page.in_current_language]
    return entries


def entry_of(kind: Kind, page) -> Entry:
    """The page's entry in the active language."""
    language = translation.get_language()
    document = kind.describe(page)
    made = document.date or timezone.localdate(page.published_at or page.created_at)
    return Entry(
        key=f"{kind.name}/{page.pk}/{language}",
        kind=kind.name,
        object_id=page.pk,
        language=language,
        section=document.section,
        date=made,
        year=made.year,
        path=page.get_absolute_url(),
        status=page.status,
        published_at=page.published_at,
        expires_at=page.expires_at,
        is_demo=page.is_demo,
        **texts_of(document),
    )


def texts_of(document: Document) -> dict:
    title = clean(document.title)[:300]
    summary = clean(document.summary)
    body = "\n".join(clean(text) for text in [*document.names, *document.texts] if text)
    names = "\n".join(clean(name) for name in document.names if name)
    title_folded, summary_folded, names_folded = fold(title), fold(summary), fold(names)
    lead = "\n".join(filter(None, [title_folded, summary_folded, names_folded]))
    rest = fold("\n".join(clean(text) for text in document.texts if text))
    sounds, initials = sounds_of(title_folded)
    return {
        "title": title,
        "summary": summary,
        "body": body,
        "title_folded": title_folded,
        "lead_folded": lead,
        "folded": f"{lead}\n{rest}" if rest else lead,
        "sounds": sounds,
        "letters": f"{sounds.replace(' ', '')} {initials}" if sounds else "",
        "words": word_vector(title_folded, f"{summary_folded}\n{names_folded}"),
    }


def clean(text: str) -> str:
    # PostgreSQL takes no NUL; the alignment of highlights needs form C.
    return lines(unicodedata.normalize("NFC", str(text or "").replace("\0", "")))


def word_vector(title: str, summary: str) -> str:
    """A `tsvector` in PostgreSQL's notation: words of the title weigh A, others B."""
    weights = dict.fromkeys(words_of(summary), "B") | dict.fromkeys(words_of(title), "A")
    return " ".join(f"{quoted(word)}:1{weight}" for word, weight in sorted(weights.items()))


def quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
