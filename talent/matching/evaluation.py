"""Verdicts of thousands of rules at once, and the question to ask next."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property

from talent.matching.formulas import NO, UNKNOWN, YES, CompiledRule
from talent.matching.lanes import Lanes, Progress, Slots
from talent.matching.rules import (
    SKIPPED,
    Answer,
    Answers,
    Question,
    Row,
    Rule,
    Verdict,
    row_test,
    samples,
)

# A sensitive question is asked when it decides twice as much as any other.
SENSITIVE_WEIGHT = 0.5


@dataclass(frozen=True)
class Test:
    """What one or many rows ask of the answer to a question."""

    code: str
    row: Row
    is_met: Callable[[Answer], bool]


@dataclass(frozen=True)
class Suggestion:
    """A question, how many open policies it is about, and how many it is expected to settle."""

    question: Question
    concerns: int
    expected: float


class RuleBook:
    """All rules, compiled once for any number of people. Holds nothing about anybody."""

    def __init__(self, questions: Iterable[Question], rules: Iterable[Rule]):
        self.questions = {question.code: question for question in questions}
        self.rules = {rule.key: rule for rule in rules}
        self.tests: list[Test] = []
        self.numbers: dict[tuple, int | None] = {}
        self.gates: dict[str, tuple[str, ...]] = {}
        self.compiled = {
            key: CompiledRule(rule, self) for key, rule in self.rules.items() if rule.is_modelled
        }
        self.tests_of = defaultdict(list)
        for number, test in enumerate(self.tests):
            self.tests_of[test.code].append(number)

    @cached_property
    def lanes(self) -> Lanes:
        return Lanes(list(self.compiled.values()))

    def only(self, keys: Collection[Hashable]) -> "RuleBook":
        """A book of these rules, for instance those for companies."""
        return RuleBook(self.questions.values(), [self.rules[key] for key in keys])

    def test_number(self, row: Row) -> int | None:
        """The number of the row's test, shared by all rows that test the same."""
        if row.test_key not in self.numbers:
            question = self.questions.get(row.question)
            is_met = row_test(row, question) if question else None
            self.numbers[row.test_key] = None if is_met is None else len(self.tests)
            if is_met is not None:
                self.tests.append(Test(row.question, row, is_met))
        return self.numbers[row.test_key]

    def gates_of(self, code: str) -> tuple[str, ...]:
        """The questions that come before this one, nearest first; a circle ends where it closes."""
        if code not in self.gates:
            found, gate = [], self.questions[code].gate
            while gate in self.questions and gate != code and gate not in found:
                found.append(gate)
                gate = self.questions[gate].gate
            self.gates[code] = tuple(found)
        return self.gates[code]

    def is_shut(self, code: str, gate: str, answer: Answer) -> bool:
        """Whether this answer to a gate means that the question behind it doesn't apply."""
        chain = (code, *self.gates_of(code))
        behind = self.questions[chain[chain.index(gate) - 1]]
        return not self.questions[gate].lets_through(answer, behind.gate_options)

    def gate_state(self, code: str, answers: Answers) -> int:
        state = YES
        for gate in self.gates_of(code):
            answer = answers.get(gate, SKIPPED)
            if answer is SKIPPED:
                state = UNKNOWN
            elif self.is_shut(code, gate, answer):
                return NO
        return state

    def states(self, answers: Answers) -> list[int]:
        """What the answers say to each test."""
        states = [UNKNOWN] * len(self.tests)
        for code, tests in self.tests_of.items():
            gate = self.gate_state(code, answers) if self.questions[code].gate else YES
            answer = answers.get(code, SKIPPED)
            if gate == NO:
                for number in tests:
                    states[number] = NO
            elif answer is not SKIPPED:
                for number in tests:
                    states[number] = gate if self.tests[number].is_met(answer) else NO
        return states

    @cached_property
    def effects(self) -> dict[str, "Effects"]:
        """For each question that any rule hangs on, itself or as a gate, what answers do."""
        codes = dict.fromkeys(
            code for asked in self.tests_of for code in (*self.gates_of(asked), asked)
        )
        return {code: Effects(self, code) for code in codes}

    def match(self, answers: Answers) -> "Matching":
        return Matching(self, answers)


