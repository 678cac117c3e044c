"""Both languages of a field beside each other in the back office."""

from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import NotRegistered, translator

from scicity.site.known_relations import KnownRelations

# By the suffix of the column: the language's code in HTML and its name.
LANGUAGES = {"zh_hans": ("zh-Hans", _("中文")), "en": ("en", _("英文"))}
DEFAULT = "zh_hans"
# A line of text that may be longer than this is written in a box of several lines.
LONG_LINE = 250


class TranslatedAdmin(KnownRelations):
    """Names a translated field once (`title`) and shows its two columns in one row.

    For ModelAdmin and its inlines; needs `fields` or `fieldsets`. The Chinese column is
    required where the field is; the English one never is by itself (see
    `Publishable.clean_english`).
    """

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        model = self.model
        try:
            self.translated = translator.get_options_for_model(model).all_fields
        except NotRegistered:
            self.translated = {}
        for name in self.translated:
            field = model._meta.get_field(name)
            for suffix, (_code, language) in LANGUAGES.items():
                column = model._meta.get_field(f"{name}_{suffix}")
                column.verbose_name = format_lazy("{}（{}）", field.verbose_name, language)

    def get_fieldsets(self, request, obj=None):
        return [
            (name, options | {"fields": self.paired(options["fields"])})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def paired(self, fields):
        return [
            tuple(f"{name}_{suffix}" for suffix in LANGUAGES) if name in self.translated else name
            for name in fields
        ]

    def get_exclude(self, request, obj=None):
        return [*(super().get_exclude(request, obj) or ()), *self.translated]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if is_long_line(db_field) and "widget" not in kwargs:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 3})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(field, "widget") and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        original = getattr(db_field, "translated_field", None)
        if field is not None and original is not None:
            suffix = db_field.name.removeprefix(f"{original.name}_")
            field.required = suffix == DEFAULT and not original.blank
            field.widget.attrs["lang"] = LANGUAGES[suffix][0]
        return field


def is_long_line(db_field) -> bool:
    return (
        isinstance(db_field, models.CharField)
        and not isinstance(db_field, models.URLField)
        and not db_field.choices
        and (db_field.max_length or 0) > LONG_LINE
    )
