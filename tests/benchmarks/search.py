"""Measures the search over made-up articles: `python -m tests.benchmarks.search [articles]`.

Works in a database of its own on the server of the tests, which it makes and drops. The articles
are synthetic (`tests.search.texts`, seeded): no figure here speaks of a real site's content.
"""

import argparse
import datetime
import json
import os
import statistics
import time
from multiprocessing import Pool
from pathlib import Path

import tests.environment  # noqa: F401  sets what the settings read

SEED = 20_220_110
LENGTH = 1_500
BATCH = 500
DATABASE = "search_bench"
DAY = datetime.date(2016, 1, 1)
DAYS = 3_650


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("articles", type=int, nargs="?", default=100_000)
    arguments.add_argument("--queries", type=int, default=1_000)
    arguments.add_argument("--keep", action="store_true", help="leave the database for a next run")
    options = arguments.parse_args()
    prepare()
    from scicity.search.models import Entry

    figures = {"articles": options.articles, "seed": SEED}
    if Entry.objects.count() != options.articles:
        figures |= build(options.articles)
    figures |= sizes()
    figures |= speed(options.queries)
    print(json.dumps(figures, indent=2), flush=True)
    figures = exactness(options.queries)
    print(json.dumps(figures, indent=2))
    if not options.keep:
        drop()


def prepare():
    """A database like that of the site, empty, or the one that a run with --keep left."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicity.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    from scicity import embedded

    if not os.environ.get("DATABASE_URL"):
        embedded.start(settings.VAR_DIR / "postgres", **embedded.UNSAFE_BUT_FAST)
    settings.DATABASES["default"]["NAME"] = DATABASE
    run_outside(f"CREATE DATABASE {DATABASE}", only_if_missing=True)
    django.setup()
    call_command("migrate", verbosity=0)
    listen()


def listen():
    """Lets parts that all searches share be kept, as in operation."""
    from scicity.pagestore import notifications

    while not notifications.is_listening():
        time.sleep(0.01)


def drop():
    from django.db import connection

    from scicity.pagestore import notifications

    notifications.stop()
    connection.close()
    run_outside(f"DROP DATABASE {DATABASE}")


def run_outside(sql: str, only_if_missing: bool = False):
    import psycopg
    from django.conf import settings

    place = settings.DATABASES["default"]
    with psycopg.connect(
        host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True
    ) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not (only_if_missing and known.fetchone()):
            server.execute(sql)


# Building


def build(articles: int) -> dict:
    """Writes the entries as `reindex` does, in as many processes as there are cores; then indexes.

    The made-up articles have no pages, so that reading pages from the database, a few
    milliseconds for a batch, is not in the figures; folding, words, sounds and rows are.
    """
    from django.db import connection

    from scicity.search import rebuilding

    rebuilding.abandon()
    rebuilding.begin()
    connection.close()
    starts = range(0, articles, BATCH)
    cores = os.cpu_count() or 1
    began = time.perf_counter()
    with Pool(cores) as pool:
        parts = pool.starmap(write, [(start, min(BATCH, articles - start)) for start in starts])
    written = time.perf_counter() - began
    writing = sum(parts)
    began = time.perf_counter()
    used = processor_time()
    rebuilding.make_indexes()
    rebuilding.swap()
    indexing = time.perf_counter() - began
    processor = processor_time() - used
    return {
        "seconds to make up and write": round(written, 1),
        "processor seconds to write": round(writing, 1),
        "seconds to index": round(indexing, 1),
        "processor seconds to index": round(processor, 1),
        "articles a second, one idle core": round(articles / (writing + processor)),
        f"articles a second, {cores} idle cores": round(cores * articles / (writing + processor)),
    }


def write(start: int, number: int) -> float:
    """Returns the processor's seconds of the writing, without making the texts up."""
    from django.db import connection, transaction

    from scicity.search import rebuilding
    from scicity.search.models import Entry
    from tests.search.texts import Writer

    connection.close()
    writer = cached_writer(Writer)
    writer.random.seed(SEED + start)
    articles = [writer.article(LENGTH) for _ in range(number)]
    Entry.objects.exists()
    began = time.process_time() + processor_time()
    with transaction.atomic(), rebuilding.new_table():
        Entry.objects.bulk_create(
            [made_up(start + n, article, writer) for n, article in enumerate(articles)]
        )
        used = time.process_time() + processor_time() - began
    return used


WRITERS = []


def cached_writer(make):
    if not WRITERS:
        WRITERS.append(make(SEED))
    return WRITERS[0]


def made_up(number: int, article: dict, writer):
    from django.utils import timezone

    from scicity.search.documents import Document
    from scicity.search.models import Entry
    from scicity.search.writing import texts_of

    date = DAY + datetime.timedelta(days=writer.random.randrange(DAYS))
    return Entry(
        key=f"news.article/{number}/zh-hans",
        kind="news.article",
        object_id=number,
        language="zh-hans",
        section="dynamics",
        date=date,
        year=date.year,
        path=f"/news/{number}/",
        status="published",
        published_at=timezone.now(),
        is_demo=True,
        **texts_of(Document(article["title"], date, article["summary"], [], [article["body"]])),
    )


