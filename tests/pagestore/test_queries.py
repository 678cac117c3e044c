"""Which tags the answer to a statement depends on."""

import pytest
from django.db import connection
from django.db.models import Count

from news.models import Article, Tag
from projects.models import Institution, Milestone, Project
from scicity.pagestore import queries
from talent.models import TalentPolicy

pytestmark = pytest.mark.django_db
PUBLIC = {".status", ".published_at", ".expires_at"}


def tags(queryset, are_objects=True):
    sql, params = queryset.query.sql_with_params()
    found = queries.read(sql).tags(params, are_objects)
    return {tag for tag in found if not tag.endswith("!")}


def test_the_page_of_an_address_depends_on_that_address():
    page = Project.objects.published().filter(slug="x").order_by()

    place = "projects_project[slug=x]"
    assert tags(page) == {place + "+", place + ".slug", *(place + name for name in PUBLIC)}


def test_the_rows_of_a_parent_depend_on_that_parent():
    rows = Milestone.objects.filter(project_id=3).order_by("met_on")

    place = "projects_milestone[project_id=3]"
    assert tags(rows) == {place + "+", place + ".project_id", place + ".met_on"}


def test_a_list_depends_on_what_it_compares_and_not_on_what_it_shows():
    newest = Article.objects.published().order_by("-published_at")[:5]

    assert tags(newest) == {"news_article+", *("news_article" + name for name in PUBLIC)}


def test_columns_that_become_no_objects_all_count():
    titles = Article.objects.order_by().values_list("pk", "title_en")

    assert tags(titles, are_objects=False) == {
        "news_article+",
        "news_article.id",
        "news_article.title_en",
    }


def test_new_rows_matter_only_with_what_refers_to_them():
    of_article = Tag.objects.filter(articles=7).order_by("slug")

    assert tags(of_article) == {
        "news_tag.id",
        "news_tag.slug",
        "news_article_tags[article_id=7]+",
        "news_article_tags[article_id=7].article_id",
        "news_article_tags[article_id=7].tag_id",
    }


def test_rows_asked_for_by_key_are_all_it_depends_on():
    assert tags(Institution.objects.filter(pk__in=[4, 5]).order_by("kind")) == {
        "projects_institution:4",
        "projects_institution:5",
    }


def test_one_of_several_conditions_narrows_nothing():
    either = Milestone.objects.filter(project_id=3) | Milestone.objects.filter(status="met")

    assert "projects_milestone+" in tags(either.order_by())


def test_a_negated_condition_narrows_nothing():
    assert "projects_milestone+" in tags(Milestone.objects.exclude(project_id=3).order_by())


def test_numbers_depend_on_all_rows_counted():
    counted = Project.objects.order_by().values("phase").annotate(number=Count("pk"))

    assert tags(counted, are_objects=False) == {
        "projects_project+",
        "projects_project.id",
        "projects_project.phase",
    }


def test_subqueries_depend_on_their_tables():
    found = tags(TalentPolicy.objects.with_states().order_by())

    assert "talent_applicationwindow+" in found
    assert "talent_applicationwindow.closes_on" in found


def test_each_part_of_a_union_depends_on_what_it_asks_for_itself():
    rows = Milestone.objects.filter(project_id=3).order_by().values_list("pk")
    tagged = Tag.articles.through.objects.filter(article_id=7).values_list("tag_id")

    assert tags(rows.union(tagged, all=True), are_objects=False) == {
        "projects_milestone[project_id=3]+",
        "projects_milestone[project_id=3].id",
        "projects_milestone[project_id=3].project_id",
        "news_article_tags[article_id=7]+",
        "news_article_tags[article_id=7].article_id",
        "news_article_tags[article_id=7].tag_id",
    }


def test_sql_of_another_hand_depends_on_everything_in_its_tables():
    statement = queries.read('SELECT name FROM "projects_project" JOIN news_article ON true')

    assert "projects_project" in statement.tags((), are_objects=True)
    assert statement.is_foreign


def test_every_table_of_ours_has_its_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_object_table, count(DISTINCT trigger_name)"
            " FROM information_schema.triggers WHERE trigger_name LIKE 'pagestore_%' GROUP BY 1"
        )
        found = dict(cursor.fetchall())

    # information_schema leaves TRUNCATE out.
    assert found == dict.fromkeys(queries.watched_tables(), 3)
