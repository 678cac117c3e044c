"""Spreadsheets come in as drafts: checked cell by cell, then written whole or not at all."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects.models import Indicator, Institution, Observation, Project
from projects.models.vocabulary import Sector
from scicity.accounts.roles import Role
from scicity.publishing import guard
from scicity.publishing.models import Status
from scicity.spreadsheets.models import Import
from talent.models import TalentPolicy
from tests.admin.conftest import log_in  # noqa: F401
from tests.factories import make_indicator, make_institution, make_project
from tests.spreadsheets.files import workbook

pytestmark = pytest.mark.django_db

CODE = "2020-500107-76-03-123456"
HEADERS = ("项目代码", "名称（中文）", "项目类型", "类别", "领域", "总投资（万元）", "计划开工日")


def url(model, name, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_sheet{name}", args=args)


def send(client, model, sheet, *rows) -> Import:
    """Uploads the rows and gives the import as it was checked."""
    response = client.post(url(model, "", sheet), {"file": workbook(*rows)})
    assert response.status_code == 302, response.context["form"].errors
    return Import.objects.latest("pk")


def confirm(client, model, job: Import) -> Import:
    client.post(url(model, "_import", job.sheet, job.pk))
    job.refresh_from_db()
    return job


def errors(job: Import) -> list[tuple]:
    return [tuple(error.values()) for error in job.result["errors"]]


def test_projects_become_drafts_once_confirmed(client, log_in):  # noqa: F811
    user = log_in(Role.AUTHOR)
    sector = Sector.objects.create(slug="ai", name_zh_hans="人工智能", kind="focus")
    job = send(
        client, Project, "projects", HEADERS,
        (CODE, "甲隧道", "隧道", "基础设施", "人工智能", "1,200.5", datetime.date(2024, 5, 1)),
        ("", "乙园", "park", "产业", "", 3, "2024年6月2日"),
    )  # fmt: skip
    checked = (job.state, job.result["new"], Project.objects.count())

    confirm(client, Project, job)

    first, second = Project.objects.order_by("pk")
    assert checked == (Import.State.CHECKED, 2, 0)
    assert (job.state, job.rows) == (Import.State.DONE, [])
    assert [first.code, first.kind, first.category, str(first.investment)] == [
        CODE, "tunnel", "infrastructure", "1200.50",
    ]  # fmt: skip
    assert (first.planned_start, second.planned_start) == (
        datetime.date(2024, 5, 1),
        datetime.date(2024, 6, 2),
    )
    assert [project.status for project in (first, second)] == [Status.DRAFT, Status.DRAFT]
    assert (list(first.sectors.all()), second.slug) == ([sector], "yi-yuan")
    assert {(entry.user, entry.object_repr) for entry in LogEntry.objects.all()} == {
        (user, "甲隧道"), (user, "乙园"),
    }  # fmt: skip


def test_every_wrong_cell_is_named_and_nothing_is_written(admin_client):
    job = send(
        admin_client, Project, "projects", HEADERS,
        (CODE, "好的", "隧道", "基础设施", "", "", ""),
        ("2020", "甲", "桥", "科创", "没有的", "一百", "去年"),
        (CODE, "乙", "隧道", "科创", "", "", ""),
        ("", "", "园区与楼宇", "", "", "", "2024-13-01"),
    )  # fmt: skip

    assert job.state == Import.State.REFUSED
    assert errors(job) == [
        (3, "项目类型", "“桥”不是可选的值。可选：隧道、道路与轨道、科技基础设施、科研院所与平台、"
                    "园区与楼宇、产业项目、智慧城市场景、公共服务设施。"),
        (3, "领域", "没有叫“没有的”的领域：请填已有领域的名称或地址，或先新建。"),
        (3, "计划开工日", "“去年”不是日期：请写成 2024-05-01。"),
        (3, "总投资（万元）", "“一百”不是数字：请只填数字，不带单位。"),
        (3, "项目代码", "项目代码的格式是 4-6-2-2-6 位数字，用短横线连接。"),
        (4, "项目代码", "与第 2 行重复：一行只能出现一次。"),
        (5, "名称（中文）", "请填写这一列。"),
        (5, "类别", "请填写这一列。"),
        (5, "计划开工日", "“2024-13-01”这一天不存在。"),
    ]  # fmt: skip
    assert not Project.objects.exists()


def test_refused_file_cannot_be_confirmed(admin_client):
    job = send(admin_client, Project, "projects", ("名称（中文）",), ("甲",))

    confirm(admin_client, Project, job)

    assert (job.state, Project.objects.count()) == (Import.State.REFUSED, 0)


def test_draft_is_matched_by_its_key_and_keeps_what_the_table_leaves_out(admin_client):
    draft = make_project(status="draft", published_at=None, code=CODE, lead_zh_hans="张三")
    same = make_project(status="draft", published_at=None, name_zh_hans="不变")
    job = send(
        admin_client, Project, "projects", ("项目代码", "地址", "名称（中文）", "项目长（中文）"),
        (CODE, "", "新名", ""), ("", same.slug, "不变", ""),
    )  # fmt: skip
    counts = [job.result[name] for name in ("new", "changed", "same")]

    confirm(admin_client, Project, job)

    draft.refresh_from_db()
    assert counts == [0, 1, 1]
    assert (draft.name_zh_hans, draft.lead_zh_hans) == ("新名", "张三")


def test_only_the_word_for_it_empties_a_field(admin_client):
    draft = make_project(status="draft", published_at=None, lead_zh_hans="张三", investment=5)
    job = send(
        admin_client, Project, "projects", ("地址", "项目长（中文）", "总投资（万元）"),
        (draft.slug, "（清空）", "（清空）"),
    )  # fmt: skip

    confirm(admin_client, Project, job)

    draft.refresh_from_db()
    assert (draft.lead_zh_hans, draft.investment) == ("", None)


def test_same_title_without_a_key_is_no_second_page(admin_client):
    make_project(status="draft", published_at=None, name_zh_hans="甲隧道", slug="jia")

    job = send(admin_client, Project, "projects", ("名称（中文）", "项目类型", "类别"),
               ("甲隧道", "隧道", "科创"))  # fmt: skip

    assert errors(job) == [
        (2, "名称（中文）", "已有同名的记录：要修改它，请填写项目代码、地址（地址：jia）。")
    ]


def test_public_page_is_not_changed_by_a_table(admin_client):
    public = make_project(code=CODE)

    job = send(admin_client, Project, "projects", ("项目代码", "名称（中文）"), (CODE, "改"))

    assert errors(job) == [(2, "", "页面已经发布，不能用表格直接修改：请在后台打开这一页修改。")]
    public.refresh_from_db()
    assert public.name_zh_hans != "改"


def test_page_published_between_check_and_confirmation_is_left_alone(admin_client):
    draft = make_project(status="draft", published_at=None, code=CODE)
    job = send(admin_client, Project, "projects", ("项目代码", "名称（中文）"), (CODE, "改"))
    draft.status, draft.published_at = Status.PUBLISHED, timezone.now()
    with guard.opened():
        draft.save()

    confirm(admin_client, Project, job)

    draft.refresh_from_db()
    assert (job.state, draft.name_zh_hans == "改") == (Import.State.REFUSED, False)


def test_unknown_column_is_named(admin_client):
    job = send(admin_client, Project, "projects", ("名称（中文）", "备注"), ("甲", "x"))

    assert errors(job) == [(1, "", "不认识的列：备注。请用模板里的列名，多余的列请删除。")]


def test_institutions_and_policies_come_in_the_same_way(admin_client):
    host = make_institution(name_zh_hans="大学")
    institutions = send(
        admin_client, Institution, "institutions",
        ("名称（中文）", "机构类型", "依托单位"), ("实验室", "重点实验室", "大学"),
    )  # fmt: skip
    policies = send(admin_client, TalentPolicy, "policies",
                    ("外部编号", "名称（中文）", "类别", "适用对象", "长期有效"),
                    ("P-1", "政策", "人才", "个人；团队", "是"))  # fmt: skip

    confirm(admin_client, Institution, institutions)
    confirm(admin_client, TalentPolicy, policies)

    policy = TalentPolicy.objects.get(external_id="P-1")
    assert Institution.objects.get(name_zh_hans="实验室").host == host
    assert (policy.subjects, policy.open_ended) == (["person", "team"], True)


def test_figures_are_added_never_overwritten(admin_client):
    indicator = make_indicator(status="draft", published_at=None, name_zh_hans="人口")
    headers = ("指标", "数值", "统计期起", "统计期止", "来源（中文）", "情况截至")
    row = ("人口", 140.5, "2023-01-01", "2023-12-31", "统计局", "2023-12-31")
    for value in (row, row, (row[0], 141, *row[2:])):
        job = send(admin_client, Indicator, "observations", headers, value)
        confirm(admin_client, Indicator, job)

    values = indicator.observations.order_by("pk").values_list("value", flat=True)
    assert [str(value) for value in values] == ["140.5000", "141.0000"]


def test_figure_of_a_public_indicator_or_without_source_is_refused(admin_client):
    make_indicator(name_zh_hans="公开")
    make_indicator(name_zh_hans="草稿", status="draft", published_at=None)

    job = send(
        admin_client, Indicator, "observations", ("指标", "数值", "来源（中文）", "情况截至"),
        ("公开", 1, "统计局", "2023-12-31"), ("草稿", 1, "", "2023-12-31"),
    )  # fmt: skip

    assert [error[:2] for error in errors(job)] == [(2, ""), (3, "来源（中文）")]
    assert not Observation.objects.exists()


STATUS = ("项目代码", "阶段", "形象进度（%）", "情况截至", "来源（中文）")


def test_status_of_many_projects_is_updated_with_a_report_each(admin_client):
    project = make_project(code=CODE, status="draft", published_at=None, phase="preparation")
    job = send(admin_client, Project, "project_status", STATUS,
               (CODE, "在建", 45.5, "2024-05-01", "指挥部"))  # fmt: skip

    confirm(admin_client, Project, job)

    project.refresh_from_db()
    report = project.progressreports.get()
    assert (project.phase, project.as_of) == ("construction", datetime.date(2024, 5, 1))
    assert (str(report.physical_percent), report.as_of, report.source_zh_hans) == (
        "45.50", datetime.date(2024, 5, 1), "指挥部",
    )  # fmt: skip


def test_status_is_of_known_projects_of_the_past_and_not_older_than_what_is_known(admin_client):
    make_project(code=CODE, status="draft", published_at=None, as_of="2024-06-01")
    make_project(code=CODE[:-1] + "7", status="draft", published_at=None)

    job = send(admin_client, Project, "project_status", STATUS,
               (CODE, "在建", 45, "2024-05-01", "指挥部"),
               (CODE[:-1] + "7", "在建", 145, "2024-05-01", "指挥部"),
               (CODE[:-1] + "8", "在建", 45, "2024-05-01", "指挥部"),)  # fmt: skip

    assert errors(job) == [
        (2, "情况截至", "早于已有的情况（截至 2024-06-01）：不能用旧情况覆盖新情况。"),
        (3, "形象进度（%）", "确保该值小于或等于100。"),
        (4, "", "没有找到这一行：请检查项目代码、地址。"),
    ]


def refused(client, content: bytes, name="a.xlsx") -> list[str]:
    file = SimpleUploadedFile(name, content)
    response = client.post(url(Project, "", "projects"), {"file": file})
    return [error.code for error in response.context["form"].errors.as_data()["file"]]


def packed(size: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(size))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF-1.7", "kind"),
        ("a.xlsx", b"not a workbook", "broken"),
        ("a.xlsx", packed(10), "broken"),
        ("a.xlsx", packed(160_000_000), "too_large"),
        ("a.csv", b"\x00\x01", "broken"),
        ("a.csv", b"\xff\xff\xff", "coding"),
        ("a.csv", b"\n,,\n", "no_headers"),
        ("a.csv", b"code\n\n\n", "no_rows"),
        ("a.csv", b"code\n" + b"1\n" * 20_001, "too_long"),
    ],
)
def test_other_files_are_refused_in_words(admin_client, name, content, code):
    assert refused(admin_client, content, name) == [code]
    assert not Import.objects.exists()


def test_formula_is_read_as_its_value_never_run(admin_client):
    book = openpyxl.Workbook()
    book.active.append(["名称（中文）"])
    book.active.append(['=HYPERLINK("http://x","甲")'])
    content = io.BytesIO()
    book.save(content)

    assert refused(admin_client, content.getvalue()) == ["no_rows"]


def test_only_who_may_add_and_change_imports(client, log_in):  # noqa: F811
    user = log_in(Role.AUTHOR)
    rows = ("名称（中文）", "项目类型", "类别"), ("甲", "隧道", "科创")
    job = send(client, Project, "projects", *rows)
    user.groups.clear()

    answers = [
        client.get(url(Project, "", "projects")).status_code,
        client.get(url(Project, "_template", "projects")).status_code,
        client.get(url(Project, "_export", "projects", "csv")).status_code,
        client.post(url(Project, "_import", "projects", job.pk)).status_code,
    ]

    assert (answers, Project.objects.count()) == ([403] * 4, 0)


def test_second_confirmation_does_nothing(admin_client):
    job = send(admin_client, TalentPolicy, "policies", ("名称（中文）", "类别"), ("甲", "人才"))
    confirm(admin_client, TalentPolicy, job)

    confirm(admin_client, TalentPolicy, job)

    assert TalentPolicy.objects.count() == 1
