"""What a spreadsheet of a model holds, and how its rows become drafts.

Each section registers its sheets. Rows are matched by the keys of the sheet; a page that is
public is never changed from here directly.
"""

from functools import reduce

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.resources import ModelResource
from modeltranslation.fields import TranslationField

from scicity.fields import RichTextField
from scicity.publishing.models import Publishable
from scicity.spreadsheets import widgets

# What is written into a cell to empty the field; an empty cell leaves it as it is.
EMPTY = "（清空）"
LANGUAGES = {"zh_hans": gettext_lazy("中文"), "en": gettext_lazy("英文")}

sheets: dict[str, type] = {}


def register(sheet):
    sheets[sheet.name] = sheet
    return sheet


def column(model, name: str) -> Field:
    """The column of a model's field, under its label."""
    field = model._meta.get_field(name)
    return Field(attribute=name, column_name=label_of(model, field), widget=widget_of(field))


def label_of(model, field) -> str:
    if not isinstance(field, TranslationField):
        return field.verbose_name
    original = field.translated_field
    return format_lazy(
        "{}（{}）", original.verbose_name, LANGUAGES[field.name.removeprefix(f"{original.name}_")]
    )


def widget_of(field):
    original = getattr(field, "translated_field", field)
    if field.many_to_many:
        return widgets.Links(field.related_model)
    if field.many_to_one:
        return widgets.Link(field.related_model)
    if isinstance(field, ArrayField):
        return widgets.Several(field.base_field.choices)
    if field.choices:
        return widgets.Choice([pair for pair in field.choices if pair[0] not in ("", None)])
    if isinstance(original, RichTextField):
        return widgets.Paragraphs()
    if isinstance(field, models.BooleanField):
        return widgets.YesNo()
    if isinstance(field, models.DateField):
        return widgets.Day()
    if isinstance(field, (models.DecimalField, models.IntegerField)):
        return widgets.Number(is_whole=isinstance(field, models.IntegerField))
    return widgets.Text()


