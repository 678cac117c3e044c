"""What of a Word file does not come along, in the words of an editor."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicity.word.archive import MAIN

TEXT = re.compile(rb"<w:t[ >][^<]*[^<\s]")
# The same thing once more, for programs that don't know its newer form.
FALLBACK = re.compile(rb"<mc:Fallback[ >].*?</mc:Fallback>", re.DOTALL)


def count(parts: dict[str, bytes], pattern: bytes, name: str = MAIN) -> int:
    return len(re.findall(pattern, parts.get(name, b"")))


def dropped(parts: dict[str, bytes], names: list[str]) -> list[str]:
    """Each thing that was left out, counted where counting helps."""
    parts = parts | {MAIN: FALLBACK.sub(b"", parts[MAIN])}
    return [line for line in (*counted(parts), *noticed(parts, names)) if line]


def counted(parts):
    boxes = count(parts, rb"<w:txbxContent[ >]")
    comments = count(parts, rb"<w:comment[ >]", "word/comments.xml")
    deleted = count(parts, rb"<w:del[ >]") + count(parts, rb"<w:ins[ >]")
    charts = count(parts, rb"<c:chart[ >]") + count(parts, rb"<dgm:relIds[ >]")
    yield (
        boxes
        and ngettext(
            "%d 个文本框：框没有带入，其中的文字已放进正文，请检查位置。",
            "%d 个文本框：框没有带入，其中的文字已放进正文，请检查位置。",
            boxes,
        )
        % boxes
    )
    yield comments and ngettext("%d 条批注。", "%d 条批注。", comments) % comments
    yield (
        deleted
        and ngettext(
            "%d 处修订痕迹：按“接受全部修订”处理。",
            "%d 处修订痕迹：按“接受全部修订”处理。",
            deleted,
        )
        % deleted
    )
    yield (
        charts
        and ngettext(
            "%d 个图表：请在 Word 中另存为图片后上传。",
            "%d 个图表：请在 Word 中另存为图片后上传。",
            charts,
        )
        % charts
    )
    if formulas := count(parts, rb"<m:oMath[ >]"):
        yield ngettext("%d 个公式。", "%d 个公式。", formulas) % formulas
    if objects := count(parts, rb"<w:object[ >]"):
        yield ngettext("%d 个嵌入的对象。", "%d 个嵌入的对象。", objects) % objects


def noticed(parts, names):
    main = parts[MAIN]
    if count(parts, rb"<w:(?:foot|end)noteReference[ >]"):
        yield _("脚注和尾注：文字放在正文末尾，编号保留，不再是链接。")
    if any(
        TEXT.search(content)
        for name, content in parts.items()
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name)
    ):
        yield _("页眉和页脚。")
    if re.search(rb'w:pStyle w:val="TOC', main, re.IGNORECASE):
        yield _("目录：网页上不需要。")
    if any(name.endswith("vbaProject.bin") for name in names):
        yield _("宏。")
    if re.search(rb"<w:(rFonts|color|highlight|sz|u|jc|shd)[ />]", main):
        yield _("字体、字号、颜色、下划线和对齐：网站有统一的样式。")
