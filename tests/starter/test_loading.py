import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.models import Article, Tag, Topic
from projects.models import Project
from scicity.starter import loading, reading
from scicity.starter.models import StarterRecord
from talent.models import TalentPolicy

pytestmark = pytest.mark.django_db

TOPIC = """
    model: news.topic
    rows:
      - slug: updates
        name: {zh: 动态, en: Updates}
"""
PROJECT = """
    model: projects.project
    rows:
      - slug: tunnel
        name: {zh: 隧道, en: Tunnel}
        kind: tunnel
        category: infrastructure
        milestones:
          - {name: {zh: 开工, en: Start}, status: met, met_on: 2022-01-10}
"""
POLICY = """
    model: talent.talentpolicy
    rows:
      - slug: golden-phoenix
        title: {zh: 金凤凰, en: Golden Phoenix}
        category: talent
        subjects: [person, team]
        clauses:
          - {number: 第一条, text: {zh: 奖励, en: Award}}
        benefits:
          - {kind: award, calculation: negotiated, clause: 第一条}
"""


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Topic, Project, TalentPolicy, Article, StarterRecord)
    ]


def test_rows_are_published_with_their_parts_and_links_between_parts(load):
    load(a=PROJECT, b=POLICY)

    project = Project.objects.published().get()
    policy = TalentPolicy.objects.published().get()
    assert (project.name_zh_hans, project.name_en, project.kind) == ("隧道", "Tunnel", "tunnel")
    assert [m.name_en for m in project.milestones.all()] == ["Start"]
    assert policy.subjects == ["person", "team"]
    assert [b.clause.number for b in policy.benefits.all()] == ["第一条"]


def test_loading_again_changes_nothing(load):
    load(a=TOPIC, b=PROJECT, c=POLICY)
    before = everything()

    said = load()

    assert everything() == before
    assert "3 unchanged" in said


def test_changed_file_changes_a_row_that_nobody_edited(load):
    load(a=PROJECT)

    load(a=PROJECT.replace("隧道", "白市驿隧道").replace("开工", "动工"))

    project = Project.objects.get()
    assert project.name_zh_hans == "白市驿隧道"
    assert [m.name_zh_hans for m in project.milestones.all()] == ["动工"]


@pytest.mark.parametrize("part", ["page", "child"])
def test_changed_file_leaves_an_edited_row_alone_and_says_so(load, part):
    load(a=PROJECT)
    edited = Project.objects.get() if part == "page" else Project.objects.get().milestones.get()
    edited.name_zh_hans = "编辑改过"
    edited.save()

    said = load(a=PROJECT.replace("Tunnel", "New tunnel"))

    edited.refresh_from_db()
    assert edited.name_zh_hans == "编辑改过"
    assert Project.objects.get().name_en == "Tunnel"
    assert "a.yaml row 1 (tunnel): left alone, edited on the site" in said


def test_row_with_a_new_address_is_the_same_row(load):
    load(a=PROJECT)
    Project.objects.update(slug="moved")

    load(a=PROJECT.replace("Tunnel", "New tunnel"))

    assert [p.slug for p in Project.objects.all()] == ["moved"]


def test_deleted_row_stays_deleted_and_links_to_it_become_words(load):
    load(a=PROJECT, t=TOPIC)
    Project.objects.all().delete()

    load(z=article("见[隧道](project:tunnel)。"))

    assert not Project.objects.exists()
    assert Article.objects.get().body_zh_hans == "<p>见隧道。</p>"


def test_row_that_an_editor_made_under_the_same_address_is_left_alone(load):
    Topic.objects.create(slug="updates", name_zh_hans="我的")

    said = load(a=TOPIC)

    assert Topic.objects.get().name_zh_hans == "我的"
    assert "left alone, made on the site" in said


def test_row_of_a_deleted_parent_is_left_out(load):
    load(t=TOPIC)
    Topic.objects.all().delete()

    said = load(z=article("正文"))

    assert not Article.objects.exists()
    assert "what it belongs to was deleted on the site" in said


def article(body, english="Text"):
    return f"""
    model: news.article
    rows:
      - slug: first
        title: {{zh: 文章, en: Article}}
        summary: {{zh: 摘要, en: Summary}}
        body: {{zh: "{body}", en: "{english}"}}
        topic: updates
"""


