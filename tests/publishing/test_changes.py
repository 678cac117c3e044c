import pytest

from news.models import Article
from projects.models import Project
from scicity.publishing import changes
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    told = []
    listener = lambda model, pks: told.append((model, sorted(pks)))  # noqa: E731
    monkeypatch.setattr(changes, "listeners", [listener])
    return told


def test_saving_and_deleting_a_page_tells_of_it(heard):
    article = make_article()
    pk = article.pk
    article.delete()

    assert heard == [(Article, [pk]), (Article, [pk])]


def test_saving_and_deleting_a_part_tells_of_its_page(heard):
    project = make_project()
    milestone = project.milestones.create(name="开工")
    milestone.delete()

    assert heard == [(Project, [project.pk])] * 3


def test_changing_many_pages_at_once_tells_of_each(heard):
    pages = [make_article().pk, make_article().pk]
    heard.clear()

    Article.objects.filter(pk__in=pages).update(author="甲")
    Article.objects.filter(pk__in=pages).delete()

    assert heard == [(Article, pages), (Article, pages)]


def test_gathered_changes_are_told_once_at_the_end(heard):
    with changes.gathered():
        project = make_project()
        project.milestones.create(name="开工")
        assert heard == []

    assert heard == [(Project, [project.pk])]


def test_nothing_is_told_when_what_was_gathered_fails(heard):
    def fail():
        with changes.gathered():
            make_project()
            raise ZeroDivisionError

    pytest.raises(ZeroDivisionError, fail)

    assert (heard, Project.objects.count()) == ([], 0)
