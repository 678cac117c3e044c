"""Two to four policies side by side, line by line, with what differs marked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from talent.dates import When
from talent.filters import PolicyFilterSet
from talent.matching import Rule, RuleBook, row_words
from talent.models import Condition, PolicyRelation, TalentPolicy
from talent.rules import load_questions, rule_of, with_rules

LEAST, MOST = 2, 4
# Policies that are offered for comparison.
SUGGESTED = 8


@dataclass(frozen=True)
class Line:
    """What each policy says about one thing; an empty cell says nothing."""

    name: str
    cells: tuple[tuple[str, ...], ...]
    is_of_conditions: bool = False

    @property
    def differs(self) -> bool:
        return len(set(self.cells)) > 1

    @property
    def says_something(self) -> bool:
        return any(self.cells)


class Comparison:
    """Conditions stand in the line of their question, papers in that of their name."""

    def __init__(self, policies: Iterable[TalentPolicy]):
        self.policies = list(policies)
        rules = [rule_of(policy) for policy in self.policies]
        self.book = RuleBook(load_questions(), rules)
        self.rules = rules

    @property
    def lines(self) -> list[Line]:
        lines = [*self.facts(), *self.conditions(), *self.papers(), *self.sources()]
        return [line for line in lines if line.says_something]

    def line(self, name: str, cells: Callable[[TalentPolicy], Iterable]) -> Line:
        return Line(str(name), tuple(tuple(str(c) for c in cells(p) if c) for p in self.policies))

    def facts(self) -> Iterable[Line]:
        yield self.line(_("适用对象"), lambda p: p.subject_labels)
        yield self.line(_("能得到什么"), lambda p: [b.sentence for b in p.benefits.all()])
        yield self.line(_("申报时间"), lambda p: [time_words(w) for w in p.application_times])
        yield self.line(_("有效性"), validity_words)
        yield self.line(_("兑现方式"), lambda p: [p.get_delivery_display()])
        yield self.line(_("承诺办结"), days_words)

    def conditions(self) -> Iterable[Line]:
        found = [dict(self.demands(rule)) for rule in self.rules]
        for code, question in self.book.questions.items():
            if any(code in demands for demands in found):
                cells = tuple(tuple(demands.get(code, ())) for demands in found)
                yield Line(question.name, cells, is_of_conditions=True)
        if any("" in demands for demands in found):
            cells = tuple(tuple(demands.get("", ())) for demands in found)
            yield Line(_("其他条件"), cells, is_of_conditions=True)

    def demands(self, rule: Rule) -> Iterable[tuple[str, list[str]]]:
        """By question, what the rule asks of it in words; '' for what no question asks."""
        found: dict[str, list[str]] = {}
        tracks = [("", rule.common), *((track.name, track.groups) for track in rule.tracks)]
        for track, groups in tracks:
            for group in groups:
                for row in group.rows:
                    words = row_words(row, self.book.questions.get(row.question))
                    words = qualified(words, row, group)
                    words = in_track(track, words) if track else words
                    found.setdefault(row.question, []).append(words)
        return found.items()

    def papers(self) -> Iterable[Line]:
        """Papers that only one policy wants stand in one line; those of several in their own."""
        names = [[material.name for material in p.materials.all()] for p in self.policies]
        everyone = set.intersection(*map(set, names)) if names else set()
        shared = [name for name in names[0] if name in everyone] if names else []
        if shared:
            yield Line(_("都要的材料"), tuple(tuple(shared) for _policy in names))
        own = tuple(tuple(n for n in listed if n not in everyone) for listed in names)
        yield Line(_("材料") if not shared else _("另外要的材料"), own)

    def sources(self) -> Iterable[Line]:
        yield self.line(_("类别"), lambda p: [p.get_category_display()])
        yield self.line(_("层级"), lambda p: [p.get_level_display()])
        yield self.line(_("发布机构"), lambda p: [p.issuer])
        yield self.line(_("发文字号"), lambda p: [p.document_number])
        yield self.line(_("数据完整度"), lambda p: [p.get_completeness_display()])
        yield self.line(_("数据来源类型"), lambda p: [p.get_data_origin_display()])
        yield self.line(_("最近核对"), lambda p: [checked_words(p)])

    @property
    def relations(self) -> list[PolicyRelation]:
        """What the policies say of each other."""
        keys = [policy.pk for policy in self.policies]
        found = PolicyRelation.objects.filter(policy__in=keys, other__in=keys)
        return list(found.select_related("policy", "other", "clause"))


class Choice:
    """The policies that an address names, and ways to change which they are."""

    def __init__(self, filterset, visible, errors):
        self.filterset, self.visible, self.errors = filterset, visible, errors
        self.words = "" if errors else filterset.data.get("q", "").strip()

    @cached_property
    def policies(self) -> list[TalentPolicy]:
        """In as many queries for four as for two; none while the address is not understood."""
        slugs = [] if self.errors else self.filterset.data.getlist("policy")[: MOST + 1]
        policies = self.visible.filter(slug__in=slugs).with_states(self.filterset.day)
        rows = with_rules(policies.for_list()).prefetch_related("materials")
        return sorted(rows, key=lambda policy: slugs.index(policy.slug))

    @property
    def is_complete(self) -> bool:
        return LEAST <= len(self.policies) <= MOST

    @property
    def lacks(self) -> int:
        return max(0, LEAST - len(self.policies))

    @property
    def is_too_large(self) -> bool:
        return len(self.policies) > MOST

    @property
    def may_grow(self) -> bool:
        return len(self.policies) < MOST

    @property
    def chosen(self) -> list[tuple[TalentPolicy, str]]:
        """Each policy with the address of the comparison without it."""
        return [(p, self.query([q for q in self.policies if q is not p])) for p in self.policies]

    @property
    def others(self) -> list[tuple[TalentPolicy, str]]:
        """What could join: found by words, else of the kind of the first; with its address."""
        if self.errors or not self.may_grow:
            return []
        data = QueryDict(mutable=True)
        if self.words:
            data["q"] = self.words
        elif self.policies:
            data["category"] = self.policies[0].category
        found = PolicyFilterSet(data, self.visible).qs
        found = found.exclude(pk__in=[policy.pk for policy in self.policies])
        return [(p, self.query([*self.policies, p])) for p in found.for_list()[:SUGGESTED]]

    @property
    def address(self) -> str:
        return self.query(self.policies)

    def query(self, policies) -> str:
        return self.filterset.query(policy=[p.slug for p in policies], q=None, sort=None)


def time_words(when: When) -> str:
    return _("预计%(when)s") % {"when": when.text} if when.is_expected else when.text


def validity_words(policy) -> Iterable[str]:
    yield policy.get_validity().label
    if policy.effective_to:
        yield _("至%(when)s") % {"when": date_format(policy.effective_to)}


def days_words(policy) -> Iterable[str]:
    if policy.promised_days:
        yield _("%(days)d个工作日") % {"days": policy.promised_days}


def checked_words(policy) -> str:
    return date_format(policy.verified_on) if policy.verified_on else _("尚未核对")


def qualified(words: str, row, group) -> str:
    """With what makes the row less than a condition that everybody has to meet."""
    if len(group.rows) > 1:
        values = {"words": words, "number": group.at_least}
        words = _("%(words)s（同组满足%(number)d项即可）") % values
    if row.hardness != "must":
        hardness = Condition.Hardness(row.hardness).label
        words = _("%(words)s（%(hardness)s）") % {"words": words, "hardness": hardness}
    return words


def in_track(track: str, words: str) -> str:
    return _("%(track)s：%(words)s") % {"track": track, "words": words}