def test_links_lead_to_the_page_in_the_language_of_the_text(load):
    load(
        a=TOPIC,
        b=article("见[隧道](project:tunnel)", "See [the tunnel](project:tunnel)"),
        c=PROJECT,
    )

    page = Article.objects.get()
    assert page.body_zh_hans == '<p>见<a href="/projects/tunnel/">隧道</a></p>'
    assert page.body_en == '<p>See <a href="/en/projects/tunnel/">the tunnel</a></p>'


def test_article_is_published_at_the_moment_of_loading(load):
    before = timezone.now()

    load(a=TOPIC, b=article("正文"))

    assert before <= Article.objects.published().get().published_at <= timezone.now()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("model: [", "b.yaml: while parsing"),
        ("rows: []", "b.yaml: must be `model: app.model` and `rows:`"),
        ("model: news.nothing\nrows: []", "b.yaml: App 'news' doesn't have a 'nothing' model."),
        ("model: news.tag\nrows: [1]", "b.yaml row 1: must be a mapping"),
        ("model: news.tag\nrows: [{name: {zh: 甲}}]", "b.yaml row 1 (): slug: is missing"),
        ("model: news.tag\nrows: [{slug: a, nam: 甲}]", "(a): nam: there is no such column"),
        ("model: news.tag\nrows: [{slug: a, name: 甲}]", "(a): name: must be {zh: …, en: …}"),
        ("model: news.tag\nrows: [{slug: a, name: {zh: 1}}]", "(a): name: zh: must be a text"),
        ("model: news.tag\nrows: [{slug: a}]", "(a): name: "),
        (TOPIC, "b.yaml row 1 (updates): the same row as a.yaml row 1 (updates)"),
        (PROJECT.replace("kind: t", "kind: f"), "(tunnel): kind: 'funnel' is none of tunnel, road"),
        (PROJECT.replace("2022-01-10", "2022-31-10"), "milestones 1: met_on: "),
        (PROJECT.replace("status: met,", ""), "milestones 1: met_on: “已完成”"),
        (article("[a](project:no)"), "(first): body_zh_hans: there is no project 'no'"),
        (article("[a](nowhere)"), "(first): body_zh_hans: nowhere is no link to a page"),
        (article("a").replace("Summary", ""), "(first): summary_en: "),
        (article("a").replace("topic: up", "topic: down"), "topic: there is no topic 'downdates'"),
        (article("a") + "        tags: [no]", "(first): tags: there is no tag 'no'"),
    ],
)
def test_bad_input_is_named_in_one_line_and_nothing_is_written(load, text, line):
    with pytest.raises(CommandError) as error:
        load(a=TOPIC, b=text)

    assert line in str(error.value)
    assert not Topic.objects.exists()
    assert not StarterRecord.objects.exists()


def test_check_writes_nothing(content, capsys):
    call_command("load_starter", content=content(a=TOPIC, b=PROJECT), check=True)

    assert "2 rows are in order" in capsys.readouterr().out
    assert not Topic.objects.exists()
    assert not Tag.objects.exists()


def test_interrupted_run_leaves_nothing_half_written(content):
    said = []

    def interrupt(line):
        said.append(line)
        if line.startswith("b.yaml"):
            raise KeyboardInterrupt

    files = reading.read_files(content(a=TOPIC, b=PROJECT, c=POLICY))
    with pytest.raises(KeyboardInterrupt):
        loading.Load(files, interrupt).run()

    assert said == ["a.yaml: 1 created", "b.yaml: 1 created"]
    assert everything() == [[], [], [], [], []]


def test_covers_left_out_in_one_run_are_added_by_the_next(load, content, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    pictures = """
        model: media.picture
        rows:
          - {key: cover-tunnel, title: 隧道, alt: {zh: 洞, en: Hole}, credit: {zh: 本站, en: Us}}
    """
    with_cover = PROJECT + "        cover: cover-tunnel"
    call_command("load_starter", content=content(a=pictures, b=with_cover), no_pictures=True)
    assert Project.objects.get().cover is None

    load()

    cover = Project.objects.get().cover
    assert (cover.key, cover.width, cover.height) == ("cover-tunnel", 1600, 900)
    assert cover.image.storage.exists(cover.image.name)
