"""What the answers come to: policies by verdict, each explained, and what they give together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talent.comparison import LEAST
from talent.comparison import MOST as MOST_COMPARED
from talent.filters import PolicyFilterSet
from talent.matching import Estimate, Explanation, Verdict, estimate, explain, total
from talent.models import Material, TalentPolicy
from talent.rules import load_relations
from talent.sentences import money_text

# Policies of one verdict that the page with all verdicts explains.
FIRST = 8
# Policies that the page of one verdict explains.
MOST = 100
# A subscription keeps no longer a query.
LONGEST_FOLLOWED = 500
ORDER = (Verdict.LIKELY, Verdict.ASSESSMENT, Verdict.OPEN, Verdict.NO, Verdict.UNMODELLED)
MEANINGS = {
    Verdict.LIKELY: gettext_lazy("按您的回答，写成数据的硬性条件都满足。最终由主管部门审定。"),
    Verdict.ASSESSMENT: gettext_lazy("硬性条件都满足，还要经过评审、认定，或由办理机构审核。"),
    Verdict.OPEN: gettext_lazy("还有问题没有回答，或者跳过了，所以不能下结论。"),
    Verdict.NO: gettext_lazy("有硬性条件不满足。下面写明差在哪里。"),
    Verdict.UNMODELLED: gettext_lazy("这些政策的条件还没有写成数据，请看原文。"),
}
SIGNS = {
    Verdict.LIKELY: "✓",
    Verdict.ASSESSMENT: pgettext_lazy("verdict sign", "评"),
    Verdict.OPEN: "?",
    Verdict.NO: "✗",
    Verdict.UNMODELLED: "–",
}


@dataclass
class Result:
    """One policy: its verdict with every condition, and what it would bring."""

    policy: TalentPolicy
    explanation: Explanation
    estimate: Estimate
    # Questions that are still open, as (code, name, address at which it is asked).
    needs: list[tuple[str, str, str]]
    # For a "no": what would have to be different, as (code, name, rows that fail).
    changes: list[tuple] = field(default_factory=list)
    is_picked: bool = False

    @property
    def amount(self) -> str:
        return range_words(self.estimate) if self.estimate.amounts else ""

    @property
    def depends(self) -> list[str]:
        return list(self.estimate.depends)


def range_words(found) -> str:
    """ "10万元至30万元"; '' where the fields say nothing."""
    low, high = found.low, found.high
    if high is None:
        return _("不低于%(amount)s") % {"amount": money_text(low)} if low else ""
    if not high:
        return ""
    if low == high:
        return money_text(high)
    if not low:
        return _("最高%(amount)s") % {"amount": money_text(high)}
    return _("%(low)s至%(high)s") % {"low": money_text(low), "high": money_text(high)}


@dataclass
class Section:
    """The policies of one verdict; `count` says how many there are, `results` has the first."""

    verdict: Verdict
    count: int
    results: list[Result]
    # Where all of them are.
    address: str

    @property
    def more(self) -> str:
        return _("看全部 %(count)d 项") % {"count": self.count}

    @property
    def meaning(self):
        return MEANINGS[self.verdict]

    @property
    def sign(self):
        return SIGNS[self.verdict]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.results)


class Results:
    """Everything that the result page shows. `show` is a verdict to show alone and in full."""

    def __init__(self, visit, show: str = "", picked: Iterable[str] = ()):
        self.visit, self.show, self.picked = visit, show, set(picked)
        self.book, self.matching = visit.book, visit.matching

    @cached_property
    def keys(self) -> dict[Verdict, list]:
        keys: dict[Verdict, list] = {verdict: [] for verdict in ORDER}
        for key, verdict in self.matching.verdicts.items():
            keys[verdict].append(key)
        return keys

    @cached_property
    def explanations(self) -> dict:
        """Of everything that may be shown or added up; a "no" only as far as it is shown."""
        wanted = [key for verdict in ORDER[:2] for key in self.keys[verdict]]
        wanted += [key for verdict in self.shown for key in self.shown[verdict]]
        answers = self.visit.answers
        return {key: explain(self.book, key, answers) for key in dict.fromkeys(wanted)}

    @cached_property
    def estimates(self) -> dict:
        rules = self.book.rules
        return {key: estimate(rules[key], found) for key, found in self.explanations.items()}

    @cached_property
    def shown(self) -> dict[Verdict, list]:
        """The keys that each section lists, the most promising first."""
        shown = {}
        for verdict in ORDER:
            if self.show and verdict != self.show:
                continue
            keys = self.keys[verdict]
            if verdict == Verdict.OPEN:
                keys = sorted(keys, key=lambda key: len(self.matching.needs(key)))
            elif verdict in ORDER[:2]:
                keys = sorted(keys, key=self.worth, reverse=True)
            shown[verdict] = keys[: MOST if self.show else FIRST]
        return shown

    def worth(self, key) -> int:
        found = estimate(self.book.rules[key], explain(self.book, key, self.visit.answers))
        return found.high or found.low

    @cached_property
    def policies(self) -> dict:
        keys = {key for keys in self.shown.values() for key in keys}
        keys |= set(self.counted_keys)
        policies = TalentPolicy.objects.filter(pk__in=keys).for_list()
        return {policy.pk: policy for policy in policies.with_states(self.visit.filterset.day)}

    @cached_property
    def sections(self) -> list[Section]:
        return [
            Section(
                verdict,
                len(self.keys[verdict]),
                [self.result(key) for key in keys],
                self.visit.address(show=verdict),
            )
            for verdict, keys in self.shown.items()
            if keys
        ]

    def result(self, key) -> Result:
        found, policy = self.explanations[key], self.policies[key]
        questions, ask_path = self.book.questions, reverse("talent:match")
        return Result(
            policy,
            found,
            self.estimates[key],
            [
                (code, questions[code].name, self.visit.address(ask_path, ask=code))
                for code in self.matching.needs(key)
            ],
            [(c.question, questions[c.question].name, c.rows) for c in found.changes],
            policy.slug in self.picked,
        )

    @cached_property
    def counted_keys(self) -> list:
        """What is added up: the picked ones, else all that are likely, else all to be assessed."""
        may = [key for verdict in ORDER[:2] for key in self.keys[verdict]]
        if self.picked:
            slugs = dict(TalentPolicy.objects.filter(pk__in=may).values_list("pk", "slug"))
            return [key for key in may if slugs[key] in self.picked]
        return self.keys[Verdict.LIKELY] or self.keys[Verdict.ASSESSMENT]

    @cached_property
    def taken(self) -> "Taken":
        """The policies that go along: the picked ones, else those that are added up."""
        keys = [key for keys in self.keys.values() for key in keys]
        if self.picked:
            slugs = TalentPolicy.objects.filter(pk__in=keys, slug__in=self.picked)
            return Taken(list(slugs.order_by("slug").values_list("slug", flat=True)))
        return Taken(sorted(self.policies[key].slug for key in self.counted_keys))

    @cached_property
    def sum(self) -> "Sum":
        return Sum(self, self.counted_keys)

    @cached_property
    def materials(self) -> list[dict]:
        """One list for all counted policies; a paper that several want stands there once."""
        found: dict[str, dict] = {}
        for row in Material.objects.filter(policy__in=self.counted_keys):
            entry = found.setdefault(
                row.name,
                {"name": row.name, "wanted": [], "policies": [], "is_required": False},
            )
            entry["wanted"].append((row, self.policies[row.policy_id]))
            entry["policies"].append(self.policies[row.policy_id])
            entry["is_required"] |= row.is_required
        return sorted(found.values(), key=lambda entry: -len(entry["policies"]))


@dataclass(frozen=True)
class Taken:
    """Policies to compare, print, follow and put into a calendar: no answer goes along."""

    slugs: list[str]

    @property
    def query(self) -> str:
        return "?" + urlencode([("policy", slug) for slug in self.slugs])

    @property
    def may_be_compared(self) -> bool:
        return LEAST <= len(self.slugs) <= MOST_COMPARED

    @property
    def filterset(self) -> PolicyFilterSet | None:
        """What can be followed by mail; None for none or too many."""
        if not 0 < len(self.query) <= LONGEST_FOLLOWED:
            return None
        return PolicyFilterSet(QueryDict(self.query[1:]), TalentPolicy.objects.visible())


class Sum:
    """What the counted policies bring together, under the rules of stacking."""

    def __init__(self, results: Results, keys: list):
        estimates = [results.estimates[key] for key in keys]
        estimates = [found for found in estimates if found.amounts]
        bounded = [found for found in estimates if found.high is not None and found.high > 0]
        self.results = results
        self.number = len(keys)
        self.unbounded = [results.policies[e.key] for e in estimates if e.high is None]
        self.total = total(bounded, load_relations(keys))
        policies = results.policies
        self.counted = [
            (policies[item.estimate.key], range_words(item.estimate), item.deducted)
            for item in self.total.counted
        ]
        self.left_out = [
            (policies[item.estimate.key], relation_words(item, policies))
            for item in self.total.left_out
        ]

    @property
    def amount(self) -> str:
        return range_words(self.total)

    @property
    def depends(self) -> list[str]:
        words = (w for item in self.total.counted for w in item.estimate.depends)
        return list(dict.fromkeys(words))


def relation_words(item, policies) -> str:
    """Why a policy is not counted, naming the one that is."""
    relation = item.relation
    other = relation.other if relation.rule == item.estimate.key else relation.rule
    values = {"other": policies[other].title, "note": relation.note}
    match relation.kind:
        case "exclusive":
            return _("与“%(other)s”不能同时享受，要选一项") % values
        case "higher_only":
            return _("与“%(other)s”就高不重复，只计高的一项") % values
    return _("已在“%(other)s”中抵扣") % values
