"""A change ends exactly the pages made from what it changed, as soon as it is committed."""

import datetime
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from news.models import Article
from projects.models import Project
from scicity.publishing import guard
from scicity.site.models import SiteSettings
from tests.factories import make_article, make_page, make_policy, make_project, make_topic

SOON = datetime.timedelta(seconds=1.2)


def stored(visitor, *pages):
    """Addresses of pages that are stored and fresh by now."""
    addresses = [page if isinstance(page, str) else page.get_absolute_url() for page in pages]
    for address in addresses:
        visitor.get(address)
        assert visitor.makes(address) == 0, address
    return addresses


def test_a_text_ends_the_pages_that_show_it_and_no_other(visitor):
    article, other = make_article(), make_article(topic=make_topic())
    of_article, of_other, news, projects = stored(visitor, article, other, "/news/", "/projects/")

    Article.objects.filter(pk=article.pk).update(title_zh_hans="改过的标题")

    assert "改过的标题" in visitor.get(of_article).text
    assert "改过的标题" in visitor.get(news).text
    assert [visitor.makes(of_other), visitor.makes(projects)] == [0, 0]


def test_a_row_below_a_page_ends_that_page_only(visitor):
    project, other = make_project(), make_project()
    of_project, of_other, projects = stored(visitor, project, other, "/projects/")

    project.milestones.create(name_zh_hans="贯通")

    assert "贯通" in visitor.get(of_project).text
    assert [visitor.makes(of_other), visitor.makes(projects)] == [0, 0]


def test_a_publication_and_a_withdrawal_are_public_at_once(visitor):
    draft = make_article(status="draft", title_zh_hans="新来的文章")
    (news,) = stored(visitor, "/news/")
    Article.objects.filter(pk=draft.pk).update(title_zh_hans="还是草稿")
    assert visitor.makes(news) == 0

    with guard.opened():
        Article.objects.filter(pk=draft.pk).update(status="published")
    assert "还是草稿" in visitor.get(news).text
    assert visitor.get(draft.get_absolute_url()).status == 200

    Article.objects.filter(pk=draft.pk).update(status="draft")
    assert "还是草稿" not in visitor.get(news).text
    assert visitor.get(draft.get_absolute_url()).status == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda page: Project.objects.bulk_update([page], ["name_zh_hans"]),
        lambda page: connection.cursor().execute(
            "UPDATE projects_project SET name_zh_hans = '新名' WHERE id = %s", [page.pk]
        ),
        lambda page: page.save(),
    ],
    ids=["bulk", "sql", "save"],
)
def test_no_way_to_write_is_overlooked(visitor, change):
    project = make_project()
    (address,) = stored(visitor, project)

    project.name_zh_hans = "新名"
    change(project)

    assert "新名" in visitor.get(address).text


def test_many_rows_at_once_end_the_pages_of_the_table(visitor):
    first = make_project()
    address, policies = stored(visitor, first, "/talent/")

    with guard.opened():
        Project.objects.bulk_create(
            Project(slug=f"p-{n}", kind="road", category="science", status="published",
                    published_at=timezone.now(), name_zh_hans=f"路{n}")
            for n in range(60)
        )  # fmt: skip
    Project.objects.update(name_zh_hans="全改名")

    assert "全改名" in visitor.get(address).text
    assert visitor.makes(policies) == 0


def test_a_rollback_ends_nothing(visitor):
    project = make_project()
    (address,) = stored(visitor, project)

    with transaction.atomic():
        Project.objects.filter(pk=project.pk).update(name_zh_hans="没有发生")
        transaction.set_rollback(True)

    assert visitor.makes(address) == 0


def test_a_page_read_before_the_commit_is_not_fresh_after_it(visitor):
    project = make_project()
    address = project.get_absolute_url()

    with transaction.atomic():
        Project.objects.filter(pk=project.pk).update(name_zh_hans="已提交")
        number = visitor.store.counters.last
    visitor.get(address)

    assert visitor.store.counters.last > number
    assert "已提交" in visitor.get(address).text


def test_every_page_shows_a_changed_name_of_the_site(visitor):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name_zh_hans": "旧名"})
    page = make_page()
    addresses = stored(visitor, "/", "/en/", "/figures/", "/news/feed.atom", page)

    SiteSettings.objects.filter(pk=1).update(name_zh_hans="新站名", name_en="New name")

    assert all(
        "新站名" in text or "New name" in text
        for text in (visitor.get(address).text for address in addresses)
    )


def test_a_scheduled_page_appears_and_an_expiring_one_goes_to_the_second(visitor):
    now = timezone.now()
    scheduled = make_article(published_at=now + SOON, title_zh_hans="到点出现")
    make_article(
        published_at=now - SOON, expires_at=now + SOON, title_zh_hans="到点消失", slug="going"
    )
    (news,) = stored(visitor, "/news/")
    text = visitor.get(news).text
    assert ("到点出现" in text, "到点消失" in text) == (False, True)

    time.sleep((scheduled.published_at - timezone.now()).total_seconds() + 0.01)

    text = visitor.get(news).text
    assert ("到点出现" in text, "到点消失" in text) == (True, False)


def test_no_page_outlives_the_day(visitor):
    stored(visitor, make_policy())

    (page,) = visitor.store.pages.memory.values()

    local = timezone.localtime(datetime.datetime.fromtimestamp(page.until, datetime.UTC))
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert 0 < page.until - time.time() <= 24 * 3600
