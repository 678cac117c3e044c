"""The rules of the site's policies, read for `talent.matching`, and the check before publishing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from talent.answers import read_answers, read_value
from talent.matching import (
    Amount,
    Estimate,
    Group,
    Option,
    Question,
    Relation,
    Row,
    Rule,
    RuleBook,
    Track,
    Verdict,
    estimate,
    explain,
    problems,
    row_words,
)
from talent.models import Attribute, Benefit, Condition, PolicyRelation, TalentPolicy
from talent.sentences import NOT_GRANTS, money_text, total_range

STACKING = ("exclusive", "higher_only", "stackable", "deducts")
# Units of which somebody may have several, so that an amount for one says nothing of the whole.
COUNTED_UNITS = frozenset({"project", "platform", "team", "company", "square_metre"})


@dataclass(frozen=True)
class ClauseText:
    """The statement of the official text behind a condition."""

    pk: int
    label: str
    text: str


def load_book(policies=None) -> RuleBook:
    """The rules of these policies (by default all published ones), in the active language.

    Six queries, however many there are. Rules are keyed by the policies' primary keys.
    """
    policies = TalentPolicy.objects.published() if policies is None else policies
    return RuleBook(load_questions(), [rule_of(policy) for policy in with_rules(policies)])


def with_rules(policies):
    """Policies with everything that `rule_of` reads."""
    conditions = Condition.objects.select_related("attribute", "clause")
    return policies.prefetch_related("tracks", "benefits", Prefetch("conditions", conditions))


def load_questions() -> list[Question]:
    attributes = Attribute.objects.select_related("ask_if").prefetch_related("options")
    return [question_of(attribute, options_of(attribute)) for attribute in attributes]


def load_relations(keys: Collection[int]) -> list[Relation]:
    """How the amounts of these policies go together."""
    found = PolicyRelation.objects.filter(kind__in=STACKING, policy__in=keys, other__in=keys)
    return [Relation(r.policy_id, r.kind, r.other_id, r.note) for r in found]


def options_of(attribute: Attribute) -> tuple[Option, ...]:
    return tuple(Option(o.code, o.label, o.rank) for o in attribute.options.all())


def question_of(attribute: Attribute, options: tuple[Option, ...]) -> Question:
    return Question(
        code=attribute.code,
        kind=attribute.kind,
        name=attribute.name,
        text=attribute.question,
        help=attribute.help,
        unit=attribute.unit,
        options=options,
        gate=attribute.ask_if.code if attribute.ask_if else "",
        gate_options=frozenset(attribute.ask_if_codes),
        sensitive=attribute.sensitivity == Attribute.Sensitivity.SENSITIVE,
        subject=attribute.subject,
        order=attribute.order,
    )


def rule_of(policy: TalentPolicy) -> Rule:
    """Needs tracks, conditions with attribute and clause, and benefits to be prefetched."""
    return rule_from(policy, policy.tracks.all(), policy.conditions.all(), policy.benefits.all())


def rule_from(policy, tracks, conditions, benefits=()) -> Rule:
    by_track = defaultdict(lambda: defaultdict(list))
    for condition in conditions:
        by_track[condition.track_id][condition.group].append(condition)
    return Rule(
        key=policy.pk,
        name=policy.title,
        common=groups_of(by_track[None]),
        tracks=tuple(
            Track(groups_of(by_track[track.pk]), name=track.name, key=track.pk) for track in tracks
        ),
        benefits=tuple(amount_of(benefit) for benefit in benefits),
    )


def groups_of(by_number: dict[int, list[Condition]]) -> tuple[Group, ...]:
    return tuple(
        Group(
            tuple(row_of(condition) for condition in conditions),
            at_least=max(condition.at_least for condition in conditions),
            number=number,
        )
        for number, conditions in sorted(by_number.items())
    )


def row_of(condition: Condition) -> Row:
    clause = condition.clause
    return Row(
        operator=condition.operator,
        question=condition.attribute.code if condition.attribute else "",
        **bounds_of(condition),
        options=frozenset(condition.options),
        negate=condition.negate,
        hardness=condition.hardness,
        words=condition.words,
        clause=ClauseText(clause.pk, clause.label, clause.text) if clause else None,
        key=condition.pk,
    )


def bounds_of(condition: Condition) -> dict:
    """A value that can't be read is left out, which leaves the row to a person."""
    operator = Condition.Operator
    texts = {}
    if condition.operator in {operator.GTE, operator.AFTER, operator.BETWEEN}:
        texts["low"] = condition.value
    if condition.operator in {operator.LTE, operator.BEFORE}:
        texts["high"] = condition.value
    if condition.operator == operator.BETWEEN:
        texts["high"] = condition.value_to
    try:
        return {end: read_value(condition.attribute.kind, text) for end, text in texts.items()}
    except ValueError:
        return {}


