"""Notices when the Chinese of a page goes on without its English.

For each page the two texts are kept as fingerprints, rows included. A change of the Chinese alone
leaves the English behind, until it is changed too or somebody says that it still is right.
"""

import hashlib
from collections import defaultdict

from scicity.gate.models import RightTranslation, TranslationState
from scicity.gate.subject import columns, parts_of
from scicity.publishing.models import Publishable

SUFFIXES = ("_zh_hans", "_en")


def note(model, keys) -> None:
    """Listens to changes of pages; as many statements for many pages as for one."""
    if not issubclass(model, Publishable):
        return
    kind = model._meta.label_lower
    pages = model._base_manager.in_bulk(keys)
    lives = [page.live_id for page in pages.values() if page.live_id]
    known = {
        state.key: state
        for state in TranslationState.objects.filter(kind=kind, key__in=[*keys, *lives])
    }
    states = []
    for key, (chinese, english) in fingerprints(model, pages).items():
        before = known.get(key) or known.get(pages[key].live_id)
        lags = judge(kind, before, chinese, english)
        states.append(
            TranslationState(kind=kind, key=key, chinese=chinese, english=english, lags=lags)
        )
    TranslationState.objects.bulk_create(
        states,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["chinese", "english", "lags"],
    )
    gone = set(keys) - pages.keys()
    if gone:
        TranslationState.objects.filter(kind=kind, key__in=gone).delete()


def judge(kind: str, before, chinese: str, english: str) -> bool:
    """Whether the English lags now; a working copy's verdict stands when it takes its place."""
    if not english or before is None or not before.english:
        return False
    if (before.chinese, before.english) == (chinese, english):
        return before.lags
    same = {"kind": kind, "chinese": chinese, "english": english}
    if RightTranslation.objects.filter(**same).exists():
        return False
    if english == before.english:
        return True
    return before.chinese != chinese and TranslationState.objects.filter(**same, lags=True).exists()


def say_right(page) -> None:
    """Somebody has compared the texts as they are now."""
    state = TranslationState.objects.of(page)
    if state is None:
        return
    RightTranslation.objects.get_or_create(
        kind=state.kind, chinese=state.chinese, english=state.english
    )
    TranslationState.objects.filter(
        kind=state.kind, chinese=state.chinese, english=state.english
    ).update(lags=False)


def fingerprints(model, pages: dict) -> dict[int, tuple[str, str]]:
    texts = {key: [texts_of(page)] for key, page in pages.items()}
    for part, owner in parts_of(model):
        if not translated_columns(part):
            continue
        for row in part._base_manager.filter(**{f"{owner}__in": pages}):
            texts[getattr(row, f"{owner}_id")].append(texts_of(row))
    return {key: tuple(map(digest, zip(*rows, strict=True))) for key, rows in texts.items()}


def digest(texts) -> str:
    """Of one language; "" without a text. Rows count whatever their order and keys."""
    texts = sorted(text for text in texts if text.strip("\x1f"))
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest() if texts else ""


def texts_of(instance) -> tuple[str, ...]:
    """One text for each language, of all translated columns."""
    names = translated_columns(type(instance))
    return tuple(
        "\x1f".join(getattr(instance, name + suffix) or "" for name in names) for suffix in SUFFIXES
    )


def translated_columns(model) -> list[str]:
    found = defaultdict(set)
    for field in columns(model):
        for suffix in SUFFIXES:
            if field.attname.endswith(suffix):
                found[field.attname.removesuffix(suffix)].add(suffix)
    return sorted(name for name, suffixes in found.items() if len(suffixes) == len(SUFFIXES))
