"""What an edit of a policy's conditions would do: saved, looked at, and taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from talent.matching import Verdict
from talent.matching.words import rule_sentences
from talent.models import (
    Benefit,
    Clause,
    Condition,
    EligibilityTrack,
    PolicyTestCase,
    TalentPolicy,
)
from talent.rules import CaseResult, load_book, policy_problems, run_cases

# In the order in which they have to be saved.
PARTS = (Clause, EligibilityTrack, Condition, Benefit, PolicyTestCase)


@dataclass(frozen=True)
class CaseChange:
    """A test case with its verdict before and after; None where there was or is none."""

    name: str
    before: Verdict | None
    after: Verdict | None
    result: CaseResult | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def message(self) -> str:
        return self.result.message if self.result else ""


@dataclass
class Trial:
    """`errors` are those of the form; while there are any, nothing could be tried."""

    errors: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    cases: list[CaseChange] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return sum(case.is_changed for case in self.cases)


def try_edit(policy: TalentPolicy, formsets: Iterable) -> Trial:
    """Of the formsets of the policy's rows, those that its rule is read from are tried."""
    formsets = sorted(
        (formset for formset in formsets if formset.model in PARTS),
        key=lambda formset: PARTS.index(formset.model),
    )
    errors = [words for formset in formsets for words in errors_of(formset)]
    if errors:
        return Trial(errors)
    before = {result.case.pk: result for result in run_cases(policy)}
    with transaction.atomic():
        for formset in formsets:
            formset.save()
        trial = looked_at(TalentPolicy.objects.get(pk=policy.pk), before)
        transaction.set_rollback(True)
    return trial


def looked_at(policy: TalentPolicy, before: dict) -> Trial:
    book = load_book(TalentPolicy.objects.filter(pk=policy.pk))
    after = {result.case.pk: result for result in run_cases(policy)}
    failing = {result.message for result in after.values()}
    return Trial(
        sentences=rule_sentences(book.questions, book.rules[policy.pk]),
        problems=[words for words in policy_problems(policy) if words not in failing],
        cases=[case_change(key, before, after) for key in dict.fromkeys([*before, *after])],
    )


def case_change(key, before: dict, after: dict) -> CaseChange:
    old, new = before.get(key), after.get(key)
    return CaseChange((new or old).case.name, old and old.verdict, new and new.verdict, new)


def errors_of(formset) -> Iterable[str]:
    if formset.is_valid():
        return
    yield from map(str, formset.non_form_errors())
    for number, form in enumerate(formset.forms, 1):
        for name, messages in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            row = f"{formset.model._meta.verbose_name} {number}"
            yield " · ".join(filter(None, [row, str(label or ""), " ".join(messages)]))