def amount_of(benefit: Benefit) -> Amount:
    low, high = total_range(benefit)
    in_kind = benefit.calculation == Benefit.Calculation.IN_KIND
    return Amount(
        low=low,
        high=high,
        track=benefit.track_id,
        label=benefit.sentence,
        depends=tuple(depends_on(benefit)),
        is_grant=benefit.kind not in NOT_GRANTS and not in_kind,
        key=benefit.pk,
    )


def depends_on(benefit: Benefit) -> Iterator[str]:
    """What the amount hangs on, in words; nothing for a fixed sum."""
    calculation = Benefit.Calculation
    if benefit.calculation in {calculation.PERCENT, calculation.MATCH}:
        yield benefit.ratio_base or pgettext("amount depends on", "比例的基数")
    elif benefit.calculation == calculation.NEGOTIATED:
        yield pgettext("amount depends on", "一事一议的结果")
    elif benefit.calculation in {calculation.RANGE, calculation.UP_TO}:
        yield pgettext("amount depends on", "核定的额度")
    if benefit.period not in {"", Benefit.Period.ONCE} and not benefit.times:
        yield pgettext("amount depends on", "发放的期数")
    if benefit.unit in COUNTED_UNITS:
        # In the middle of a sentence, where English has no capital.
        yield _("数量（按%(unit)s计）") % {"unit": benefit.get_unit_display().lower()}


@dataclass(frozen=True)
class CaseResult:
    """What the rules say about a test case, beside what they should say."""

    case: object
    verdict: Verdict | None
    estimate: Estimate | None
    message: str

    @property
    def passed(self) -> bool:
        return not self.message


def run_case(book: RuleBook, case) -> CaseResult:
    """`message` says what is wrong; empty for a case that passes."""
    answers, refused = read_answers(book.questions.values(), case.answers)
    refused |= {code: case.answers[code] for code in case.answers if code not in book.questions}
    if refused:
        said = ", ".join(f"{code}: {answer}" for code, answer in refused.items())
        return CaseResult(
            case,
            None,
            None,
            _("测试案例“%(case)s”的回答无法理解：%(answers)s")
            % {"case": case.name, "answers": said},
        )
    explanation = explain(book, case.policy_id, answers)
    amount = estimate(explanation.rule, explanation)
    return CaseResult(case, explanation.verdict, amount, difference(case, explanation, amount))


def difference(case, explanation, amount: Estimate) -> str:
    expected = Verdict(case.expected_verdict)
    if explanation.verdict != expected:
        return _("测试案例“%(case)s”应为“%(expected)s”，得出的是“%(found)s”。") % {
            "case": case.name,
            "expected": expected.label,
            "found": explanation.verdict.label,
        }
    if case.expected_amount is not None and amount.high != case.expected_amount:
        return _("测试案例“%(case)s”应得%(expected)s，得出的是%(found)s。") % {
            "case": case.name,
            "expected": money_text(case.expected_amount),
            "found": pgettext("amount", "不封顶")
            if amount.high is None
            else money_text(amount.high),
        }
    return ""


def run_cases(policy: TalentPolicy) -> list[CaseResult]:
    book = load_book(TalentPolicy.objects.filter(pk=policy.pk))
    return [run_case(book, case) for case in policy.test_cases.all()]


def policy_problems(policy: TalentPolicy) -> list[str]:
    """Why the conditions of a saved policy must not be made public; empty if they may."""
    book = load_book(TalentPolicy.objects.filter(pk=policy.pk))
    rule = book.rules[policy.pk]
    found = [*missing_clauses(book, rule), *uneven_groups(policy)]
    found += problems(book.questions.values(), rule)
    found += doubled_tracks(rule)
    return found + [result.message for result in run_cases(policy) if not result.passed]


def missing_clauses(book: RuleBook, rule: Rule) -> Iterable[str]:
    for row in rule.rows:
        if row.decides and row.clause is None:
            yield _("条件“%(row)s”没有注明条款。") % {
                "row": row_words(row, book.questions.get(row.question))
            }


def uneven_groups(policy: TalentPolicy) -> Iterable[str]:
    numbers = defaultdict(set)
    for condition in policy.conditions.select_related("track"):
        numbers[condition.track, condition.group].add(condition.at_least)
    for (track, group), found in numbers.items():
        if len(found) > 1:
            yield _("%(track)s第%(group)d组：各行的“组内至少满足”不一样。") % {
                "track": track or _("所有情形"),
                "group": group,
            }


def doubled_tracks(rule: Rule) -> Iterable[str]:
    names = [track.name for track in rule.tracks]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield _("有两个情形都叫“%(track)s”。") % {"track": name}