class Effects:
    """What each kind of answer to one question does to the lanes, whoever gives it.

    Options count as equally likely, and so do the ranges between all the bounds that rules set
    to a number or date. Questions behind a gate stay open when it lets them through.
    """

    def __init__(self, book: RuleBook, code: str):
        own = book.tests_of.get(code, [])
        gated = {
            number: asked
            for asked, numbers in book.tests_of.items()
            if code in book.gates_of(asked)
            for number in numbers
        }
        self.behind = set(gated.values())
        self.touched = book.lanes.lanes_of([*own, *gated])
        weights: dict[tuple, int] = defaultdict(int)
        for answer in samples(book.questions[code], [book.tests[n].row for n in own]):
            met = frozenset(n for n in own if book.tests[n].is_met(answer))
            kept = met | {n for n, asked in gated.items() if not book.is_shut(asked, code, answer)}
            weights[met, kept] += 1
        if book.questions[code].kind in {"number", "date"}:
            weights = dict.fromkeys(weights, 1)
        whole = sum(weights.values())
        lanes = book.lanes.lanes_of
        self.cases = [
            (weight / whole, lanes(met), lanes(kept)) for (met, kept), weight in weights.items()
        ]


class Matching:
    """Everything that one person's answers say about the rules of a book."""

    def __init__(self, book: RuleBook, answers: Answers):
        self.book, self.answers = book, answers
        self.states = book.states(answers)
        self.progress = Progress(book.lanes, self.states)

    @cached_property
    def verdicts(self) -> dict[Hashable, Verdict]:
        """By key of the rule."""
        found = dict.fromkeys(self.book.rules, Verdict.UNMODELLED)
        found |= dict.fromkeys(self.book.lanes.keys, Verdict.OPEN)
        settled = self.progress.sorted
        for verdict, rules in (
            (Verdict.NO, settled.no),
            (Verdict.LIKELY, settled.likely),
            (Verdict.ASSESSMENT, settled.assessed),
        ):
            for key, bit in zip(self.book.lanes.keys, reversed(f"{rules:b}"), strict=False):
                if bit == "1":
                    found[key] = verdict
        return found

    def needs(self, key: Hashable) -> tuple[str, ...]:
        """The questions without an answer that can still change the verdict of this rule.

        Answering all of them settles it; it may be settled sooner. Empty for a settled one.
        """
        if self.verdicts[key] != Verdict.OPEN:
            return ()
        answered = {code for code, answer in self.answers.items() if answer is not SKIPPED}
        return self.book.compiled[key].needs(self.states, answered)

    def next_question(self) -> Suggestion | None:
        """The question that is expected to settle the most open rules; None if none can.

        Never one that was answered or skipped, nor one whose gate has not been answered with
        yes. Of equals the one that more rules hang on, then the one that comes first.
        """

        def weight(suggestion):
            factor = SENSITIVE_WEIGHT if suggestion.question.sensitive else 1
            return (
                round(suggestion.expected * factor, 9),
                suggestion.concerns * factor,
                -suggestion.question.order,
            )

        return max(self.suggestions, key=weight, default=None)

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """All questions that may be asked now and that an open rule hangs on."""
        found = []
        for code, effects in self.book.effects.items():
            if code in self.answers or self.book.gate_state(code, self.answers) != YES:
                continue
            if concerns := self.progress.concerned(effects.touched).bit_count():
                expected = self.progress.settled_by(
                    effects.touched, self.alive_without[code], effects.cases
                )
                found.append(Suggestion(self.book.questions[code], concerns, expected))
        return found

    @cached_property
    def alive_without(self) -> dict[str, Slots]:
        """For each question, the lanes that tests of other questions keep alive."""
        own = {
            code: self.book.lanes.lanes_of(n for n in numbers if self.states[n] != NO)
            for code, numbers in self.book.tests_of.items()
        }
        return {
            code: _joined(own[o] for o in own if o != code and o not in effects.behind)
            for code, effects in self.book.effects.items()
        }


def _joined(parts: Iterable[Slots]) -> Slots:
    found: Slots = defaultdict(int)
    for slots in parts:
        for slot, lanes in slots.items():
            found[slot] |= lanes
    return found
