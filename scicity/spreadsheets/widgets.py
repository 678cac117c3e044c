"""How a cell is read and written; what can't be read is answered in words that say what to do."""

import datetime
import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0?0:00(:00)?)?")
SEPARATORS = re.compile(r"[;；、\n]")
YES, NO = {"是", "1", "true", "yes", "√", "y"}, {"否", "0", "false", "no", "×", "n"}
# More words than this are not listed in a message; the template has them all.
MOST_LISTED = 12


class Text(Widget):
    hint = ""

    def clean(self, value, row=None, **kwargs):
        return str(value or "").strip()

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Paragraphs(Text):
    """Formatted text: HTML as it is exported, or plain lines that become paragraphs."""

    def clean(self, value, row=None, **kwargs):
        text = super().clean(value)
        if "<" in text:
            return text
        return "".join(f"<p>{line.strip()}</p>" for line in text.splitlines() if line.strip())


class Day(Widget):
    @property
    def hint(self):
        return _("日期，写成 2024-05-01")

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        if not text:
            return None
        if not (match := DAY.fullmatch(text)):
            raise ValueError(_("“%s”不是日期：请写成 2024-05-01。") % text)
        try:
            return datetime.date(*(int(part) for part in match.groups()[:3]))
        except ValueError:
            raise ValueError(_("“%s”这一天不存在。") % text) from None

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class Number(Widget):
    def __init__(self, is_whole=False):
        super().__init__()
        self.is_whole = is_whole

    @property
    def hint(self):
        return _("整数") if self.is_whole else _("数字")

    def clean(self, value, row=None, **kwargs):
        text = str("" if value is None else value).strip().replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(_("“%s”不是数字：请只填数字，不带单位。") % text) from None
        if not number.is_finite() or (self.is_whole and number != int(number)):
            raise ValueError(_("“%s”不是整数。") % text)
        return int(number) if self.is_whole else number

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{Decimal(value).normalize():f}"


class YesNo(Widget):
    @property
    def words(self):
        return [_("是"), _("否")]

    @property
    def hint(self):
        return _("是或否")

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip().lower()
        if text in YES:
            return True
        if text in NO or not text:
            return False
        raise ValueError(_("“%s”请改为“是”或“否”。") % text)

    def render(self, value, obj=None, **kwargs):
        return self.words[0] if value else self.words[1]


class Choice(Widget):
    """One of a few fixed choices, by its words or its code."""

    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    @property
    def words(self):
        return [str(label) for _code, label in self.choices]

    @property
    def hint(self):
        return _("从下拉列表选择")

    def clean(self, value, row=None, **kwargs):
        return self.one(str(value or "").strip())

    def one(self, text):
        if not text:
            return ""
        for code, label in self.choices:
            if text in (str(label), str(code)):
                return code
        raise ValueError(not_among(text, self.words))

    def render(self, value, obj=None, **kwargs):
        return str(dict(self.choices).get(value, value or ""))


class Several(Choice):
    """Several of a few fixed choices in one cell."""

    @property
    def hint(self):
        return _("可填几项，用分号隔开：%s") % "；".join(self.words)

    def clean(self, value, row=None, **kwargs):
        return [self.one(part) for part in parts(value)]

    def render(self, value, obj=None, **kwargs):
        labels = dict(self.choices)
        return "；".join(str(labels.get(code, code)) for code in value or [])


class Rows:
    """Finds rows of a model by their address or their exact Chinese name; asks once."""

    def __init__(self, model):
        self.model = model
        self.title = getattr(model, "title_field", "name") + "_zh_hans"
        self.found = None

    def load(self):
        self.found, self.repeated = {}, set()
        rows = self.model._base_manager.only("pk", "slug", self.title)
        for row in rows.order_by("pk"):
            name = getattr(row, self.title)
            if name in self.found:
                self.repeated.add(name)
            self.found[name] = row
        self.found |= {row.slug: row for row in rows}

    @property
    def words(self):
        if self.found is None:
            self.load()
        return sorted({getattr(row, self.title) for row in self.found.values()})

    def one(self, text):
        if self.found is None:
            self.load()
        if text in self.repeated and text not in {row.slug for row in self.found.values()}:
            raise ValueError(_("有几个都叫“%s”：请改填地址（网址的最后一段）。") % text)
        if row := self.found.get(text):
            return row
        kind = self.model._meta.verbose_name
        raise ValueError(
            _("没有叫“%(text)s”的%(kind)s：请填已有%(kind)s的名称或地址，或先新建。")
            % {"text": text, "kind": kind}
        )


class Link(Widget):
    """One row of another model."""

    def __init__(self, model):
        super().__init__()
        self.rows = Rows(model)

    @property
    def hint(self):
        return _("已有%s的名称或地址") % self.rows.model._meta.verbose_name

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        return self.rows.one(text) if text else None

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


class Links(ManyToManyWidget):
    """Several rows of another model in one cell."""

    def __init__(self, model):
        super().__init__(model)
        self.rows = Rows(model)

    @property
    def hint(self):
        return _("已有%s的名称或地址，可填几项，用分号隔开") % self.model._meta.verbose_name

    def clean(self, value, row=None, **kwargs):
        return [self.rows.one(part) for part in parts(value)]

    def render(self, value, obj=None, **kwargs):
        return "；".join(row.slug for row in value.all()) if value else ""


def parts(value) -> list[str]:
    return [part.strip() for part in SEPARATORS.split(str(value or "")) if part.strip()]


def not_among(text, words) -> str:
    listed = "、".join(words[:MOST_LISTED]) + ("…" if len(words) > MOST_LISTED else "")
    return _("“%(text)s”不是可选的值。可选：%(words)s。") % {"text": text, "words": listed}
