"""Model fields that several sections use."""

from functools import cache

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import get_language
from django_prose_editor.fields import ProseEditorField

from scicity.rich_text import clean_rich_text

# What the editor offers; `scicity.rich_text` says what the server lets through.
RICH_TEXT = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Image": True,
    "Caption": True,
    "Figure": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
    "Menu": True,
    "NoSpellCheck": False,
}


class RichTextField(ProseEditorField):
    """Formatted text; sanitised whenever it is saved, whichever way it comes in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, extensions=dict(RICH_TEXT), sanitize=clean_rich_text, **kwargs)

    def pre_save(self, instance, add):
        if value := getattr(instance, self.attname):
            setattr(instance, self.attname, self.sanitize(value))
        return super().pre_save(instance, add)


class ChoiceArrayField(ArrayField):
    """Several of a few fixed choices, edited as checkboxes."""

    def formfield(self, **kwargs):
        return models.Field.formfield(
            self,
            form_class=forms.TypedMultipleChoiceField,
            choices_form_class=forms.TypedMultipleChoiceField,
            widget=forms.CheckboxSelectMultiple,
            choices=self.base_field.choices,
            coerce=self.base_field.to_python,
            **{
                k: v
                for k, v in kwargs.items()
                if k not in {"form_class", "choices_form_class", "widget"}
            },
        )


@cache
def choice_labels(model, name: str, language: str) -> dict:
    return {value: str(label) for value, label in model._meta.get_field(name).flatchoices}


def choice_label(row, name: str) -> str:
    """What `get_…_display()` says, without making up all choices anew for each value."""
    value = getattr(row, name)
    labels = choice_labels(type(row), name, get_language())
    return labels[value] if value in labels else force_str(value, strings_only=True)


class ChoiceLabelsMixin:
    """A model whose `get_…_display()` is quick."""

    def _get_FIELD_display(self, field):
        return choice_label(self, field.attname)
