"""A planned change of a public page is seen by the first visitor after its time."""

import datetime
import time

from django.utils import timezone

from news.models import Article
from projects.models import Institution
from scicity.accounts.roles import Role
from scicity.publishing import transitions
from tests.factories import make_article, make_institution, make_project
from tests.publishing.people import approved, make_person

SOON = datetime.timedelta(seconds=4)


def planned(page, at, **values):
    copy = transitions.start_copy(page, make_person(Role.AUTHOR))
    type(page).objects.filter(pk=copy.pk).update(goes_live_at=at, **values)
    copy = approved(type(page).objects.get(pk=copy.pk))
    transitions.publish(copy, make_person(Role.FINAL_REVIEWER))


def test_stored_pages_end_at_the_time_of_a_planned_change(visitor):
    owner = make_institution(name_zh_hans="旧名研究院")
    article, project = make_article(title_zh_hans="旧标题"), make_project()
    project.institutions.add(owner, through_defaults={"role": "owner"})
    at = timezone.now() + SOON
    planned(article, at, title_zh_hans="新标题")
    planned(owner, at, name_zh_hans="新名研究院")
    addresses = [article.get_absolute_url(), "/news/", project.get_absolute_url()]
    before = [visitor.get(address).text for address in addresses]
    assert [visitor.makes(address) for address in addresses] == [0, 0, 0]

    time.sleep(max(0, (at - timezone.now()).total_seconds()) + 0.01)
    after = [visitor.get(address).text for address in addresses]

    assert ["旧" in text and "新标题" not in text for text in before] == [True, True, True]
    assert ["新标题" in after[0], "新标题" in after[1], "新名研究院" in after[2]] == 3 * [True]
    assert not Article.objects.exclude(live=None).exists()
    assert not Institution.objects.exclude(live=None).exists()
