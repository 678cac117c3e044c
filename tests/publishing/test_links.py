"""Links from a page to others: the right ones, in their order, in few statements."""

import datetime

import pytest
from django.utils import translation

from news.models import Article
from projects.models import Project
from scicity.publishing import links
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db


def addresses(found):
    return [page.get_absolute_url() for page in found]


def test_links_stand_in_the_order_of_their_model():
    days = [None, datetime.date(2024, 5, 1), None, datetime.date(2025, 1, 1)]
    for number, day in enumerate(days):
        make_project(as_of=day, name_zh_hans=f"项目{number}")
    keys = Project.objects.order_by("pk").values_list("pk", flat=True)

    found = links.links(Project, keys)

    assert addresses(found) == addresses(Project.objects.all())
    assert [str(link) for link in found] == [str(project) for project in Project.objects.all()]


def test_links_lead_only_where_the_visitor_may_go():
    shown, hidden = make_project(), make_project(status="draft")
    chinese = make_project(name_en="")
    keys = [shown.pk, hidden.pk, chinese.pk]

    assert {link.key for link in links.links(Project, keys)} == {shown.pk, chinese.pk}
    with translation.override("en"):
        assert {link.key for link in links.links(Project, keys)} == {shown.pk}


def test_page_with_very_many_articles_shows_the_newest(client, monkeypatch):
    monkeypatch.setattr("scicity.publishing.views.FEW", 5)
    project = make_project()
    for _number in range(12):
        make_article(projects=[project])
    url = project.get_absolute_url()

    shown = client.get(url).context["articles"]

    assert addresses(shown) == addresses(Article.objects.all()[:8])
