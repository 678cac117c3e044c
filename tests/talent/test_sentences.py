import re
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from talent.models import Benefit, TalentPolicy
from talent.sentences import headline, money_text, plain_number, total_range
from tests.factories import make_policy

Kind, Calculation, Unit = Benefit.Kind, Benefit.Calculation, Benefit.Unit
Period, Tax = Benefit.Period, Benefit.Tax


@pytest.mark.parametrize(
    ("yuan", "chinese", "english"),
    [
        (0, "0元", "CNY 0"),
        (800, "800元", "CNY 800"),
        (12_500, "12,500元", "CNY 12,500"),
        (150_000, "15万元", "CNY 150,000"),
        (1_250_000, "125万元", "CNY 1.25 million"),
        (30_000_000, "3000万元", "CNY 30 million"),
        (100_000_000, "1亿元", "CNY 100 million"),
        (150_000_000, "1.5亿元", "CNY 150 million"),
        (500_000_000_000, "5000亿元", "CNY 500 billion"),
        (100_000_001, "100,000,001元", "CNY 100,000,001"),
    ],
)
def test_money_is_written_as_people_read_it(yuan, chinese, english):
    with translation.override("zh-hans"):
        assert money_text(yuan) == chinese
    with translation.override("en"):
        assert money_text(yuan) == english


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {
                "kind": Kind.LIVING,
                "calculation": Calculation.FIXED,
                "amount_max": 150_000,
                "unit": Unit.PERSON,
                "instalments": "分3年（每年一次）兑付",
            },
            "生活补助：每人15万元，分3年（每年一次）兑付",
        ),
        (
            {
                "kind": Kind.RENT,
                "recipient": "博士",
                "calculation": Calculation.UP_TO,
                "amount_max": 3_000,
                "unit": Unit.PERSON,
                "period": Period.MONTHLY,
                "times": 36,
                "tax": Tax.AFTER,
            },
            "租房补贴（博士）：每人每月最高3,000元，共36个月，税后",
        ),
        (
            {
                "kind": Kind.RESEARCH,
                "calculation": Calculation.RANGE,
                "amount_min": 1_000_000,
                "amount_max": 5_000_000,
                "unit": Unit.TEAM,
            },
            "科研经费：每个团队100万元至500万元",
        ),
        (
            {
                "kind": Kind.RESEARCH,
                "calculation": Calculation.PERCENT,
                "ratio": Decimal("25.00"),
                "ratio_base": "实际建设费用",
                "cap": 20_000_000,
                "cap_scope": "每个平台",
            },
            "科研经费：实际建设费用的25%，每个平台最高2000万元",
        ),
        (
            {"kind": Kind.MATCHING, "calculation": Calculation.MATCH, "ratio": Decimal(100)},
            "配套资助：按1:1配套",
        ),
        (
            {
                "kind": Kind.MATCHING,
                "calculation": Calculation.MATCH,
                "ratio": Decimal("12.5"),
                "ratio_base": "国家拨款",
            },
            "配套资助：按国家拨款的12.5%配套",
        ),
        (
            {
                "kind": Kind.LOAN,
                "calculation": Calculation.RANGE,
                "amount_min": 400_000,
                "amount_max": 3_000_000,
                "unit": Unit.COMPANY,
                "loan_term_months": 24,
            },
            "贷款：每家企业40万元至300万元，贷款期限2年",
        ),
        (
            {"kind": Kind.AWARD, "calculation": Calculation.NEGOTIATED, "amount_max": 10_000},
            "奖励：一事一议，不超过1万元",
        ),
        (
            {"kind": Kind.APARTMENT, "calculation": Calculation.IN_KIND},
            "人才公寓：以实物或服务提供",
        ),
        ({"kind": Kind.AWARD, "calculation": Calculation.FIXED}, "奖励：金额未公布"),
        (
            {
                "kind": Kind.AWARD,
                "calculation": Calculation.FIXED,
                "amount_max": 20_000,
                "period": Period.ONCE,
            },
            "奖励：2万元，一次性",
        ),
        (
            {
                "kind": Kind.AWARD,
                "calculation": Calculation.FIXED,
                "amount_max": 20_000,
                "period": Period.ONCE,
                "times": 2,
                "cap": 90_000,
            },
            "奖励：2万元，分2次支付，累计最高9万元",
        ),
    ],
)
def test_sentence_says_what_the_fields_hold(values, sentence):
    assert Benefit(**values).sentence == sentence


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {
                "kind": Kind.RENT,
                "calculation": Calculation.UP_TO,
                "amount_max": 3_000,
                "unit": Unit.PERSON,
                "period": Period.MONTHLY,
                "times": 1,
            },
            "Rent subsidy: up to CNY 3,000 per person a month, for 1 month",
        ),
        (
            {
                "kind": Kind.LOAN,
                "calculation": Calculation.RANGE,
                "amount_min": 400_000,
                "amount_max": 3_000_000,
                "unit": Unit.COMPANY,
                "loan_term_months": 24,
            },
            "Loan: CNY 400,000 to CNY 3 million per company, for a term of 2 years",
        ),
    ],
)
def test_sentence_is_english_for_english_readers(values, sentence):
    with translation.override("en"):
        assert Benefit(**values).sentence == sentence


