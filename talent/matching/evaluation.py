"""Verdicts and the next question, for thousands of rules in a few milliseconds.

Every rule becomes two formulas over bits, one bit a test: "possible", in which what has to be
assessed turns out well, and "certain", in which it doesn't. Both are decided with strong Kleene
logic; together they give the verdict. A formula is a tuple of tracks (any), a track a tuple of
(bits, how many of them are needed) (all).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

from talent.matching.rules import (
    SKIPPED,
    Answers,
    Question,
    Row,
    Rule,
    Verdict,
    row_test,
    samples,
)

NO, UNKNOWN, YES = 0, 1, 2
Formula = tuple[tuple[tuple[int, int], ...], ...]
# A sensitive question is asked when it decides twice as much as any other.
SENSITIVE_WEIGHT = 0.5


def truth(formula: Formula, yes: int, no: int) -> int:
    """Strong Kleene value of a formula whose bits are met (`yes`), not met (`no`) or unknown."""
    may = ~no
    result = NO
    for track in formula:
        state = YES
        for bits, need in track:
            if need == 1:
                if bits & yes:
                    continue
                if not bits & may:
                    state = NO
                    break
            elif (bits & yes).bit_count() >= need:
                continue
            elif (bits & may).bit_count() < need:
                state = NO
                break
            state = UNKNOWN
        if state == YES:
            return YES
        if state:
            result = UNKNOWN
    return result


def residue(formula: Formula, yes: int, no: int) -> Formula:
    """What is still open of an undecided formula; its bits are those that can still matter."""
    may = ~no & ~yes
    tracks = []
    for track in formula:
        groups = []
        for bits, need in track:
            left = need - (bits & yes).bit_count()
            if left <= 0:
                continue
            bits &= may
            if bits.bit_count() < left:
                break
            groups.append((bits, left))
        else:
            tracks.append(tuple(groups))
    return tuple(tracks)


@dataclass(frozen=True)
class Outcome:
    """`needs` are the questions without an answer that can still change the verdict.

    Answering all of them settles it; with fewer it may be settled sooner.
    """

    verdict: Verdict
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """The question to ask next: how many open policies it is about, and is expected to decide."""

    question: Question
    concerns: int
    expected: float


class CompiledRule:
    __slots__ = ("bits", "certain", "choices", "possible", "rule")

    def __init__(self, rule: Rule, book: "RuleBook"):
        self.rule = rule
        self.bits: list[tuple[int, int]] = []
        numbers: dict[int, int] = {}
        self.possible = self.formula(book, numbers, assessed=True)
        self.certain = self.formula(book, numbers, assessed=False)
        self.bits = [(1 << place, test) for test, place in numbers.items()]
        self.choices = self.choices_of(book)

    def formula(self, book: "RuleBook", numbers: dict[int, int], assessed: bool) -> Formula:
        tracks = []
        for way in self.rule.ways:
            groups = [group for group in self.rule.common if group.deciding] + list(way.deciding)
            if self.rule.tracks and not way.deciding and not assessed:
                continue
            parts = [self.part(group, book, numbers, assessed) for group in groups]
            if None not in parts:
                tracks.append(tuple(part for part in parts if part[1] > 0))
        return tuple(tracks)

    @staticmethod
    def part(group, book, numbers, assessed) -> tuple[int, int] | None:
        """The bits of a group and how many are needed; None if there are too few."""
        bits, need = 0, group.at_least
        for row in group.deciding:
            test = book.test_number(row)
            if test is None:
                need -= assessed
            elif row.hardness == "must" or assessed:
                bits |= 1 << numbers.setdefault(test, len(numbers))
        return None if bits.bit_count() < need else (bits, need)

    def choices_of(self, book: "RuleBook") -> list[tuple[str, int, list[tuple[float, int, int]]]]:
        """For each question: its bits, and what its answers do to them, each with its weight."""
        own = defaultdict(list)
        for bit, test in self.bits:
            own[book.tests[test][0]].append((bit, test))
        codes = dict.fromkeys(code for asked in own for code in (asked, *book.gates_of(asked)))
        choices = []
        for code in codes:
            behind = [(b, asked) for asked in own for b, _ in own[asked]]
            behind = [(b, asked) for b, asked in behind if code in book.gates_of(asked)]
            bits = sum(b for b, _ in own.get(code, ())) | sum(b for b, _ in behind)
            effects = self.effects(book, code, own.get(code, []), behind)
            choices.append((code, bits, effects))
        return choices

    @staticmethod
    def effects(book, code, own, behind) -> list[tuple[float, int, int]]:
        question = book.questions[code]
        weights: dict[tuple[int, int], int] = defaultdict(int)
        for answer in samples(question, [book.tests[test][1] for _, test in own]):
            yes = sum(bit for bit, test in own if book.tests[test][2](answer))
            no = sum(bit for bit, _ in own) & ~yes
            for bit, asked in behind:
                if book.is_shut(asked, code, answer):
                    no |= bit
            weights[yes, no] += 1
        if question.kind in {"number", "date"}:
            weights = dict.fromkeys(weights, 1)
        whole = sum(weights.values())
        return [(weight / whole, yes, no) for (yes, no), weight in weights.items()]

    def masks(self, states: list[int]) -> tuple[int, int]:
        yes = no = 0
        for bit, test in self.bits:
            state = states[test]
            if state == YES:
                yes |= bit
            elif state == NO:
                no |= bit
        return yes, no

    def verdict(self, yes: int, no: int) -> Verdict:
        possible = truth(self.possible, yes, no)
        if possible == NO:
            return Verdict.NO
        if possible == UNKNOWN:
            return Verdict.OPEN
        if self.certain == self.possible:
            return Verdict.LIKELY
        return (Verdict.ASSESSMENT, Verdict.OPEN, Verdict.LIKELY)[truth(self.certain, yes, no)]


class RuleBook:
    """All rules, compiled once for any number of people. Holds nothing about anybody."""

    def __init__(self, questions: Iterable[Question], rules: Iterable[Rule]):
        self.questions = {question.code: question for question in questions}
        self.rules = {rule.key: rule for rule in rules}
        self.tests: list[tuple[str, Row, object]] = []
        self.numbers: dict[tuple, int | None] = {}
        self.gates: dict[str, tuple[str, ...]] = {}
        self.compiled = {
            key: CompiledRule(rule, self) for key, rule in self.rules.items() if rule.is_modelled
        }
        self.by_question = defaultdict(list)
        for number, (code, _row, _test) in enumerate(self.tests):
            self.by_question[code].append(number)

    def test_number(self, row: Row) -> int | None:
        """The number of the row's test, shared by all rows that test the same."""
        if row.test_key not in self.numbers:
            question = self.questions.get(row.question)
            test = row_test(row, question) if question else None
            self.numbers[row.test_key] = None if test is None else len(self.tests)
            if test is not None:
                self.tests.append((row.question, row, test))
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

    def is_shut(self, code: str, gate: str, answer) -> bool:
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
        states = [UNKNOWN] * len(self.tests)
        for code, tests in self.by_question.items():
            gate = self.gate_state(code, answers) if self.questions[code].gate else YES
            answer = answers.get(code, SKIPPED)
            if gate == NO:
                for number in tests:
                    states[number] = NO
            elif answer is not SKIPPED:
                for number in tests:
                    states[number] = gate if self.tests[number][2](answer) else NO
        return states

    def match(self, answers: Answers, among: Collection[Hashable] | None = None) -> "Matching":
        """The verdict of every rule, or of those `among` whose keys are given."""
        return Matching(self, answers, among)


