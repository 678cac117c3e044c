"""Which policies somebody qualifies for: three-valued, explained, without a database.

    book = RuleBook(questions, rules)        # once; `talent.rules.load_book` reads it from the site
    matching = book.match(answers)           # answers: {"degree": "phd", "age": Decimal(34)}
    matching.verdicts[key]                   # a Verdict
    matching.needs(key)                      # codes of the questions on which it still hangs
    matching.next_question()                 # what to ask next, and why
    explain(book, key, answers)              # every condition, and what a "no" would need
    estimate(rule, explanation)              # an amount as a range, and what it depends on
    total(estimates, relations)              # several amounts under the rules of stacking

A question that is not in `answers` was not asked; SKIPPED says that it was, in vain. Both are
unknown to the rules: a missing value is never 0 and never False.
"""

from talent.matching.amounts import Amount, Counted, Estimate, LeftOut, Total, estimate, total
from talent.matching.consistency import problems
from talent.matching.evaluation import Matching, RuleBook, Suggestion
from talent.matching.explanation import Change, Explanation, Mark, explain
from talent.matching.rules import (
    SKIPPED,
    Group,
    Option,
    Question,
    Relation,
    Row,
    Rule,
    Track,
    Verdict,
)
from talent.matching.words import answer_words, row_words

__all__ = [
    "SKIPPED",
    "Amount",
    "Change",
    "Counted",
    "Estimate",
    "Explanation",
    "Group",
    "LeftOut",
    "Mark",
    "Matching",
    "Option",
    "Question",
    "Relation",
    "Row",
    "Rule",
    "RuleBook",
    "Suggestion",
    "Total",
    "Track",
    "Verdict",
    "answer_words",
    "estimate",
    "explain",
    "problems",
    "row_words",
    "total",
]
