"""What a held-back form and the saved page say differently, field by field, word by word."""

from dataclasses import dataclass

from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django_prose_editor.widgets import ProseEditorWidget

from scicity.publishing.comparing import marked
from scicity.rich_text import clean_rich_text
from scicity.search.documents import plain

NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    label: str
    saved: str
    typed: str
    anchor: str = ""


def differences(form, formsets) -> list[Difference]:
    found = of_form(form)
    for formset in formsets:
        for row in formset.forms:
            found += of_row(formset, row)
    return found


def of_row(formset, row) -> list[Difference]:
    kind = formset.model._meta.verbose_name
    name = str(row.instance) if row.instance.pk else _("新增")
    if row.data.get(row.add_prefix("DELETE")):
        return [Difference(f"{kind}：{name}", name, _("删除"))]
    return of_form(row, f"{kind}：{name} · ") if row.has_changed() else []


def of_form(form, before: str = "") -> list[Difference]:
    return [
        Difference(f"{before}{form[name].label}", *both_sides(form[name]), form[name].id_for_label)
        for name in form.changed_data
    ]


def both_sides(bound) -> tuple[str, str]:
    """What is saved and what was typed, the words that differ marked.

    Formatted text that differs in its formatting only is shown formatted.
    """
    saved, typed = shown(bound, bound.initial), shown(bound, bound.data, typed=True)
    if isinstance(bound.field.widget, ProseEditorWidget):
        if plain(saved) == plain(typed):
            return saved, typed
        saved, typed = plain(saved), plain(typed)
    return (saved, typed) if NOTHING in (saved, typed) else marked(saved, typed)


def shown(bound, value, typed: bool = False) -> str:
    """A value as people read it: formatted text as text, a choice by its label."""
    field = bound.field
    if typed and isinstance(field.widget, forms.MultiWidget):
        value = " ".join(filter(None, value or []))
    if value in (None, "", []):
        return NOTHING
    if isinstance(field.widget, ProseEditorWidget):
        return mark_safe(clean_rich_text(str(value)))
    if isinstance(field, forms.ModelChoiceField):
        return of_rows(field, value)
    if isinstance(field, forms.BooleanField):
        return _("是") if value else _("否")
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))


def of_rows(field, value) -> str:
    keys = value if isinstance(value, list | tuple) else [value]
    keys = [getattr(key, "pk", key) for key in keys]
    rows = field.queryset.filter(pk__in=[key for key in keys if str(key).isdigit()])
    return "、".join(map(str, rows)) or NOTHING
