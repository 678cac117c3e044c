"""Parts that several pages show are made once, and end with what they were made from."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.template import Context, Template

from news.models import Article, Topic
from scicity.accounts.models import User
from scicity.pagestore import keeping
from scicity.publishing import guard
from scicity.site.models import HomeBlock, SiteSettings
from talent.models import TalentPolicy
from tests.factories import (
    make_article,
    make_institution,
    make_page,
    make_policy,
    make_project,
    make_topic,
)


def forget_pages(visitor):
    """The pages are gone, their parts are there."""
    visitor.store.pages.memory.clear()
    for path in visitor.store.pages.path("").parent.parent.rglob("*"):
        if path.is_file():
            path.unlink()


def from_kept_parts(visitor, address):
    visitor.get(address)
    forget_pages(visitor)
    assert visitor.makes(address) == 1
    return address


def titles():
    return list(Article.objects.order_by("pk").values_list("title_zh_hans", flat=True))


def test_a_part_is_made_again_only_after_a_change_of_what_it_read(visitor):
    article = make_article(title_zh_hans="甲")
    visitor.get("/")
    made = []

    def look():
        return keeping.keep("titles", lambda: made.append(1) or titles())

    assert [look(), look(), len(made)] == [["甲"], ["甲"], 1]
    make_policy()
    assert [look(), len(made)] == [["甲"], 1]
    Article.objects.filter(pk=article.pk).update(title_zh_hans="乙")
    assert [look(), len(made)] == [["乙"], 2]


def test_nothing_is_left_of_a_part_that_could_not_be_made(visitor):
    for number in range(3):
        with pytest.raises(ZeroDivisionError):
            keeping.keep(("part", number), lambda: 1 / 0)

    assert keeping._being_made == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda article: Article.objects.filter(pk=article.pk).update(title_zh_hans="新的字样"),
        lambda article: Topic.objects.filter(pk=article.topic_id).update(name_zh_hans="新的字样"),
        lambda article: article.topic.articles.create(
            title_zh_hans="新的字样", slug="new", status="published"
        ),
    ],
    ids=["the row", "a row it refers to", "another row"],
)
def test_a_list_of_kept_cards_ends_with_what_the_cards_were_made_from(visitor, change):
    article = make_article()
    address = from_kept_parts(visitor, "/news/")
    assert visitor.makes(address) == 0

    with guard.opened():
        change(article)

    assert "新的字样" in visitor.get(address).text


def test_a_list_made_of_kept_parts_asks_for_the_keys_of_its_rows_only(visitor):
    make_article(), make_policy(category="talent"), make_project(kind="tunnel"), make_institution()
    addresses = ["/news/", "/projects/?kind=tunnel", "/institutions/", "/talent/?category=talent"]
    for address in addresses:
        from_kept_parts(visitor, address)
    forget_pages(visitor)

    asked = {address: [] for address in addresses}
    for address, statements in asked.items():

        def note(execute, sql, *others, statements=statements):
            statements.append(sql.partition(" FROM ")[0])
            return execute(sql, *others)

        with connection.execute_wrapper(note):
            visitor.get(address)

    assert [len(statements) for statements in asked.values()] == [1, 1, 1, 1], asked


def test_a_card_of_prefetched_rows_ends_with_them(visitor):
    policy = make_policy()
    address = from_kept_parts(visitor, "/talent/")

    policy.benefits.create(kind="award", amount_min=120_000, amount_max=120_000, unit="yuan")

    assert visitor.makes(address) == 1
    assert "12" in visitor.get(address).text


def test_a_card_made_together_with_others_does_not_depend_on_them(visitor):
    article, other = make_article(), make_article(topic=make_topic())
    visitor.get("/news/")
    address = f"/news/?topic={article.topic.slug}"
    visitor.get(address)
    assert visitor.makes(address) == 0

    Article.objects.filter(pk=other.pk).update(title_zh_hans="与它无关")

    assert visitor.makes(address) == 0


def test_only_the_changed_part_of_the_home_page_is_made_again(visitor):
    make_article(), make_policy(title_zh_hans="原来的政策")
    for order, kind in enumerate(["latest_news", "open_policies"]):
        HomeBlock.objects.create(kind=kind, order=order)
    visitor.get("/")
    kept = dict(keeping._parts)

    TalentPolicy.objects.update(title_zh_hans="改过的政策")
    text = visitor.get("/").text

    changed = [key for key, part in keeping._parts.items() if part is not kept.get(key)]
    assert "改过的政策" in text
    assert changed == [("home", "zh-hans", "open_policies", 6, "")]


def test_a_new_heading_is_shown_over_a_part_that_stays(visitor):
    make_article()
    HomeBlock.objects.create(kind="latest_news", order=1)
    visitor.get("/")

    HomeBlock.objects.update(heading_zh_hans="新的小标题")

    assert "新的小标题" in visitor.get("/").text


def test_nothing_is_kept_from_inside_a_transaction(visitor):
    make_article(title_zh_hans="甲")
    visitor.get("/")

    with transaction.atomic():
        Article.objects.update(title_zh_hans="没有提交")
        inside = keeping.keep("titles", titles)
        transaction.set_rollback(True)

    assert (inside, keeping.keep("titles", titles)) == (["没有提交"], ["甲"])


def test_what_can_not_be_followed_is_not_kept(visitor):
    visitor.get("/")
    names = []

    for name in ("a", "b"):
        User.objects.create(username=name)
        names.append(keeping.keep("users", lambda: User.objects.count()))

    assert names == [1, 2]


def test_parts_are_bounded(visitor, monkeypatch):
    make_article()
    visitor.get("/")
    monkeypatch.setattr(keeping._parts, "most", 3)

    for number in range(9):
        keeping.keep(number, titles)

    assert list(keeping._parts) == [6, 7, 8]


def test_only_one_thread_makes_a_part_that_many_want(visitor):
    make_article()
    visitor.get("/")
    made, found = [], []

    def look():
        found.append(keeping.keep("titles", lambda: made.append(time.sleep(0.2)) or titles()))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), len(found)) == (1, 4)


def test_kept_blocks_of_templates_end_with_what_they_show(visitor):
    page = make_page(title_zh_hans="联系我们", in_footer=True)
    address = from_kept_parts(visitor, "/sitemap/")
    assert "联系我们" in visitor.get(address).text

    with guard.opened():
        type(page).objects.filter(pk=page.pk).update(title_zh_hans="新的字样")
    SiteSettings(pk=1, name_zh_hans="新的站名").save()

    text = visitor.get(address).text
    assert text.count("新的字样") == 2
    assert '<span class="brand__name">新的站名</span>' in text


def test_kept_block_of_a_template_sees_only_what_it_names(visitor):
    visitor.get("/")
    code = '{% kept "test" shown=shown %}[{{ shown }}{{ hidden }}]{% endkept %}'
    template = Template(code)

    texts = [
        template.render(Context({"shown": shown, "hidden": hidden}))
        for shown, hidden in (("甲", "一"), ("甲", "二"), ("乙", "三"))
    ]

    assert texts == ["[甲]", "[甲]", "[乙]"]


def test_rows_of_many_pages_drive_out_no_part_of_every_page(visitor, monkeypatch):
    monkeypatch.setattr(keeping._rows, "most", 2)
    articles = [make_article() for _number in range(4)]
    visitor.get("/")
    made = []
    keys = [article.pk for article in articles]

    for _time in range(2):
        keeping.keep("shared", lambda: made.append("shared"))
        rows = keeping.keep_each(
            Article,
            keys,
            ("row",),
            lambda pks: Article.objects.filter(pk__in=pks),
            lambda row: made.append(row.pk) or row.pk,
        )

    assert rows == keys
    assert made == ["shared", *keys, *keys[:2]]
