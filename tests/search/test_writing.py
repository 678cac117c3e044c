import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from news.models import Article
from scicity.publishing.changes import gathered
from scicity.search.models import Entry
from tests.factories import make_article, make_indicator, make_policy, make_project

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def titles(**values):
    return sorted(Entry.objects.filter(**values).values_list("title", flat=True))


def test_a_saved_page_is_in_the_index_in_both_languages():
    article = make_article(title_zh_hans="科学城", title_en="Science City")

    entries = Entry.objects.filter(object_id=article.pk).order_by("language")

    assert [(e.language, e.title, e.path) for e in entries] == [
        ("en", "Science City", f"/en{article.get_absolute_url()}"),
        ("zh-hans", "科学城", article.get_absolute_url()),
    ]


def test_a_page_that_loses_its_english_leaves_the_english_index():
    article = make_article()

    article.title_en = article.summary_en = article.body_en = article.source_en = ""
    article.save()

    assert [e.language for e in Entry.objects.all()] == ["zh-hans"]


def test_deleted_pages_leave_the_index_singly_and_in_bulk():
    make_article().delete()
    make_article(), make_article()
    Article.objects.all().delete()

    assert not Entry.objects.exists()


def test_a_transaction_that_rolls_back_leaves_no_entry():
    def fail():
        with transaction.atomic():
            make_article()
            raise ZeroDivisionError

    pytest.raises(ZeroDivisionError, fail)

    assert not Entry.objects.exists()


def test_bulk_updates_reach_the_index():
    make_article()

    Article.objects.update(status="draft")

    assert set(Entry.objects.values_list("status", flat=True)) == {"draft"}


def test_visible_by_the_rule_of_pages():
    now = timezone.now()
    make_article(title_zh_hans="公开", expires_at=now + HOUR)
    make_article(title_zh_hans="草稿", status="draft")
    make_article(title_zh_hans="待发布", published_at=now + HOUR)
    make_article(title_zh_hans="已下线", published_at=now - 2 * HOUR, expires_at=now - HOUR)

    public = Entry.objects.published().in_language("zh-hans")

    assert [entry.title for entry in public] == ["公开"]
    assert len(titles(language="zh-hans")) == 4


def test_parts_of_a_page_are_found_with_it():
    policy, figure = make_policy(), make_indicator()
    project = make_project()
    policy.clauses.create(number="第一条", text_zh_hans="每户补贴", text_en="Allowance")
    figure.observations.create(value=36, as_of="2024-01-01", source_zh_hans="统计局")
    milestone = project.milestones.create(name_zh_hans="主体封顶")

    def found(text):
        return {e.kind for e in Entry.objects.in_language("zh-hans").filter(folded__has=text)}

    assert found("每户补贴") == {"talent.talentpolicy"}
    assert found("统计局") == {"projects.indicator"}
    assert found("主体封顶") == {"projects.project"}
    milestone.delete()
    assert found("主体封顶") == set()


def test_a_form_with_many_rows_is_written_once(django_assert_max_num_queries):
    policy = make_policy()

    with django_assert_max_num_queries(90), gathered():
        for number in range(30):
            policy.clauses.create(number=str(number), text_zh_hans=f"条款{number}")

    assert "条款29" in Entry.objects.in_language("zh-hans").get().body
