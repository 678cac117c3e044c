"""Rows of text out of an .xlsx or .csv file."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal
from pathlib import PurePath

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scicity.opendata.formats import FORMULA_STARTS

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
CSV_CODES = ("utf-8-sig", "gb18030")


def read(upload) -> tuple[list[str], list[list[str]]]:
    """(headers, rows); every cell as text. A row keeps its place: row 2 of the file is the first.

    Raises ValidationError in words for the sender.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("文件超过 10 MB：请分成几个文件。"), code="too_heavy")
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise ValidationError(_("请上传 .xlsx 或 .csv 文件。"), code="kind")
    table = table_of_csv(upload) if suffix == ".csv" else table_of_workbook(upload)
    headers = [header.strip() for header in next(table, [])]
    while headers and not headers[-1]:
        headers.pop()
    if not any(headers):
        raise ValidationError(_("第一行没有列名：请用模板填写。"), code="no_headers")
    rows = [[*row, *[""] * len(headers)][: len(headers)] for row in table]
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise ValidationError(_("列名下面没有数据。"), code="no_rows")
    return headers, rows


def table_of_csv(upload):
    upload.seek(0)
    content = upload.read()
    for code in CSV_CODES:
        try:
            text = content.decode(code)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValidationError(_("文件的编码无法识别：请另存为 CSV UTF-8。"), code="coding")
    if "\0" in text:
        raise ValidationError(_("这不是 CSV 文件。"), code="broken")
    try:
        table = csv.reader(io.StringIO(text))
        yield from limited([unquoted(cell) for cell in row] for row in table)
    except csv.Error:
        raise ValidationError(_("这不是 CSV 文件。"), code="broken") from None


def unquoted(cell: str) -> str:
    """Without the sign that our export puts before what would run as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def table_of_workbook(upload):
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise ValidationError(_("文件解开后太大：请分成几个文件。"), code="too_large")
        upload.seek(0)
        workbook = openpyxl.load_workbook(
            upload, read_only=True, data_only=True, keep_links=False, rich_text=False
        )
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        yield from limited(
            [text_of(value) for value in row] for row in sheet.iter_rows(values_only=True)
        )
        workbook.close()
    except ValidationError:
        raise
    except Exception:
        # openpyxl raises whatever its parser meets in a damaged or hostile file.
        raise ValidationError(
            _("文件打不开：它已损坏、加了密码，或不是 .xlsx。"), code="broken"
        ) from None


def limited(rows):
    for number, row in enumerate(rows):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            message = _("表格超过 20000 行或 200 列：请分成几个文件。")
            raise ValidationError(message, code="too_long")
        yield row


def text_of(value) -> str:
    """A number as it is typed, a day as 2024-05-01."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value).replace("\0", "").replace("_x000D_", "")
