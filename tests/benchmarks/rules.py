"""2,000 made-up rules over 40 questions, matched in the process after each of eight answers."""

from random import Random
from time import process_time

from talent.matching import SKIPPED, Group, Option, Question, Row, Rule, RuleBook, Track
from talent.matching.rules import samples
from tests.talent.matching.rules_strategy import NUMBERS

RULES = 2_000
KINDS = ("yes_no", "number", "ordered", "choice", "multi")


def make_questions():
    ladder = tuple(Option(f"option-{rank}", rank=rank) for rank in range(6))
    return [
        Question(f"q{n}", KINDS[n % 5], options=() if n % 5 < 2 else ladder, order=n)
        for n in range(40)
    ]


def make_row(random, questions):
    """A few questions are in most policies, most are in few."""
    question = random.choices(questions, [1 / (n + 2) for n in range(len(questions))])[0]
    code, pair = question.code, frozenset(f"option-{n}" for n in random.sample(range(6), 2))
    match question.kind:
        case "yes_no":
            return Row("yes", code)
        case "number":
            return Row("gte", code, low=random.choice(NUMBERS) * random.randint(1, 5))
        case "ordered":
            return Row("gte", code, low=f"option-{random.randint(1, 5)}")
        case "choice":
            return Row("in", code, options=pair)
    return Row("any_of", code, options=pair, hardness=random.choice(["must", "assessed"]))


def make_rule(random, questions, key):
    def groups(least, most):
        return tuple(
            Group(tuple(make_row(random, questions) for _ in range(random.choice([1, 1, 1, 2, 3]))))
            for _ in range(random.randint(least, most))
        )

    tracks = tuple(Track(groups(1, 2), key=n) for n in range(random.choice([0, 0, 1, 2, 3])))
    return Rule(key, common=groups(2, 6), tracks=tracks)


def milliseconds() -> list[float]:
    """Of processor time, for matching all rules and choosing the next question; once an answer."""
    random = Random(1)
    questions = make_questions()
    book = RuleBook(questions, [make_rule(random, questions, key) for key in range(RULES)])
    book.match({}).next_question()
    answers, times = {}, []
    for _step in range(8):
        start = process_time()
        matching = book.match(answers)
        question = matching.next_question().question
        times.append((process_time() - start) * 1000)
        rows = [test.row for test in book.tests if test.code == question.code]
        answers[question.code] = random.choice([SKIPPED, *samples(question, rows)])
    return times
