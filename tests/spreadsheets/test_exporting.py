"""Templates and exports: what goes out can come in again, and runs nowhere."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project
from projects.models.vocabulary import District
from scicity.spreadsheets.models import Import
from tests.factories import make_project
from tests.spreadsheets.files import table_of

pytestmark = pytest.mark.django_db

TEMPLATE = reverse("admin:projects_project_sheet_template", args=["projects"])
UPLOAD = reverse("admin:projects_project_sheet", args=["projects"])


def export(client, suffix, **query) -> bytes:
    url = reverse("admin:projects_project_sheet_export", args=["projects", suffix])
    return client.get(url, query).content


def test_template_offers_the_allowed_values(admin_client):
    District.objects.create(slug="gx", name_zh_hans="高新区")

    book = openpyxl.load_workbook(io.BytesIO(admin_client.get(TEMPLATE).content))

    data, choices, notes = book.worksheets
    kind = [cell.value for cell in data[1]].index("项目类型")
    letter = openpyxl.utils.get_column_letter(kind + 1)
    validation = next(v for v in data.data_validations.dataValidation if f"{letter}2" in v.sqref)
    assert validation.formula1 == f"'选项'!${letter}$1:${letter}$8"
    offered = [cell.value for cell in choices[letter] if cell.value]
    assert offered == [str(label) for label in Project.Kind.labels]
    assert choices.sheet_state == "hidden"
    assert ["名称（中文）", "是", None] in [[cell.value for cell in row] for row in notes.rows]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_export_comes_in_again_without_a_change(admin_client, suffix):
    project = make_project(
        status="draft", published_at=None, name_zh_hans="=1+1", summary_zh_hans="-甲，\n乙\"丙",
        investment="1200.50", planned_start="2024-05-01", body_zh_hans="<p>正文</p>",
        summary_en="x", body_en="<p>x</p>",
    )  # fmt: skip
    project.districts.add(District.objects.create(slug="gx", name_zh_hans="高新区"))

    file = SimpleUploadedFile(f"a.{suffix}", export(admin_client, suffix))
    admin_client.post(UPLOAD, {"file": file})

    job = Import.objects.get()
    assert (job.state, job.result["same"], job.result["changed"]) == ("checked", 1, 0)


def test_no_cell_of_an_export_is_a_formula(admin_client):
    make_project(name_zh_hans='=HYPERLINK("http://x")', lead_zh_hans="@SUM(1)")

    text = export(admin_client, "csv").decode("utf-8")
    book = openpyxl.load_workbook(io.BytesIO(export(admin_client, "xlsx")))

    assert text.startswith("\ufeff项目代码,")
    assert '"\'=HYPERLINK(""http://x"")"' in text
    assert "'@SUM(1)" in text
    assert {cell.data_type for row in book.worksheets[0].iter_rows(min_row=2) for cell in row} == {
        "s", "n",
    }  # fmt: skip
    assert {cell.data_type for cell in book.worksheets[0][2] if cell.value is not None} == {"s"}


def test_export_is_of_the_list_as_it_is_filtered(admin_client):
    make_project(name_zh_hans="甲", kind="tunnel")
    make_project(name_zh_hans="乙", kind="park")

    table = table_of(export(admin_client, "xlsx", kind__exact="park"))

    name = table[0].index("名称（中文）")
    assert [row[name] for row in table[1:]] == ["乙"]


def test_export_costs_the_same_for_more_rows(admin_client):
    make_project()
    export(admin_client, "csv")
    with CaptureQueriesContext(connection) as few:
        export(admin_client, "csv")
    make_project()
    make_project()

    with CaptureQueriesContext(connection) as more:
        export(admin_client, "csv")

    assert len(more) == len(few) < 20