class Matching:
    """Everything that the answers say about the rules of a book."""

    def __init__(self, book: RuleBook, answers: Answers, among=None):
        self.book, self.answers = book, answers
        self.outcomes: dict[Hashable, Outcome] = {}
        self.open: list[tuple[CompiledRule, Formula, Formula | None, int]] = []
        states = book.states(answers)
        settled = {verdict: Outcome(verdict) for verdict in Verdict}
        for key in book.rules if among is None else among:
            compiled = book.compiled.get(key)
            if compiled is None:
                self.outcomes[key] = settled[Verdict.UNMODELLED]
                continue
            yes, no = compiled.masks(states)
            verdict = compiled.verdict(yes, no)
            self.outcomes[key] = (
                self.opened(compiled, yes, no) if verdict == Verdict.OPEN else settled[verdict]
            )

    def opened(self, compiled: CompiledRule, yes: int, no: int) -> Outcome:
        possible = residue(compiled.possible, yes, no)
        certain = None
        if compiled.certain != compiled.possible:
            certain = residue(compiled.certain, yes, no)
        bits = 0
        for track in (*possible, *(certain or ())):
            for group, _need in track:
                bits |= group
        self.open.append((compiled, possible, certain, bits))
        answers = self.answers
        needs = [
            code
            for code, own, _effects in compiled.choices
            if own & bits and answers.get(code, SKIPPED) is SKIPPED
        ]
        return Outcome(Verdict.OPEN, tuple(needs))

    def next_question(self) -> Suggestion | None:
        """The question that is expected to decide the most open rules; None if none can.

        Options count as equally likely, and so do the ranges of a number or date. Never one that
        was answered or skipped, nor one whose gate has not been answered with yes.
        """
        expected, concerns = self.weigh()
        if not concerns:
            return None

        def weight(code):
            question = self.book.questions[code]
            factor = SENSITIVE_WEIGHT if question.sensitive else 1
            return (
                round(expected.get(code, 0) * factor, 9),
                concerns[code] * factor,
                -question.order,
            )

        best = max(concerns, key=weight)
        return Suggestion(self.book.questions[best], concerns[best], expected.get(best, 0))

    def weigh(self) -> tuple[dict[str, float], dict[str, int]]:
        """Of each question that may be asked: how many rules it should decide, and concerns."""
        book, answers = self.book, self.answers
        askable = {
            code
            for code in book.questions
            if code not in answers and book.gate_state(code, answers) == YES
        }
        expected: dict[str, float] = defaultdict(float)
        concerns: dict[str, int] = defaultdict(int)
        for compiled, possible, certain, bits in self.open:
            for code, own, effects in compiled.choices:
                if not own & bits or code not in askable:
                    continue
                concerns[code] += 1
                for weight, yes, no in effects:
                    state = truth(possible, yes, no)
                    if state == YES and certain is not None:
                        state = truth(certain, yes, no)
                    if state != UNKNOWN:
                        expected[code] += weight
        return expected, concerns