# Measuring


def sizes() -> dict:
    found = one(
        "SELECT sum(octet_length(folded)),"
        " pg_total_relation_size('search_entry'), pg_indexes_size('search_entry'),"
        " pg_relation_size('search_folded_pairs') FROM search_entry"
    )
    text, total, indexes, pairs = map(int, found)
    return {
        "text MB": round(text / 1e6),
        "table and indexes MB": round(total / 1e6),
        "of which indexes MB": round(indexes / 1e6),
        "of which pairs of the whole text MB": round(pairs / 1e6),
        "all together / text": round(total / text, 2),
    }


def exactness(number: int) -> dict:
    """Compares the hits of random substrings with a scan of all texts."""
    from scicity.search import finding
    from scicity.search.models import Entry
    from scicity.search.queries import parse

    sample = parts_of_texts(number)
    wanted = {part: set() for part in sample}
    longest = {}
    for part in wanted:
        longest.setdefault(part[:2], []).append(part)
    for key, text in Entry.objects.values_list("key", "folded").iterator(chunk_size=2_000):
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        for pair in pairs & longest.keys():
            for part in longest[pair]:
                if part in text:
                    wanted[part].add(key)
    right = found_in_all = wanted_in_all = 0
    for part, keys in wanted.items():
        query = parse(f'"{part}"')
        hits = Entry.objects.published().in_language("zh-hans")
        found = set(hits.filter(query.within("folded", "has")).values_list("key", flat=True))
        right += len(found & keys)
        found_in_all += len(found)
        wanted_in_all += len(keys)
    return {
        "substrings": len(wanted),
        "recall": right / wanted_in_all,
        "precision": right / found_in_all,
        "hits counted up to": finding.MOST,
    }


def parts_of_texts(number: int) -> list[str]:
    """Random parts of random texts, 2 to 8 characters, each once."""
    from scicity.search.models import Entry
    from tests.search.texts import Writer

    writer = cached_writer(Writer)
    writer.random.seed(SEED)
    keys = list(Entry.objects.order_by("key").values_list("key", flat=True))
    parts = {}
    while len(parts) < number:
        text = Entry.objects.get(pk=writer.random.choice(keys)).folded.split("\n")[-1]
        for _ in range(5):
            part = writer.substring(text, 2, 8)
            if '"' not in part and part == part.strip():
                parts[part] = None
    return list(parts)[:number]


def frequent_words(number: int) -> list[str]:
    """The most frequent words of the language that the texts are written in."""
    from tests.search.texts import Writer

    words = (word for word in cached_writer(Writer).words if 2 <= len(word) <= 8)
    return [word for word, _n in zip(words, range(number), strict=False)]


def speed(number: int) -> dict:
    """Seconds in the database for the first page, all of its queries together."""
    from scicity.search.finding import Search
    from scicity.search.forms import PAGE_SIZE
    from scicity.search.models import Entry
    from scicity.search.queries import parse

    def first_page(text):
        timer = Timer()
        with timer.measuring():
            found = Search(parse(f'"{text}"', with_synonyms=False), "zh-hans").find(PAGE_SIZE)
            list(Entry.objects.in_bulk([hit.key for hit in found.hits[:PAGE_SIZE]]).values())
        return timer.spent * 1000, timer.processor * 1000

    groups = {
        "random parts": parts_of_texts(number)[: number // 2],
        "words by frequency": frequent_words(200),
    }
    groups["both"] = [*groups["random parts"], *groups["words by frequency"]]
    for text in groups["words by frequency"][:20]:
        first_page(text)
    took = {text: first_page(text) for text in groups["both"]}
    result = {}
    for name, texts in groups.items():
        times = [took[text] for text in texts]
        result[f"{name}: ms in the database (p50, p95, worst)"] = figures([t[0] for t in times])
        result[f"{name}: of which processor"] = figures([t[1] for t in times])
    result["slowest"] = sorted(took, key=took.get)[-8:]
    return result


def figures(times: list[float]) -> list[float]:
    cuts = statistics.quantiles(times, n=20)
    return [round(cuts[9], 1), round(cuts[18], 1), round(max(times), 1)]


class Timer:
    """Adds up the time from a query's sending to its answer, and the server's share of it.

    The share is the processor time of the server's process: the time that an idle machine with
    the data in memory would take. It is measured only where the server runs on this machine.
    """

    def __init__(self):
        self.spent = self.processor = 0.0

    def __call__(self, execute, *arguments):
        began, used = time.perf_counter(), processor_time()
        try:
            return execute(*arguments)
        finally:
            self.spent += time.perf_counter() - began
            self.processor += processor_time() - used

    def measuring(self):
        from django.db import connection

        return connection.execute_wrapper(self)


def processor_time() -> float:
    """Seconds that the server's process for this connection has used; 0 when it is elsewhere."""
    from django.db import connection

    connection.ensure_connection()
    try:
        text = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(text.split()[0]) / 1e9


def one(sql: str):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


if __name__ == "__main__":
    main()
