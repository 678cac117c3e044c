"""Three signatures by three people for exactly one content; every step is in the history."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from news.models import Article, Attachment
from scicity.accounts.models import User
from scicity.accounts.roles import Role
from scicity.publishing import guard, transitions
from scicity.publishing.journal import version_on, versions_of
from scicity.publishing.models import (
    Dimension,
    HistoryEntry,
    ReviewSignature,
    Status,
    Step,
    Version,
)
from scicity.publishing.transitions import NotAllowed, Refused
from scicity.site.models import Redirect
from tests.factories import DRAFT, make_article, make_project
from tests.publishing.people import ALL, approved, make_person, published, reviewers, submitted

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def actions(page):
    return list(HistoryEntry.objects.about(page).order_by("pk").values_list("action", flat=True))


def open_steps(page):
    rows = ReviewSignature.objects.about(page).open().filter(voided_at=None)
    return [row.step for row in rows]


def test_three_people_bring_a_draft_to_the_public():
    author, people, publisher = make_person(), reviewers(), make_person(Role.FINAL_REVIEWER)
    article = make_article(**DRAFT)
    author.groups.set(make_person(Role.AUTHOR).groups.all())

    transitions.submit(article, author)
    states = [article.status]
    for person in people:
        transitions.sign(article, person, ALL, "好")
        states.append(article.status)
    version = transitions.publish(article, publisher)

    assert states == ["first_review", "second_review", "final_review", "approved"]
    assert list(Article.objects.published()) == [article]
    assert actions(article) == ["submitted", "signed", "signed", "signed", "published"]
    assert [s["person"] for s in version.signatures] == [person.pk for person in people]
    assert (version.number, version.published_by, version.way) == (1, publisher, "reviewed")


def test_no_one_signs_twice_whatever_their_permissions():
    boss = User.objects.create_superuser("boss")
    article = submitted(make_article(**DRAFT))

    transitions.sign(article, boss, ALL)

    with pytest.raises(NotAllowed, match="不同的人"):
        transitions.sign(article, boss, ALL)
    assert article.status == Status.SECOND_REVIEW


@pytest.mark.parametrize("superuser", [True, False])
def test_who_wrote_cannot_sign(superuser):
    writer = make_person(Role.AUTHOR, Role.FIRST_REVIEWER, is_superuser=superuser)
    article = make_article(**DRAFT)
    transitions.created(article, writer)
    submitted(article)

    with pytest.raises(NotAllowed, match="写作"):
        transitions.sign(article, writer, ALL)


def test_superuser_cannot_skip_a_review():
    boss = User.objects.create_superuser("boss")
    article = submitted(make_article(**DRAFT))

    for step in (transitions.publish, transitions.unschedule):
        with pytest.raises(Refused):
            step(article, boss)

    assert (article.status, Article.objects.published().count()) == (Status.FIRST_REVIEW, 0)


def test_a_reviewer_of_another_step_cannot_sign():
    article = submitted(make_article(**DRAFT))

    with pytest.raises(NotAllowed):
        transitions.sign(article, make_person(Role.SECOND_REVIEWER), ALL)


def test_all_six_dimensions_are_needed():
    article = submitted(make_article(**DRAFT))

    with pytest.raises(Refused) as error:
        transitions.sign(article, make_person(Role.FIRST_REVIEWER), ALL[1:])

    assert error.value.message_dict == {"dimensions": ["请逐项核对并勾选：政治。"]}


def change_english(article):
    Article.objects.filter(pk=article.pk).update(body_en="<p>Other</p>")


def change_row(article):
    article.attachments.update(title="另一个")


def add_row(article):
    Attachment.objects.bulk_create([Attachment(article=article, title="新", file="a/b.pdf")])


def change_links(article):
    article.projects.add(make_project())


@pytest.mark.parametrize("change", [change_english, change_row, add_row, change_links])
def test_any_change_after_the_second_signature_ends_both(change):
    article = make_article(**DRAFT)
    Attachment.objects.bulk_create([Attachment(article=article, title="附件", file="a/a.pdf")])
    first, second, third = reviewers()
    submitted(article)
    transitions.sign(article, first, ALL)
    transitions.sign(article, second, ALL)

    change(article)

    with pytest.raises(Refused, match="签字已失效"):
        transitions.sign(article, third, ALL)
    assert transitions.edited(article, make_person(Role.AUTHOR))
    assert (article.status, open_steps(article)) == (Status.FIRST_REVIEW, [])


def test_a_change_of_an_approved_page_stops_its_publication():
    article = approved(make_article(**DRAFT))

    Article.objects.filter(pk=article.pk).update(title_zh_hans="换了")

    with pytest.raises(Refused, match="重新审核"):
        transitions.publish(article, make_person(Role.FINAL_REVIEWER))
    assert not Article.objects.published().exists()


def test_a_reviewer_who_edits_is_an_author_from_then_on():
    article, reviewer = submitted(make_article(**DRAFT)), make_person(Role.FIRST_REVIEWER)

    transitions.edited(article, reviewer)

    with pytest.raises(NotAllowed, match="写作"):
        transitions.sign(article, reviewer, ALL)


def test_returned_page_is_a_draft_with_the_comment():
    article, person = submitted(make_article(**DRAFT)), make_person(Role.FIRST_REVIEWER)

    with pytest.raises(Refused):
        transitions.send_back(article, person, " ")
    transitions.send_back(article, person, "请核对数字")

    entry = HistoryEntry.objects.first()
    assert (article.status, entry.action, entry.reason) == ("draft", "returned", "请核对数字")


def test_gate_stops_what_blocks_unless_overridden_with_a_reason():
    article = make_article(**DRAFT, title_zh_hans="中国入民")
    plain, chief = make_person(Role.AUTHOR), make_person(Role.FINAL_REVIEWER)

    with pytest.raises(Refused, match="入民"):
        transitions.submit(article, plain)
    with pytest.raises(Refused, match="没有跳过检查的权限"):
        transitions.submit(article, plain, override="引用原文")
    transitions.submit(article, chief, override="引用原文")

    assert article.status == Status.FIRST_REVIEW
    assert actions(article) == ["overridden", "submitted"]


def test_emergency_stays_flagged_until_somebody_else_reviewed_it():
    chief = make_person(Role.ADMINISTRATOR, Role.FINAL_REVIEWER)
    article = make_article(**DRAFT)

    with pytest.raises(Refused):
        transitions.emergency(article, chief, "")
    transitions.emergency(article, chief, "暴雨红色预警")
    flagged = list(Article.objects.flagged())
    with pytest.raises(Refused, match="以外的人"):
        transitions.review_afterwards(article, chief, ALL)
    transitions.review_afterwards(article, make_person(Role.FINAL_REVIEWER), ALL)

    assert (flagged, list(Article.objects.flagged())) == ([article], [])
    assert list(Article.objects.published()) == [article]
    assert versions_of(article).get().way == Version.Way.EMERGENCY


def test_emergency_needs_its_own_permission():
    for role in (Role.AUTHOR, Role.FINAL_REVIEWER):
        with pytest.raises(NotAllowed):
            transitions.emergency(make_article(**DRAFT), make_person(role), "急")


def test_cancelled_plan_keeps_its_signatures_and_leaves_no_version():
    article = approved(make_article(**DRAFT, goes_live_at=timezone.now() + HOUR))
    chief = make_person(Role.FINAL_REVIEWER)
    transitions.publish(article, chief)

    transitions.unschedule(article, chief)

    assert (article.status, article.published_at) == (Status.APPROVED, None)
    assert (versions_of(article).count(), len(open_steps(article))) == (0, 3)


def test_replaced_page_leads_on_and_never_in_a_circle(client):
    chief, old, new = make_person(Role.FINAL_REVIEWER), make_article(), make_article()
    target = new.get_absolute_url()

    transitions.replace(old, chief, new.get_absolute_url(), "合并")
    with pytest.raises(Refused, match="循环"):
        transitions.replace(new, chief, old.get_absolute_url())
    with pytest.raises(Refused, match="循环"):
        transitions.replace(new, chief, new.get_absolute_url())

    moved = client.get(f"/en{old.get_absolute_url()}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/en{target}")


def test_changed_addresses_lead_straight_to_the_newest(client):
    chief, project = make_person(Role.FINAL_REVIEWER), make_project(slug="a")

    for slug in ("b", "c", "a", "d"):
        transitions.change_address(project, chief, slug)

    rows = Redirect.objects.exclude(old_path__startswith="/en")
    assert sorted(rows.values_list("old_path", "new_path")) == [
        (f"/projects/{slug}/", "/projects/d/") for slug in "abc"
    ]


def test_version_in_force_on_a_day():
    article = published(make_article(**DRAFT))
    first = versions_of(article).get()
    copy = transitions.start_copy(article, make_person(Role.AUTHOR))
    Article.objects.filter(pk=copy.pk).update(title_zh_hans="第二版")
    published(Article.objects.get(pk=copy.pk))

    found = [
        version_on(article, moment)
        for moment in (first.published_at - HOUR, first.published_at, timezone.now())
    ]

    assert [version and version.number for version in found] == [None, 1, 2]
    assert found[2].content["columns"]["title_zh_hans"] == "第二版"


# What the database refuses


@pytest.mark.parametrize("status", ["published", "withdrawn", "scheduled"])
def test_database_refuses_a_public_page_from_anywhere_else(status):
    article = make_article(**DRAFT)
    now = timezone.now()

    for change in (
        lambda: Article.objects.filter(pk=article.pk).update(status=status, published_at=now),
        lambda: Article.objects.bulk_create(
            [Article(slug="x", status=status, published_at=now, topic=article.topic)]
        ),
    ):
        with pytest.raises(DatabaseError, match="transitions"), transaction.atomic():
            change()

    assert list(Article.objects.values_list("status", flat=True)) == ["draft"]


def test_first_publication_cannot_be_altered():
    article = make_article()

    with pytest.raises(DatabaseError, match="transitions"), transaction.atomic():
        Article.objects.update(published_at=article.published_at - HOUR)


def test_the_guard_closes_behind_its_block():
    with guard.opened():
        pass

    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.filter(pk=make_article(**DRAFT).pk).update(status="withdrawn")


@pytest.mark.parametrize("what", ["update", "delete"])
def test_database_keeps_history_and_versions(what):
    published(make_article(**DRAFT))

    for model in (HistoryEntry, Version):
        rows = model.objects.all()
        change = rows.delete if what == "delete" else lambda rows=rows: rows.update(title="x")
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            change()


def test_database_takes_one_open_signature_a_person_and_step():
    article = submitted(make_article(**DRAFT))
    person = make_person(Role.FIRST_REVIEWER)
    transitions.sign(article, person, ALL)
    row = {"kind": "news.article", "object_id": article.pk, "content_hash": "", "dimensions": []}

    for step, who in ((Step.SECOND, person), (Step.FIRST, make_person())):
        with pytest.raises(DatabaseError, match="signature_one_open"), transaction.atomic():
            ReviewSignature.objects.create(step=step, person=who, **row)


def test_history_outlives_its_people():
    person = make_person(Role.AUTHOR, name="张三")
    article = make_article(**DRAFT)
    transitions.remark(article, person, "看过")

    person.delete()

    assert list(HistoryEntry.objects.values_list("actor_name", "reason")) == [("张三", "看过")]


def test_every_dimension_has_its_name():
    assert "".join(str(d.label) for d in Dimension) == "政治法律政策保密文字舆情"
