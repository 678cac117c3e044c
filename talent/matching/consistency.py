"""What is wrong with a rule, in words for the editor who wrote it."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from talent.matching.evaluation import RuleBook
from talent.matching.formulas import NO, UNKNOWN, truth
from talent.matching.rules import Group, Question, Rule, Track, row_test
from talent.matching.words import row_words


def problems(questions: Iterable[Question], rule: Rule) -> list[str]:
    """Everything that makes the rule unusable or a trap; empty for a sound one."""
    book = RuleBook(questions, [rule])
    found = list(_unreadable(book, rule))
    for track in (Track(rule.common), *rule.tracks):
        for group in track.groups:
            found += _group_problems(track, group)
    found += [
        _("情形“%(track)s”没有条件，任何人都会符合。") % {"track": track.name}
        for track in rule.tracks
        if not track.deciding
    ]
    if not found:
        found += _contradictions(book, rule)
    return found


def _unreadable(book: RuleBook, rule: Rule) -> Iterator[str]:
    for row in rule.rows:
        question = book.questions.get(row.question)
        if not row.question:
            continue
        if question is None or row_test(row, question) is None:
            yield _("条件“%(row)s”的问题、比较和值对不上。") % {
                "row": row_words(row, question) or row.question
            }


def _group_problems(track: Track, group: Group) -> Iterator[str]:
    where = {"track": track.name or _("所有情形"), "group": group.number}
    deciding = group.deciding
    if deciding and len(deciding) < len(group.rows):
        yield _("%(track)s第%(group)d组：“优先”或“仅文字”的行不能和硬性条件同组。") % where
    if deciding and group.at_least > len(deciding):
        yield _("%(track)s第%(group)d组：要满足的项数多于行数。") % where
    if len({(row.test_key, row.words) for row in deciding}) < len(deciding):
        yield _("%(track)s第%(group)d组：有两行相同。") % where


def _contradictions(book: RuleBook, rule: Rule) -> Iterator[str]:
    for track in rule.ways:
        alone = Rule(rule.key, rule.common, (track,) if rule.tracks else ())
        if not alone.is_modelled or is_satisfiable(RuleBook(book.questions.values(), [alone])):
            continue
        if track.name:
            yield _("情形“%(track)s”的条件互相矛盾，没有人能符合。") % {"track": track.name}
        else:
            yield _("这些条件互相矛盾，没有人能符合。")


def is_satisfiable(book: RuleBook) -> bool:
    """Whether any answers at all meet the only rule of the book.

    Answers are tried question by question, each kept only while the rule is not yet lost.
    """
    (compiled,) = book.compiled.values()

    def search(depth: int, yes: int, no: int) -> bool:
        state = truth(compiled.possible, yes & ~no, no)
        if state != UNKNOWN:
            return state != NO
        if depth == len(compiled.choices):
            return False
        effects = compiled.choices[depth].effects
        return any(search(depth + 1, yes | met, no | lost) for met, lost in effects)

    return search(0, 0, 0)
