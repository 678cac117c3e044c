import datetime
import random
from dataclasses import astuple

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from projects.filters import InstitutionFilterSet, ProjectFilterSet
from projects.models import District, Institution, Participation, Project, Sector
from projects.models.phases import Phase
from scicity.publishing.models import Status
from tests.brute_force import counted, matching, query_of, random_choices, shown
from tests.factories import make_institution, make_project

pytestmark = pytest.mark.django_db

FACETS = ["phase", "category", "kind", "sector", "ridge", "district", "year", "institution"]


def project_filters(query="", **choices):
    data = QueryDict(query) if query else query_of(choices)
    return ProjectFilterSet(data, Project.objects.visible())


def facts_of(project):
    return {
        "phase": {project.phase} - {""},
        "category": {project.category},
        "kind": {project.kind},
        "ridge": {project.ridge} - {""},
        "sector": {sector.slug for sector in project.sectors.all()},
        "district": {district.slug for district in project.districts.all()},
        "year": {str(project.actual_start.year)} if project.actual_start else set(),
        "institution": {i.slug for i in project.institutions.all() if i.is_public},
    }


@pytest.fixture
def facts():
    """What 40 random projects are, drafts left out: {pk: {facet: values}}."""
    chance = random.Random(2022)
    sectors = [Sector.objects.create(slug=f"s{n}", name=f"领域{n}", kind="focus") for n in "abc"]
    districts = [District.objects.create(slug=f"d{n}", name=f"区{n}") for n in "ab"]
    institutions = [make_institution(status=s) for s in (Status.PUBLISHED,) * 2 + (Status.DRAFT,)]
    for number in range(40):
        project = make_project(
            phase=chance.choice([*Phase.values[:4], ""]),
            category=chance.choice(Project.Category.values),
            kind=chance.choice(Project.Kind.values[:4]),
            ridge=chance.choice([*Project.Ridge.values, ""]),
            actual_start=chance.choice([None, datetime.date(2020 + number % 3, 1, 1)]),
            status=Status.DRAFT if number % 10 == 9 else Status.PUBLISHED,
            sectors=chance.sample(sectors, chance.randint(0, 3)),
            districts=chance.sample(districts, chance.randint(0, 2)),
        )
        for institution in chance.sample(institutions, chance.randint(0, 3)):
            for role in chance.sample(Participation.Role.values, chance.randint(1, 2)):
                project.participations.create(institution=institution, role=role)
    return {project.pk: facts_of(project) for project in Project.objects.published()}


def test_results_and_counts_are_those_of_brute_force_for_any_choice(facts):
    for seed in range(60):
        choices = random_choices(facts, FACETS, seed)

        filters = project_filters(**choices)

        assert sorted(project.pk for project in filters.qs) == sorted(matching(facts, choices))
        assert shown(filters) == counted(facts, choices, FACETS), choices


def test_queries_of_a_full_choice_are_few_and_do_not_grow(facts):
    choices = {
        "sector": ["sa", "sb"],
        "district": ["da"],
        "institution": [Institution.objects.published().first().slug],
        "phase": ["construction"],
    }

    with CaptureQueriesContext(connection) as queries:
        filters = project_filters(**choices)
        list(filters.qs), filters.facets, filters.chips, filters.conditions

    assert len(queries) == 5


def test_a_draft_institution_is_neither_offered_nor_accepted():
    draft = make_institution(status=Status.DRAFT)
    make_project().participations.create(institution=draft, role="owner")

    filters = project_filters(institution=[draft.slug])

    assert list(filters.qs) == []
    assert filters.errors == {"institution": [f"没有“{draft.slug}”这个选项。"]}
    assert "institution" not in [f.name for f in project_filters().facets]


@pytest.mark.parametrize(
    "query",
    [
        "phase=nonsense",
        "phase=construction&phase=nonsense",
        "sector=a%00b",
        "sector=%E9%A2%86",
        "year=20x2",
        "year=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%92",
        "q=a%00b",
        "q=" + "a" * 101,
        "sort=cost",
    ],
)
def test_an_invalid_value_gives_its_message_and_no_rows(query):
    make_project(phase="construction")

    filters = project_filters(query)

    assert list(filters.qs) == []
    assert list(filters.errors) == [query.partition("=")[0]]
    assert filters.facets


