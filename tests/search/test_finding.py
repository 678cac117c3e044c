import datetime

import pytest
from django.utils import timezone

from news.models import Article
from scicity.search import finding, writing
from scicity.search.documents import kinds
from scicity.search.finding import Search
from scicity.search.models import Entry, Synonym
from scicity.search.queries import parse
from tests.factories import make_article, make_call, make_lead, make_policy, make_project
from tests.search.texts import Writer

pytestmark = pytest.mark.django_db


def titles(text, language="zh-hans", chosen=None, **values):
    hits = Search(parse(text), language, chosen).find(**values).hits
    entries = Entry.objects.in_bulk([hit.key for hit in hits])
    return [entries[hit.key].title for hit in hits]


def make_index(number, writer):
    """Many entries without the pages they would be of; returns {key: folded text}."""
    kind, day = kinds["news.article"], datetime.date(2020, 1, 1)
    page = make_article()
    entries = []
    for count in range(number):
        article = writer.article(400)
        entry = writing.entry_of(kind, page)
        entry.key, entry.object_id = f"made/{count}/zh-hans", -count
        entry.date = day + datetime.timedelta(days=count)
        body = {"texts": [article.pop("body")]}
        document = writing.Document(**article, **body, date=entry.date)
        for name, value in writing.texts_of(document).items():
            setattr(entry, name, value)
        entries.append(entry)
    Entry.objects.all().delete()
    Entry.objects.bulk_create(entries)
    return {entry.key: entry.folded for entry in entries}


@pytest.mark.parametrize(("most", "walk"), [(1_000, 1_500), (20, 30)])
def test_finds_exactly_the_pages_that_contain_the_words(monkeypatch, most, walk):
    """With few hits all are counted; with many (a low limit) the newest are found in order."""
    monkeypatch.setattr(finding, "MOST", most)
    monkeypatch.setattr(finding, "WALK", dict.fromkeys(finding.WALK, walk))
    writer = Writer(seed=6)
    texts = make_index(300, writer)

    for _ in range(600):
        part = writer.substring(writer.random.choice([*texts.values()]).strip(), 2, 8)
        search = Search(parse(f'"{part}"'), "zh-hans")
        if not search.query or "\n" in part:
            continue
        wanted = {key for key, text in texts.items() if search.query.terms[0][0] in text}
        found = search.find(most, by_date=True)
        if len(wanted) <= most:
            assert (part, {hit.key for hit in found.hits}) == (part, wanted)
        else:
            newest = sorted(wanted, key=lambda key: int(key.split("/")[1]))[-most:]
            assert [hit.key for hit in found.hits] == newest[::-1]
            assert found.more


@pytest.mark.parametrize("most", [1_000, 20])
def test_sql_that_is_written_once_is_that_of_each_query(monkeypatch, most):
    monkeypatch.setattr(finding, "MOST", most)
    monkeypatch.setattr(finding, "WALK", dict.fromkeys(finding.WALK, 2 * most))
    writer = Writer(seed=7)
    texts = [text.strip() for text in make_index(200, writer).values()]
    Synonym.objects.create(words=" ".join(writer.substring(text, 2, 2) for text in texts[:3]))
    parts = [
        [writer.substring(writer.random.choice(texts), 2, 3) for _ in range(number)]
        for number in (1, 1, 1, 2, 3) * 20
    ]
    queries = [parse(" ".join(f'"{part}"' for part in each)) for each in parts]

    def found():
        return [Search(query, "zh-hans").find(20) for query in queries]

    written = found()
    monkeypatch.setattr(
        Search, "ask", lambda search, find, *args, **v: list(find(search, *args, **v))
    )
    monkeypatch.setattr(Search, "number", lambda search, *args: search.having(*args).count())
    anew = found()

    assert [each.hits for each in written] == [each.hits for each in anew]
    assert any(each.more for each in anew) == (most == 20)
    assert sum(bool(each.hits) for each in anew) >= 50


