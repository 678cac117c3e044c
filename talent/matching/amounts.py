"""What somebody would get, as a range, and what several policies come to together."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from talent.matching.explanation import Explanation, Mark
from talent.matching.rules import Relation, Rule, Verdict

# Up to so many policies that are tied to each other every choice is tried.
MOST_TIED = 14
CONFLICTS = frozenset({"exclusive", "higher_only"})


@dataclass(frozen=True)
class Amount:
    """A benefit's least and most in whole yuan for one unit; None where its fields don't say.

    `is_grant` is False for what is lent, secured or invested: it is listed and never added up.
    `depends` says in words what the range hangs on ("the actual building cost").
    """

    low: int | None
    high: int | None
    track: Hashable = None
    label: str = ""
    depends: tuple[str, ...] = ()
    is_grant: bool = True
    key: Hashable = None


@dataclass(frozen=True)
class Estimate:
    """`high` None means that nobody can say how much at most. `tracks` are the tiers still open.

    `low` is what is certain once the policy is granted; being granted is another matter.
    """

    key: Hashable
    low: int
    high: int | None
    amounts: tuple[Amount, ...] = ()
    depends: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()


def estimate(rule: Rule, explanation: Explanation) -> Estimate:
    """The best tier that is met, up to the best one that is still possible; tiers never add up.

    Nothing for a "no".
    """
    if explanation.verdict == Verdict.NO:
        return Estimate(rule.key, 0, 0)
    grants = [amount for amount in rule.benefits if amount.is_grant]
    alive = [result for result in explanation.tracks if result.mark != Mark.NOT_MET]
    sums = [
        (result, *added_up([a for a in grants if a.track in (None, result.track.key)]))
        for result in alive
    ] or [(None, *added_up(grants))]
    sure = [low for result, low, _high in sums if result and result.mark == Mark.MET]
    highs = [high for _result, _low, high in sums]
    keys = {None, *(result.track.key for result in alive)}
    counted = tuple(a for a in rule.benefits if a.track in keys or not explanation.tracks)
    return Estimate(
        rule.key,
        max(sure) if sure else min(low for _result, low, _high in sums),
        None if None in highs else max(highs),
        counted,
        tuple(dict.fromkeys(words for amount in counted for words in amount.depends)),
        tuple(result.track.name for result in alive) if len(alive) > 1 else (),
    )


def added_up(amounts: Iterable[Amount]) -> tuple[int, int | None]:
    amounts = list(amounts)
    highs = [amount.high for amount in amounts]
    return sum(a.low or 0 for a in amounts), None if None in highs else sum(highs)


@dataclass(frozen=True)
class Counted:
    """`deducted` is what others take away from it at most."""

    estimate: Estimate
    deducted: int = 0


@dataclass(frozen=True)
class LeftOut:
    """Not counted, because of its relation to one that is."""

    estimate: Estimate
    relation: Relation


@dataclass(frozen=True)
class Total:
    """The best choice that the rules allow. `choice` says whether the person has to choose."""

    low: int
    high: int | None
    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]
    choice: bool


def total(estimates: Sequence[Estimate], relations: Iterable[Relation]) -> Total:
    """Adds up what may be had together.

    Of policies that exclude each other, or of which only the higher is paid, one counts; what
    deducts another is paid the difference. With more than 14 tied policies the best choice is
    approached from the largest down, so that the total may then be too low, never too high.
    """
    by_key = {estimate.key: estimate for estimate in estimates}
    ties = [r for r in relations if {r.rule, r.other} <= set(by_key)]
    ties = [r for r in ties if r.kind in CONFLICTS or r.kind == "deducts"]
    low, high, kept = 0, 0, []
    for part in tied_parts(list(by_key), ties):
        low += best(part, ties, lambda key: by_key[key].low)[0]
        most, chosen = best(part, ties, lambda key: by_key[key].high or by_key[key].low)
        high += most
        kept += chosen
    unlimited = any(estimate.high is None for estimate in estimates)
    left_out = tuple(LeftOut(by_key[k], r) for k, r in reasons(by_key, kept, ties))
    nets = net_amounts(kept, ties, lambda key: by_key[key].high or by_key[key].low)
    counted = tuple(
        Counted(by_key[key], (by_key[key].high or by_key[key].low) - nets[key]) for key in kept
    )
    choice = any(item.relation.kind == "exclusive" for item in left_out)
    return Total(low, None if unlimited else high, counted, left_out, choice)


def tied_parts(keys: list[Hashable], ties: list[Relation]) -> list[list[Hashable]]:
    """Keys that are tied to each other, directly or by way of others."""
    part = {key: [key] for key in keys}
    for tie in ties:
        one, other = part[tie.rule], part[tie.other]
        if one is not other:
            one.extend(other)
            part.update(dict.fromkeys(other, one))
    return list({id(keys): keys for keys in part.values()}.values())


def best(part, ties, amount) -> tuple[int, list[Hashable]]:
    """The most that may be had of these, and which of them make it up."""
    part = sorted(part, key=lambda key: -amount(key))
    if len(part) > MOST_TIED:
        kept = []
        for key in part:
            if not conflicts([*kept, key], ties):
                kept.append(key)
        return sum(net_amounts(kept, ties, amount).values()), kept
    candidates = (
        list(chosen)
        for size in range(len(part), 0, -1)
        for chosen in combinations(part, size)
        if not conflicts(chosen, ties)
    )
    scored = [(sum(net_amounts(keys, ties, amount).values()), keys) for keys in candidates]
    return max(scored, key=lambda score: score[0])


def conflicts(chosen: Iterable[Hashable], ties: list[Relation]) -> bool:
    keys = set(chosen)
    return any(t.kind in CONFLICTS and t.rule in keys and t.other in keys for t in ties)


def net_amounts(chosen, ties: list[Relation], amount) -> dict[Hashable, int]:
    """What each pays after deductions; of two that deduct each other the later one gives way."""
    nets: dict[Hashable, int] = {}
    deducts = {
        key: [t.other for t in ties if t.kind == "deducts" and t.rule == key] for key in chosen
    }

    def net(key, path=()):
        if key not in nets:
            others = [o for o in deducts[key] if o in deducts and o not in (*path, key)]
            taken = sum(net(other, (*path, key)) for other in others)
            nets[key] = max(0, amount(key) - taken)
        return nets[key]

    for key in chosen:
        net(key)
    return nets


def reasons(by_key, kept, ties) -> Iterable[tuple[Hashable, Relation]]:
    """Why each of the others doesn't count: a conflict, else a deduction that isn't worth it."""
    for key in by_key:
        if key in kept:
            continue
        with_kept = [
            tie
            for tie in ties
            if (tie.rule == key and tie.other in kept) or (tie.other == key and tie.rule in kept)
        ]
        yield key, min(with_kept, key=lambda tie: tie.kind not in CONFLICTS)
