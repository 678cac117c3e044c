"""Working copies: whole, one a page, invisible, and swapped in without losing anything."""

import threading

import pytest
from django.apps import apps
from django.db import connection, models

from news.models import Article
from projects.models import Institution, Observation, Project
from scicity.accounts.roles import Role
from scicity.publishing import bin, transitions
from scicity.publishing.guard import page_models
from scicity.publishing.journal import versions_of
from scicity.publishing.models import BinEntry, PagePart, Publishable, Status
from scicity.publishing.people import Refused
from scicity.publishing.snapshots import content_links, hash_of, part_models, rows_of
from scicity.search.models import Entry
from talent.models import Condition, EligibilityTrack, TalentPolicy
from tests.factories import DRAFT, make_article, make_indicator, make_institution, make_project
from tests.publishing.people import make_person, published
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled


@pytest.fixture
def author(db):
    return make_person(Role.AUTHOR)


def fresh(page):
    return type(page)._base_manager.get(pk=page.pk)


def links_inside(policy):
    """Which row each condition refers to, by what it says."""
    rows = policy.conditions.select_related("track", "clause", "attribute")
    return sorted(
        (c.attribute.code, str(c.track), str(c.clause), c.track and c.track.policy_id == policy.pk)
        for c in rows
    )


def test_copy_has_everything_and_refers_to_its_own_rows(author):
    policy = make_modelled(degree=make_degree(), age=make_attribute())

    copy = transitions.start_copy(policy, author)

    assert hash_of(copy) == hash_of(policy)
    assert links_inside(copy) == links_inside(policy)
    for part in part_models(TalentPolicy):
        assert rows_of(copy, part).count() == rows_of(policy, part).count()
        assert not set(rows_of(copy, part)) & set(rows_of(policy, part))


def test_publishing_keeps_keys_address_links_and_first_date(author):
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    article = make_article(policies=[policy])
    before = fresh(policy)
    keys = list(policy.conditions.order_by("pk").values_list("pk", flat=True))
    copy = transitions.start_copy(policy, author)
    TalentPolicy.objects.filter(pk=copy.pk).update(title_zh_hans="新名", title_en="New", body_en="")
    copy.conditions.filter(track=None).update(value="45")
    track = EligibilityTrack.objects.create(policy=copy, name="新情形")
    copy.conditions.filter(track=None).update(track=track)

    published(fresh(copy))

    after = fresh(policy)
    assert (after.pk, after.slug, after.published_at) == (
        before.pk,
        before.slug,
        before.published_at,
    )
    assert (after.title_zh_hans, after.title_en) == ("新名", "New")
    assert list(article.policies.all()) == [after]
    assert list(after.conditions.order_by("pk").values_list("pk", flat=True)) == keys
    assert after.conditions.get(track__name="新情形").value == "45"
    assert not TalentPolicy.objects.exclude(live=None).exists()
    assert not Condition.objects.exclude(policy=policy).exists()


def test_rows_may_change_places_that_only_one_can_have(author):
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    policy.clauses.create(number="甲", text="一")
    policy.clauses.create(number="乙", text="二")
    copy = transitions.start_copy(policy, author)
    for number, text in (("丙", "一"), ("甲", "二"), ("乙", "一")):
        copy.clauses.filter(text=text).update(number=number)

    published(fresh(copy))

    found = dict(policy.clauses.filter(text__in=["一", "二"]).values_list("text", "number"))
    assert found == {"一": "乙", "二": "甲"}


def test_values_of_a_figure_keep_their_order_and_time(author):
    indicator = make_indicator()
    common = {"indicator": indicator, "as_of": "2022-01-01", "source": "管委会", "source_en": "C"}
    old = [Observation.objects.create(value=value, **common) for value in (90, 92)]
    copy = transitions.start_copy(indicator, author)
    Observation.objects.create(value=95, **common | {"indicator": copy})

    published(fresh(copy))

    rows = list(Observation.objects.order_by("pk"))
    assert [row.value for row in rows] == [90, 92, 95]
    assert [row.created_at for row in rows[:2]] == [row.created_at for row in old]


def test_a_number_of_its_own_is_kept_and_still_taken(author):
    project = make_project(code="2020-500107-76-03-123456")
    copy = transitions.start_copy(project, author)

    assert copy.code == project.code
    copy.full_clean(exclude=["slug"])
    other = Project(code=project.code, slug="other", kind="road", category="science")
    with pytest.raises(Exception, match="另一个页面"):
        other.clean_unique_among_pages()


