"""Writes what was read from a Word file: pictures into the library, the rest as a draft."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _

from scicity.media.images import check_image
from scicity.media.models import Picture
from scicity.rich_text import clean_rich_text
from scicity.site.editor_search import describe_picture
from scicity.word.reading import WordPicture, WordText

PLACE = re.compile(r'<figure><img[^>]* src="word-(\d+)"[^>]*></figure>')


@dataclass
class Imported:
    """The draft, its new pictures, and what the editor must know."""

    page: object
    pictures: list[Picture] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def without_alt(self) -> list[Picture]:
        return [picture for picture in self.pictures if not picture.alt_zh_hans]


def write(page, text: WordText) -> Imported:
    """Fills the unsaved page and saves it with its pictures: all of it or nothing."""
    stored: list[Picture] = []
    try:
        with transaction.atomic():
            imported = Imported(page, dropped=[*text.dropped])
            places = {}
            for number, picture in enumerate(text.pictures):
                places[number] = keep(picture, number, page, imported, stored)
            page.body_zh_hans = clean_rich_text(PLACE.sub(filled_with(places), text.html))
            page.save()
    except BaseException:
        for picture in stored:
            if picture.image:
                picture.image.delete(save=False)
        raise
    return imported


def keep(picture: WordPicture, number: int, page, imported: Imported, stored) -> Picture | None:
    """The picture in the library; None, with the reason in the report, when it may not be there."""
    file = ContentFile(picture.content, picture.name)
    try:
        check_image(file)
    except ValidationError as error:
        values = {"number": number + 1, "reason": " ".join(error.messages)}
        imported.dropped.append(_("第 %(number)d 张图片：%(reason)s") % values)
        return None
    title = f"{str(page)[:100]} {number + 1}"
    row = Picture(title=title, alt_zh_hans=picture.alt)
    stored.append(row)
    row.image.save(f"{title}.jpg", file, save=False)
    row.save()
    imported.pictures.append(row)
    return row


def filled_with(places: dict[int, Picture | None]):
    def figure(match) -> str:
        row = places[int(match[1])]
        if row is None:
            return ""
        shown = describe_picture(row)
        # Without an alternative text the attribute is missing too: empty would mean decorative.
        alt = f' alt="{escape(row.alt_zh_hans)}"' if row.alt_zh_hans else ""
        return (
            f'<figure><img src="{escape(shown["url"])}"{alt} width="{shown["width"]}"'
            f' height="{shown["height"]}" data-picture="{row.pk}"></figure>'
        )

    return figure
