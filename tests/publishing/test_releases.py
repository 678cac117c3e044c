"""What becomes public later: at its time, without anyone's help, all of it or nothing."""

import datetime

import pytest
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from projects.models import Project
from scicity.accounts.roles import Role
from scicity.publishing import guard, releases, transitions
from scicity.publishing.journal import versions_of
from scicity.publishing.models import HistoryEntry, ReleaseItem, ReleaseSet, Status
from scicity.publishing.people import Refused
from scicity.publishing.snapshots import hash_of
from tests.factories import DRAFT, make_article, make_project
from tests.publishing.people import approved, make_person

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def fresh(page):
    return type(page)._base_manager.get(pk=page.pk)


def changed_copy(page, **values):
    """A working copy with three signatures."""
    copy = transitions.start_copy(page, make_person(Role.AUTHOR))
    type(page).objects.filter(pk=copy.pk).update(**values)
    return approved(fresh(copy))


def let_time_pass(page):
    with guard.opened():
        type(page).objects.filter(pk=page.pk).update(goes_live_at=Now())


def planned_copy(article, **values):
    copy = changed_copy(article, goes_live_at=timezone.now() + HOUR, **values)
    transitions.publish(copy, make_person(Role.FINAL_REVIEWER))
    return copy


def test_planned_change_comes_at_its_time(django_assert_num_queries):
    article = make_article()
    copy = planned_copy(article, title_zh_hans="新标题")
    with django_assert_num_queries(3):
        before = releases.release_due(), fresh(article).title_zh_hans
    let_time_pass(copy)

    assert releases.release_due() == 1

    assert (copy.status, before[0], before[1] == article.title_zh_hans) == ("scheduled", 0, True)
    assert fresh(article).title_zh_hans == "新标题"
    assert [v.number for v in versions_of(article)] == [2, 1]
    assert releases.release_due() == 0


def test_planned_change_that_was_tampered_with_is_put_back():
    article = make_article()
    copy = planned_copy(article)
    Article.objects.filter(pk=copy.pk).update(title_zh_hans="没人签过")
    let_time_pass(copy)

    released = releases.release_due(), releases.release_due()

    failed = HistoryEntry.objects.get(action="failed")
    assert (released, fresh(copy).status) == ((0, 0), Status.FIRST_REVIEW)
    assert "签字不全" in failed.reason
    assert fresh(article).title_zh_hans == article.title_zh_hans


def test_cancelled_plan_stays_approved():
    copy = planned_copy(make_article())

    transitions.unschedule(copy, make_person(Role.FINAL_REVIEWER))
    let_time_pass(copy)

    assert (fresh(copy).status, releases.release_due()) == (Status.APPROVED, 0)


# Sets


def make_set(*pages, **values):
    chosen = ReleaseSet.objects.create(name="科学城周年", **values)
    for page in pages:
        key = page.live_id or page.pk
        ReleaseItem.objects.create(release_set=chosen, kind=page._meta.label_lower, object_id=key)
    return chosen


@pytest.fixture
def chief(db):
    return make_person(Role.FINAL_REVIEWER)


@pytest.fixture
def three(db):
    """A new article, a changed article, a changed project; all approved."""
    article, project = make_article(title_zh_hans="旧"), make_project(name_zh_hans="旧")
    new = approved(make_article(**DRAFT, title_zh_hans="新文章"))
    copies = [
        changed_copy(article, title_zh_hans="新"),
        changed_copy(project, name_zh_hans="新"),
    ]
    return new, *copies


def titles():
    return sorted(
        [
            *Article.objects.published().values_list("title_zh_hans", flat=True),
            *Project.objects.published().values_list("name_zh_hans", flat=True),
        ]
    )


