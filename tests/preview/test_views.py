"""Pages that are not public yet, for people who were given a link and for the back office."""

import datetime
import re
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from projects.models import Call
from scicity.accounts.models import User
from scicity.accounts.roles import Role
from scicity.editing.pages import address
from scicity.preview.models import PreviewLink
from scicity.publishing.copies import start_copy
from scicity.publishing.models import Status
from scicity.publishing.transitions import discard
from tests import factories
from tests.gate.test_findings import attach

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
DRAFT = {"status": Status.DRAFT, "published_at": None}
MAKERS = {
    "article": lambda: factories.make_article(**DRAFT),
    "project": lambda: factories.make_project(**DRAFT),
    "institution": lambda: factories.make_institution(**DRAFT),
    "figure": lambda: factories.make_indicator(**DRAFT),
    "policy": lambda: factories.make_policy(**DRAFT),
    "page": lambda: factories.make_page(**DRAFT),
    "call": lambda: factories.make(
        Call, title_zh_hans="揭榜", title_en="Call", owner=factories.make_institution(), **DRAFT
    ),
}


def make_link(page, **values):
    defaults = {"kind": page._meta.label_lower, "key": page.pk, "recipient": "李工"}
    return PreviewLink.objects.create(**defaults | {"expires_at": timezone.now() + DAY} | values)


@pytest.mark.parametrize("kind", list(MAKERS))
def test_every_kind_is_shown_on_its_own_template(kind, client):
    page = MAKERS[kind]()
    name = str(page)
    path = make_link(page).get_absolute_url()
    public = client.get(page.get_absolute_url())

    chinese, english = client.get(path), client.get(f"/en{path}")

    assert public.status_code == 404
    assert [chinese.status_code, english.status_code] == [200, 200]
    assert re.search(rf"<h1[^>]*>\s*{name}\s*</h1>", chinese.content.decode())
    assert getattr(page, f"{page.title_field}_en") in english.content.decode()
    assert "预览" in chinese.content.decode()
    assert chinese.templates[0].name == english.templates[0].name != "preview/over.html"


def test_answers_are_kept_by_nobody(client):
    response = client.get(make_link(MAKERS["article"]()).get_absolute_url())

    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies


def test_attachments_are_shown_with_the_page(client):
    article = MAKERS["article"]()
    row = attach(article, title_zh_hans="征求意见稿", file="attachments/a.pdf")
    link = make_link(article)

    text = client.get(link.get_absolute_url()).content.decode()

    assert "征求意见稿" in text
    token = quote(link.get_absolute_url().strip("/").partition("/")[2], safe="")
    assert f'href="{row.file.url}?preview={token}"' in text


def test_openings_are_counted(client):
    link = make_link(MAKERS["article"]())

    client.get(link.get_absolute_url())
    client.get(link.get_absolute_url())

    link.refresh_from_db()
    assert link.opened == 2
    assert link.opened_at <= timezone.now()


@pytest.mark.parametrize(
    "values",
    [{"expires_at": timezone.now() - DAY}, {"revoked_at": timezone.now() - DAY}],
    ids=["expired", "revoked"],
)
def test_a_link_that_ended_says_so(values, client):
    article = MAKERS["article"]()

    response = client.get(make_link(article, **values).get_absolute_url())

    assert response.status_code == 410
    assert "链接已到期，或者已被收回" in response.content.decode()
    assert str(article) not in response.content.decode()


def test_a_link_is_dead_once_its_page_is_published(client):
    article = factories.make_article()

    response = client.get(make_link(article).get_absolute_url())

    assert response.status_code == 410
    assert f'href="{article.get_absolute_url()}"' in response.content.decode()


def test_a_withdrawn_page_brings_no_link_back_to_life(client):
    article = factories.make_article(status=Status.WITHDRAWN, notice="撤回")

    assert client.get(make_link(article).get_absolute_url()).status_code == 410


def test_a_working_copy_is_shown_until_it_takes_its_place(client):
    author = User.objects.create_superuser("author")
    copy = start_copy(factories.make_article(), author)
    copy.title_zh_hans = "改过的标题"
    copy.save()
    path = make_link(copy).get_absolute_url()
    shown = client.get(path).content.decode()

    discard(copy, author)

    assert "改过的标题" in shown
    assert client.get(path).status_code == 410


def test_a_link_is_dead_once_its_page_is_deleted(client):
    article = MAKERS["article"]()
    path = make_link(article).get_absolute_url()
    article.delete()

    assert client.get(path).status_code == 410


@pytest.mark.parametrize("token", ["1", "1:forged", ":", "x"])
def test_forged_tokens_lead_nowhere(token, client):
    make_link(MAKERS["article"](), pk=1)

    assert client.get(reverse("preview:link", args=[token])).status_code == 404


def test_the_back_office_previews_without_a_link(client, log_in):
    article = MAKERS["article"]()
    path = reverse("preview:page", args=["news.article", article.pk])
    client.force_login(User.objects.create_user("visitor"))
    stranger = client.get(path)
    log_in(Role.AUTHOR)

    response = client.get(address("page_preview", article), follow=True)

    assert stranger.status_code == 404
    assert response.redirect_chain == [(path, 302)]
    assert f"<h1>{article}</h1>" in response.content.decode()
    assert reverse("admin:news_article_change", args=[article.pk]) in response.content.decode()


def test_the_back_offices_preview_asks_for_the_second_factor(client, log_in, settings):
    article = MAKERS["article"]()
    path = reverse("preview:page", args=["news.article", article.pk])
    log_in(Role.FIRST_REVIEWER)
    settings.SECOND_FACTOR = True

    response = client.get(path)

    assert response.url == f"{reverse('admin:second_factor')}?{urlencode({'next': path})}"


def test_links_are_made_listed_and_revoked(client, log_in):
    author = log_in(Role.AUTHOR)
    article = MAKERS["article"]()
    url = address("preview_links", article)

    client.post(url, {"make": "1", "recipient": "法制办李工", "days": "3"})
    link = PreviewLink.objects.get()
    listed = client.get(url).content.decode()
    client.post(url, {"revoke": str(link.pk)})

    full = f"http://testserver{link.get_absolute_url()}"
    assert (link.page, link.created_by) == (article, author)
    assert round((link.expires_at - timezone.now()) / DAY) == 3
    assert f'href="{full}">{full}<' in listed
    assert client.get(link.get_absolute_url()).status_code == 410
    assert "已收回" in client.get(url).content.decode()


def test_nobody_shares_without_the_permission_or_what_is_public(client, log_in):
    public, draft = factories.make_article(), MAKERS["article"]()
    values = {"make": "1", "recipient": "李工", "days": "3"}
    log_in(Role.AUTHOR)
    client.post(address("preview_links", public), values)
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(permission("view_article"))
    client.force_login(viewer)

    refused = client.post(address("preview_links", draft), values)

    assert refused.status_code == 403
    assert not PreviewLink.objects.exists()


def permission(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename=codename)
