"""Measures every page of the back office: `python -m tests.benchmarks.admin [articles] [pictures]`.

Works in a database of its own on the server of the tests, which it makes and drops. For each page
it prints the queries and the fastest of five times; what exceeds 30 queries or 300 ms is marked
and makes the exit code 1.
"""

import argparse
import sys
import time
from datetime import timedelta
from random import Random

from tests.benchmarks import search

search.DATABASE = "admin_bench"
MOST_QUERIES, MOST_MILLISECONDS = 30, 300
RUNS = 5
SEED = 7
HOURS = timedelta(hours=3)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("articles", type=int, nargs="?", default=10_000)
    arguments.add_argument("pictures", type=int, nargs="?", default=5_000)
    arguments.add_argument("--keep", action="store_true", help="leave the database for a next run")
    options = arguments.parse_args()
    search.prepare()
    from news.models import Article

    if Article.objects.count() < options.articles:
        fill(options)
    excess = [row for row in rows() if row[1] > MOST_QUERIES or row[2] > MOST_MILLISECONDS]
    if not options.keep:
        search.drop()
    sys.exit(bool(excess))


def fill(options):
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from news.models import Article, Topic
    from scicity.media.models import Picture

    random = Random(SEED)
    topics = [Topic.objects.create(slug=f"t{n}", name_zh_hans=f"栏目{n}") for n in range(8)]
    Picture.objects.bulk_create(
        Picture(title=f"照片 {n}", image=f"pictures/{n}.jpg", width=1600, height=900,
                alt_zh_hans="图", alt_en="Picture", fingerprint=f"{random.getrandbits(128):032x}")
        for n in range(options.pictures)
    )  # fmt: skip
    pictures = list(Picture.objects.values_list("pk", flat=True))
    now = timezone.now()
    Article.objects.bulk_create(
        (
            Article(
                slug=f"story-{n}", title_zh_hans=f"科学城建设进展第{n}号", title_en=f"Story {n}",
                summary_zh_hans="摘要", summary_en="Summary", body_en="<p>Text</p>",
                body_zh_hans=f"<p>{'西部科学城的建设又有新的进展。' * 60}</p>",
                source_zh_hans="管委会", source_en="Committee", topic=random.choice(topics),
                cover_id=random.choice(pictures), status="published" if n % 10 else "draft",
                published_at=now - n * HOURS if n % 10 else None,
            )
            for n in range(options.articles)
        ),
        batch_size=500,
    )  # fmt: skip
    call_command("reindex", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rows():
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from scicity.accounts.models import User

    settings.ALLOWED_HOSTS = ["*"]
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"]["BACKEND"] = backend
    boss = User.objects.filter(username="boss").first() or User.objects.create_superuser("boss")
    client = Client()
    client.force_login(boss)
    for name, address in addresses():
        client.get(address)
        times = []
        for _run in range(RUNS):
            with CaptureQueriesContext(connection) as queries:
                began = time.perf_counter()
                response = client.get(address)
                times.append((time.perf_counter() - began) * 1000)
        marks = ("SAVEPOINT", "BEGIN", "COMMIT")
        asked = sum(not any(mark in query["sql"] for mark in marks) for query in queries)
        row = name, asked, min(times)
        mark = "  <<<" if row[1] > MOST_QUERIES or row[2] > MOST_MILLISECONDS else ""
        figures = f"{row[2]:7.0f} ms {row[1]:4} queries  {response.status_code}"
        print(f"{figures} {name}{mark}", flush=True)
        yield row


def addresses():
    from django.contrib import admin
    from django.urls import reverse

    from tests.admin.test_sweep import MAKERS

    for name in ("index", "account", "media_picture_upload", "news_article_word"):
        yield name, reverse(f"admin:{name}")
    yield "sheet", reverse("admin:projects_project_sheet", args=["projects"])
    find = reverse("admin:editor_search")
    yield "find pages", f"{find}?what=pages&q=进展"
    yield "find pictures", f"{find}?what=pictures&q=照片"
    for model, model_admin in admin.site._registry.items():
        row = model.objects.last() or (MAKERS[model]() if model in MAKERS else None)
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listing = reverse(f"{prefix}_changelist")
        yield f"{model.__name__} list", listing
        yield f"{model.__name__} search", f"{listing}?q=进展"
        yield f"{model.__name__} second page", f"{listing}?p=2"
        yield f"{model.__name__} add", reverse(f"{prefix}_add")
        if row:
            yield f"{model.__name__} change", reverse(f"{prefix}_change", args=[row.pk])
            yield f"{model.__name__} history", reverse(f"{prefix}_history", args=[row.pk])
        for field in model_admin.get_autocomplete_fields(None):
            query = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
            complete = reverse("admin:autocomplete")
            yield f"{model.__name__}.{field}", f"{complete}?{query}&field_name={field}&term=1"


if __name__ == "__main__":
    main()
