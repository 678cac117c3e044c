"""Nobody's text is overwritten or lost without a word."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from news.models import Article
from scicity.accounts.roles import Role
from scicity.publishing.models import Status
from tests.admin.test_sweep import address, values_of
from tests.factories import make_article, make_topic
from tests.gate.test_findings import attach

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(client, log_in):
    log_in(Role.AUTHOR)
    return make_article(status=Status.DRAFT, published_at=None, title_zh_hans="原题")


def opened(client, article) -> dict:
    response = client.get(address(Article, "change", article.pk))
    stamp = article.__class__.objects.get(pk=article.pk).updated_at.isoformat()
    assert f'name="edit_stamp" value="{stamp}"' in response.content.decode()
    return values_of(response.context) | {"edit_stamp": stamp}


def save(client, article, values):
    return client.post(address(Article, "change", article.pk), values)


def differences_of(response):
    return [(d.label, str(d.saved), str(d.typed)) for d in tools_of(response)["differences"]]


def tools_of(response):
    return next(c["tools"] for c in response.context if "tools" in c)


def test_second_save_is_held_back_and_shows_both_versions(client, article):
    topic = make_topic(name_zh_hans="要闻")
    mine, theirs = opened(client, article), opened(client, article)
    save(client, article, theirs | {"title_zh_hans": "李四的标题", "body_zh_hans": "<p>他写的</p>"})

    typed = {"title_zh_hans": "我的标题", "body_zh_hans": "<p>我写的</p>", "topic": topic.pk}
    response = save(client, article, mine | typed)

    article.refresh_from_db()
    assert article.title_zh_hans == "李四的标题"
    assert "别人保存过这一页" in response.content.decode()
    assert 'value="我的标题"' in response.content.decode()
    assert differences_of(response) == [
        ("标题（中文）", "<del>李四</del>的标题", "<ins>我</ins>的标题"),
        ("正文（中文）", "<del>他</del>写的", "<ins>我</ins>写的"),
        ("栏目", f"<del>{article.topic}</del>", "<ins>要闻</ins>"),
    ]


def test_formatting_alone_is_shown_formatted_and_markup_in_a_title_is_none(client, article):
    save(client, article, opened(client, article) | {"body_zh_hans": "<p>正文</p>"})
    mine, theirs = opened(client, article), opened(client, article)
    save(client, article, theirs | {"title_zh_hans": "<b>甲</b>"})

    typed = {"title_zh_hans": "<b>乙</b>", "body_zh_hans": "<p><strong>正文</strong></p>"}
    response = save(client, article, mine | typed)

    assert differences_of(response) == [
        (
            "标题（中文）",
            "&lt;b&gt;<del>甲</del>&lt;/b&gt;",
            "&lt;b&gt;<ins>乙</ins>&lt;/b&gt;",
        ),
        ("正文（中文）", "<p>正文</p>", "<p><strong>正文</strong></p>"),
    ]


def test_saving_again_after_seeing_both_goes_through(client, article):
    mine, theirs = opened(client, article), opened(client, article)
    save(client, article, theirs | {"title_zh_hans": "李四的标题"})
    held_back = save(client, article, mine | {"title_zh_hans": "我的标题"})

    stamp = tools_of(held_back)["stamp"]
    response = save(client, article, mine | {"title_zh_hans": "合并", "edit_stamp": stamp})

    article.refresh_from_db()
    assert (response.status_code, article.title_zh_hans) == (302, "合并")


def test_a_change_of_a_row_only_counts_as_a_save(client, article, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = default_storage.save("attachments/a.pdf", ContentFile(b"%PDF"))
    row = attach(article, title_zh_hans="附件", file=file)
    mine, theirs = opened(client, article), opened(client, article)
    save(client, article, theirs | {"attachments-0-title_zh_hans": "新名"})

    response = save(client, article, mine | {"attachments-0-title_zh_hans": "我的名"})

    row.refresh_from_db()
    assert row.title_zh_hans == "新名"
    assert differences_of(response) == [
        ("附件：我的名 · 名称（中文）", "<del>新名</del>", "<ins>我的名</ins>")
    ]


def test_an_error_in_the_form_keeps_the_stamp_it_was_opened_with(client, article):
    values = opened(client, article)

    response = save(client, article, values | {"title_zh_hans": ""})

    assert tools_of(response)["stamp"] == values["edit_stamp"]
    assert differences_of(response) == []


def test_restoring_shows_what_was_kept_and_saves_nothing(client, article):
    values = opened(client, article) | {"title_zh_hans": "崩溃前写的", "_restore": "1"}

    response = save(client, article, values)

    article.refresh_from_db()
    assert article.title_zh_hans == "原题"
    assert 'value="崩溃前写的"' in response.content.decode()
    assert "已恢复没有保存的内容" in response.content.decode()


def test_restoring_a_new_page_makes_none(client, log_in):
    log_in(Role.AUTHOR)
    url = reverse("admin:news_article_add")
    values = values_of(client.get(url).context) | {"title_zh_hans": "新页", "_restore": "1"}

    response = client.post(url, values)

    assert 'value="新页"' in response.content.decode()
    assert not Article.objects.exists()
