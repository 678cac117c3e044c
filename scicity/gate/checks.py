"""The checks that block: with one of these findings a page is not submitted."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicity.gate.findings import Finding, place, register_check
from scicity.gate.links import link_problems
from scicity.gate.models import Wording
from scicity.gate.numbers import identity_numbers, masked, mobile_numbers
from scicity.gate.words import find_word, folder
from scicity.media.models import Picture
from scicity.publishing.models import Publishable, Sourced


@register_check(Publishable)
def source(subject):
    """Every page and every row with a source of its own names it."""
    for instance in subject.instances:
        if not isinstance(instance, Sourced) or not instance.needs_source:
            continue
        if not instance.source_zh_hans:
            yield Finding(
                "source_missing",
                _("没有写明来源。"),
                _("在“来源”栏填写事实由谁发布；有网址的一并填写。"),
                **place(instance, "source_zh_hans", subject.page),
            )


@register_check(Publishable)
def wording(subject):
    """Wrong and forbidden words of the list, in every text and in both languages."""
    words = [(word, word.folded, folder(word.wrong)) for word in Wording.objects.in_use()]
    for text in subject.texts:
        folded = {}
        for word, sought, fold in words:
            if fold not in folded:
                folded[fold] = [fold(reading) for reading in readings(text)]
            hits = (find_word(sought, reading) for reading in folded[fold])
            if hit := next(filter(None, hits), None):
                yield wrong_word(subject, text, word, hit)


def readings(text) -> list[str]:
    """A plain text as it is and, should somebody have typed tags into it, without them."""
    if text.is_rich:
        return [text.markup.text]
    return [text.value, text.markup.text] if "<" in text.value else [text.value]


def wrong_word(subject, text, word, hit):
    message = ngettext(
        "“%(label)s”里有“%(wrong)s”（%(count)d 处）：…%(around)s…。%(reason)s",
        "“%(label)s”里有“%(wrong)s”（%(count)d 处）：…%(around)s…。%(reason)s",
        hit.count,
    ) % {
        "label": text.label,
        "wrong": word.wrong,
        "count": hit.count,
        "around": hit.around,
        "reason": word.reason,
    }
    remedy = _("改成“%s”。") % word.right if word.right else _("换一种说法。")
    return Finding(
        "wording",
        message,
        remedy,
        blocking=word.is_blocking,
        **place(text.instance, text.column, subject.page),
    )


@register_check(Publishable)
def personal_numbers(subject):
    for text in subject.texts:
        for reading in readings(text):
            where = place(text.instance, text.column, subject.page)
            for number in dict.fromkeys(identity_numbers(reading)):
                yield Finding(
                    "identity_number",
                    _("“%(label)s”里有身份证号码（%(number)s）。")
                    % {"label": text.label, "number": masked(number)},
                    _("删去号码；要区分同名的人，只写出生年份或单位。"),
                    **where,
                )
            for number in dict.fromkeys(mobile_numbers(reading)):
                yield Finding(
                    "mobile_number",
                    _("“%(label)s”里有手机号码（%(number)s）。")
                    % {"label": text.label, "number": masked(number)},
                    _("换成单位的固定电话或公开信箱。"),
                    **where,
                )


@register_check(Publishable)
def alternative_texts(subject):
    """A picture says what it shows, or the library calls it decorative."""
    images = [(text, image) for text in subject.rich_texts for image in text.markup.images]
    shown = [*linked_pictures(subject)]
    keys = {image.picture for _text, image in images if image.picture} | {key for *_, key in shown}
    library = Picture.objects.in_bulk(keys) if keys else {}
    for text, image in images:
        picture = library.get(image.picture)
        if not image.alt.strip() and not (picture and picture.is_decorative):
            yield Finding(
                "alt_missing",
                _("“%s”里有一张图片没有替代文字。") % text.label,
                _("点选图片，写明图上有什么；纯装饰的图片请在媒体库勾选“装饰”。"),
                **place(text.instance, text.column, subject.page),
            )
    for instance, column, key in shown:
        picture = library.get(key)
        if picture and not picture.is_decorative and not picture.alt_zh_hans:
            yield Finding(
                "alt_missing",
                _("图片“%s”没有替代文字。") % picture,
                _("在媒体库打开这张图片，填写替代文字，或勾选“装饰”。"),
                **place(instance, column, subject.page),
            )


def linked_pictures(subject):
    for instance in subject.instances:
        for field in instance._meta.concrete_fields:
            if field.related_model is Picture and (key := getattr(instance, field.attname)):
                yield instance, field.name, key


@register_check(Publishable)
def internal_links(subject):
    """Links to pages of this site lead somewhere that visitors can open."""
    links = [(text, link) for text in subject.rich_texts for link in text.markup.links]
    problems = link_problems({link.href for _text, link in links})
    for text, link in links:
        if problem := problems.get(link.href):
            yield Finding(
                problem.code,
                _("“%(label)s”里的链接“%(words)s”（%(href)s）：%(problem)s")
                % {
                    "label": text.label,
                    "words": link.text.strip() or "—",
                    "href": link.href,
                    "problem": problem.message,
                },
                problem.remedy,
                blocking=problem.blocking,
                **place(text.instance, text.column, subject.page),
            )