class Sheet(ModelResource):
    """A kind of spreadsheet: `model`, its `columns`, and the `keys` that name a row.

    With `is_check` nothing is written: every cell is read and every row validated.
    """

    name = ""
    label = ""
    about = ""
    columns = ()
    keys = ("slug",)
    required = ()
    makes_new = True

    def __init__(self, is_check=False, progress=None):
        super().__init__()
        self.is_check, self.progress = is_check, progress
        self.fields = {name: self.make_column(name) for name in self.columns}
        self.changes: dict[int, list] = {}
        self.written: dict[int, models.Model] = {}
        self.made: set[int] = set()
        self.repeated: dict[int, ValidationError] = {}

    def make_column(self, name: str) -> Field:
        return column(self._meta.model, name)

    @classmethod
    def model(cls):
        return cls._meta.model

    def get_import_order(self):
        return list(self.fields)

    get_export_order = get_import_order

    def names_of(self, headers) -> list[str]:
        """The columns that the headers mean; ValidationError names those that mean none."""
        known = {str(field.column_name): name for name, field in self.fields.items()}
        known |= {name: name for name in self.fields}
        unknown = [header for header in headers if header and header not in known]
        if unknown:
            raise ValidationError(
                _("不认识的列：%s。请用模板里的列名，多余的列请删除。") % "、".join(unknown)
            )
        names = [known[header] for header in headers if header]
        if len(set(names)) < len(names):
            raise ValidationError(_("有重复的列名，请删除一个。"))
        if not set(self.keys) & set(names) and not self.makes_new:
            raise ValidationError(_("缺少用来识别的列：%s。") % self.key_labels())
        return names

    def key_labels(self) -> str:
        return "、".join(str(self.fields[key].column_name) for key in self.keys)

    def rows_of(self, pages):
        """What is exported of these pages, with all that its columns read."""
        links = [n for n, f in self.fields.items() if isinstance(f.widget, widgets.Link)]
        many = [n for n, f in self.fields.items() if isinstance(f.widget, widgets.Links)]
        return pages.select_related(*links).prefetch_related(*many)

    # Finding rows

    def _check_import_id_fields(self, headers):
        """A sheet may leave out its keys: then its rows are new."""

    def before_import(self, dataset, **kwargs):
        self.existing, seen = {}, {}
        self.titles = self.titles_there_are(dataset)
        present = [key for key in self.keys if self.header(key) in dataset.headers]
        for key in present:
            values = dataset[self.header(key)]
            rows = self._meta.model._base_manager.filter(**{f"{key}__in": filled(values)})
            self.existing[key] = {getattr(row, key): row for row in rows}
            for number, value in enumerate(values, 1):
                if value and (first := seen.setdefault((key, value), number)) != number:
                    self.repeated[number] = ValidationError(
                        {key: _("与第 %d 行重复：一行只能出现一次。") % (first + 1)}
                    )

    def header(self, name: str) -> str:
        return str(self.fields[name].column_name)

    def cell(self, row, name: str) -> str:
        return row.get(self.header(name), "").strip()

    def before_import_row(self, row, row_number=0, **kwargs):
        if error := self.repeated.get(row_number):
            raise error
        self.row_number = row_number

    def get_instance(self, instance_loader, row):
        found = {}
        for key, rows in self.existing.items():
            if instance := rows.get(self.cell(row, key)):
                found.setdefault(instance.pk, instance)
        if len(found) > 1:
            raise ValidationError(_("%s指向不同的记录，请检查。") % self.key_labels())
        return next(iter(found.values()), None)

    def after_init_instance(self, instance, new, row, **kwargs):
        if new and not self.makes_new:
            raise ValidationError(_("没有找到这一行：请检查%s。") % self.key_labels())
        if new:
            self.refuse_same_title(row)
        else:
            self.require_open(instance)

    def refuse_same_title(self, row):
        """Without a key a second import of the same file would make everything twice."""
        title = self.title_column()
        if title and (slug := self.titles.get(self.cell(row, title))):
            message = _("已有同名的记录：要修改它，请填写%(keys)s（地址：%(slug)s）。")
            raise ValidationError({title: message % {"keys": self.key_labels(), "slug": slug}})

    def title_column(self) -> str:
        title = f"{getattr(self._meta.model, 'title_field', '')}_zh_hans"
        return title if title in self.fields else ""

    def titles_there_are(self, dataset) -> dict[str, str]:
        """The addresses of pages whose titles stand in the table."""
        title = self.title_column()
        if not title or self.header(title) not in dataset.headers:
            return {}
        titles = {f"{title}__in": filled(dataset[self.header(title)])}
        rows = self._meta.model._base_manager.filter(**titles)
        return dict(rows.values_list(title, "slug"))

    def require_open(self, page):
        if isinstance(page, Publishable) and not page.is_editable:
            raise ValidationError(_("页面已经发布，不能用表格直接修改：请在后台打开这一页修改。"))

    # Reading cells

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        self.changes[self.row_number] = changed = []
        for name, field in self.fields.items():
            text = self.cell(row, name)
            if not text:
                if name in self.required and self.is_missing(field, instance):
                    errors[name] = ValidationError(_("请填写这一列。"))
                continue
            try:
                self.import_cell(instance, field, "" if text == EMPTY else text, changed)
            except ValueError as error:
                errors[name] = ValidationError(str(error), code="invalid")
        if errors:
            raise ValidationError(errors)

    def is_missing(self, field, instance) -> bool:
        return field.get_value(instance) in (None, "")

    def import_cell(self, instance, field, text: str, changed: list):
        is_many = isinstance(field.widget, widgets.Links)
        value = field.widget.clean(text)
        before = self.written_value(field, instance, is_many)
        after = "；".join(row.slug for row in value) if is_many else field.widget.render(value)
        if before == after:
            return
        changed.append([str(field.column_name), before, after])
        if not is_many:
            *path, name = field.attribute.split("__")
            setattr(reduce(getattr, path, instance), name, value)

    def written_value(self, field, instance, is_many) -> str:
        if is_many and instance.pk is None:
            return ""
        return field.widget.render(field.get_value(instance))

    def skip_row(self, instance, original, row, import_validation_errors=None):
        is_same = not self.changes[self.row_number] and instance.pk is not None
        return is_same and not import_validation_errors

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Every constraint of a table is repeated by `clean`, which needs no query for it."""
        errors = {**(import_validation_errors or {})}
        try:
            instance.full_clean(
                exclude=errors, validate_unique=validate_unique, validate_constraints=False
            )
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    # Writing

    def do_instance_save(self, instance, is_create):
        if not self.is_check:
            instance.save(force_insert=is_create)

    def save_m2m(self, instance, row, **kwargs):
        if self.is_check:
            return
        for field in self.fields.values():
            text = row.get(str(field.column_name), "").strip()
            if isinstance(field.widget, widgets.Links) and text:
                value = field.widget.clean("" if text == EMPTY else text)
                getattr(instance, field.attribute).set(value)

    def after_import_row(self, row, row_result, **kwargs):
        if row_result.import_type in ("new", "update"):
            self.written[self.row_number] = row_result.instance
        if row_result.import_type == "new":
            self.made.add(self.row_number)

    def pages_written(self) -> list[tuple]:
        """(page, whether it is new) of each page with a change."""
        return [(row, number in self.made) for number, row in self.written.items()]

    def import_row(self, row, instance_loader, **kwargs):
        result = super().import_row(row, instance_loader, **kwargs)
        if self.progress:
            self.progress(kwargs["row_number"])
        return result


class SheetMeta:
    skip_diff = True
    use_transactions = True
    clean_model_instances = True
    store_instance = True
    import_id_fields = ()


def filled(values) -> set[str]:
    return {value.strip() for value in values if value and value.strip()}
