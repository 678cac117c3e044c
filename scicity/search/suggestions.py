"""What a visitor may mean: titles while typing, other spellings when nothing is found."""

import difflib

from django.db.models import Q

from scicity.search.models import Entry
from scicity.search.queries import parse
from scicity.search.words import LATIN, LETTERS, sounds_of, spaced

MOST = 8
# So many candidates are looked at to suggest a few.
CANDIDATES = 200


def titles_like(text: str, language: str) -> list[Entry]:
    """Pages to suggest while somebody types: by a part of the title, by pinyin or initials."""
    query = parse(text)
    if len(query.folded) < 2:
        return []
    entries = Entry.objects.published().in_language(language).only("title", "path", "kind")
    found = list(entries.filter(query.within("title_folded", "has"))[:CANDIDATES])
    if len(found) < MOST:
        known = {entry.pk for entry in found}
        by_sound = entries.filter(sounds_like(query.folded))[:MOST] if is_pinyin(query) else []
        found += [entry for entry in by_sound if entry.pk not in known]
    typed = query.folded
    return sorted(found, key=lambda entry: not entry.title.casefold().startswith(typed))[:MOST]


def is_pinyin(query) -> bool:
    return len(query.folded) > 1 and bool(LETTERS.fullmatch(query.folded.replace(" ", "")))


def sounds_like(folded: str) -> Q:
    """Titles that sound so (`kexuecheng`), or whose syllables begin so (`kxc`)."""
    letters = folded.replace(" ", "").replace("ü", "v")
    by_sound = Q(sounds__regex=spaced(letters))
    return Q(letters__has=letters) & (by_sound | Q(letters__regex=rf" .*{letters}"))


def found_by_sound(query, language: str, most: int = 100) -> list[str]:
    """Keys of pages whose titles sound like the letters, the newest first."""
    if not is_pinyin(query):
        return []
    entries = Entry.objects.published().in_language(language)
    found = entries.filter(sounds_like(query.folded)).order_by("-date", "key")
    return list(found.values_list("key", flat=True)[:most])


def did_you_mean(text: str, language: str) -> str:
    """A spelling that titles use and that sounds or looks like what was typed; else ""."""
    query = parse(text, with_synonyms=False)
    entries = Entry.objects.published().in_language(language)
    if not query or len(query.folded) < 2:
        return ""
    return same_sound(query.folded, entries) or same_look(query.folded, entries)


def same_sound(folded: str, entries) -> str:
    """金风湟 → 金凤凰: what sounds the same in some title."""
    sounds, _initials = sounds_of(folded)
    if not sounds:
        return ""
    alike = entries.filter(
        letters__has=sounds.replace(" ", ""), sounds__regex=rf"\m{sounds}\M"
    ).values_list("title_folded", flat=True)
    length = len(folded)
    for title in alike[:CANDIDATES]:
        for start in range(len(title) - length + 1):
            part = title[start : start + length]
            if part != folded and sounds_of(part)[0] == sounds:
                return part
    return ""


def same_look(folded: str, entries) -> str:
    """polcy → policy: a word of some title that differs in a letter or two."""
    words = LATIN.findall(folded)
    if not words or not folded.isascii():
        return ""
    corrected = [nearest(word, entries) for word in words]
    return " ".join(corrected) if corrected != words else ""


def nearest(word: str, entries) -> str:
    alike = Q()
    for start in range(len(word) - 1):
        alike |= Q(title_folded__has=word[start : start + 2])
    if not alike:
        return word
    titles = entries.filter(alike).values_list("title_folded", flat=True)[:CANDIDATES]
    known = {known for title in titles for known in LATIN.findall(title)}
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
    return close[0] if close else word
