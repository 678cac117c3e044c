"""“从 Word 新建”: a draft with its pictures, or nothing."""

import docx
import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection
from django.urls import reverse

from news.models import Article
from scicity.accounts.roles import Role
from scicity.media.models import Picture
from scicity.publishing.models import Status
from talent.models import TalentPolicy
from tests.admin.conftest import log_in  # noqa: F401
from tests.factories import make_topic
from tests.word.files import add_picture, an_article, packed, saved, upload

pytestmark = pytest.mark.django_db

ARTICLE = reverse("admin:news_article_word")
POLICY = reverse("admin:talent_talentpolicy_word")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def post(client, content, url=ARTICLE, **values):
    if url == ARTICLE:
        values.setdefault("topic", make_topic().pk)
    return client.post(url, values | {"file": upload(content)})


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_author_makes_a_draft_from_a_file(client, log_in):  # noqa: F811
    log_in(Role.AUTHOR)

    response = post(client, an_article())

    article = Article.objects.get()
    gate, second = Picture.objects.order_by("pk")
    assert response.headers["Location"] == reverse("admin:news_article_change", args=[article.pk])
    assert (article.title_zh_hans, article.status) == ("科学城新闻", Status.DRAFT)
    assert article.body_zh_hans.endswith(
        f'<figure><img src="{shown(gate)}" alt="大门" width="620" height="465"'
        f' data-picture="{gate.pk}"></figure>'
        f'<figure><img src="{shown(second)}" width="620" height="465"'
        f' data-picture="{second.pk}"></figure>'
    )
    assert (gate.alt_zh_hans, second.alt_zh_hans) == ("大门", "")
    assert reverse("admin:media_picture_change", args=[second.pk]) in told(response)


def shown(picture) -> str:
    return picture.image.aspect_ratios[None]["WEBP"][620].url


def test_policy_gets_its_text_and_the_title_that_was_typed(admin_client):
    post(admin_client, an_article(), POLICY, category="talent", title="人才政策")

    policy = TalentPolicy.objects.get()
    assert (policy.title_zh_hans, policy.status) == ("人才政策", Status.DRAFT)
    assert policy.body_zh_hans.startswith("<p>第一段，<strong>重要</strong>")


def test_file_name_is_the_title_when_there_is_no_other(admin_client):
    document = docx.Document()
    document.add_paragraph("文")

    post(admin_client, saved(document))

    assert Article.objects.get().title_zh_hans == "稿件"


def test_picture_that_may_not_be_published_is_left_out_with_the_reason(admin_client):
    document = docx.Document()
    document.add_paragraph("文")
    add_picture(document, size=(200, 100))

    response = post(admin_client, saved(document))

    assert Article.objects.get().body_zh_hans == "<p>文</p>"
    assert "第 1 张图片：图片至少要有 400 像素宽" in told(response)
    assert not Picture.objects.exists()


def test_refused_file_says_why_at_the_field_and_writes_nothing(admin_client):
    response = post(admin_client, packed({"word/document.xml": b"<w:document"}))

    assert list(response.context["form"].errors) == ["file"]
    assert (Article.objects.count(), Picture.objects.count()) == (0, 0)


def test_failure_at_the_last_step_leaves_neither_rows_nor_files(admin_client, settings):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE news_article ADD CONSTRAINT closed CHECK (false) NOT VALID")

    with pytest.raises(IntegrityError, match="closed"):
        post(admin_client, an_article())

    assert (Article.objects.count(), Picture.objects.count()) == (0, 0)
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_only_who_may_add_pages_is_offered_it(client, log_in):  # noqa: F811
    user = log_in(Role.AUTHOR)
    offered = client.get(reverse("admin:news_article_changelist")).content.decode()
    user.groups.clear()

    refused = post(client, an_article())

    assert f'href="{ARTICLE}"' in offered
    assert (refused.status_code, Article.objects.count()) == (403, 0)
