"""Whatever file an account sends is shown to a real clamd first."""

import csv
import io

import pytest
from django.urls import reverse

from news.models import Article, Attachment
from scicity.accounts.models import User
from scicity.media.models import Picture
from scicity.operation import doctor, state
from scicity.spreadsheets.models import Import
from scicity.uploads import scanner
from tests.admin.test_sweep import address, values_of
from tests.factories import DRAFT, make_article, make_topic
from tests.media.files import an_image, upload
from tests.portal import free_port
from tests.uploads.conftest import scanning
from tests.word.files import an_article, packed

pytestmark = pytest.mark.django_db

VIRUS = scanner.TEST_FILE.encode()


def picture(client, bad):
    words = {"title": "门", "kind": "photo", "alt_zh_hans": "门", "alt_en": "Door"}
    words |= {"focus_x": 50, "focus_y": 50}
    file = upload("a.jpg", an_image() + bad)
    return client.post(reverse("admin:media_picture_add"), words | {"image": file})


def many_pictures(client, bad):
    files = [upload("a.jpg", an_image()), upload("b.jpg", an_image() + bad)]
    return client.post(reverse("admin:media_picture_upload"), {"files": files})


def word_file(client, bad):
    file = upload("稿件.docx", packed({"word/notes.txt": bad}, an_article()))
    values = {"topic": make_topic().pk, "file": file}
    return client.post(reverse("admin:news_article_word"), values)


def spreadsheet(client, bad):
    table = io.StringIO()
    csv.writer(table).writerows([["名称（中文）"], [bad.decode() or "甲"]])
    file = upload("表.csv", table.getvalue().encode())
    return client.post(reverse("admin:projects_project_sheet", args=["projects"]), {"file": file})


def attachment(client, bad):
    page = address(Article, "change", make_article(**DRAFT).pk)
    values = values_of(client.get(page).context)
    values |= {"attachments-TOTAL_FORMS": 1, "attachments-0-order": 0}
    values |= {"attachments-0-title_zh_hans": "表", "attachments-0-title_en": "Table"}
    return client.post(page, values | {"attachments-0-file": upload("a.pdf", b"%PDF-1.7\n" + bad)})


def errors_of(response) -> dict[str, list[str]]:
    """All that a page has against what was sent, by field."""
    if response.context is None:
        return {}
    forms = [response.context["form"]] if "form" in response.context else []
    if "adminform" in response.context:
        forms = [response.context["adminform"].form]
        forms += [f for i in response.context["inline_admin_formsets"] for f in i.formset.forms]
    return {name: list(texts) for form in forms for name, texts in form.errors.items()}


def stored() -> int:
    return sum(model.objects.count() for model in (Picture, Attachment, Import))


WAYS = [
    (picture, "image", "a.jpg"), (many_pictures, "files", "b.jpg"),
    (word_file, "file", "稿件.docx"), (spreadsheet, "file", "表.csv"),
    (attachment, "file", "a.pdf"),
]  # fmt: skip


def test_every_way_in_refuses_a_virus_at_its_field_and_takes_what_is_clean(
    admin_client, clamd, caplog
):
    texts = {send.__name__: errors_of(send(admin_client, VIRUS)) for send, _field, _name in WAYS}
    kept = stored(), Article.objects.filter(title_zh_hans="科学城新闻").count()
    clean = [errors_of(send(admin_client, b"")) for send, _field, _name in WAYS]

    assert texts == {
        send.__name__: {
            field: [
                f"没有接收“{name}”：病毒扫描在里面发现 Test.File.UNOFFICIAL。"
                "请不要再打开或转发这个文件，并告诉管理员。"
            ]
        }
        for send, field, name in WAYS
    }
    assert kept == (0, 0)
    # Two uploads of pictures, two pictures of the Word file, a table and an attachment.
    assert (clean, stored()) == ([{}] * 5, 7)
    account = User.objects.get().pk
    line = f"An upload was refused: Test.File.UNOFFICIAL found, sent by account {account}"
    assert [record.getMessage() for record in caplog.records] == [line] * 5


def test_without_a_verdict_nothing_is_taken(admin_client, settings, caplog):
    settings.CLAMD_URL = f"tcp://127.0.0.1:{free_port()}"

    errors = errors_of(picture(admin_client, b""))

    assert (errors, stored()) == (
        {"image": ["没有接收“a.jpg”：病毒扫描暂时不可用。请稍后再试；仍不行请告诉管理员。"]},
        0,
    )
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_visitor_does_not_keep_the_scanner_busy(client, settings, caplog):
    settings.CLAMD_URL = f"tcp://127.0.0.1:{free_port()}"

    values = {"username": "a", "password": "b", "file": upload("a.pdf", VIRUS)}
    response = client.post(reverse("admin:login"), values)

    assert response.context["form"].non_field_errors()
    assert [r.getMessage() for r in caplog.records if r.name == "scicity.uploads"] == []


def seen() -> tuple[str, str, str]:
    """What the doctor and /readyz say of the scanner."""
    found = {finding.name: finding for finding in doctor.uploads_are_scanned()}["scanner"]
    ready = state.uploads_scanner()
    return found.level, found.text, ready.problem or ready.note


def test_doctor_and_probe_say_whether_uploads_are_scanned(settings):
    none = seen()
    with scanning(settings) as clamd:
        local = seen()
        settings.CLAMD_URL = clamd.remote
        remote = seen()
    gone = seen()
    with scanning(settings, StreamMaxLength="1M"):
        short = seen()
    with scanning(settings, MaxFileSize="1M"):
        blind = seen()

    assert (none, local, remote, gone, short, blind) == (
        ("warning", "none: uploads are not scanned", "none: uploads are not scanned"),
        ("ok", "finds the test file in 50 MB", "ok"),
        ("ok", "finds the test file in 50 MB", "ok"),
        ("bad", "no answer (ConnectionRefusedError)", "no answer (ConnectionRefusedError)"),
        ("bad", "it takes no files of 50 MB", "ok"),
        ("bad", "it does not find the test file in one of 50 MB", "ok"),
    )


def test_a_file_above_the_scanners_limit_is_refused_in_words(admin_client, settings):
    with scanning(settings, StreamMaxLength="1M"):
        errors = errors_of(attachment(admin_client, bytes(2 * 1024 * 1024)))

    assert errors == {
        "file": ["没有接收“a.pdf”：它超过病毒扫描的上限。请压缩或拆分，或者请管理员调高上限。"]
    }
