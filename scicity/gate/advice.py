"""The checks that only advise: a page with these findings may be submitted."""

from django.utils.translation import gettext as _

from scicity.gate.findings import Finding, place, register_check
from scicity.gate.models import TranslationState
from scicity.publishing.models import Publishable

# What a link must not be called: out of its sentence it says nothing.
VAGUE = {"点击这里", "点击此处", "请点击", "点击", "这里", "此处", "链接", "查看", "更多", "详情"}
VAGUE |= {"click here", "here", "link", "more", "read more", "click", "details"}


@register_check(Publishable)
def english(subject):
    page = subject.page
    if not page.has_english:
        yield Finding(
            "english_missing",
            _("没有英文版：英文网站上看不到这个页面。"),
            _("有译文时补上各英文栏；没有也可以送审。"),
            blocking=False,
            field=f"{page.title_field}_en",
        )
        return
    state = TranslationState.objects.of(page) if page.pk else None
    if state and state.lags:
        yield Finding(
            "english_lags",
            _("中文改过以后，英文没有改。"),
            _("核对英文，改好后保存。英文不用改的，在“审前检查”页点“英文已核对”。"),
            blocking=False,
            field=f"{page.title_field}_en",
        )


@register_check(Publishable)
def link_texts(subject):
    for text in subject.rich_texts:
        for link in text.markup.links:
            words = link.text.strip(" 。.，,>》…").casefold()
            if words in VAGUE or not words:
                yield Finding(
                    "vague_link",
                    _("“%(label)s”里有一个链接叫“%(words)s”：听读屏软件的人不知道它通向哪里。")
                    % {"label": text.label, "words": link.text.strip()},
                    _("用目标页面的标题作链接文字。"),
                    blocking=False,
                    **place(text.instance, text.column, subject.page),
                )


@register_check(Publishable)
def headings(subject):
    for text in subject.rich_texts:
        levels = [1, *text.markup.headings]
        steps = zip(levels, levels[1:], strict=False)
        if any(lower - upper > 1 for upper, lower in steps):
            yield Finding(
                "skipped_heading",
                _("“%s”的标题跳了级。") % text.label,
                _("从“标题”开始，下一级用“小标题”，不要为了字号跳级。"),
                blocking=False,
                **place(text.instance, text.column, subject.page),
            )


@register_check(Publishable)
def tables(subject):
    for text in subject.rich_texts:
        if not all(text.markup.tables):
            yield Finding(
                "table_without_header",
                _("“%s”里有一个表格没有表头。") % text.label,
                _("把第一行（或第一列）设为表头，读屏软件才能读出每格是什么。"),
                blocking=False,
                **place(text.instance, text.column, subject.page),
            )
