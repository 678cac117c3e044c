"""The history as a file: for whom, of what, and safe to open."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.models import User
from scicity.accounts.roles import Role
from scicity.publishing.models import HistoryEntry
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db

EXPORT = "admin:publishing_historyentry_export"
LIST = "admin:publishing_historyentry_changelist"


def entry(page, action, **values):
    return HistoryEntry.objects.create(
        kind=page._meta.label_lower,
        object_id=page.pk,
        actor_name="王五",
        action=action,
        title=str(page),
        address=page.get_absolute_url(),
        **values,
    )


def rows(client, query=""):
    response = client.get(reverse(EXPORT) + query)
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return response, list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_file_has_every_step_in_words_the_newest_first(admin_client):
    article = make_article(slug="tunnel", title_zh_hans="隧道，贯通")
    made = entry(article, "created", to_status="draft")
    entry(article, "returned", from_status="first_review", to_status="draft",
          reason="请补来源\n再送", is_copy=True)  # fmt: skip

    response, (heads, newest, oldest) = rows(admin_client)

    when = f"{timezone.localtime(made.at):%Y-%m-%d %H:%M:%S}"
    key = str(article.pk)
    assert response.headers["Content-Disposition"] == 'attachment; filename="history.csv"'
    assert heads[:3] == ["时间", "操作人姓名", "操作"]
    assert oldest == [when, "王五", "新建", "news.article", key, "隧道，贯通",
                      article.get_absolute_url(), "", "草稿", "否", ""]  # fmt: skip
    assert newest[2:] == ["退回", "news.article", key, "隧道，贯通", article.get_absolute_url(),
                          "初审中", "草稿", "是", "请补来源\n再送"]  # fmt: skip


def test_the_file_has_what_the_list_shows(admin_client):
    article, project = make_article(), make_project()
    entry(article, "created")
    entry(article, "published")
    entry(project, "published")

    _response, (_heads, *found) = rows(admin_client, "?action=published&kind=news.article")

    assert [(row[2], row[3]) for row in found] == [("发布", "news.article")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_runs_as_a_formula(admin_client, start):
    article = make_article(title_zh_hans=f"{start}1+1")
    entry(article, "created", reason=f'{start}HYPERLINK("http://a.cn")')

    _response, (_heads, row) = rows(admin_client)

    assert [row[5], row[10]] == [f"'{start}1+1", f'\'{start}HYPERLINK("http://a.cn")']


def test_only_who_may_take_the_history_out_is_offered_it_and_gets_it(client, log_in):
    entry(make_article(), "created")
    user = log_in(Role.AUTHOR)
    assert not User.objects.get(pk=user.pk).has_perm("publishing.export_history")

    assert client.get(reverse(EXPORT)).status_code == 403
    assert reverse(EXPORT) not in client.get(reverse(LIST)).text
