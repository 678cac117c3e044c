import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scicity.publishing.links import link_to
from tests.factories import make_article, make_institution, make_policy
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled

pytestmark = pytest.mark.django_db


def test_a_policy_shows_its_parts_states_and_public_relations(client):
    policy = make_policy(open_ended=True)
    benefit = policy.benefits.create(kind="award", calculation="fixed", amount_max=100_000)
    policy.windows.create(all_year=True)
    other, hidden = make_policy(), make_policy(status="draft")
    outgoing = policy.relations.create(kind="stackable", other=other)
    policy.relations.create(kind="stackable", other=hidden)
    incoming = other.relations.create(kind="explains", other=policy)
    article = make_article(policies=[policy])

    context = client.get(policy.get_absolute_url()).context

    page = context["page"]
    assert (page.get_validity(), page.get_window_state()) == ("in_force", "all_year")
    assert list(page.benefits.all()) == [benefit]
    assert context["relations"] == [(outgoing, link_to(other))]
    assert context["relations_from"] == [(incoming, link_to(other))]
    assert context["articles"] == [link_to(article)]
    assert context["more_policies"] == [link_to(other)]


def test_a_policy_names_no_agency_and_no_successor_that_is_not_public(client):
    policy = make_policy(
        lead_agency=make_institution(name_zh_hans="未公开机构", status="draft"),
        superseded_by=make_policy(title_zh_hans="未公开政策", status="draft"),
        superseded_on=timezone.localdate(),
    )

    text = client.get(policy.get_absolute_url()).text

    assert "未公开" not in text
    assert "已被替代" in text


def test_the_list_says_how_many_policies_ended_and_leads_to_them(client):
    current = make_policy(open_ended=True)
    repealed = make_policy(repealed_on=timezone.localdate())

    response = client.get("/talent/")
    ended = client.get("/talent/" + response.context["ended"]["query"])

    assert list(response.context["object_list"]) == [current]
    assert response.context["ended"] == {"count": 1, "query": "?validity=repealed"}
    assert list(ended.context["object_list"]) == [repealed]


def test_the_list_is_filtered_in_english_by_the_same_words(client):
    policy = make_policy(category="housing", subjects=["person", "team"])
    make_policy(category="loan")

    response = client.get("/en/talent/?category=housing&subject=team&subject=platform")

    assert list(response.context["object_list"]) == [policy]


def test_each_condition_of_a_policy_opens_to_its_clause(client):
    policy = make_modelled(degree=make_degree(), age=make_attribute())

    page = client.get(policy.get_absolute_url()).text
    section = page[page.index('id="eligibility"') : page.index('id="clauses"')]

    assert section.count("<blockquote>面向青年人才。</blockquote>") == 3
    assert [words in section for words in ("博士", "硕士", "age：不高于40")] == [True] * 3
    assert f'href="/talent/match/?policy={policy.slug}"' in section


def test_a_policy_without_conditions_as_data_says_so(client):
    assert "申请条件还没有写成数据" in client.get(make_policy().get_absolute_url()).text


def test_relations_read_right_from_both_sides(client):
    old, new = make_policy(title_zh_hans="旧办法"), make_policy(title_zh_hans="新办法")
    clause = new.clauses.create(number="第九条", text_zh_hans="旧办法同时废止。")
    new.relations.create(kind="supersedes", other=old, clause=clause)
    new.relations.create(kind="exclusive", other=old)

    def panel(policy):
        page = client.get(policy.get_absolute_url()).text
        text = page[page.index('id="relations"') :]
        return re.sub(r"<[^>]*>|\s", "", text[: text.index("</section>")])

    assert "替代旧办法依据第九条旧办法同时废止。" in panel(new)
    assert "被替代新办法依据第九条旧办法同时废止。" in panel(old)
    assert "不可同享旧办法" in panel(new)
    assert "不可同享新办法" in panel(old)


def test_what_replaced_a_policy_and_what_it_replaced_are_named(client):
    new = make_policy(title_zh_hans="新办法")
    old = make_policy(title_zh_hans="旧办法", superseded_by=new, superseded_on=timezone.localdate())

    page = client.get(old.get_absolute_url()).text

    assert page.index("已被替代") < page.index("新办法") < page.index('class="article__tools"')
    assert "旧办法" in client.get(new.get_absolute_url()).text


def test_fields_of_the_document_stand_in_the_official_order(client):
    policy = make_policy(
        index_number="X1",
        document_number="渝〔2024〕1号",
        topic_category="人事",
        genre="通知",
        issuer_zh_hans="管委会",
        issuer_en="Committee",
        open_ended=True,
        written_on="2024-01-01",
        issued_on="2024-01-02",
    )

    page = client.get(policy.get_absolute_url()).text
    panel = page[page.index('id="document"') :]

    assert re.findall(r"<dt>(.*?)</dt>", panel[: panel.index("</section>")])[:8] == [
        "索引号",
        "发文字号",
        "主题分类",
        "体裁分类",
        "发布机构",
        "有效性",
        "成文日期",
        "发布日期",
    ]


def test_a_policy_says_at_once_who_how_much_until_when_and_how_sure(client):
    policy = make_policy(
        subjects=["team"],
        completeness="partial",
        data_origin="media",
        effective_to="2099-01-01",
        verified_on="2024-01-02",
        review_by="2024-06-30",
    )
    policy.benefits.create(kind="award", calculation="fixed", amount_max=100_000)
    policy.windows.create(all_year=True)

    page = client.get(policy.get_absolute_url()).text
    glance = page[page.index('class="glance"') :]
    values = re.findall(r"<dd>(.*?)</dd>", glance[: glance.index("</dl>")], re.DOTALL)

    assert [re.sub(r"<[^>]*>", "", value).strip() for value in values] == [
        "团队",
        "10万元",
        "常年受理",
        "现行有效，至2099年1月1日",
        "部分结构化 · 媒体报道 · 2024年1月2日核对 · 已到复核日期",
    ]


def test_a_policy_takes_the_same_queries_with_few_parts_and_with_many(client):
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    counts = []
    for times in range(2):
        for number in range(3):
            clause = policy.clauses.create(number=f"新{times}.{number}", text_zh_hans="条款")
            policy.materials.create(name_zh_hans=f"材料{number}", clause=clause)
            policy.relations.create(kind="stackable", other=make_policy(), clause=clause)
            policy.benefits.create(kind="award", calculation="negotiated", clause=clause)
        client.get(policy.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(policy.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]
