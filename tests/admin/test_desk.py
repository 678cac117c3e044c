import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.roles import Role
from scicity.publishing.models import Status
from tests.admin.test_sweep import queries_of, some_picture
from tests.factories import make_article, make_policy, make_project, make_topic

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
INDEX = reverse("admin:index")


def lists(client) -> list[list[str]]:
    shown = client.get(INDEX).context["desk"]["lists"]
    return [[row["heading"] for row in part["rows"]] for part in shown]


def test_desk_lists_drafts_scheduled_and_expiring_of_all_kinds(admin_client):
    now = timezone.now()
    make_article(title_zh_hans="草", status=Status.DRAFT)
    make_project(name_zh_hans="待", published_at=now + DAY)
    make_policy(title_zh_hans="将下", expires_at=now + 20 * DAY)
    make_policy(title_zh_hans="远", expires_at=now + 40 * DAY)
    make_article(title_zh_hans="已下", published_at=now - 2 * DAY, expires_at=now - DAY)

    assert lists(admin_client) == [["草"], ["待"], ["将下"]]


def test_desk_says_how_long_a_topic_has_been_silent(admin_client):
    old, empty = make_topic(fresh_days=14, order=1), make_topic(order=2)
    make_article(topic=old, published_at=timezone.now() - 20 * DAY)
    make_article(topic=empty, published_at=timezone.now() + DAY)

    text = admin_client.get(INDEX).content.decode()

    assert "超期 6 天" in text
    assert "还没有文章" in text


def test_desk_costs_the_same_for_more_pages(admin_client):
    make_article(status=Status.DRAFT)
    queries_of(admin_client, INDEX)
    few = queries_of(admin_client, INDEX)
    for _number in range(5):
        make_article(status=Status.DRAFT)
        make_project(status=Status.DRAFT)

    assert queries_of(admin_client, INDEX) == few <= 20


def test_sections_stand_in_the_order_of_work(admin_client):
    names = [str(app["name"]) for app in admin_client.get(INDEX).context["app_list"]]

    assert names == [
        "新闻资讯",
        "人才政策",
        "项目·机构·数据",
        "审核与发布",
        "媒体库",
        "网站",
        "账号",
    ]


def search(client, **query):
    response = client.get(reverse("admin:editor_search"), query)
    return response.json()["found"]


def test_editor_finds_public_pages_of_the_language(client, log_in):
    log_in(Role.AUTHOR)
    make_project(name_zh_hans="白市驿隧道", name_en="", slug="bai")
    make_project(name_zh_hans="白市驿草稿", status=Status.DRAFT)
    both = make_project(name_zh_hans="白市驿大道", name_en="Baishiyi Avenue", slug="avenue")

    chinese = search(client, what="pages", q="白市驿", language="zh-hans")
    english = search(client, what="pages", q="白市驿", language="en")

    assert [row["url"] for row in chinese] == ["/projects/avenue/", "/projects/bai/"]
    assert english == [{"title": "Baishiyi Avenue", "kind": "项目", "url": "/en/projects/avenue/"}]
    assert both.get_absolute_url() == "/projects/avenue/"


def test_editor_finds_pictures_with_what_the_text_needs(client, log_in):
    log_in(Role.AUTHOR)
    picture = some_picture()

    (found,) = search(client, what="pictures", q=picture.title, language="en")

    assert (found["id"], found["alt"], found["width"], found["height"]) == (
        picture.pk,
        "Picture",
        930,
        523,
    )
    assert found["url"].startswith("/media/")


def test_editor_search_is_for_people_of_the_back_office(client):
    response = client.get(reverse("admin:editor_search"), {"what": "pages"})

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("admin:login"))


def test_public_pages_take_no_nonce_and_admin_pages_no_unsafe(client, admin_client):
    article = make_article()

    public = client.get("/").headers["Content-Security-Policy"]
    form = admin_client.get(reverse("admin:news_article_change", args=[article.pk]))
    policy = form.headers["Content-Security-Policy"]

    assert "nonce" not in public
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe" not in public + policy
