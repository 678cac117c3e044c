import pytest
from django.urls import reverse

from news.models import Article
from projects.models import Project
from scicity.publishing import transitions
from scicity.publishing.comparing import compare, marked
from scicity.publishing.copies import keyed_as_live
from scicity.publishing.snapshots import snapshot
from tests.factories import DRAFT, make_article, make_project
from tests.publishing.people import make_person, published


def test_chinese_is_compared_by_word_and_escaped():
    old, new = marked("重庆发布人才政策 <3 条", "重庆印发人才政策 <3 条")

    assert old == "重庆<del>发布</del>人才政策 &lt;3 条"
    assert new == "重庆<ins>印发</ins>人才政策 &lt;3 条"


def test_english_is_compared_by_word():
    assert marked("a new tunnel", "a long tunnel") == (
        "a <del>new</del> tunnel",
        "a <ins>long</ins> tunnel",
    )


@pytest.mark.django_db
def test_rows_are_compared_one_by_one():
    project = make_project()
    for name in ("开工", "贯通", "通车"):
        project.milestones.create(name_zh_hans=name)
    copy = transitions.start_copy(project, make_person("author"))
    copy.milestones.filter(name_zh_hans="贯通").update(name_zh_hans="全线贯通")
    copy.milestones.filter(name_zh_hans="通车").delete()
    copy.milestones.create(name_zh_hans="验收")

    old, new = snapshot(project), keyed_as_live(copy, snapshot(copy))
    ((heading, rows),) = compare(Project, old, new)

    assert heading == "里程碑"
    changed, gone, added = rows
    assert changed.new.startswith("节点（中文）：<ins>全线贯通</ins>")
    assert (gone.new, added.old) == ("", "")
    assert "通车" in gone.old
    assert "验收" in added.new


@pytest.mark.django_db
def test_versions_are_listed_compared_and_restored(admin_client):
    article = published(make_article(**DRAFT, title_zh_hans="旧标题"))
    copy = transitions.start_copy(article, make_person("author"))
    Article.objects.filter(pk=copy.pk).update(title_zh_hans="新标题")
    published(Article.objects.get(pk=copy.pk))
    url = reverse("admin:news_article_compare", args=[article.pk])

    listed = admin_client.get(reverse("admin:news_article_versions", args=[article.pk]))
    compared = admin_client.get(url, {"old": "1", "new": "2"}).content.decode()
    restored = admin_client.post(reverse("admin:news_article_restore", args=[article.pk, 1]))

    assert [v.number for v in listed.context["versions"]] == [2, 1]
    assert "<del>旧</del>" in compared
    assert "<ins>新</ins>" in compared
    copy = Article.objects.get(live=article)
    assert copy.title_zh_hans == "旧标题"
    assert restored.headers["Location"] == reverse("admin:news_article_change", args=[copy.pk])
    assert admin_client.get(url, {"old": "9"}).status_code == 404