def test_beside_an_invalid_value_the_valid_ones_stay_chosen():
    make_project(phase="construction", kind="tunnel")

    filters = project_filters("phase=construction&phase=nonsense&kind=tunnel")

    phase = next(facet for facet in filters.facets if facet.name == "phase")
    assert [(o.value, o.is_selected) for o in phase.options] == [("construction", True)]
    assert [chip.label for chip in filters.chips] == ["在建", "nonsense", "隧道"]
    assert filters.way_out.query == "?phase=construction&kind=tunnel"


def test_unknown_parameters_and_empty_values_count_for_nothing():
    project = make_project()

    filters = project_filters("utm_source=x&phase=&q=+&page=3&phase__in=x")

    assert (list(filters.qs), filters.query(), filters.chips) == ([project], "", [])


def test_all_words_must_stand_somewhere_in_the_language_of_the_page():
    tunnel = make_project(
        name_zh_hans="白市驿隧道",
        name_en="Baishiyi Tunnel",
        summary_zh_hans="穿过中梁山",
        summary_en="Below the ridge",
    )
    make_project(name_zh_hans="金凤隧道", name_en="Jinfeng Tunnel")

    assert list(project_filters("q=隧道+中梁山").qs) == [tunnel]
    assert list(project_filters("q=baishiyi").qs) == []
    with translation.override("en"):
        assert list(project_filters("q=tunnel+baishiyi").qs) == [tunnel]


def test_chips_and_sentence_say_what_is_chosen():
    make_project(phase="construction", kind="tunnel")

    filters = project_filters("kind=tunnel&phase=construction&phase=operation&q=山&sort=name")

    assert [astuple(chip) for chip in filters.chips] == [
        ("q", "关键词", "山", "?phase=construction&phase=operation&kind=tunnel&sort=name"),
        ("phase", "阶段", "在建", "?q=%E5%B1%B1&phase=operation&kind=tunnel&sort=name"),
        ("phase", "阶段", "投用运营", "?q=%E5%B1%B1&phase=construction&kind=tunnel&sort=name"),
        ("kind", "项目类型", "隧道", "?q=%E5%B1%B1&phase=construction&phase=operation&sort=name"),
    ]
    assert filters.conditions == "含有“山”、阶段为在建或投用运营、项目类型为隧道"


def test_names_sort_by_pinyin_in_chinese_and_by_letter_in_english():
    names = [("重庆", "b"), ("金凤", "C"), ("白市驿", "a")]
    for chinese, english in names:
        make_project(name_zh_hans=chinese, name_en=english)

    assert [p.name for p in project_filters("sort=name").qs] == ["白市驿", "金凤", "重庆"]
    with translation.override("en"):
        assert [p.name for p in project_filters("sort=name").qs] == ["a", "b", "C"]


def test_projects_without_a_date_come_last_and_stay_in_the_list():
    undated = make_project()
    old = make_project(as_of=datetime.date(2021, 1, 1), actual_start=datetime.date(2022, 1, 1))
    new = make_project(as_of=datetime.date(2022, 1, 1), actual_start=datetime.date(2021, 1, 1))

    assert list(project_filters("sort=updated").qs) == [new, old, undated]
    assert list(project_filters("sort=start").qs) == [old, new, undated]


def test_institutions_are_counted_by_kind_level_and_field():
    sector = Sector.objects.create(slug="bio", name="生命健康", kind="industry")
    lab = make_institution(kind="key_lab", level="national", sectors=[sector])
    make_institution(kind="company", sectors=[sector])

    filters = InstitutionFilterSet(QueryDict("kind=key_lab"), Institution.objects.visible())

    assert list(filters.qs) == [lab]
    assert shown(filters) == {
        "kind": {"key_lab": 1, "company": 1},
        "level": {"national": 1},
        "sector": {"bio": 1},
    }
