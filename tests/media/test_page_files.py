"""Files of pages: one address for all files a row will have, for whoever may see the page."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from news.models import Attachment
from projects.models import ProjectDocument
from scicity.accounts.first_passwords import give
from scicity.accounts.roles import Role
from scicity.media import page_files
from scicity.publishing import bin, transitions
from scicity.publishing.journal import versions_of
from scicity.publishing.models import BinEntry, PagePart, Publishable, Status
from talent.models import Material, SourceDocument
from tests.admin.conftest import _fast_passwords, log_in  # noqa: F401 (fixtures)
from tests.factories import DRAFT, make_article, make_policy, make_project
from tests.preview.test_views import DAY, make_link
from tests.publishing.people import make_person, published

pytestmark = pytest.mark.django_db

OLD, NEW = b"%PDF-1.7 old text", b"%PDF-1.7 the new text"
# What makes the page, and the row with what it needs beside its file.
KINDS = {
    "attachment": (make_article, Attachment, "article", {"title_zh_hans": "申报指南"}),
    "projectdocument": (
        make_project, ProjectDocument, "project",
        {"title_zh_hans": "申报指南", "group": "tender"},
    ),
    "sourcedocument": (make_policy, SourceDocument, "policy", {"title_zh_hans": "申报指南"}),
    "material": (make_policy, Material, "policy", {"name_zh_hans": "申报指南"}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def stored(row, content=OLD, name="guide.pdf"):
    """Gives the row a file, as its form would."""
    setattr(row, page_files.fields()[row._meta.model_name].name, ContentFile(content, name=name))
    row.save()
    return row


def make_row(kind="attachment", **values):
    make_page, model, column, wanted = KINDS[kind]
    return stored(model(**{column: make_page(**values)} | wanted))


def file_of(row):
    row = type(row).objects.get(pk=row.pk)
    return getattr(row, page_files.fields()[row._meta.model_name].name)


def fetch(client, address, **headers):
    """(status, body)"""
    answer = client.get(address, headers=headers)
    return answer.status_code, answer.getvalue()


def test_every_file_of_a_page_is_one_of_these():
    found = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, PagePart | Publishable)
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    }

    assert {f"{kind}.{field.name}" for kind, field in page_files.fields().items()} == found
    assert set(page_files.fields()) == set(KINDS)
    assert page_files.folders() == {"attachments", "projects", "policies"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_replaced_file_keeps_its_address(kind, client):
    row = make_row(kind)
    address, page = file_of(row).url, page_files.page_of(row)
    copy = transitions.start_copy(page, make_person(Role.AUTHOR))
    (copied,) = type(row).objects.filter(**{row.page_of_row: copy})
    stored(copied, NEW)
    of_copy = file_of(copied).url
    before = fetch(client, address), fetch(client, of_copy)[0]

    published(copy)

    assert address == f"/files/{kind}/{row.pk}/shen-bao-zhi-nan.pdf"
    assert before == ((200, OLD), 404)
    assert file_of(row).url == address
    assert [fetch(client, address), fetch(client, of_copy)[0]] == [(200, NEW), 404]
    shown = client.get(page.get_absolute_url()).content.decode()
    assert [shown.count(f'href="{address}"'), shown.count("/media/")] == [1, 0]


def test_versions_keep_the_files_they_had():
    row = make_row()
    page = row.article
    for content in (NEW, b"%PDF-1.7 newest"):
        copy = transitions.start_copy(page, make_person(Role.AUTHOR))
        stored(copy.attachments.get(), content)
        published(copy)

    names = [
        version.content["parts"]["news.attachment"][0]["columns"]["file"]
        for version in versions_of(page).order_by("number")
    ]
    assert [Path(default_storage.path(name)).read_bytes() for name in names] == [
        OLD,
        NEW,
        b"%PDF-1.7 newest",
    ]


def test_an_address_survives_the_bin(client):
    row = make_row(**DRAFT)
    address, author = file_of(row).url, make_person(Role.AUTHOR)

    bin.throw_away(row.article, author)
    bin.bring_back(BinEntry.objects.get(), author)

    assert file_of(row).url == address


@pytest.mark.parametrize(
    "values",
    [
        DRAFT,
        {"published_at": timezone.now() + DAY},
        {"published_at": timezone.now() - 2 * DAY, "expires_at": timezone.now() - DAY},
        {"status": Status.FIRST_REVIEW},
    ],
    ids=["draft", "scheduled", "expired", "in review"],
)
def test_what_is_not_public_is_nowhere(values, client):
    public, hidden = make_row(), make_row(**values)
    files = file_of(public), file_of(hidden)

    found = [fetch(client, address)[0] for file in files for address in (file.url, old(file))]

    assert found == [200, 301, 404, 404]


def old(file):
    return f"/media/{file.name}"


def test_the_files_of_an_archived_page_are_gone_and_of_a_withdrawn_one_stay(client):
    archived = make_row(status=Status.ARCHIVED)
    withdrawn = make_row(status=Status.WITHDRAWN, notice="有误")

    assert fetch(client, file_of(archived).url)[0] == 410
    assert fetch(client, file_of(withdrawn).url) == (200, OLD)


def test_people_of_the_back_office_see_what_they_may(client, log_in):  # noqa: F811
    file = file_of(make_row(**DRAFT))
    client.force_login(make_person())
    without_permission = fetch(client, file.url)[0]
    author = log_in(Role.AUTHOR)
    answer = client.get(file.url)

    author.logins.all().delete()

    assert (without_permission, answer.status_code, answer.getvalue()) == (404, 200, OLD)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert fetch(client, file.url)[0] == 404


def test_without_a_second_factor_that_is_due_nothing_opens(client, log_in, settings):  # noqa: F811
    file = file_of(make_row(**DRAFT))
    log_in(Role.FINAL_REVIEWER)
    before = fetch(client, file.url)[0]

    settings.SECOND_FACTOR = True

    assert (before, fetch(client, file.url)[0]) == (200, 404)


def test_with_a_password_that_was_only_given_nothing_opens(client, log_in, settings):  # noqa: F811
    file = file_of(make_row(**DRAFT))
    give(log_in(Role.AUTHOR))
    before = fetch(client, file.url)[0]

    settings.HTTPS = True

    assert (before, fetch(client, file.url)[0]) == (200, 404)


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_link_opens_the_files_of_its_page_only(kind, client):
    row, other = make_row(kind, **DRAFT), make_row(kind, **DRAFT)
    link = make_link(page_files.page_of(row))
    path = link.get_absolute_url()
    shown = client.get(path).content.decode()
    address = unescape(re.search(r'href="(/files/[^"]+)"', shown)[1])
    token = address.partition("?")[2]

    opened = fetch(client, address), fetch(client, f"{file_of(other).url}?{token}")[0]
    type(link).objects.update(revoked_at=timezone.now())

    assert opened == ((200, OLD), 404)
    assert fetch(client, address)[0] == 404
    for end in ("", "?preview=1", "?preview="):
        assert fetch(client, file_of(row).url + end)[0] == 404


def test_other_names_lead_to_the_present_one(client):
    file = file_of(make_row())
    start = file.url.rpartition("/")[0]

    answers = [client.get(f"{start}/{name}") for name in ("", "wo-men-shuo.pdf?a=1")]

    assert [(a.status_code, a.url) for a in answers] == [(302, file.url), (302, f"{file.url}?a=1")]
    for end in ("attachment/0/", "article/1/", f"attachment/{10**30}/a.pdf"):
        assert fetch(client, f"/files/{end}")[0] == 404


@pytest.mark.parametrize(
    "way",
    [
        "/media/./{0}", "/media//{0}", "/media/pictures/../{0}", "/media/x/../../media/{0}",
        "/media/../media/{0}", "/media/{1}", "/media/%2e%2e/media/{0}",
    ],
)  # fmt: skip
def test_no_way_around_leads_to_a_draft(way, client):
    name = file_of(make_row(**DRAFT)).name

    assert fetch(client, way.format(name, name.replace("/", "\\")))[0] == 404


def test_headers_say_what_it_is_and_for_how_long(client):
    shown = client.get(file_of(make_row()).url)
    saved = client.get(file_of(stored(make_row(), b"PK\3\4", "a.DOCX")).url)

    names = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options")
    title = "filename*=utf-8''%E7%94%B3%E6%8A%A5%E6%8C%87%E5%8D%97"
    common = ("public, no-cache", "nosniff")
    assert [tuple(answer.headers[name] for name in names) for answer in (shown, saved)] == [
        ("application/pdf", f"inline; {title}.pdf", *common),
        ("application/octet-stream", f"attachment; {title}.docx", *common),
    ]
    assert [shown.getvalue(), saved.getvalue()] == [OLD, b"PK\3\4"]


def test_who_has_it_gets_nothing_again_until_it_is_replaced(client):
    row = make_row()
    first = client.get(file_of(row).url)
    assert first.getvalue() == OLD
    etag, date = first.headers["ETag"], first.headers["Last-Modified"]

    same = [
        fetch(client, file_of(row).url, **known)
        for known in ({"If-None-Match": etag}, {"If-Modified-Since": date})
    ]
    stored(row, NEW)

    assert same == [(304, b""), (304, b"")]
    assert fetch(client, file_of(row).url, **{"If-None-Match": etag}) == (200, NEW)


@pytest.mark.parametrize(
    ("wanted", "status", "part", "place"),
    [
        ("bytes=0-3", 206, OLD[:4], "bytes 0-3/17"),
        ("bytes=9-", 206, OLD[9:], "bytes 9-16/17"),
        ("bytes=-4", 206, OLD[-4:], "bytes 13-16/17"),
        ("bytes=10-999", 206, OLD[10:], "bytes 10-16/17"),
        ("bytes=17-", 416, b"", "bytes */17"),
        ("bytes=-0", 416, b"", "bytes */17"),
        ("bytes=5-2", 200, OLD, None),
        ("bytes=-", 200, OLD, None),
        ("bytes=0-1,4-5", 200, OLD, None),
        ("pages=1-2", 200, OLD, None),
    ],
)
def test_a_part_is_sent_where_one_is_asked_for(client, wanted, status, part, place):
    answer = client.get(file_of(make_row()).url, headers={"Range": wanted})

    assert (answer.status_code, answer.getvalue()) == (status, part)
    assert answer.headers.get("Content-Range") == place
    if status != 416:
        assert answer.headers["Content-Length"] == str(len(part))


def test_a_part_of_another_file_is_not_put_to_the_first(client):
    address = file_of(make_row()).url
    whole = client.get(address)
    assert whole.getvalue() == OLD
    etag = whole.headers["ETag"]

    parts = [
        fetch(client, address, **{"Range": "bytes=0-3", "If-Range": known})
        for known in (etag, '"another"')
    ]

    assert parts == [(206, OLD[:4]), (200, OLD)]


def test_a_lost_file_is_not_found(client):
    file = file_of(make_row())
    default_storage.delete(file.name)

    assert fetch(client, file.url)[0] == 404


def test_the_api_and_open_data_give_whole_addresses(client):
    row = make_row("projectdocument", slug="road")
    address = f"http://testserver{file_of(row).url}"

    of_api = client.get("/api/v1/projects/road/").json()["documents"]
    (project,) = json.loads(client.get("/data/projects.oc4ids.json").getvalue())["projects"]

    assert [document["file"] for document in of_api] == [address]
    assert [document["url"] for document in project["documents"][1:]] == [address]


def test_a_file_costs_the_same_whoever_asks(client, django_assert_num_queries):
    public, hidden = file_of(make_row()), file_of(make_row(**DRAFT))

    with django_assert_num_queries(1):
        fetch(client, public.url)
    with django_assert_num_queries(5):  # two for the row, one for a redirect, two for the 404
        fetch(client, hidden.url)
