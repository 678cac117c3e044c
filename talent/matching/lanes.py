"""The formulas of all rules side by side in long integers, so that one operation serves them all.

A lane is one track of one formula of one rule, and has its bit in every integer here; the lanes
of "possible" come first, then those of "certain" where it differs. Slot n holds the n-th group of
every lane. "At least n of m" is written as one group for each m-n+1 of the rows.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from talent.matching.formulas import NO, YES, CompiledRule, Formula

Slots = dict[int, int]


@dataclass(frozen=True)
class Layer:
    """The lanes of the n-th tracks: rule number p has lane `offset + p`."""

    offset: int
    mask: int


def layers(formulas: list[Formula], offset: int) -> list[Layer]:
    """As many layers as the longest formula has tracks, each as wide as it has to be."""
    found = []
    for depth in range(max(map(len, formulas), default=0)):
        width = 1 + max(n for n, formula in enumerate(formulas) if len(formula) > depth)
        found.append(Layer(offset, (1 << width) - 1))
        offset += width
    return found


def plain_groups(track) -> list[int]:
    """The groups of a track, each as bits of which one is needed."""
    found = []
    for bits, need in track:
        if need == 1:
            found.append(bits)
            continue
        single = [1 << place for place in range(bits.bit_length()) if bits >> place & 1]
        found += [sum(some) for some in combinations(single, len(single) - need + 1)]
    return found


class Lanes:
    def __init__(self, rules: list[CompiledRule]):
        rules = sorted(rules, key=lambda rule: -len(rule.possible))
        self.keys = [rule.rule.key for rule in rules]
        self.all = (1 << len(rules)) - 1
        self.same = sum(1 << n for n, rule in enumerate(rules) if rule.certain is rule.possible)
        possible = [rule.possible for rule in rules]
        certain = [() if rule.certain is rule.possible else rule.certain for rule in rules]
        self.possible = layers(possible, 0)
        end = sum(layer.mask.bit_length() for layer in self.possible)
        self.certain = layers(certain, end)
        self.used = 0
        self.slots: list[int] = []
        self.members: dict[int, Slots] = defaultdict(lambda: defaultdict(int))
        for plane, formulas in ((self.possible, possible), (self.certain, certain)):
            for number, formula in enumerate(formulas):
                for layer, track in zip(plane, formula, strict=False):
                    self.add_track(1 << (layer.offset + number), track, rules[number].tests)

    def add_track(self, lane: int, track, tests: tuple[int, ...]) -> None:
        self.used |= lane
        for slot, bits in enumerate(plain_groups(track)):
            if slot == len(self.slots):
                self.slots.append(0)
            self.slots[slot] |= lane
            for place, test in enumerate(tests):
                if bits >> place & 1:
                    self.members[test][slot] |= lane

    def lanes_of(self, tests) -> Slots:
        """By slot, the lanes whose group holds any of these tests."""
        found: Slots = defaultdict(int)
        for test in tests:
            for slot, lanes in self.members[test].items():
                found[slot] |= lanes
        return found

    @staticmethod
    def folded(plane: list[Layer], lanes: int) -> int:
        """The rules that have one of these lanes."""
        rules = 0
        for layer in plane:
            rules |= lanes >> layer.offset & layer.mask
        return rules

    def sorted_out(self, hold: int, live: int) -> "Sorted":
        """What lanes that hold, and lanes that are not lost, mean for their rules."""
        possible = self.folded(self.possible, hold)
        may = self.folded(self.possible, live)
        certain = self.folded(self.certain, hold) | (possible & self.same)
        may_certain = self.folded(self.certain, live) | (may & self.same)
        lost = self.all & ~may
        return Sorted(lost, possible & certain, possible & ~may_certain)


@dataclass(frozen=True)
class Sorted:
    """Rules, as bits, whose verdict is settled: no, likely, needs assessment."""

    no: int
    likely: int
    assessed: int

    @property
    def settled(self) -> int:
        return self.no | self.likely | self.assessed


class Progress:
    """How far the groups of every lane are decided by the states of the tests."""

    def __init__(self, lanes: Lanes, states: list[int]):
        self.lanes = lanes
        self.hit = lanes.lanes_of(test for test, state in enumerate(states) if state == YES)
        self.alive = lanes.lanes_of(test for test, state in enumerate(states) if state != NO)
        self.hold, self.live = self.combined(range(len(lanes.slots)))
        self.sorted = lanes.sorted_out(self.hold, self.live)

    def combined(self, slots) -> tuple[int, int]:
        """The lanes that hold, and that are not lost, as far as these slots go."""
        hold = live = self.lanes.used
        for slot in slots:
            absent = ~self.lanes.slots[slot]
            hold &= self.hit[slot] | absent
            live &= self.alive[slot] | absent
        return hold, live

    def concerned(self, touched: Slots) -> int:
        """The open rules that have one of these lanes where it can still matter."""
        lanes = 0
        for slot, some in touched.items():
            lanes |= some & ~self.hit[slot]
        lanes &= self.live
        all_lanes = self.lanes
        rules = all_lanes.folded(all_lanes.possible, lanes)
        rules |= all_lanes.folded(all_lanes.certain, lanes)
        return rules & ~self.sorted.settled

    def settled_by(self, touched: Slots, alive_without: Slots, effects) -> float:
        """How many more rules an answer is expected to settle, over its `effects`.

        `touched` are the lanes that hang on the question, `alive_without` those whose group is
        kept alive by other questions; an effect is (weight, lanes hit, lanes kept alive).
        """
        slots = self.lanes.slots
        rest = [slot for slot in range(len(slots)) if slot not in touched]
        hold_rest, live_rest = self.combined(rest)
        absent = {slot: ~slots[slot] for slot in touched}
        expected = 0.0
        for weight, hit, alive in effects:
            hold, live = hold_rest, live_rest
            for slot in touched:
                hold &= self.hit[slot] | hit.get(slot, 0) | absent[slot]
                live &= alive_without[slot] | self.hit[slot] | alive.get(slot, 0) | absent[slot]
            settled = self.lanes.sorted_out(hold, live).settled & ~self.sorted.settled
            expected += weight * settled.bit_count()
        return expected
