"""The conditions of one policy as its own page shows them: read in one query, asked of nobody."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from talent.matching import Explanation, Option, RuleBook, explain
from talent.models import AttributeOption, Condition, TalentPolicy
from talent.rows import rows
from talent.rules import question_of, rule_from


def conditions_with_questions():
    conditions = Condition.objects.select_related("attribute__ask_if", "clause", "track")
    return conditions.annotate(answer_options=answer_options())


def answer_options() -> ArraySubquery:
    """The choices of the condition's question."""
    options = AttributeOption.objects.filter(attribute=OuterRef("attribute"))
    return rows(options.order_by("rank", "pk"), "code", "rank", translated=["label"])


def eligibility_of(policy: TalentPolicy) -> Explanation | None:
    """For a policy that has its `conditions_with_questions`; None where it has none."""
    conditions = policy.conditions.all()
    if not conditions:
        return None
    questions = {
        condition.attribute_id: question_of(condition.attribute, options_of(condition))
        for condition in conditions
        if condition.attribute
    }
    tracks = dict.fromkeys(condition.track for condition in conditions if condition.track)
    rule = rule_from(policy, tracks, conditions)
    return explain(RuleBook(questions.values(), [rule]), rule.key, {})


def options_of(condition: Condition) -> tuple[Option, ...]:
    return tuple(Option(row["code"], row["label"], row["rank"]) for row in condition.answer_options)
