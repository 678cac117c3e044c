"""Nobody makes anything public alone, whichever way they try in the back office."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from projects.models import Project
from scicity.accounts.roles import Role
from scicity.publishing.models import Dimension, HistoryEntry, Status
from scicity.publishing.transitions import start_copy
from tests.admin.test_sweep import address, values_of
from tests.factories import DRAFT, make_article, make_project, make_topic
from tests.publishing.people import approved, make_person, reviewers, submitted

pytestmark = pytest.mark.django_db

LIST = "admin:news_article_changelist"
HOUR = datetime.timedelta(hours=1)


def form_values(client, article) -> dict:
    return values_of(client.get(address(Article, "change", article.pk)).context)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def run(client, action, *articles, **more):
    data = {"action": action, "_selected_action": [a.pk for a in articles]} | more
    return said(client.post(reverse(LIST), data))


def step(client, name, page, **values):
    return client.post(address(type(page), "step", page.pk, name), values)


def test_a_forged_status_in_the_form_counts_for_nothing(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    article = make_article(**DRAFT)
    forged = {"status": "published", "published_at_0": "2020-01-01", "published_at_1": "00:00"}
    values = form_values(client, article) | {"title_zh_hans": "新标题"} | forged

    client.post(address(Article, "change", article.pk), values)

    article.refresh_from_db()
    assert (article.title_zh_hans, article.status, article.published_at) == (
        "新标题",
        Status.DRAFT,
        None,
    )


def test_a_forged_status_of_a_new_page_counts_for_nothing(client, log_in):
    user = log_in(Role.AUTHOR)
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
    assert list(HistoryEntry.objects.values_list("action", "actor")) == [("created", user.pk)]


def test_a_published_page_is_read_only_for_everyone(client, admin_client):
    article = make_article()
    url = address(Article, "change", article.pk)

    seen = admin_client.get(url).content.decode()
    changed = admin_client.post(url, {"title_zh_hans": "假的"})
    deleted = admin_client.post(address(Article, "delete", article.pk), {"post": "yes"})
    run(admin_client, "delete_selected", article, post="yes")

    article.refresh_from_db()
    assert "<p>正文</p>" in seen
    assert ('name="_save"' in seen, changed.status_code, deleted.status_code) == (False, 403, 403)
    assert article.title_zh_hans != "假的"


def test_edit_opens_the_one_working_copy(client, log_in):
    log_in(Role.AUTHOR)
    article = make_article()

    first = step(client, "edit", article)
    second = step(client, "edit", article)

    copy = Article.objects.get(live=article)
    assert first.headers["Location"] == address(Article, "change", copy.pk)
    assert second.headers["Location"] == first.headers["Location"]
    assert 'name="_save"' in client.get(first.headers["Location"]).content.decode()


def test_an_article_is_reviewed_by_its_buttons(client, log_in):
    article = make_article(**DRAFT)
    log_in(Role.AUTHOR)
    values = form_values(client, article) | {"_submit": "1", "title_zh_hans": "新闻"}
    client.post(address(Article, "change", article.pk), values)
    for person in reviewers():
        client.force_login(person)
        assert "审核签字" in client.get(address(Article, "change", article.pk)).content.decode()
        step(client, "sign", article, dimensions=list(Dimension))

    told = said(step(client, "publish", article))

    assert "已发布" in told
    assert Article.objects.published().get().title_zh_hans == "新闻"


def test_a_signature_without_all_dimensions_is_refused_at_the_field(client):
    article = submitted(make_article(**DRAFT))
    client.force_login(make_person(Role.FIRST_REVIEWER))

    response = step(client, "sign", article, dimensions=["law"])

    (message,) = response.context["form"].errors["dimensions"]
    assert message == "请逐项核对并勾选：政治、政策、保密、文字、舆情。"


def test_author_has_neither_button_nor_way_to_publish(client, log_in):
    log_in(Role.AUTHOR)
    article = approved(make_article(**DRAFT))

    shown = client.get(address(Article, "change", article.pk)).content.decode()
    run(client, "publish", article)
    refused = step(client, "publish", article)

    article.refresh_from_db()
    assert address(Article, "step", article.pk, "publish") not in shown
    assert (article.status, refused.status_code) == (Status.APPROVED, 403)


def test_saving_unchanged_keeps_signatures_and_a_change_ends_them(client):
    article = submitted(make_article(**DRAFT))
    client.force_login(make_person(Role.FIRST_REVIEWER))
    step(client, "sign", article, dimensions=list(Dimension))
    client.force_login(make_person(Role.AUTHOR))
    values, url = form_values(client, article), address(Article, "change", article.pk)

    client.post(url, values)
    article.refresh_from_db()
    kept = article.status
    told = said(client.post(url, values | {"body_en": "<p>Other</p>"}))

    article.refresh_from_db()
    assert (kept, article.status) == (Status.SECOND_REVIEW, Status.FIRST_REVIEW)
    assert "签字全部失效" in told


def test_bulk_actions_tell_of_each_row(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    good, public = approved(make_article(**DRAFT)), make_article()
    draft, half = make_article(**DRAFT), make_article(**DRAFT)
    Article.objects.filter(pk=half.pk).update(summary_en="")

    told = run(client, "publish", good, public, draft)
    sent = run(client, "submit", draft, half)

    assert set(Article.objects.published()) == {good, public}
    assert "1 个页面已处理" in told
    assert "2 个页面未处理" in told
    assert set(Article.objects.in_review()) == {draft}
    assert "英文版要么完整要么没有" in sent


def test_topic_is_set_for_drafts_only(client, log_in):
    log_in(Role.AUTHOR)
    draft, public = make_article(**DRAFT), make_article()
    topic = make_topic()

    told = run(client, "set_topic", draft, public, topic=topic.pk)

    assert list(topic.articles.all()) == [draft]
    assert f"{public}：没有权限修改已发布的页面" in told


def test_archived_page_is_gone_and_withdrawn_one_says_why(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    gone, withdrawn = make_article(), make_article()

    run(client, "archive", gone)
    step(client, "withdraw", withdrawn, reason="数据有误")
    client.logout()

    assert client.get(gone.get_absolute_url()).status_code == 410
    assert client.get(f"/en{gone.get_absolute_url()}").status_code == 410
    page = client.get(withdrawn.get_absolute_url()).content.decode()
    assert "数据有误" in page
    assert '<meta name="robots" content="noindex">' in page
    assert withdrawn.title not in client.get("/news/").content.decode()


def test_withdrawing_names_the_pages_that_link_here(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    project = make_project()
    by_field = make_article(projects=[project])
    by_text = make_article(body_zh_hans=f'<p><a href="{project.get_absolute_url()}">看</a></p>')
    make_article()

    shown = client.get(address(Project, "step", project.pk, "withdraw"))

    assert set(shown.context["links"]) == {by_field, by_text}


def test_address_and_first_publication_stay_in_the_copy(client, log_in):
    author = log_in(Role.AUTHOR)
    article = make_article()
    copy = start_copy(article, author)
    forged = {"slug": "other", "published_at_0": "2020-01-01", "published_at_1": "00:00"}

    client.post(address(Article, "change", copy.pk), form_values(client, copy) | forged)

    saved = Article.objects.get(pk=copy.pk)
    assert (saved.slug, saved.published_at) == (copy.slug, article.published_at)


def test_working_copies_are_in_no_list_and_no_choice(client, log_in):
    author = log_in(Role.AUTHOR)
    article, project = make_article(), make_project()
    copies = [start_copy(article, author), start_copy(project, author)]
    choices = {"app_label": "news", "model_name": "article", "field_name": "projects", "term": ""}

    shown = client.get(reverse(LIST)).context["cl"].queryset
    in_writing = client.get(reverse(LIST), {"state": "copies"}).context["cl"].queryset
    offered = client.get(reverse("admin:autocomplete"), choices).json()["results"]

    assert (list(shown), list(in_writing)) == ([article], [copies[0]])
    assert [row["id"] for row in offered] == [str(project.pk)]


def test_the_plan_says_which_time_it_is(client, log_in):
    log_in(Role.AUTHOR)
    text = client.get(address(Article, "add")).content.decode()

    assert text.count("北京时间（Asia/Shanghai）") == 2


def test_planned_page_appears_by_itself(client, log_in):
    log_in(Role.FINAL_REVIEWER)
    article = approved(make_article(**DRAFT, goes_live_at=timezone.now() + HOUR))

    step(client, "publish", article)

    article.refresh_from_db()
    assert article.published_at - timezone.now() > HOUR / 2
    assert not Article.objects.published().exists()


def test_a_page_in_english_needs_english_in_its_rows_too(client, log_in):
    log_in(Role.AUTHOR)
    project = make_project(**DRAFT)
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
