"""Only those who may publish decide what the public sees, whichever way they try."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from projects.models import Project
from scicity.accounts.roles import Role
from scicity.publishing.models import Status
from tests.admin.test_sweep import address, values_of
from tests.factories import make_article, make_project, make_topic

pytestmark = pytest.mark.django_db

LIST = "admin:news_article_changelist"
HOUR = datetime.timedelta(hours=1)


def form_values(client, article) -> dict:
    return values_of(client.get(address(Article, "change", article.pk)).context)


def run(client, action, *articles, **more):
    data = {"action": action, "_selected_action": [a.pk for a in articles]} | more
    response = client.post(reverse(LIST), data)
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_author_writes_a_draft_but_cannot_post_it_as_published(client, log_in):
    log_in(Role.AUTHOR)
    article = make_article(status=Status.DRAFT, published_at=None)
    values = form_values(client, article) | {"title_zh_hans": "新标题", "status": "published"}

    client.post(address(Article, "change", article.pk), values)

    article.refresh_from_db()
    assert (article.title_zh_hans, article.status, article.published_at) == (
        "新标题",
        Status.DRAFT,
        None,
    )


def test_author_cannot_add_a_published_page(client, log_in):
    log_in(Role.AUTHOR)
    values = values_of(client.get(address(Article, "add")).context) | {
        "title_zh_hans": "标题",
        "summary_zh_hans": "摘要",
        "body_zh_hans": "<p>正文</p>",
        "topic": make_topic().pk,
        "status": "published",
        "published_at_0": "2026-01-01",
        "published_at_1": "00:00",
    }

    client.post(address(Article, "add"), values)

    assert list(Article.objects.values_list("slug", "status")) == [("biao-ti", Status.DRAFT)]


def test_author_has_no_bulk_publishing(client, log_in):
    log_in(Role.AUTHOR)
    article = make_article(status=Status.DRAFT)

    run(client, "publish", article)

    article.refresh_from_db()
    assert article.status == Status.DRAFT


def test_author_cannot_touch_a_published_page(client, log_in):
    log_in(Role.AUTHOR)
    article = make_article()
    url = address(Article, "change", article.pk)

    seen = client.get(url).content.decode()
    changed = client.post(url, {"title_zh_hans": "假的"})
    deleted = client.post(address(Article, "delete", article.pk), {"post": "yes"})
    run(client, "delete_selected", article, post="yes")

    article.refresh_from_db()
    assert "<p>正文</p>" in seen
    assert ('name="_save"' in seen, changed.status_code, deleted.status_code) == (False, 403, 403)
    assert article.title_zh_hans != "假的"


def test_author_moves_only_drafts_to_another_topic(client, log_in):
    log_in(Role.AUTHOR)
    draft, public = make_article(status=Status.DRAFT), make_article()
    topic = make_topic()

    told = run(client, "set_topic", draft, public, topic=topic.pk)

    assert list(topic.articles.all()) == [draft]
    assert "没有权限" in told
    assert str(draft) in told


def test_reviewer_publishes_in_bulk_and_is_told_of_each_row(client, log_in):
    log_in(Role.FIRST_REVIEWER)
    good, public = make_article(status=Status.DRAFT, published_at=None), make_article()
    half = make_article(status=Status.DRAFT, published_at=None)
    Article.objects.filter(pk=half.pk).update(summary_en="")

    told = run(client, "publish", good, public, half)

    assert set(Article.objects.published()) == {good, public}
    assert "1 个页面已处理" in told
    assert "2 个页面未处理" in told
    assert "英文版要么完整要么没有" in told


def test_take_down_keeps_the_first_publication_but_not_a_plan(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    public = make_article()
    planned = make_article(published_at=timezone.now() + HOUR)

    run(client, "take_down", public, planned)

    first = public.published_at
    public.refresh_from_db()
    planned.refresh_from_db()
    assert (public.status, public.published_at) == (Status.DRAFT, first)
    assert (planned.status, planned.published_at) == (Status.DRAFT, None)


@pytest.mark.parametrize(
    ("hours", "status", "field"),
    [(-1, "published", "published_at"), (1, "draft", "published_at")],
)
def test_publication_is_neither_backdated_nor_planned_for_a_draft(
    client, log_in, hours, status, field
):
    log_in(Role.FINAL_REVIEWER)
    article = make_article(status=Status.DRAFT, published_at=None)
    moment = timezone.localtime() + hours * HOUR
    values = form_values(client, article) | {
        "status": status,
        "published_at_0": f"{moment:%Y-%m-%d}",
        "published_at_1": f"{moment:%H:%M:%S}",
    }

    response = client.post(address(Article, "change", article.pk), values)

    assert list(response.context["adminform"].form.errors) == [field]


def test_address_and_first_publication_stay_once_public(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    article = make_article()
    values = form_values(client, article)
    forged = {"slug": "other", "published_at_0": "2020-01-01", "published_at_1": "00:00"}

    client.post(address(Article, "change", article.pk), values | forged)

    saved = Article.objects.get(pk=article.pk)
    assert (saved.slug, saved.published_at) == (article.slug, article.published_at)


def test_saving_a_public_page_says_where_visitors_see_it(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    article = make_article()

    response = client.post(
        address(Article, "change", article.pk), form_values(client, article), follow=True
    )

    assert f'<a href="{article.get_absolute_url()}">' in response.content.decode()


def test_a_page_in_english_needs_english_in_its_rows_too(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    project = make_project()
    url = address(Project, "change", project.pk)
    rows = {
        "milestones-TOTAL_FORMS": "1",
        "milestones-0-name_zh_hans": "开工",
        "milestones-0-status": "scheduled",
        "milestones-0-met_on_precision": "day",
        "milestones-0-order": "0",
    }

    response = client.post(url, values_of(client.get(url).context) | rows)

    (formset,) = [
        inline.formset
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == "milestones"
    ]
    assert [list(errors) for errors in formset.errors] == [["name_en"]]
