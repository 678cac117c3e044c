"""The starter content itself: that it loads, and says what the founding facts say."""

import datetime
import io
import re

import pytest
from django.core.management import call_command
from django.db import transaction

from news.models import Article
from projects.models import Indicator, Institution, Project
from scicity.site.models import Page
from scicity.starter.loading import Load
from scicity.starter.management.commands.load_starter import CONTENT, without_pictures
from scicity.starter.models import StarterRecord
from scicity.starter.reading import read_files
from talent.models import TalentPolicy

PAGES = (Article, Indicator, Institution, Page, Project, TalentPolicy)
COMMITTEE = "西部(重庆)科学城管委会"
EARLY_2022 = (datetime.date(2022, 1, 1), "early")
QUARTERS_2021 = (datetime.date(2021, 9, 30), "day")
YEAR_2021 = (datetime.date(2021, 1, 1), "year")
# Written by hand from the founding facts: slug, what comes before the number, value, date.
FIGURES = {
    "planned-area": ("", "1198", EARLY_2022),
    "signed-universities-and-institutes": ("", "34", EARLY_2022),
    "leading-measures": ("", "25", EARLY_2022),
    "projects-under-way": ("超过", "300", EARLY_2022),
    "planned-tunnels": ("", "36", EARLY_2022),
    "key-laboratories": ("", "92", EARLY_2022),
    "rnd-institutions": ("", "304", EARLY_2022),
    "incubators": ("", "16", EARLY_2022),
    "growth-next-generation-it": ("", "4.3", QUARTERS_2021),
    "growth-life-and-health": ("", "25.5", QUARTERS_2021),
    "growth-green-low-carbon-smart-manufacturing": ("", "44.2", QUARTERS_2021),
    "growth-high-tech-services": ("", "24.8", QUARTERS_2021),
    "cluster-goal": ("", "500000000000", EARLY_2022),
    "science-valley-offices": ("约", "1400000", EARLY_2022),
    "talent-conference-recruits": ("", "189", YEAR_2021),
    "talent-conference-graduates": ("近", "260", YEAR_2021),
    "talent-conference-projects": ("", "45", YEAR_2021),
}


@pytest.fixture(scope="module")
def _starter(django_db_setup, django_db_blocker):
    """The whole starter content, loaded once for this module and taken out again."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_starter", no_pictures=True, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def starter(_starter, db):
    """A test's own savepoint inside that load."""


def all_pages():
    return [page for model in PAGES for page in model.objects.all()]


def test_figures_are_exactly_those_of_the_founding_facts(starter):
    found = {
        indicator.slug: (
            indicator.prefix_zh_hans or "",
            f"{observation.value.normalize():f}",
            (observation.as_of, observation.as_of_precision),
        )
        for indicator in Indicator.objects.all()
        for observation in indicator.observations.all()
    }

    assert found == FIGURES


def test_every_figure_names_the_committee_as_its_source(starter):
    sources = {
        source.replace("（", "(").replace("）", ")")
        for indicator in Indicator.objects.all()
        for source in indicator.observations.values_list("source_zh_hans", flat=True)
    }

    assert sources == {COMMITTEE}


def test_growth_is_of_the_first_three_quarters_of_2021(starter):
    spans = {
        (o.period_start, o.period_end)
        for indicator in Indicator.objects.filter(kind="growth")
        for o in indicator.observations.all()
    }

    assert spans == {(datetime.date(2021, 1, 1), datetime.date(2021, 9, 30))}


def test_goals_are_marked_as_targets(starter):
    targets = Indicator.objects.filter(observations__status="target")

    assert {t.slug for t in targets} == {"cluster-goal", "science-valley-offices"}


def test_every_row_passes_the_checks_of_its_form(starter):
    for page in all_pages():
        page.full_clean()


def test_every_page_is_public_in_both_languages_and_is_no_demonstration(starter):
    odd = [
        str(page)
        for page in all_pages()
        if not (page.is_public and page.has_english) or page.is_demo
    ]

    assert odd == []


def test_every_article_has_a_source_and_twelve_tell_of_a_dated_fact(starter):
    articles = Article.objects.published()

    assert [a.slug for a in articles if not a.source_zh_hans] == []
    assert articles.exclude(as_of=None).count() >= 12


def test_links_in_texts_stay_in_their_language_and_on_the_site(starter):
    wrong = []
    for page in all_pages():
        for language in ("zh_hans", "en"):
            body = getattr(page, f"body_{language}", "") or ""
            for address in re.findall(r'href="([^"]*)"', body):
                own = address.startswith("/")
                if own and address.startswith("/en/") != (language == "en"):
                    wrong.append((page.slug, language, address))
                if not own and not address.startswith(("https://", "http://", "mailto:", "tel:")):
                    wrong.append((page.slug, language, address))

    assert wrong == []


def test_every_row_has_a_record_and_a_second_load_changes_nothing(starter):
    files = without_pictures(read_files(CONTENT))
    rows = sum(len(found) for found in files.values())

    counts = Load(files, lambda line: None).run()

    assert counts == {"unchanged": rows}
    assert StarterRecord.objects.count() == rows


# Written by hand from the founding facts, as the home page prints them.
ON_THE_HOME_PAGE = [
    "规划面积 1198 平方公里",
    "签约高校和科研院所 34 家",
    "在建项目 超过 300 个",
    "规划东西向隧道 36 条",
    "领先的创新举措 25 项",
    "市级以上重点实验室 92 个",
    "市级以上研发机构（累计） 304 个",
    "市级孵化器 16 个",
]


def test_each_number_on_the_home_page_is_that_of_the_facts_with_source_and_date(starter, client):
    tiles = re.findall(r'<div class="figure">(.*?)</div>', client.get("/").text, re.DOTALL)

    words = [" ".join(re.sub(r"<[^>]*>", " ", tile).split()) for tile in tiles]

    assert [text.partition(" 2022年初")[0] for text in words] == ON_THE_HOME_PAGE
    assert all("2022年初" in text for text in words)
    assert all("来源：西部（重庆）科学城管委会" in text for text in words)
