from random import Random
from time import process_time

from talent.matching import SKIPPED, Group, Option, Question, Row, Rule, RuleBook, Track
from talent.matching.rules import samples
from tests.talent.matching.rules_strategy import NUMBERS

LIMIT_MS = 50
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


def test_2000_policies_are_matched_and_the_next_question_chosen_in_time():
    random = Random(1)
    questions = make_questions()
    book = RuleBook(questions, [make_rule(random, questions, key) for key in range(2000)])
    assert book.match({}).next_question()
    answers, times = {}, []

    for _step in range(8):
        start = process_time()
        matching = book.match(answers)
        assert len(matching.verdicts) == 2000
        question = matching.next_question().question
        times.append((process_time() - start) * 1000)
        rows = [test.row for test in book.tests if test.code == question.code]
        answers[question.code] = random.choice([SKIPPED, *samples(question, rows)])

    print(f"matching and next question: {max(times):.1f} ms at most")
    assert sorted(times)[len(times) // 2] <= LIMIT_MS