amounts = st.none() | st.integers(0, 10**12) | st.integers(0, 10**6).map(lambda n: n * 10**4)


@st.composite
def benefits(draw):
    low, high = sorted([draw(amounts), draw(amounts)], key=lambda n: -1 if n is None else n)
    return Benefit(
        kind=draw(st.sampled_from(Kind.values)),
        recipient=draw(st.sampled_from(["", "博士后"])),
        calculation=draw(st.sampled_from(Calculation.values)),
        amount_min=low,
        amount_max=high,
        ratio=draw(st.none() | st.decimals(0, 9999, places=2)),
        ratio_base=draw(st.sampled_from(["", "投资额"])),
        unit=draw(st.sampled_from(["", *Unit.values])),
        period=draw(st.sampled_from(["", *Period.values])),
        times=draw(st.none() | st.integers(1, 99)),
        cap=draw(amounts),
        cap_scope=draw(st.sampled_from(["", "每个平台"])),
        instalments=draw(st.sampled_from(["", "分期兑付"])),
        loan_term_months=draw(st.none() | st.integers(1, 400)),
        tax=draw(st.sampled_from(["", *Tax.values])),
    )


NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(亿|万|billion|million)?")
SCALES = {"亿": 10**8, "万": 10**4, "billion": 10**9, "million": 10**6, "": 1}


def numbers_in(sentence: str) -> set[Decimal]:
    found = NUMBER.findall(sentence.replace("1:1", "100"))
    return {Decimal(number.replace(",", "")) * SCALES[scale] for number, scale in found}


def numbers_of(benefit) -> set[Decimal]:
    fields = ("amount_min", "amount_max", "ratio", "times", "cap", "loan_term_months")
    numbers = {Decimal(getattr(benefit, name)) for name in fields if getattr(benefit, name)}
    return numbers | {Decimal(0), Decimal(benefit.loan_term_months or 0) / 12}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@given(benefit=benefits())
def test_sentence_holds_no_number_that_the_fields_do_not(language, benefit):
    with translation.override(language):
        sentence = benefit.sentence

    assert sentence.strip()
    assert "None" not in sentence
    assert numbers_in(sentence) <= numbers_of(benefit)


@given(benefit=benefits())
def test_sentence_leaves_out_no_amount_times_or_term(benefit):
    expected = {benefit.amount_max, benefit.times, benefit.cap} - {None, 0}

    assert {Decimal(n) for n in expected} <= numbers_in(benefit.sentence)


@given(ratio=st.decimals(0, 9999, places=2))
def test_plain_number_is_the_same_number(ratio):
    assert Decimal(plain_number(ratio)) == ratio


def test_total_range_multiplies_a_period_and_respects_the_cap():
    benefit = Benefit(
        calculation=Calculation.UP_TO, amount_max=3000, period=Period.MONTHLY, times=36, cap=90_000
    )

    assert total_range(benefit) == (0, 90_000)


def test_total_range_of_a_single_sum_is_that_sum_whatever_its_payments():
    benefit = Benefit(
        calculation=Calculation.FIXED, amount_max=150_000, period=Period.ONCE, times=3
    )

    assert total_range(benefit) == (150_000, 150_000)


def test_total_range_is_open_when_nobody_says_how_often():
    benefit = Benefit(calculation=Calculation.FIXED, amount_max=800, period=Period.YEARLY)

    assert total_range(benefit) == (800, None)


def grant(amount, **values):
    defaults = {"kind": Kind.AWARD, "calculation": Calculation.FIXED, "unit": Unit.PLATFORM}
    return Benefit(**defaults | values, amount_max=amount)


def test_headline_is_a_maximum_when_there_are_smaller_grants():
    assert headline([grant(10_000_000), grant(30_000_000)]) == "每个平台最高3000万元"


def test_headline_of_one_grant_is_that_grant():
    assert headline([grant(30_000_000)]) == "每个平台3000万元"


def test_headline_prefers_a_grant_and_names_a_loan_as_one():
    loan = grant(3_000_000, kind=Kind.LOAN, calculation=Calculation.UP_TO, unit="")

    assert headline([loan, grant(10_000)]) == "每个平台1万元"
    assert headline([loan]) == "贷款：最高300万元"


def test_headline_is_empty_without_benefits():
    assert headline([]) == ""


@pytest.mark.django_db
def test_headline_amount_needs_no_query_after_for_list(django_assert_num_queries):
    policy = make_policy()
    policy.benefits.create(kind=Kind.AWARD, calculation=Calculation.FIXED, amount_max=200_000)
    (listed,) = TalentPolicy.objects.published().for_list()

    with django_assert_num_queries(0):
        assert listed.headline_amount == "20万元"
