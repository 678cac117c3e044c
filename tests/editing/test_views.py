"""What the open form of a page asks for."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.models import User
from scicity.accounts.roles import Role
from scicity.editing.models import Presence
from scicity.editing.pages import address
from scicity.publishing.models import Status
from tests.factories import make_article
from tests.gate.test_findings import attach

pytestmark = pytest.mark.django_db
JSON = {"headers": {"Accept": "application/json"}}


def test_check_gives_the_form_what_it_shows_beside_its_fields(client, log_in):
    log_in(Role.AUTHOR)
    article = make_article(status=Status.DRAFT, source_zh_hans="", source_en="")
    row = attach(article, title_zh_hans="烈土名单")

    answer = client.get(address("page_check", article), **JSON).json()

    assert answer["summary"] == "2 处要改好才能送审，0 条建议。"
    assert [(f["code"], f["field"], f["row"]) for f in answer["findings"]] == [
        ("source_missing", "source_zh_hans", None),
        (
            "wording",
            "title_zh_hans",
            {
                "model": "news.attachment",
                "pk": row.pk,
                "label": "附件：烈土名单",
                "prefix": "attachments",
            },
        ),
    ]


def test_check_is_a_list_without_scripts(client, log_in):
    log_in(Role.AUTHOR)
    article = make_article(status=Status.DRAFT, title_zh_hans="中国入民")

    text = client.get(address("page_check", article)).content.decode()

    assert "“标题（中文）”里有“中国入民”（1 处）" in text
    assert "改成“中国人民”。" in text
    assert "要改好才能送审：1 处" in text


@pytest.mark.parametrize("name", ["page_check", "page_presence", "page_preview", "preview_links"])
def test_addresses_of_a_page_are_for_who_may_view_it(name, client):
    article = make_article(status=Status.DRAFT)
    stranger = User.objects.create_user("stranger", is_staff=True)

    anonymous = client.get(address(name, article))
    client.force_login(stranger)
    refused = client.get(address(name, article))
    client.force_login(User.objects.create_superuser("boss"))
    missing = client.get(reverse(f"admin:{name}", args=["news.article", 0]))
    no_page = client.get(reverse(f"admin:{name}", args=["accounts.user", stranger.pk]))

    assert anonymous.headers["Location"].startswith(reverse("admin:login"))
    assert [r.status_code for r in (refused, missing, no_page)] == [403, 404, 404]


def test_presence_names_the_others_who_have_the_page_open(client, log_in):
    me = log_in(Role.AUTHOR)
    article, other = make_article(status=Status.DRAFT), make_article(status=Status.DRAFT)
    people = [User.objects.create_user(f"p{n}", name=n) for n in ("李四", "王五", "旧人", "旁人")]
    for person, page in zip(people, [article, article, article, other], strict=True):
        Presence.objects.mark(page, person)
    old = timezone.now() - datetime.timedelta(minutes=2)
    Presence.objects.filter(user=people[2]).update(seen_at=old)

    first = client.post(address("page_presence", article)).json()
    client.post(address("page_presence", article))

    assert first["others"] == "李四、王五 也打开了这一页。"
    assert first["stamp"] == article.updated_at.isoformat()
    assert Presence.objects.at(article).filter(user=me).count() == 1


def test_leaving_is_noted_and_old_rows_are_forgotten(client, log_in):
    me = log_in(Role.AUTHOR)
    article = make_article(status=Status.DRAFT)
    Presence.objects.mark(article, me)
    Presence.objects.mark(article, User.objects.create_user("gone"))
    days_ago = timezone.now() - datetime.timedelta(days=2)
    Presence.objects.exclude(user=me).update(seen_at=days_ago)

    client.post(address("page_presence", article), {"leave": "1"})

    assert not Presence.objects.exists()
