"""The checks before submission: each finds its fault and leaves good pages alone."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from news.models import Attachment
from projects.models import Observation
from scicity.gate.findings import findings
from scicity.publishing.models import Status
from scicity.site.models import Redirect
from talent.models import Step
from tests.admin.test_sweep import some_picture
from tests.factories import make_article, make_indicator, make_page, make_policy, make_project

pytestmark = pytest.mark.django_db

FAULTS = ["中国入民", "烈土", "人民代表大人", "党十九大"]
# 11010519491231002X is the example of the standard, made up and valid.
IDENTITY = "11010519491231002X"


def codes(page, blocking=True) -> list[tuple]:
    """(code, column) of what is found, with the kind of row where it is in one."""
    return [
        (f.code, *([f.row.model] if f.row else []), f.field)
        for f in findings(page)
        if f.blocking == blocking
    ]


def attach(article, **values):
    values = {"title_zh_hans": "附件", "title_en": "File", "file": "attachments/a.pdf"} | values
    return Attachment.objects.bulk_create([Attachment(article=article, **values)])[0]


def test_a_good_page_has_nothing_to_mend():
    article = make_article()
    attach(article)

    assert findings(article) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_real_faults_are_found_in_title_body_and_row(fault):
    article = make_article(
        title_zh_hans=f"论{fault}", body_zh_hans=f"<p>据{fault[0]}<strong>{fault[1:]}</strong></p>"
    )
    row = attach(article, title_en=f"List {fault}")

    assert codes(article) == [
        ("wording", "title_zh_hans"),
        ("wording", "body_zh_hans"),
        ("wording", "news.attachment", "title_en"),
    ]
    assert findings(article)[-1].row.pk == row.pk


def test_wording_says_what_is_right_and_why():
    (finding,) = findings(make_article(title_zh_hans="英雄烈\u200b 土永垂不朽"))

    assert finding.message == (
        "“标题（中文）”里有“烈土”（1 处）：…英雄烈土永垂不朽…。“士”误作形近的“土”。"
    )
    assert finding.remedy == "改成“烈士”。"


def test_a_wrong_word_inside_a_right_one_is_no_fault():
    assert findings(make_article(title_zh_hans="强烈土壤侵蚀与烈士陵园")) == []


def test_words_are_not_joined_across_paragraphs():
    assert findings(make_article(body_zh_hans="<p>先烈</p><p>土地</p>")) == []


def test_rows_of_a_policy_and_a_project_are_read():
    policy = make_policy(source_zh_hans="管委会", source_en="X", open_ended=True)
    Step.objects.create(policy=policy, title_zh_hans="纪念烈土", title_en="Step")

    assert codes(policy) == [("wording", "talent.step", "title_zh_hans")]


def test_missing_source_is_found_on_page_and_row():
    article = make_article(source_zh_hans="", source_en="")
    indicator = make_indicator()
    Observation.objects.create(indicator=indicator, value=3, as_of=datetime.date(2024, 1, 1))

    assert codes(article) == [("source_missing", "source_zh_hans")]
    assert codes(indicator) == [("source_missing", "projects.observation", "source_zh_hans")]
    assert codes(make_page()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"<p>王某，{IDENTITY}。</p>", "identity_number"),
        ("<p>110105 1949<em>1231</em> 002x</p>", "identity_number"),
        ("<p>１１０１０５１９４９１２３１００２Ｘ</p>", "identity_number"),
        ("<p>电话13912345678</p>", "mobile_number"),
        ("<p>电话：139 <b>1234</b> 5678</p>", "mobile_number"),
        ("<p>+86-139-1234-5678</p>", "mobile_number"),
        ("<p>8613912345678</p>", "mobile_number"),
        ("<p>139\u200b12345678</p>", "mobile_number"),
    ],
)
def test_personal_numbers_are_found_and_not_repeated(text, found):
    (finding,) = findings(make_article(body_zh_hans=text))

    assert (finding.code, finding.field) == (found, "body_zh_hans")
    assert "1234567" not in finding.message
    assert "194912" not in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",
        "110105194913310020",
        "023-68600000",
        "项目编号 201391234567800",
        "91500107MA5U12345678",
        "0.13912345678",
        "12912345678",
        "2024 1391 2345",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert findings(make_article(body_zh_hans=f"<p>{text}</p>")) == []


def test_pictures_need_words_or_to_be_decorative():
    picture, decoration = some_picture(), some_picture()
    type(decoration).objects.filter(pk=decoration.pk).update(is_decorative=True)
    type(picture).objects.filter(pk=picture.pk).update(alt_zh_hans="")
    image = '<figure><img src="/media/a.png" alt="{}" data-picture="{}"></figure>'

    bad = make_article(body_zh_hans=image.format("", picture.pk), cover=picture)
    good = make_article(
        body_zh_hans=image.format("塔", picture.pk) + image.format("", decoration.pk)
    )

    assert codes(bad) == [("alt_missing", "body_zh_hans"), ("alt_missing", "cover")]
    assert codes(good) == []


def link(href, words="白市驿隧道"):
    return f'<p><a href="{href}">{words}</a></p>'


def test_links_to_what_visitors_cannot_open_are_found():
    draft = make_project(status=Status.DRAFT)
    Redirect.objects.create(old_path="/projects/gone/", new_path="")
    hidden = attach(make_article(status=Status.DRAFT))
    dead = [
        draft.get_absolute_url(),
        f"http://127.0.0.1:8000{draft.get_absolute_url()}#top",
        "/projects/never/",
        "/no/such/place/",
        "/projects/gone/",
        "/media/pictures/none.pdf",
        "/files/attachment/999999/list.pdf",
        hidden.file.url,
        "/admin/news/article/",
        "www.example.com",
    ]

    article = make_article(body_zh_hans="".join(map(link, dead)))

    assert codes(article) == [("dead_link", "body_zh_hans")] * len(dead)
    assert f"“{draft}”现在是“草稿”" in findings(article)[0].message


def test_links_that_work_are_left_alone(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = default_storage.save("attachments/表.pdf", ContentFile(b"%PDF"))
    project = make_project()
    other = make_article()
    alive = [
        project.get_absolute_url(),
        f"/en{project.get_absolute_url()}",
        other.get_absolute_url(),
        "/projects/?kind=tunnel",
        "/",
        f"/media/{name}",
        attach(other).file.url,
        "https://www.cq.gov.cn/zwgk/",
        "mailto:office@example.com",
        "tel:023-68600000",
    ]

    assert findings(make_article(body_zh_hans="".join(map(link, alive)))) == []


def test_links_cost_the_same_however_many_there_are(django_assert_num_queries):
    targets = [make_project().get_absolute_url() for _number in range(6)]
    few = make_article(body_zh_hans=link(targets[0]))
    many = make_article(body_zh_hans="".join(map(link, targets)))

    with django_assert_num_queries(5):
        findings(few)
    with django_assert_num_queries(5):
        findings(many)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, [("validity_missing", "effective_to")]),
        ({"open_ended": True}, []),
        ({"effective_to": datetime.date(2030, 1, 1)}, []),
        ({"repealed_on": datetime.date(2020, 1, 1)}, []),
    ],
)
def test_a_policy_says_until_when_it_holds(values, found):
    policy = make_policy(source_zh_hans="管委会", source_en="Committee", **values)

    assert codes(policy) == found


def test_advice_does_not_block():
    project = make_project(name_en="", source_zh_hans="管委会")
    Redirect.objects.create(old_path="/old/", new_path=project.get_absolute_url())
    article = make_article(
        body_zh_hans=link("/old/", "点击这里。")
        + link("#top")
        + link(f"/en{project.get_absolute_url()}")
        + "<h3>小</h3><table><tr><td>1</td></tr></table>"
    )

    assert codes(article) == []
    assert sorted(code for code, _column in codes(article, blocking=False)) == [
        "anchor_link",
        "link_without_english",
        "moved_link",
        "skipped_heading",
        "table_without_header",
        "vague_link",
    ]
    assert codes(project, blocking=False) == [("english_missing", "name_en")]
