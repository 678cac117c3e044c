import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.roles import Role
from scicity.gate.models import TranslationState
from scicity.publishing.copies import start_copy
from scicity.publishing.models import Contribution, ReviewSignature, Status
from scicity.weblinks.models import WebLink
from tests.admin.test_sweep import queries_of, some_picture
from tests.factories import DRAFT, make_article, make_policy, make_project, make_topic

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
INDEX = reverse("admin:index")


def shown(client) -> dict[str, list[str]]:
    """The headings in each list of the desk, of those that are shown."""
    parts = client.get(INDEX).context["desk"]["lists"]
    return {str(part["title"]): [row["heading"] for row in part["rows"]] for part in parts}


def tiles(client) -> dict[str, int]:
    return {str(t.label): t.count for t in client.get(INDEX).context["desk"]["tiles"]}


def wrote(person, page):
    Contribution.objects.create(
        kind=page._meta.label_lower, object_id=page.live_id or page.pk, person=person
    )


def test_desk_lists_what_runs_out_and_what_waits_for_its_time(admin_client):
    now = timezone.now()
    today = timezone.localdate()
    make_project(name_zh_hans="待", published_at=now + DAY)
    make_policy(title_zh_hans="将下", expires_at=now + 20 * DAY)
    make_policy(title_zh_hans="远", expires_at=now + 40 * DAY, effective_to=today + 90 * DAY)
    make_policy(title_zh_hans="到期", effective_to=today + 10 * DAY)
    make_policy(title_zh_hans="已废", effective_to=today + 10 * DAY, repealed_on=today)
    make_article(title_zh_hans="已下", published_at=now - 2 * DAY, expires_at=now - DAY)
    make_article(title_zh_hans="应急", flagged_at=now)

    assert shown(admin_client) == {
        "等我处理": [],
        "我的稿件": [],
        "定时发布": ["待"],
        "应急发布，待补审": ["应急"],
        "30 天内下线": ["将下"],
        "将到期的政策": ["到期"],
    }


def test_a_reviewer_finds_what_waits_for_this_step_and_person(client, log_in):
    reviewer = log_in(Role.SECOND_REVIEWER)
    make_article(title_zh_hans="待复审", status=Status.SECOND_REVIEW, published_at=None)
    make_project(name_zh_hans="待复审项目", status=Status.SECOND_REVIEW, published_at=None)
    make_article(title_zh_hans="待初审", status=Status.FIRST_REVIEW, published_at=None)
    make_article(title_zh_hans="待发布", status=Status.APPROVED, published_at=None)
    own = make_article(title_zh_hans="自己写的", status=Status.SECOND_REVIEW, published_at=None)
    wrote(reviewer, own)
    signed = make_article(title_zh_hans="签过的", status=Status.SECOND_REVIEW, published_at=None)
    ReviewSignature.objects.create(
        kind="news.article",
        object_id=signed.pk,
        step="first_review",
        person=reviewer,
        content_hash="x",
        dimensions=[],
    )

    assert shown(client) == {"等我处理": ["待复审", "待复审项目"], "我的稿件": ["自己写的"]}


def test_the_last_reviewer_also_finds_what_is_to_be_released(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    make_article(title_zh_hans="待发布", status=Status.APPROVED, published_at=None)

    assert shown(client)["等我处理"] == ["待发布"]


def test_an_author_finds_own_pages_and_own_changes_of_public_ones(client, log_in):
    author = log_in(Role.AUTHOR)
    draft, other = make_article(title_zh_hans="我的", **DRAFT), make_article(**DRAFT)
    live = make_article(title_zh_hans="公开的")
    copy = start_copy(live, author)
    wrote(author, draft)
    wrote(author, copy)

    rows = client.get(INDEX).context["desk"]["lists"][0]["rows"]

    assert shown(client) == {"我的稿件": ["公开的", "我的"]}
    assert [(row["heading"], row["is_change"]) for row in rows] == [
        ("公开的", True),
        ("我的", False),
    ]
    assert other.title_zh_hans not in client.get(INDEX).content.decode()


def test_each_count_opens_its_list(client, log_in):
    author = log_in(Role.AUTHOR)
    for _number in range(8):
        wrote(author, make_article(**DRAFT))
    mended = make_article(title_zh_hans="中文改了")
    TranslationState.objects.filter(key=mended.pk).update(lags=True)
    WebLink.objects.create(url="https://gone.example/", host="gone.example", state="broken")
    found = client.get(INDEX).context["desk"]["tiles"]

    opened = {str(tile.label): client.get(tile.url) for tile in found}

    counts = {label: count for label, count in tiles(client).items() if count}
    assert counts == {"我的稿件": 8, "译文落后": 1, "打不开的站外链接": 1}
    assert len(opened["我的稿件"].context["rows"]) == 8
    assert [row["heading"] for row in opened["译文落后"].context["rows"]] == ["中文改了"]
    assert "https://gone.example/" in opened["打不开的站外链接"].content.decode()


def test_lists_have_pages_and_unknown_ones_are_none(admin_client):
    now = timezone.now()
    for number in range(52):
        make_article(title_zh_hans=f"第{number:02}篇", published_at=now + number * DAY + DAY)

    last = admin_client.get(reverse("admin:desk_list", args=["scheduled"]), {"page": "2"})
    unknown = admin_client.get(reverse("admin:desk_list", args=["none"]))

    assert [row["heading"] for row in last.context["rows"]] == ["第50篇", "第51篇"]
    assert unknown.status_code == 404


def test_desk_says_how_long_each_column_has_been_silent(admin_client):
    old, empty = make_topic(fresh_days=14, order=1), make_topic(fresh_days=180, order=2)
    make_article(topic=old, published_at=timezone.now() - 20 * DAY)
    make_article(topic=empty, published_at=timezone.now() + DAY)
    make_policy(published_at=timezone.now() - 100 * DAY)

    panels = admin_client.get(INDEX).context["desk"]["panels"]

    (columns,) = [p["context"]["columns"] for p in panels if "columns" in p["context"]]
    assert {column.name: (column.left, column.level) for column in columns} == {
        "首页": (-6, "late"),
        str(old): (-6, "late"),
        str(empty): (None, "late"),
        "政策文件": (80, "fresh"),
    }
    assert "超期 6 天" in admin_client.get(INDEX).content.decode()


def test_desk_costs_the_same_for_more_pages(admin_client):
    make_article(status=Status.FIRST_REVIEW, published_at=None)
    make_project(flagged_at=timezone.now())
    make_policy(published_at=timezone.now() + DAY)
    queries_of(admin_client, INDEX)
    few = queries_of(admin_client, INDEX)
    for _number in range(5):
        make_article(status=Status.FIRST_REVIEW, published_at=None)
        make_project(flagged_at=timezone.now())
        make_policy(published_at=timezone.now() + DAY)

    assert queries_of(admin_client, INDEX) == few <= 30


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


def test_editor_finds_a_single_character_in_titles(client, log_in):
    log_in(Role.AUTHOR)
    make_project(name_zh_hans="白市驿隧道", name_en="Tunnel", slug="bai")
    body = {"body_zh_hans": "<p>白</p>", "body_en": "<p>Text</p>"}
    make_project(name_zh_hans="石板大道", name_en="Avenue", slug="avenue", **body)

    chinese = search(client, what="pages", q=" 白 ", language="zh-hans")
    english = search(client, what="pages", q="t", language="en")

    assert [row["url"] for row in chinese] == ["/projects/bai/"]
    assert [row["url"] for row in english] == ["/en/projects/bai/"]


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