def test_copy_is_in_no_public_place(client, author):
    institution = make_institution(name_zh_hans="独一无二的研究院")
    transitions.start_copy(institution, author)

    assert Institution.objects.published().count() == 1
    assert Entry.objects.filter(kind="projects.institution", language="zh-hans").count() == 1
    for path in (
        "/institutions/",
        "/search/?q=独一无二",
        "/sitemap-institution.xml",
        "/api/v1/institutions/",
    ):
        assert "working-copy" not in client.get(path).content.decode()


@pytest.mark.parametrize("model", page_models(), ids=lambda model: model._meta.label_lower)
def test_no_relation_offers_working_copies(model):
    relations = [
        f"{field.model._meta.label}.{field.name}"
        for owner in apps.get_models()
        for field in [*owner._meta.fields, *owner._meta.many_to_many]
        if field.related_model is model
        and field.name not in ("live", getattr(owner, "page_of_row", ""))
        and field.remote_field.limit_choices_to != {"live__isnull": True}
    ]

    assert relations == [], "give each limit_choices_to=PAGES"


def test_every_row_of_a_page_is_copied_with_it():
    """What is deleted with a page is part of it, or lies outside its content on purpose."""
    strays = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, PagePart)
        for field in model._meta.fields
        if field.related_model
        and issubclass(field.related_model, Publishable)
        and field.remote_field.on_delete is models.CASCADE
        and field.name != "live"
        and not model._meta.auto_created
    ]

    assert strays == []
    for part in (p for model in page_models() for p in part_models(model)):
        assert content_links(part) == []


@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_edits_make_one_copy():
    author, article = make_person(Role.AUTHOR), make_article()
    ready, found = threading.Barrier(4), []

    def edit():
        ready.wait()
        found.append(transitions.start_copy(article, author).pk)
        connection.close()

    threads = [threading.Thread(target=edit) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert set(found) == {Article.objects.get(live=article).pk}


@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_publications_make_one_version():
    article = make_article(**DRAFT)
    from tests.publishing.people import approved

    approved(article)
    people = [make_person(Role.FINAL_REVIEWER) for _number in range(3)]
    ready, refused = threading.Barrier(3), []

    def publish(person):
        ready.wait()
        try:
            transitions.publish(fresh(article), person)
        except Refused as error:
            refused.append(error)
        connection.close()

    threads = [threading.Thread(target=publish, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (versions_of(article).count(), len(refused)) == (1, 2)


def test_discarded_copy_leaves_the_page_alone(author):
    article = make_article()
    before, copy = hash_of(article), transitions.start_copy(article, author)
    Article.objects.filter(pk=copy.pk).update(title_zh_hans="不要了")

    transitions.discard(fresh(copy), author)

    assert (hash_of(article), Article.objects.count()) == (before, 1)


def test_old_version_is_restored_into_the_copy(author):
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    before = hash_of(policy)
    copy = transitions.start_copy(policy, author)
    TalentPolicy.objects.filter(pk=copy.pk).update(title_zh_hans="改过")
    copy.conditions.filter(track=None).delete()
    published(fresh(copy))
    changed = hash_of(policy)

    restored = transitions.restore(versions_of(policy).get(number=1), author)

    assert (hash_of(policy), hash_of(restored), changed != before) == (changed, before, True)
    published(fresh(restored))
    assert (hash_of(policy), versions_of(policy).count()) == (before, 3)


def test_withdrawn_page_comes_back_through_a_reviewed_copy(client, author):
    article = make_article()
    transitions.withdraw(article, make_person(Role.FINAL_REVIEWER), "有误")

    published(transitions.start_copy(article, author))

    article = fresh(article)
    assert (article.status, article.notice) == (Status.PUBLISHED, "")
    assert client.get(article.get_absolute_url()).status_code == 200


def test_archived_page_comes_back_at_its_address(client, author):
    article = make_article()
    transitions.archive(article, make_person(Role.FINAL_REVIEWER))
    gone = client.get(article.get_absolute_url()).status_code

    published(transitions.start_copy(article, author))

    assert (gone, client.get(article.get_absolute_url()).status_code) == (410, 200)


def test_deleted_page_comes_back_whole(author):
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    TalentPolicy.objects.filter(pk=policy.pk).update(status="draft", published_at=None)
    policy = fresh(policy)
    article = make_article(policies=[policy])
    key, slug, content = policy.pk, policy.slug, hash_of(policy)

    bin.throw_away(policy, author)
    gone = TalentPolicy.objects.filter(pk=key).exists()
    bin.bring_back(BinEntry.objects.get(), author)

    back = TalentPolicy.objects.get(pk=key)
    assert (gone, back.slug, hash_of(back), back.status) == (False, slug, content, "draft")
    assert list(article.policies.all()) == [back]
    assert not BinEntry.objects.exists()
