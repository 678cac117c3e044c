"""Every list and form of the back office opens, at a cost that does not grow with the rows."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news.models import Article, Tag, Topic
from projects.models import (
    BaseMap,
    Call,
    ChainLead,
    District,
    Indicator,
    Institution,
    Project,
    Sector,
)
from scicity.accounts.models import User
from scicity.gate.models import Wording
from scicity.looks.models import Look
from scicity.media.models import Picture
from scicity.publishing.models import BinEntry, HistoryEntry, Publishable, ReleaseSet
from scicity.publishing.transitions import start_copy
from scicity.search.models import Miss, PinnedResult, Synonym
from scicity.site.models import HomeBlock, Page, Redirect, SiteSettings
from scicity.weblinks.models import WebLink
from talent.models import Attribute, TalentPolicy
from tests import factories

pytestmark = pytest.mark.django_db


def some_picture(**values):
    number = next(factories.numbers)
    return Picture.objects.create(
        title=f"图{number}",
        image=f"pictures/{number}.jpg",
        width=1600,
        height=900,
        alt_zh_hans="图",
        alt_en="Picture",
        **values,
    )


def named(model, **values):
    number = next(factories.numbers)
    return model.objects.create(slug=f"row-{number}", name_zh_hans=f"名称{number}", **values)


MAKERS = {
    Article: lambda: factories.make_article(cover=some_picture()),
    Topic: factories.make_topic,
    Tag: lambda: named(Tag),
    Project: lambda: factories.make_project(cover=some_picture()),
    Institution: lambda: factories.make_institution(cover=some_picture()),
    Indicator: factories.make_indicator,
    Call: lambda: factories.make(
        Call, title_zh_hans="揭榜", status="draft", owner=factories.make_institution()
    ),
    ChainLead: lambda: factories.make(
        ChainLead,
        name_zh_hans="产业链",
        lead_zh_hans="某人",
        status="draft",
        sector=named(Sector, kind="focus"),
    ),
    Sector: lambda: named(Sector, kind="focus"),
    District: lambda: named(District),
    BaseMap: lambda: BaseMap.objects.create(
        picture=some_picture(kind="map"), **factories.A_BASE_MAP
    ),
    TalentPolicy: factories.make_policy,
    Attribute: lambda: Attribute.objects.create(
        code=f"code-{next(factories.numbers)}",
        kind="number",
        name_zh_hans="年龄",
        question_zh_hans="多大？",
    ),
    Picture: some_picture,
    Page: lambda: factories.make(Page, title_zh_hans="页面", body_zh_hans="<p>好</p>"),
    HomeBlock: lambda: HomeBlock.objects.create(kind=f"kind-{next(factories.numbers)}"),
    SiteSettings: lambda: SiteSettings.objects.get_or_create(pk=1)[0],
    Redirect: lambda: Redirect.objects.create(old_path=f"/{next(factories.numbers)}/"),
    WebLink: lambda: WebLink.objects.create(
        url=f"https://example.org/{next(factories.numbers)}", host="example.org"
    ),
    HistoryEntry: lambda: HistoryEntry.objects.create(
        kind="news.article", object_id=1, actor_name="甲", action="edited", title="科学城"
    ),
    BinEntry: lambda: BinEntry.objects.create(
        kind="news.article", object_id=1, title="科学城", slug="gone", content={}
    ),
    ReleaseSet: lambda: ReleaseSet.objects.create(name=f"科学城{next(factories.numbers)}"),
    Wording: lambda: Wording.objects.create(
        wrong=f"错词{next(factories.numbers)}", right="对", reason="写错了"
    ),
    Synonym: lambda: Synonym.objects.create(words=f"科学城 新城{next(factories.numbers)}"),
    PinnedResult: lambda: PinnedResult.objects.create(
        query="科学城", path=factories.make_article().get_absolute_url()
    ),
    Miss: lambda: Miss.objects.create(
        day="2024-01-01", query=f"量子{next(factories.numbers)}", language="en"
    ),
    User: lambda: User.objects.create_user(f"user-{next(factories.numbers)}"),
    Look: lambda: Look.objects.create(actor_name="科学城", way="list", kind="accounts.user"),
    Group: lambda: Group.objects.create(name=f"group-{next(factories.numbers)}"),
}
READ_ONLY = (Miss, WebLink, HistoryEntry, BinEntry, Look)
MODELS = pytest.mark.parametrize("model", list(MAKERS), ids=lambda m: m._meta.label_lower)


def address(model, action, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return len(queries)


def test_every_model_of_the_back_office_is_swept():
    assert set(admin.site._registry) == set(MAKERS)


@MODELS
def test_list_costs_the_same_for_one_row_and_for_four(model, admin_client):
    if model is SiteSettings:
        pytest.skip("one row, no list")
    MAKERS[model]()
    queries_of(admin_client, address(model, "changelist"))
    one = queries_of(admin_client, address(model, "changelist"))
    for _number in range(3):
        MAKERS[model]()

    four = queries_of(admin_client, address(model, "changelist"))

    assert four == one <= 20


@MODELS
def test_list_finds_words(model, admin_client):
    MAKERS[model]()

    response = admin_client.get(address(model, "changelist"), {"q": "科学城"}, follow=True)

    assert response.status_code == 200
    assert "科学城" in response.content.decode()


@MODELS
def test_forms_open(model, admin_client):
    row = MAKERS[model]()

    change = queries_of(admin_client, address(model, "change", row.pk))

    assert change <= 40
    if model not in (SiteSettings, *READ_ONLY):
        assert queries_of(admin_client, address(model, "add")) <= 40


@MODELS
def test_form_saves_what_it_shows(model, admin_client):
    """Posting a form back unchanged is accepted: no field lacks a value that it needs."""
    if model in (User, Group):
        pytest.skip("Django's own forms")
    if model in READ_ONLY:
        pytest.skip("a report, not edited")
    row = MAKERS[model]()
    if issubclass(model, Publishable):
        row = start_copy(row, User.objects.get(is_superuser=True)) if not row.is_editable else row
    url = address(model, "change", row.pk)
    data = values_of(admin_client.get(url).context)

    response = admin_client.post(url, data)

    errors = response.context and response.context["errors"]
    assert (response.status_code, errors) == (302, None)


def values_of(context) -> dict:
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for field in form:
            widget, value = field.field.widget, field.value()
            if value is None or hasattr(value, "url"):
                continue
            for name, part in parts_of(widget, field.html_name, value):
                data[name] = part
    return data


def parts_of(widget, name, value):
    if hasattr(widget, "widgets_names"):
        parts = widget.decompress(value)
        yield from (
            (name + suffix, part)
            for suffix, part in zip(widget.widgets_names, parts, strict=True)
            if part is not None
        )
    elif value is not False:
        yield name, widget.format_value(value) if isinstance(value, dict) else value
