"""Random sequences of steps by random people: what is public was signed by three, or is flagged."""

import datetime
from contextlib import suppress

import pytest
from django.db import DatabaseError, transaction
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from news.models import Article
from scicity.accounts.models import User
from scicity.accounts.roles import Role
from scicity.publishing import guard, releases, transitions
from scicity.publishing.journal import versions_of
from scicity.publishing.models import ReviewSignature, Status, Step, Version
from scicity.publishing.models.records import REVIEWS
from scicity.publishing.people import Refused
from scicity.publishing.snapshots import hash_of
from tests.factories import DRAFT, make_article
from tests.publishing.people import ALL, make_person

SEQUENCES, STEPS = 200, 14
DAY = datetime.timedelta(days=1)
PEOPLE = range(9)


class Life(RuleBasedStateMachine):
    """One article, its working copy, and nine people with all kinds of roles.

    `writers` is kept apart from the service: who wrote what is not public yet.
    """

    people = ()
    published = 0

    @initialize()
    def begin(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.article = make_article(**DRAFT)
        self.writers, self.at_publication, self.number = set(), {}, 0

    def teardown(self):
        reviewed = versions_of(self.article).filter(way=Version.Way.REVIEWED)
        type(self).published += reviewed.count()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def row(self):
        """What is being written: the copy, or the article."""
        article = Article.objects.get(pk=self.article.pk)
        return article.open_copy or article

    def attempt(self, step, *args, **kwargs):
        with suppress(Refused, DatabaseError), transaction.atomic():
            step(*args, **kwargs)
            return True
        return False

    person = st.sampled_from(PEOPLE)

    @rule(person=person)
    def edit(self, person):
        row = self.row()
        if row.is_editable:
            self.number += 1
            Article.objects.filter(pk=row.pk).update(summary_zh_hans=f"摘要{self.number}")
            transitions.edited(Article.objects.get(pk=row.pk), self.people[person])
            self.writers.add(self.people[person].pk)

    @rule()
    def edit_behind_the_back(self):
        row = self.row()
        if row.is_editable:
            self.number += 1
            Article.objects.filter(pk=row.pk).update(summary_zh_hans=f"摘要{self.number}")

    @rule(person=person)
    def submit(self, person):
        if self.attempt(transitions.submit, self.row(), self.people[person]):
            self.writers.add(self.people[person].pk)

    @rule(person=person)
    def sign(self, person):
        self.attempt(transitions.sign, self.row(), self.people[person], ALL)

    @rule()
    def sign_by_those_who_should(self):
        """Random people seldom get far: this one goes the whole way."""
        for person in self.people[2:5]:
            self.attempt(transitions.sign, self.row(), person, ALL)

    @rule(writer=person)
    def go_the_whole_way(self, writer):
        """Whoever wrote: also a reviewer, whose signature must then not count."""
        self.start_copy(0)
        self.edit(writer)
        self.submit(1)
        self.sign_by_those_who_should()
        self.publish(5)

    @rule(person=person)
    def send_back(self, person):
        self.attempt(transitions.send_back, self.row(), self.people[person], "改")

    @rule(person=person)
    def publish(self, person):
        self.going_public(transitions.publish, self.row(), self.people[person])

    @rule(person=person)
    def plan(self, person):
        row = self.row()
        later = Now() + DAY
        Article.objects.filter(pk=row.pk, status=Status.APPROVED).update(goes_live_at=later)
        self.going_public(transitions.publish, self.row(), self.people[person])

    @rule()
    def time_passes(self):
        with guard.opened():
            Article.objects.filter(status=Status.SCHEDULED).update(goes_live_at=Now())
        self.going_public(releases.release_due)

    @rule(person=person)
    def unschedule(self, person):
        self.attempt(transitions.unschedule, self.row(), self.people[person])

    @rule(person=person)
    def emergency(self, person):
        self.going_public(transitions.emergency, self.row(), self.people[person], "急")

    @rule(person=person)
    def review_afterwards(self, person):
        article = Article.objects.get(pk=self.article.pk)
        self.attempt(transitions.review_afterwards, article, self.people[person], ALL)

    @rule(person=person, what=st.sampled_from(["withdraw", "archive"]))
    def take_away(self, person, what):
        article = Article.objects.get(pk=self.article.pk)
        self.attempt(getattr(transitions, what), article, self.people[person], "误")

    @rule(person=person)
    def start_copy(self, person):
        self.attempt(transitions.start_copy, self.row(), self.people[person])

    @rule(person=person)
    def discard(self, person):
        if self.attempt(transitions.discard, self.row(), self.people[person]):
            self.writers.clear()

    @rule(person=person, number=st.integers(1, 3))
    def restore(self, person, number):
        version = versions_of(self.article).filter(number=number).first()
        if version and self.attempt(transitions.restore, version, self.people[person]):
            self.writers.add(self.people[person].pk)

    @rule(status=st.sampled_from(["published", "withdrawn", "scheduled"]))
    def forge(self, status):
        """By SQL, as a program with a fault could: the database refuses."""
        row = self.row()
        if row.status != status:
            rows = Article.objects.filter(pk=row.pk)
            assert not self.attempt(rows.update, status=status, published_at=Now())

    def going_public(self, step, *args):
        before = versions_of(self.article).count()
        self.attempt(step, *args)
        if versions_of(self.article).count() > before:
            self.at_publication[versions_of(self.article).first().number] = set(self.writers)
            self.writers.clear()

    @invariant()
    def what_is_public_was_signed(self):
        for page in Article.objects.readable():
            content = hash_of(page)
            version = versions_of(page).filter(content_hash=content).first()
            assert version is not None, "public, and never published"
            if version.way == Version.Way.EMERGENCY:
                afterwards = ReviewSignature.objects.filter(
                    version=version, step=Step.AFTERWARDS
                ).exclude(person=version.published_by)
                assert page.is_flagged or afterwards.exists()
                continue
            signatures = version.signatures
            assert [s["step"] for s in signatures] == list(REVIEWS)
            assert {s["hash"] for s in signatures} == {content}
            signers = {s["person"] for s in signatures}
            assert len(signers) == 3
            assert not signers & self.at_publication[version.number]

    @invariant()
    def there_is_one_copy_and_it_is_not_public(self):
        copies = list(Article.objects.exclude(live=None))
        assert len(copies) <= 1
        assert not set(copies) & set(Article.objects.readable())


@pytest.mark.django_db
def test_two_hundred_random_sequences():
    roles = (
        [Role.AUTHOR],
        [Role.AUTHOR],
        [Role.FIRST_REVIEWER],
        [Role.SECOND_REVIEWER],
        [Role.FINAL_REVIEWER],
        [Role.ADMINISTRATOR],
        [Role.AUTHOR, Role.FIRST_REVIEWER, Role.FINAL_REVIEWER],
        list(Role),
    )
    Life.people = [make_person(*names) for names in roles]
    Life.people.append(User.objects.create_superuser("boss"))
    Life.published = 0

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    # Else nothing was shown: the sequences do reach the public.
    assert Life.published > SEQUENCES / 10
