"""Excel and CSV files of a sheet: the template to fill in, and the rows there are."""

import csv
import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from scicity.opendata.formats import BYTE_ORDER_MARK, FORMULA_STARTS
from scicity.spreadsheets.sheets import EMPTY, Sheet
from scicity.spreadsheets.widgets import Choice, Day, Link, Number, Several, YesNo

HEAD = Font(bold=True, color="FFFFFF")
REQUIRED_FILL = PatternFill("solid", fgColor="1D6B63")
FILL = PatternFill("solid", fgColor="0F2F4A")
ROWS_WITH_LISTS = 5000
# Longer lists make a drop-down that nobody scrolls through.
MOST_CHOICES = 500
TEXT = "@"


def template(sheet: Sheet) -> bytes:
    """Headers with drop-downs below them, and a second sheet that explains every column."""
    workbook = Workbook()
    page = workbook.active
    page.title = _("数据")
    head(page, sheet)
    lists = workbook.create_sheet(_("选项"))
    lists.sheet_state = "hidden"
    for number, (_name, field) in enumerate(sheet.fields.items(), 1):
        letter = get_column_letter(number)
        if not isinstance(field.widget, (Day, Number)):
            page.column_dimensions[letter].number_format = TEXT
        if words := drop_down(field.widget):
            offer(page, lists, number, words)
    explain(workbook.create_sheet(_("说明")), sheet)
    return content(workbook)


def head(page, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for number, (name, field) in enumerate(sheet.fields.items(), 1):
        cell = page.cell(1, number, sheet.header(name))
        cell.font = HEAD
        cell.fill = REQUIRED_FILL if name in sheet.required else FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if hint := str(getattr(field.widget, "hint", "")):
            cell.comment = Comment(hint, "")
        page.column_dimensions[get_column_letter(number)].width = 24 if number <= 3 else 18


def drop_down(widget) -> list[str]:
    if isinstance(widget, Several):
        return []
    if isinstance(widget, (Choice, YesNo)):
        return widget.words
    words = widget.rows.words if isinstance(widget, Link) else []
    return words if len(words) <= MOST_CHOICES else []


def offer(page, lists, number: int, words: list[str]) -> None:
    """A drop-down for the column, with its choices in the hidden sheet."""
    letter = get_column_letter(number)
    for row, word in enumerate(words, 1):
        write(lists.cell(row, number), word)
    name = lists.title.replace("'", "''")
    validation = DataValidation(
        "list", formula1=f"'{name}'!${letter}$1:${letter}${len(words)}", allow_blank=True
    )
    validation.error, validation.errorTitle = _("请从列表中选择。"), _("不是可选的值")
    validation.showErrorMessage = True
    validation.add(f"{letter}2:{letter}{ROWS_WITH_LISTS}")
    page.add_data_validation(validation)


def explain(page, sheet: Sheet) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["C"].width = 30, 90
    for text in (
        str(sheet.about),
        _("一行一条，按%s识别已有的记录。没有的列不改动，空单元格也不改动。") % sheet.key_labels(),
        _("要清空一项，请填写%s。导入只生成或修改草稿，不会直接公开。") % EMPTY,
    ):
        page.append([text])
    page.append([])
    page.append([_("列名"), _("必填"), _("怎么填")])
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    for name, field in sheet.fields.items():
        hint = str(getattr(field.widget, "hint", ""))
        page.append([sheet.header(name), _("是") if name in sheet.required else "", hint])


def workbook_of(sheet: Sheet, rows) -> bytes:
    """All rows under the same headers as the template, so that they can be changed and sent in."""
    workbook = Workbook()
    page = workbook.active
    page.title = _("数据")
    head(page, sheet)
    for number, row in enumerate(rows, 2):
        for place, field in enumerate(sheet.fields.values(), 1):
            if text := field.export(row):
                write(page.cell(number, place), text)
    return content(workbook)


def write(cell, text: str) -> None:
    """Text stays text: openpyxl would make a formula of what begins with an equals sign."""
    cell.value = "".join(sign for sign in text if sign in "\t\n\r" or ord(sign) >= 32)[:32_000]
    cell.data_type = "s"


def content(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def csv_of(sheet: Sheet, rows) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([sheet.header(name) for name in sheet.fields])
    for row in rows:
        writer.writerow([harmless(field.export(row)) for field in sheet.fields.values()])
    return BYTE_ORDER_MARK + file.getvalue()


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
