"""Measures the matcher: `python -m tests.benchmarks.matcher [visitors]`.

The 30-second test: made-up visitors (seeded) go from the home page to the result over the site's
own pages, say for whom they ask and answer what they are asked. Six answers in all, at five
seconds each, should settle 80 % of the demonstration's policies for them. Beside that stands what
the server takes for such a visit, and for 2,000 policies at once.

Works in a database of its own on the server of the tests, which it makes and drops.
"""

import argparse
import json
import os
import random
import re
import statistics
import time

import tests.environment  # noqa: F401  sets what the settings read
from tests.benchmarks import rules

SEED = 20_210_305
DATABASE = "matcher_bench"
POLICIES = 200
ANSWERS = 6
WANTED = 0.8


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("visitors", type=int, nargs="?", default=80)
    options = arguments.parse_args()
    prepare()
    print(json.dumps(figures(options.visitors), indent=2, ensure_ascii=False))
    drop()


def prepare():
    """A site with the demonstration's policies and nothing else that matters here."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicity.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from scicity import embedded

    if not os.environ.get("DATABASE_URL"):
        embedded.start(settings.VAR_DIR / "postgres", **embedded.UNSAFE_BUT_FAST)
    settings.DATABASES["default"]["NAME"] = DATABASE
    settings.ALLOWED_HOSTS = ["testserver"]
    run_outside(f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": files}
    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    from scicity.starter import demo

    demo.load(demo.Size(projects=1, institutions=5, policies=POLICIES, articles=1))


def drop():
    from django.db import connection

    connection.close()
    run_outside(f"DROP DATABASE {DATABASE}")


def run_outside(*statements: str):
    import psycopg
    from django.conf import settings

    place = settings.DATABASES["default"]
    with psycopg.connect(
        host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True
    ) as server:
        for statement in statements:
            server.execute(statement)


def figures(visitors: int) -> dict:
    visits = [visit(random.Random(SEED + number)) for number in range(visitors)]
    shares = [settled / of for settled, of, _answers, _seconds in visits]
    met = statistics.mean(shares) >= WANTED
    matching = rules.milliseconds()
    return {
        "visitors": visitors,
        "policies of the demonstration": POLICIES,
        "answers at most": max(answers for _settled, _of, answers, _seconds in visits),
        "settled: mean": round(statistics.mean(shares), 3),
        "settled: a visitor in ten has less than": round(sorted(shares)[visitors // 10], 3),
        "wanted": WANTED,
        "verdict": "met" if met else "NOT MET",
        "server time of a whole visit, median s": round(
            statistics.median(seconds for *_rest, seconds in visits), 2
        ),
        "2,000 rules matched and the next question chosen, median ms": round(
            statistics.median(matching), 1
        ),
        "the same at most, ms (wanted: 50)": round(max(matching), 1),
    }


def visit(chance: random.Random) -> tuple[int, int, int, float]:
    """(policies settled, policies asked about, answers given, seconds of server time)."""
    from django.test import Client

    client, began, answers = Client(), time.perf_counter(), 1
    home = client.get("/").content.decode()
    assert 'href="/talent/match/' in home, "the home page does not lead to the matcher"
    start = client.get("/talent/match/").context
    address = chance.choice([choice["address"] for choice in start["choices"][:-1]])
    response = client.get(address, follow=True)
    while answers < ANSWERS and response.context.get("field"):
        field = response.context["field"]
        form, sent = response.context["form"], reply(chance, response, field)
        send = client.post if form["method"] == "post" else client.get
        response = send(form["action"], sent, follow=True)
        answers += 1
    counts = response.context["visit"].counts
    modelled = [c for c in counts if c["verdict"] != "unmodelled"]
    total = sum(c["count"] for c in modelled)
    still_open = sum(c["count"] for c in modelled if c["verdict"] == "open")
    return total - still_open, total, answers, time.perf_counter() - began


def reply(chance: random.Random, response, field) -> dict:
    """What the form on the page would send, with an answer of the visitor's own."""
    form = response.context["form"]
    sent = {**dict(form["hidden"]), "asked": field.question.code}
    if field.choices:
        return sent | {field.name: chance.choice(field.choices).value}
    if field.is_date:
        return sent | {field.name: f"{chance.randint(2015, 2026)}-06-15"}
    low, high = (18, 60) if re.search("age|years", field.question.code) else (0, 40)
    return sent | {field.name: str(chance.randint(low, high))}


if __name__ == "__main__":
    main()
