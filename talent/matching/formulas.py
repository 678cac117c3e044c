"""One rule as two formulas over bits, one bit a test.

In "possible" what has to be assessed turns out well, in "certain" it doesn't. Both are decided
with strong Kleene logic; together they give the verdict. A formula is a tuple of tracks (any is
enough), a track a tuple of (bits, how many of them are needed), all of which have to hold.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from talent.matching.rules import Rule, Verdict, samples

NO, UNKNOWN, YES = 0, 1, 2
Formula = tuple[tuple[tuple[int, int], ...], ...]


def truth(formula: Formula, yes: int, no: int) -> int:
    """Strong Kleene value of a formula whose bits are met (`yes`), not met (`no`) or unknown."""
    left = residue(formula, yes, no)
    return YES if () in left else UNKNOWN if left else NO


def residue(formula: Formula, yes: int, no: int) -> Formula:
    """What is still open of a formula: nothing if it is lost, with an empty track if it holds."""
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
class Choice:
    """A question of a rule: the bits that hang on it, and what each kind of answer does to them."""

    code: str
    bits: int
    effects: tuple[tuple[int, int], ...]


class CompiledRule:
    """`tests` maps a bit's place to the number of its test in the book."""

    def __init__(self, rule: Rule, book):
        self.rule, self.book = rule, book
        places: dict[int, int] = {}
        self.possible = self.formula(places, assessed=True)
        certain = self.formula(places, assessed=False)
        self.certain = self.possible if certain == self.possible else certain
        self.tests = tuple(places)

    def formula(self, places: dict[int, int], assessed: bool) -> Formula:
        tracks = []
        for way in self.rule.ways:
            if self.rule.tracks and not way.deciding and not assessed:
                continue
            groups = (*(group for group in self.rule.common if group.deciding), *way.deciding)
            parts = [self.part(group, places, assessed) for group in groups]
            if None not in parts:
                tracks.append(tuple(part for part in parts if part[1] > 0))
        return tuple(tracks)

    def part(self, group, places: dict[int, int], assessed: bool) -> tuple[int, int] | None:
        """The bits of a group and how many are needed; None if there are too few."""
        bits, need = 0, group.at_least
        for row in group.deciding:
            test = self.book.test_number(row)
            if test is None:
                need -= assessed
            elif row.hardness == "must" or assessed:
                bits |= 1 << places.setdefault(test, len(places))
        return None if bits.bit_count() < need else (bits, need)

    def masks(self, states: list[int]) -> tuple[int, int]:
        yes = no = 0
        for place, test in enumerate(self.tests):
            state = states[test]
            yes |= (state == YES) << place
            no |= (state == NO) << place
        return yes, no

    def needs(self, states: list[int], answered) -> tuple[str, ...]:
        """The questions without an answer on which the verdict still hangs."""
        yes, no = self.masks(states)
        open_bits = 0
        for formula in (self.possible, self.certain):
            for track in residue(formula, yes, no):
                for bits, _need in track:
                    open_bits |= bits
        return tuple(
            choice.code
            for choice in self.choices
            if choice.bits & open_bits and choice.code not in answered
        )

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Its questions in the order in which the rule speaks of them, gates included."""
        book, own = self.book, defaultdict(dict)
        for place, test in enumerate(self.tests):
            own[book.tests[test].code][1 << place] = book.tests[test]
        codes = dict.fromkeys(code for asked in own for code in (*book.gates_of(asked), asked))
        choices = []
        for code in codes:
            gated = {bit: asked for asked in own for bit in own[asked]}
            gated = {bit: asked for bit, asked in gated.items() if code in book.gates_of(asked)}
            bits = sum(own.get(code, ())) | sum(gated)
            choices.append(Choice(code, bits, self.effects(code, own.get(code, {}), gated)))
        return tuple(choices)

    def effects(self, code: str, own: dict, gated: dict) -> tuple[tuple[int, int], ...]:
        book, found = self.book, set()
        for answer in samples(book.questions[code], [test.row for test in own.values()]):
            yes = sum(bit for bit, test in own.items() if test.is_met(answer))
            no = sum(own) & ~yes
            no |= sum(bit for bit, asked in gated.items() if book.is_shut(asked, code, answer))
            found.add((yes, no))
        return tuple(sorted(found))


def verdict_of(possible: int, certain: int) -> Verdict:
    if possible != YES:
        return Verdict.OPEN if possible else Verdict.NO
    return (Verdict.ASSESSMENT, Verdict.OPEN, Verdict.LIKELY)[certain]