def test_hides_what_is_not_public():
    hour, now = datetime.timedelta(hours=1), timezone.now()
    make_article(title_zh_hans="隧道通车")
    make_article(title_zh_hans="隧道草稿", status="draft")
    make_article(title_zh_hans="隧道明天", published_at=now + hour)
    make_article(title_zh_hans="隧道昨天", published_at=now - 2 * hour, expires_at=now - hour)

    assert titles("隧道") == ["隧道通车"]
    assert titles("tunnel", "en") == []


@pytest.mark.parametrize(
    "text",
    ["科学城", "科學城", "西部 人才", "ＡＩ", "ai", "Ai", "13号", "渝高新发(2024)13号",
     "渝高新发【2024】 13号", "人", '"部科学"', "2024"],
)  # fmt: skip
def test_finds_every_way_of_writing(text):
    make_policy(title_zh_hans="西部科学城人才政策", document_number="渝高新发〔2024〕13号",
                summary_zh_hans="AI 与机器人", summary_en="AI")  # fmt: skip
    make_policy(title_zh_hans="别的")

    assert titles(text) == ["西部科学城人才政策"]


def test_title_counts_more_than_summary_and_summary_more_than_body():
    make_article(title_zh_hans="正文", body_zh_hans="<p>说到隧道</p>")
    make_article(title_zh_hans="摘要", summary_zh_hans="一条隧道")
    make_article(title_zh_hans="隧道开工")
    make_article(title_zh_hans="隧道")

    assert titles("隧道") == ["隧道", "隧道开工", "摘要", "正文"]


def test_newer_counts_more_and_can_decide_alone():
    day = datetime.timedelta(days=1)
    make_article(title_zh_hans="新", published_at=timezone.now() - day)
    make_article(title_zh_hans="旧", published_at=timezone.now() - 900 * day)
    Article.objects.update(summary_zh_hans="隧道")
    make_article(title_zh_hans="隧道", published_at=timezone.now() - 2000 * day)

    assert titles("隧道") == ["隧道", "新", "旧"]
    assert titles("隧道", by_date=True) == ["新", "旧", "隧道"]


def test_synonyms_are_found_too():
    make_article(title_zh_hans="高新区新闻")
    make_article(title_zh_hans="西部科学城动态")
    Synonym.objects.create(words="科学城 高新区")

    assert set(titles("科学城")) == {"西部科学城动态", "高新区新闻"}
    assert set(titles("高新区")) == {"西部科学城动态", "高新区新闻"}


def test_facets_count_with_their_own_choice_left_out():
    make_article(title_zh_hans="隧道甲")
    make_project(name_zh_hans="隧道乙")
    make_project(name_zh_hans="隧道丙", category="service")

    found = Search(
        parse("隧道"), "zh-hans", {"kind": "projects.project", "section": "service"}
    ).find()

    assert found.total == 1
    assert found.counts["kind"] == {"projects.project": 1}
    assert found.counts["section"] == {"science": 1, "service": 1}


def test_queries_of_nothing_but_signs_do_no_harm():
    make_article()

    for text in ["", " ", '"', "\x00", "%", "_", "'", "\\", ":*", "<>", "&|!", "((", "x" * 300]:
        assert titles(text) == []


def test_calls_and_chain_leads_are_found_by_what_they_are_about():
    call = make_call(summary_zh_hans="低温下的固态电池怎样快充", title_en="")
    lead = make_lead(lead_zh_hans="张三", duty_zh_hans="统筹新型储能产业链", name_en="", lead_en="")

    found = [titles(words) for words in ("固态电池", "张三", "储能产业链")]

    assert found == [[call.title], [lead.name], [lead.name]]


def test_no_day_becomes_part_of_sql_that_is_kept(monkeypatch):
    make_article(title_zh_hans="隧道通车")
    days = iter([None])
    monkeypatch.setattr(
        finding, "recent", lambda *_args: next(days, timezone.localdate() + datetime.timedelta(1))
    )
    finding.written.cache_clear()

    assert titles("隧") == ["隧道通车"]
    days = iter([None])
    assert titles("道") == ["隧道通车"]
    finding.written.cache_clear()