def test_set_makes_all_public_at_once_and_takes_all_back(three, chief):
    before = titles()
    hashes = {page.live_id: hash_of(page.live) for page in three[1:]}
    chosen = make_set(*three)

    releases.release_set(chosen, chief)
    released = titles()
    releases.undo_set(chosen, chief)

    assert (before, released) == (["旧", "旧"], ["新", "新", "新文章"])
    assert titles() == before
    assert hash_of(Article.objects.get(pk=three[1].live_id)) == hashes[three[1].live_id]
    assert fresh(three[0]).status == Status.DRAFT


def test_one_page_that_is_not_ready_stops_all(three, chief):
    draft = make_article(**DRAFT, title_zh_hans="没审过")
    chosen = make_set(*three, draft)

    found = releases.problems(chosen, chief)
    with pytest.raises(Refused, match="没审过：还没有通过三审"):
        releases.release_set(chosen, chief)

    assert titles() == ["旧", "旧"]
    assert [str(page) for page, problem in found if problem] == ["没审过"]
    assert len(found) == 4


def test_planned_set_comes_whole_at_its_time(three, chief):
    chosen = make_set(*three, at=timezone.now() + HOUR)
    releases.release_set(chosen, chief)
    waiting = titles(), releases.release_due()
    ReleaseSet.objects.update(at=Now())
    for page in three:
        let_time_pass(page)

    assert releases.release_due() == 1

    assert (waiting, titles()) == ((["旧", "旧"], 0), ["新", "新", "新文章"])


def test_planned_set_with_one_fault_leaves_all_as_it_was(three, chief):
    chosen = make_set(*three, at=timezone.now() + HOUR)
    releases.release_set(chosen, chief)
    Project.objects.filter(pk=three[2].pk).update(name_zh_hans="没人签过")
    ReleaseSet.objects.update(at=Now())

    assert releases.release_due() == 0

    chosen.refresh_from_db()
    assert (titles(), chosen.state) == (["旧", "旧"], ReleaseSet.State.OPEN)
    assert [fresh(page).status for page in three] == ["approved", "approved", "first_review"]


def test_cancelled_set_stays_approved(three, chief):
    chosen = make_set(*three, at=timezone.now() + HOUR)
    releases.release_set(chosen, chief)

    releases.cancel_set(chosen, chief)

    assert {fresh(page).status for page in three} == {Status.APPROVED}


def test_set_is_not_undone_over_a_later_change(three, chief):
    chosen = make_set(*three)
    releases.release_set(chosen, chief)
    article = Article.objects.get(title_zh_hans="新")
    transitions.publish(changed_copy(article, title_zh_hans="更新"), chief)

    with pytest.raises(Refused, match="又有变动"):
        releases.undo_set(chosen, chief)

    assert titles() == ["新", "新文章", "更新"]


def test_who_may_not_publish_releases_no_set(three):
    with pytest.raises(Refused, match="权限"):
        releases.release_set(make_set(*three), make_person(Role.FIRST_REVIEWER))


def test_set_is_chosen_tried_and_published_in_the_back_office(three, chief, client):
    client.force_login(chief)
    add = reverse("admin:publishing_releaseset_add")
    choices = [value for value, _label in client.get(add).context["inline_admin_formsets"][0]
               .formset.empty_form.fields["page_choice"].choices if value]  # fmt: skip
    rows = {f"items-{number}-page_choice": value for number, value in enumerate(choices)}
    form = {"name": "周年", "items-TOTAL_FORMS": "3", "items-INITIAL_FORMS": "0"}

    client.post(add, form | rows)
    chosen = ReleaseSet.objects.get()
    tried = client.get(reverse("admin:publishing_releaseset_change", args=[chosen.pk]))
    client.post(reverse("admin:publishing_releaseset_step", args=[chosen.pk, "release"]))
    released = titles()
    client.post(reverse("admin:publishing_releaseset_step", args=[chosen.pk, "undo"]))

    assert len(choices) == 3
    assert [problem for _page, problem in tried.context["rows"]] == ["", "", ""]
    assert (released, titles()) == (["新", "新", "新文章"], ["旧", "旧"])
