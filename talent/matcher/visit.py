"""What a visitor has said, read from the address and the posted form; nothing of it is stored."""

from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scicity.facets import SLUG
from talent.answers import SKIP, answer_text, read_answer
from talent.books import book_of
from talent.filters import PolicyFilterSet
from talent.matching import SKIPPED, Question, RuleBook, Verdict
from talent.models import TalentPolicy

# Answers in an address: `a.degree=doctor`. A code can't have a dot, nor a filter's name.
PREFIX = "a."
ANYBODY = "any"
# Whom the policies are for, and the answer to the question "applicant" that this implies.
WHO = {
    "person": gettext_lazy("我自己"),
    "employer": gettext_lazy("我的单位或企业"),
    "team": gettext_lazy("我的团队"),
    "platform": gettext_lazy("我的平台机构"),
    ANYBODY: gettext_lazy("不限"),
}
APPLICANT = "applicant"
IMPLIED = {"person": "person", "employer": "company", "team": "team", "platform": "institution"}
LONGEST = 60
LARGEST = 10**15
ONE, ALL = "one", "all"
VIEWS = {ONE: gettext_lazy("一次一题"), ALL: pgettext_lazy("questions", "全部列出")}


class Visit:
    """Plain answers live in the address; sensitive ones only in the body of a posted form.

    `who`, `view`, `ask` and the filters of the list of policies stand beside them. A value that
    is not understood is in `errors`, and nothing may then be shown as the answer.
    """

    def __init__(self, request):
        self.path, self.method = request.path, request.method
        self.query, self.posted = request.GET, request.POST
        policies = TalentPolicy.objects.visible()
        self.filterset = PolicyFilterSet(request.GET, policies)
        self.errors: dict[str, str] = {}
        self.who = self.choice("who", WHO)
        self.view = self.choice("view", VIEWS) or ONE
        self.show = self.choice("show", dict(Verdict.choices))
        self.picked = self.slugs("pick")
        if not self.who and self.filterset.data.getlist("policy"):
            self.who = ANYBODY
        self.errors |= {name: errors[0] for name, errors in self.filterset.errors.items()}

    def choice(self, name: str, choices: dict) -> str:
        value = self.posted.get(name) or self.query.get(name, "")
        if value and value not in choices:
            self.errors[name] = _("没有“%(value)s”这个选项。") % {"value": value[:LONGEST]}
            return ""
        return value

    def slugs(self, name: str) -> list[str]:
        values = [*self.posted.getlist(name), *self.query.getlist(name)]
        return sorted({value for value in values if SLUG.fullmatch(value)})

    @property
    def ask(self) -> str:
        """The question that somebody wants to answer next; '' for whichever is best."""
        code = self.query.get("ask", "")
        return code if code in self.book.questions else ""

    @cached_property
    def book(self) -> RuleBook:
        policies = self.filterset.narrowed().order_by()
        if self.who and self.who != ANYBODY:
            policies = policies.filter(Q(subjects__contains=[self.who]) | Q(subjects=[]))
        return book_of(policies.values_list("pk", flat=True))

    @cached_property
    def raw(self) -> dict[str, str]:
        """By code, what was said in words; the form counts before the address."""
        raw = {}
        for data in (self.query, self.posted):
            for name in data:
                if name.startswith(PREFIX):
                    raw[name.removeprefix(PREFIX)] = ",".join(data.getlist(name))
            for code in data.getlist("skip"):
                raw[code] = SKIP
        return raw

    @cached_property
    def unknown(self) -> list[str]:
        """Codes of questions that this site doesn't have (any more)."""
        return [code for code in self.raw if code not in self.book.questions]

    @cached_property
    def said(self) -> dict:
        """The answers that were given, in the order of the questions; others are in `refused`."""
        said = {}
        for code, question in self.book.questions.items():
            text = self.raw.get(code)
            if text is None or (not text and question.kind != "multi"):
                continue
            if question.sensitive and text != SKIP and code not in self.posted_codes:
                continue
            try:
                said[code] = read(question, text)
            except ValueError:
                self.refused[code] = text
        return said

    @cached_property
    def refused(self) -> dict[str, str]:
        """By code, what can't be read; also a question that was sent back empty."""
        asked = self.posted.get("asked") or self.query.get("asked")
        question = self.book.questions.get(asked)
        if question and not self.raw.get(asked) and question.code not in self.with_nothing:
            return {asked: ""}
        return {}

    @property
    def just_said(self) -> str:
        """The question to which this request brings the answer; '' for none."""
        asked = self.posted.get("asked") or self.query.get("asked", "")
        return asked if asked in self.said else ""

    @property
    def with_nothing(self) -> set[str]:
        """Questions with several choices to which "none of them" was answered."""
        return {
            code
            for code, question in self.book.questions.items()
            if question.kind == "multi" and self.raw.get(code) == ""
        }

    @property
    def posted_codes(self) -> set[str]:
        return {name.removeprefix(PREFIX) for name in self.posted if name.startswith(PREFIX)}

    @cached_property
    def answers(self) -> dict:
        """What the rules are told: what was said, and what follows from `who`."""
        question = self.book.questions.get(APPLICANT)
        implied = IMPLIED.get(self.who)
        if question and implied in question.ranks:
            return {APPLICANT: implied} | self.said
        return self.said

    @cached_property
    def matching(self):
        return self.book.match(self.answers)

    @cached_property
    def refusals(self) -> dict[str, str]:
        """By code, what to say at the field."""
        questions = self.book.questions
        return {code: refusal(questions[code], text) for code, text in self.refused.items()}

    @property
    def is_understood(self) -> bool:
        """Whether everything that was said could be read: only then verdicts may be shown."""
        return not self.errors and self.said is not None and not self.refused

    @property
    def secrets(self) -> list[tuple[str, str]]:
        """(name, value) of the sensitive answers, for the hidden fields of the next form."""
        return [
            (PREFIX + code, answer_text(answer))
            for code, answer in self.said.items()
            if self.book.questions[code].sensitive and answer is not SKIPPED
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What stands in every address of this state, in one fixed order."""
        values = {"who": self.who, "view": "" if self.view == ONE else self.view}
        pairs = [(name, value) for name, value in values.items() if value]
        pairs += self.filter_pairs
        return pairs + [(PREFIX + code, text) for code, text in self.public_answers.items()]

    @property
    def bare_pairs(self) -> list[tuple[str, str]]:
        """The same without any answer."""
        return [pair for pair in self.pairs if not pair[0].startswith(PREFIX)]

    @property
    def kept_pairs(self) -> list[tuple[str, str]]:
        """What belongs to one page alone: the question asked for, the verdict shown, the picks."""
        picked = [("pick", slug) for slug in self.picked]
        named = [("ask", self.ask), ("show", self.show)]
        return [pair for pair in named if pair[1]] + picked

    @property
    def filter_pairs(self) -> list[tuple[str, str]]:
        filters = self.filterset
        return [
            (name, value)
            for name in filters.filters
            for value in sorted(filters.data.getlist(name))
            if name != "sort"
        ]

    @cached_property
    def public_answers(self) -> dict[str, str]:
        return {
            code: answer_text(answer)
            for code, answer in self.said.items()
            if answer is SKIPPED or not self.book.questions[code].sensitive
        }

    def address(self, path: str = "", keep: bool = False, **changes) -> str:
        """The address of this state; without the sensitive answers, which no address may hold.

        `keep` says that it is the address of this very page.
        """
        pairs = [pair for pair in self.pairs if pair[0] not in changes]
        pairs += [(name, value) for name, value in changes.items() if value]
        pairs += self.kept_pairs if keep else []
        return (path or self.path) + (f"?{urlencode(pairs)}" if pairs else "")

    def bare(self, path: str) -> str:
        """An address without any answer, to which a form with all of them is sent."""
        return path + (f"?{urlencode(self.bare_pairs)}" if self.bare_pairs else "")

    @cached_property
    def counts(self) -> list[dict]:
        """How many policies have each verdict, as parts of the whole for the bar."""
        verdicts = list(self.matching.verdicts.values())
        found, offset = [], 0
        for verdict in (
            Verdict.LIKELY,
            Verdict.ASSESSMENT,
            Verdict.OPEN,
            Verdict.UNMODELLED,
            Verdict.NO,
        ):
            count = verdicts.count(verdict)
            width = round(1000 * count / max(1, len(verdicts)))
            found.append({"verdict": verdict, "count": count, "x": offset, "width": width})
            offset += width
        return found

    def count(self, verdict: Verdict) -> int:
        return next(part["count"] for part in self.counts if part["verdict"] == verdict)


def read(question: Question, text: str):
    """The answer, or ValueError also for numbers that nobody means."""
    is_number = question.kind == "number" and text != SKIP
    answer = read_answer(question, text.replace(",", "") if is_number else text)
    if is_number and not 0 <= answer < LARGEST:
        raise ValueError(text)
    return answer


def refusal(question: Question, text: str) -> str:
    if not text:
        return _("请先回答，或者跳过这一题。")
    if question.kind == "number":
        return _("“%(value)s”不是可用的数字。请填写数字，例如 3 或 200000。") % {
            "value": text[:LONGEST]
        }
    if question.kind == "date":
        return _("“%(value)s”不是日期。请按年-月-日填写，例如 2024-01-31。") % {
            "value": text[:LONGEST]
        }
    return _("没有“%(value)s”这个选项，请从下面选择。") % {"value": text[:LONGEST]}
