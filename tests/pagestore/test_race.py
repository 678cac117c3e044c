"""Several processes change and read at once, and nothing older than the last commit is shown.

RACE=full runs 4 processes with 200 changes and 20,000 reads.
"""

import json
import os
import subprocess
import sys

from django.db import connection

from tests.environment import inherited
from tests.factories import make_article, make_topic
from tests.needs import ROOT
from tests.pagestore.racing import ARTICLES, SLOT

PROCESSES = 4
READS, CHANGES = (5_000, 50) if os.environ.get("RACE") == "full" else (150, 12)


def racer(process, folder):
    database = connection.settings_dict
    environment = inherited() | {
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}"
        f"?host={database['HOST']}",
        "DJANGO_SETTINGS_MODULE": "scicity.settings",
    }
    command = [sys.executable, "-m", "tests.pagestore.racing"]
    return subprocess.Popen(
        [*command, *map(str, (process, READS, CHANGES, folder))],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_no_reader_sees_less_than_what_was_committed_before(transactional_db, tmp_path):
    topic = make_topic()
    articles = [
        make_article(topic=topic, title_zh_hans=f"P{number}V0E")
        for number in range(PROCESSES * ARTICLES)
    ]
    (tmp_path / "keys.json").write_text(json.dumps([article.pk for article in articles]))
    (tmp_path / "board").write_bytes(bytes(SLOT.size * len(articles)))

    racers = [racer(number, tmp_path) for number in range(PROCESSES)]
    said = [process.communicate(timeout=900)[0] for process in racers]
    assert [process.returncode for process in racers] == [0] * PROCESSES
    results = [json.loads(text.splitlines()[-1]) for text in said]

    reads, changes, made, wrong = zip(*results, strict=True)
    assert [problem for problems in wrong for problem in problems] == []
    assert (sum(reads), sum(changes)) == (PROCESSES * READS, PROCESSES * CHANGES)
    assert 0 < sum(made) < sum(reads)
