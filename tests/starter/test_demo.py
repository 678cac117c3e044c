from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from news.models import Article, ArticleCount, Tag
from projects.models import Call, District, Institution, Project
from scicity.gate.models import TranslationState
from scicity.publishing.models import HistoryEntry
from scicity.starter import demo
from talent.matching import Verdict
from talent.models import TalentPolicy, Validity, WindowState
from talent.rules import load_book, policy_problems
from tests.factories import make_article, make_call, make_institution, make_policy, make_project

pytestmark = pytest.mark.django_db

SMALL = demo.Size(projects=40, institutions=12, policies=40, articles=30, calls=12)
PAGES = (Project, Institution, TalentPolicy, Article, Call)


def everything():
    """All rows of all tables, those between two tables included.

    What is made from the others is not compared: the search index, which `search_check` proves, the
    links to be looked at, the fingerprints of translations. The history is none of the
    demonstration's: it keeps that there was one. Of the numbers of articles the sum counts.
    """
    ArticleCount.objects.merge()
    numbers = ArticleCount.objects.values_list("topic", "month", "in_english", "tag", "number")
    rows = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in ("search", "weblinks")
        and model not in (TranslationState, HistoryEntry, ArticleCount)
    }
    return rows | {"numbers of articles": set(numbers)}


def make_real_pages():
    project, institution = make_project(), make_institution()
    article = make_article()
    article.projects.add(project)
    article.tags.add(Tag.objects.create(slug="tag", name_zh_hans="标签"))
    project.districts.add(District.objects.create(slug="district", name_zh_hans="区县"))
    project.participations.create(institution=institution, role="owner")
    make_policy(lead_agency=institution)
    make_call(owner=institution)


def test_clear_leaves_everything_as_it_was_before_the_load():
    make_real_pages()
    before = everything()

    demo.load(SMALL)
    loaded = {model: demo.pages(model._meta.label).count() for model in PAGES}
    call_command("clear_demo")

    assert loaded == {Project: 40, Institution: 12, TalentPolicy: 40, Article: 30, Call: 12}
    assert everything() == before
    call_command("search_check")


def test_clear_of_an_empty_site_leaves_it_empty():
    before = everything()

    demo.load(SMALL)
    call_command("clear_demo")

    assert everything() == before
    call_command("search_check")


def test_loading_twice_doubles_nothing():
    demo.load(SMALL)
    before = everything()

    made = demo.load(SMALL)

    assert made == {}
    assert everything() == before


def test_clear_spares_a_page_that_an_editor_took_over():
    demo.load(SMALL)
    taken = Project.objects.demo().first()
    taken.data_origin = "official_web"
    taken.save()

    demo.clear()

    assert list(Project.objects.all()) == [taken]


@pytest.mark.parametrize("model", PAGES)
def test_every_demo_page_and_part_is_in_order_and_labelled(model):
    demo.load(SMALL)

    for page in model.objects.all():
        page.full_clean()
        assert page.is_demo
        for relation in model._meta.related_objects:
            if relation.one_to_many and relation.field.name in {"project", "policy"}:
                for part in getattr(page, relation.get_accessor_name()).all():
                    part.full_clean()


def test_whole_set_has_every_state_of_everything(capsys):
    call_command("load_demo")

    policies = TalentPolicy.objects.published().with_states()
    assert (
        "Made 300 projects, 60 institutions, 200 policies, 400 articles" in capsys.readouterr().out
    )
    assert set(policies.values_list("validity", flat=True)) == set(Validity.values)
    assert set(policies.values_list("window_state", flat=True)) == set(WindowState.values)
    assert set(policies.values_list("category", flat=True)) == set(TalentPolicy.Category.values)
    assert set(Institution.objects.values_list("kind", flat=True)) == set(Institution.Kind.values)
    assert {call.state for call in Call.objects.all()} == set(Call.State)


def test_projects_are_as_varied_as_real_ones():
    demo.load(demo.Size(projects=150, institutions=5, policies=1, articles=1))

    projects = Project.objects.published()
    assert set(projects.values_list("phase", flat=True)) == set(
        dict(Project._meta.get_field("phase").flatchoices)
    )
    assert set(projects.values_list("category", flat=True)) == set(Project.Category.values)
    assert projects.filter(planned_end=None).exists()
    assert projects.filter(longitude=None).exists()
    assert projects.filter(suspended_since__isnull=False).exists()
    assert max(len(p.name_zh_hans) for p in projects) == 60
    assert 5 <= projects.filter(name_en=None).count() <= 30
    assert {p.published_at.year for p in projects} >= {timezone.now().year - n for n in (1, 2)}


def test_demo_rules_are_sound_and_reach_every_verdict():
    demo.load(demo.Size(projects=1, institutions=1, policies=80, articles=1))

    book = load_book(TalentPolicy.objects.published())
    person = {"demo-works-here": True, "demo-degree": "doctor", "demo-age": Decimal(30)}

    verdicts = set(book.match(person).verdicts.values())
    assert {p.slug: policy_problems(p) for p in TalentPolicy.objects.all()} == {
        p.slug: [] for p in TalentPolicy.objects.all()
    }
    assert verdicts == {Verdict.LIKELY, Verdict.ASSESSMENT, Verdict.OPEN, Verdict.UNMODELLED}
