"""No serious fault for people with a screen reader, a keyboard or weak eyes in the back office."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from projects.models import Project
from scicity.accounts.models import User
from scicity.editing.pages import address as preview_address
from scicity.media.models import Picture
from scicity.publishing.copies import start_copy
from scicity.publishing.journal import record_version
from scicity.publishing.models import HiddenVersion, Version
from scicity.spreadsheets.models import Import
from talent.models import TalentPolicy
from tests.admin.test_browser import chromium, page  # noqa: F401
from tests.admin.test_sweep import MAKERS, address
from tests.factories import make_article, make_policy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPTIONS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
SERIOUS = {"serious", "critical"}


def faults(page) -> list[str]:  # noqa: F811
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{page.url} {fault['id']}: {node['html'][:150]}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"][:3]
    ]


def test_login_and_lost_passwords(page, live_server):  # noqa: F811
    page.context.clear_cookies()
    found = []
    for name in ("admin:login", "staff_password_reset", "password_reset_done"):
        page.goto(live_server.url + reverse(name))
        found += faults(page)

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lists_forms_and_tools(page, live_server, scheme):  # noqa: F811
    rows = {model: MAKERS[model]() for model in (Article, TalentPolicy, Project, Picture)}
    make_article(status="draft", published_at=None)
    page.emulate_media(color_scheme=scheme)
    paths = [reverse(f"admin:{name}") for name in (
        "index", "account", "confirm", "second_factor_new", "password_change",
        "media_picture_upload", "news_article_word", "accounts_user_changelist",
        "accounts_user_add",
    )]  # fmt: skip
    for model, row in rows.items():
        paths += [address(model, "changelist"), address(model, "change", row.pk)]
    paths += [address(Article, "add"), address(Article, "delete", rows[Article].pk)]
    paths += [address(Article, "history", rows[Article].pk), *sheets()]
    paths += [f"{reverse('admin:media_picture_words')}?pk={rows[Picture].pk}"]

    found = []
    for path in paths:
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        found += faults(page)

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_steps_versions_and_release_sets(page, live_server, scheme):  # noqa: F811
    live, draft = make_article(), make_article(status="draft", published_at=None)
    copy = start_copy(live, User.objects.get(username="boss"))
    policy = make_policy()
    moments = [timezone.now() - datetime.timedelta(days=days) for days in (3, 2, 1)]
    first, *_ = [record_version(policy, None, Version.Way.REVIEWED, at) for at in moments]
    HiddenVersion.objects.create(version=first, reason="含个人信息")
    page.emulate_media(color_scheme=scheme)
    paths = [address(Article, "change", draft.pk), address(Article, "change", copy.pk)]
    paths += [
        reverse("admin:news_article_step", args=[live.pk, "withdraw"]),
        reverse("admin:news_article_step", args=[draft.pk, "submit"]),
        reverse("admin:news_article_versions", args=[live.pk]),
        reverse("admin:news_article_compare", args=[live.pk]),
        preview_address("preview_links", draft),
        address(TalentPolicy, "versions", policy.pk),
        address(TalentPolicy, "version_step", policy.pk, 2, "hide_version"),
    ]
    paths += [reverse(f"admin:{name}") for name in (
        "publishing_historyentry_changelist", "publishing_releaseset_changelist",
        "publishing_releaseset_add", "gate_wording_changelist", "gate_wording_add",
    )]  # fmt: skip

    found = []
    for path in paths:
        response = page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        found += faults(page) if response.status == 200 else [f"{path} {response.status}"]

    assert found == []


def sheets() -> list[str]:
    boss = User.objects.get(username="boss")
    common = {"sheet": "projects", "sender": boss, "total": 5000, "done": 9}
    error = {"row": 2, "column": "名称", "message": "请填写这一列。"}
    changes = [["名称", "旧", "新"]]
    shown = [{"row": 2, "title": "新", "is_new": False, "changes": changes}]
    report = {"new": 1, "changed": 1, "same": 0, "errors": [], "shown": shown}
    jobs = [
        Import.objects.create(file_name="甲.xlsx", state="checking", **common),
        Import.objects.create(
            file_name="乙.xlsx", state="refused", result={"errors": [error], "errors_total": 1},
            **common,
        ),
        Import.objects.create(
            file_name="丙.xlsx", state="checked", **common,
            result=report,
        ),
        Import.objects.create(file_name="丁.xlsx", state="done", result=report, **common),
        Import.objects.create(file_name="戊.xlsx", state="failed", **common),
    ]  # fmt: skip
    name = "admin:projects_project_sheet"
    return [
        reverse(name, args=["projects"]),
        *(reverse(f"{name}_import", args=["projects", job.pk]) for job in jobs),
    ]
