"""Every role tries every address of the back office, and the API, to make a draft public."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from news.models import Article
from scicity.accounts.models import User
from scicity.accounts.roles import Role, make_roles
from scicity.publishing import system
from scicity.publishing.guard import page_models
from scicity.publishing.models import Dimension, ReleaseItem, ReleaseSet, Status
from scicity.publishing.workflow_steps import STEPS
from tests.factories import DRAFT, make_article, make_page, make_policy, make_project
from tests.needs import ROOT

pytestmark = pytest.mark.django_db

ROLES = [*Role, "superuser", "nobody", "news.final_reviewer"]
# Whose emergency button this is: what it makes public is flagged, and tested elsewhere.
EMERGENCY = ("emergency",)
LEAVES = ("logout", "password_change")


@pytest.fixture
def drafts():
    return [make_article(**DRAFT), make_policy(**DRAFT), make_project(**DRAFT), make_page(**DRAFT)]


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name, list(pattern.pattern.converters)


def addresses(drafts):
    """Every address of the back office, about one of the drafts where it is about a page."""
    for name, arguments in sorted({(n, tuple(a)) for n, a in names(get_resolver(), "")}):
        if not name.startswith("admin:") or name.split(":")[1] in LEAVES:
            continue
        for draft in drafts_of(name, drafts):
            for step in steps_of(arguments):
                values = {a: value_of(a, draft, step) for a in arguments}
                try:
                    yield reverse(name, kwargs=values)
                except NoReverseMatch:
                    continue


def drafts_of(name, drafts):
    of_kind = [d for d in drafts if f"{d._meta.app_label}_{d._meta.model_name}_" in name]
    return of_kind or drafts[:1]


def steps_of(arguments):
    return [s for s in STEPS if s not in EMERGENCY] if "step" in arguments else [""]


def value_of(argument, draft, step):
    known = {
        "step": step,
        "number": 1,
        "what": "release",
        "app_label": draft._meta.app_label,
        "label": draft._meta.label_lower,
        "kind": draft._meta.label_lower,
    }
    return known.get(argument, draft.pk)


def forged(draft):
    """All that a form, a list, an action, an import or a step could be told."""
    public = {"status": "published", "published_at": "2020-01-01 00:00", "live": ""}
    rows = {f"form-0-{name}": value for name, value in public.items()}
    return {
        **public,
        **rows,
        "published_at_0": "2020-01-01",
        "published_at_1": "00:00",
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": draft.pk,
        "id": draft.pk,
        "slug": draft.slug,
        "action": "publish",
        "index": "0",
        "_selected_action": draft.pk,
        "_save": "1",
        "_submit": "1",
        "_publish": "1",
        "post": "yes",
        "confirm": "1",
        "reason": "因为",
        "text": "因为",
        "comment": "因为",
        "override": "因为",
        "target": "/news/",
        "dimensions": list(Dimension),
    }


def log_in(role) -> Client:
    client = Client(raise_request_exception=False)
    user = User.objects.create_user(f"u-{role}", is_staff=role != "nobody")
    user.is_superuser = role == "superuser"
    user.save()
    user.groups.set(Group.objects.filter(name=str(role)))
    client.force_login(user)
    return client


def public_pages():
    return [page for model in page_models() for page in model.objects.readable()]


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_role_finds_a_way_alone(role, drafts):
    make_roles()
    chosen = ReleaseSet.objects.create(name="批次", pk=drafts[0].pk)
    ReleaseItem.objects.create(release_set=chosen, kind="news.article", object_id=drafts[0].pk)
    client, tried = log_in(role), 0

    for url in addresses(drafts):
        client.post(url, forged(drafts[0]))
        tried += 1
        assert public_pages() == [], f"{role} made a page public at {url}"

    assert tried > 100


@pytest.mark.parametrize("status", [s for s in Status if s.value.endswith("review")])
def test_one_person_with_all_rights_signs_once(status):
    """Whatever buttons a superuser presses, in any order: one signature is one signature."""
    make_roles()
    client, article = log_in("superuser"), make_article(**DRAFT, title_zh_hans=status.label)
    Article.objects.update(status=status)

    for _round in range(2):
        for step in STEPS:
            if step not in EMERGENCY:
                url = reverse("admin:news_article_step", args=[article.pk, step])
                client.post(url, forged(article))

    assert public_pages() == []


def test_api_only_reads(drafts, client):
    for path in ("/api/v1/articles/", "/api/v1/projects/", "/api/v1/policies/"):
        for method in (client.post, client.put, client.patch, client.delete):
            answer = method(path, {"status": "published"}, content_type="application/json")
            assert answer.status_code in (404, 405)

    assert public_pages() == []


def test_no_list_edits_pages():
    for model in page_models():
        assert admin.site._registry[model].list_editable == ()


def test_only_loaders_use_the_systems_way():
    """Read in the sources: who opens the guard, and who loads."""
    users = {
        str(path.relative_to(ROOT))
        for folder in ("scicity", "news", "projects", "talent")
        for path in (ROOT / folder).rglob("*.py")
        for text in [path.read_text()]
        if "guard.opened(" in text or "system.loading(" in text
    }

    assert system.loading.__name__ == "loading"
    assert users == {
        "scicity/publishing/releases.py",
        "scicity/publishing/releasing.py",
        "scicity/publishing/retiring.py",
        "scicity/publishing/system.py",
        "scicity/starter/demo/__init__.py",
        "scicity/starter/loading.py",
    }


def test_a_planned_publication_is_not_brought_forward_by_the_form(drafts):
    make_roles()
    client, article = log_in("superuser"), drafts[0]
    values = forged(article) | {"goes_live_at_0": "2020-01-01", "goes_live_at_1": "00:00"}

    client.post(reverse("admin:news_article_change", args=[article.pk]), values)

    assert Article.objects.filter(published_at__lte=timezone.now()).count() == 0
