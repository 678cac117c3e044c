"""The CDN is a real HTTP server on this machine; the changes are real commits."""

import datetime
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection, transaction
from django.utils import timezone

from news.models import Article, Topic
from scicity.operation import cdn, doctor
from scicity.pagestore import notifications, storage
from scicity.pagestore.pages import LONGEST_CACHE_TAG, cache_tag
from tests.apps import eventually
from tests.factories import make_article, make_page

EVERYTHING = ["page"]
NEVER = float("inf")


class Cdn(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        if self.server.status == 200:
            self.server.purged.append(body["tags"])
        self.server.tokens.add(self.headers["Authorization"])
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server(settings, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Cdn)
    server.status, server.asked, server.purged, server.tokens = 200, 0, [], set()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    settings.CDN_PURGE_URL = f"http://127.0.0.1:{server.server_port}/purge"
    settings.CDN_PURGE_TOKEN = "secret-of-the-cdn"
    settings.VAR_DIR = tmp_path
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def purger(transactional_db, server, monkeypatch):
    monkeypatch.setattr(cdn, "SECONDS_TO_GATHER", 0.1)
    connection.close()
    stopped = threading.Event()
    purger = cdn.Purger(stopped)
    thread = threading.Thread(target=purger.run)
    thread.start()
    yield purger
    stopped.set()
    thread.join()
    purger.http.clear()
    notifications.stop()
    storage.counters_at.cache_clear()


def purged(server) -> set[str]:
    return {tag for tags in server.purged for tag in tags}


def news(server) -> list[str]:
    """Beside the tables that others keep about a page (search, translations, links)."""
    return [tag for tags in server.purged for tag in tags if tag.startswith("news_")]


def settle(server):
    """Commits are heard in their order: once this one is purged, all before it were."""
    make_page()
    assert eventually(lambda: "site_page" in purged(server)), server.purged
    server.purged.clear()


def test_tables_of_a_commit_are_purged_and_nothing_of_what_stays_unseen(purger, server):
    assert eventually(lambda: server.purged == [EVERYTHING])
    article, draft = make_article(), make_article(status="draft")
    settle(server)

    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(source="未提交")
        transaction.set_rollback(True)
    Article.objects.filter(pk=draft.pk).update(source="没有公开")
    Topic.objects.update(order=7)

    assert eventually(lambda: news(server) == ["news_topic"]), server.purged
    Article.objects.filter(pk=article.pk).update(source="提交了")
    assert eventually(lambda: news(server) == ["news_topic", "news_article"]), server.purged
    assert server.tokens == {"Bearer secret-of-the-cdn"}


def test_cdn_that_is_away_holds_nobody_up_and_hears_of_it_later(purger, server, caplog):
    assert eventually(lambda: server.purged == [EVERYTHING])
    server.status = 503

    article = make_article()
    assert eventually(lambda: server.asked > 1)
    Article.objects.filter(pk=article.pk).update(source="改过")
    assert Article.objects.get(pk=article.pk).source == "改过"
    server.status = 200

    assert eventually(lambda: "news_article" in purged(server))
    assert eventually(lambda: "The CDN takes purges again." in caplog.messages)
    told = [message for message in caplog.messages if "takes no purge" in message]
    assert told == ["The CDN takes no purge (status 503): it may show old pages until it does."]
    assert "secret-of-the-cdn" not in caplog.text


def test_page_that_ends_by_the_clock_is_purged(purger, server):
    assert eventually(lambda: server.purged == [EVERYTHING])
    article = make_article(expires_at=timezone.now() + datetime.timedelta(seconds=8))
    assert eventually(lambda: purger.turns.get("news_article", NEVER) < NEVER)
    end = article.expires_at.timestamp()
    settle(server)

    assert eventually(lambda: {"news_article", "search_entry"} <= purged(server)), server.purged

    assert time.time() >= end


def test_many_tags_go_in_batches(server):
    purger = cdn.Purger(threading.Event())
    purger.waiting = {f"table_{number:02}" for number in range(65)}
    every = sorted(purger.waiting)

    purger.send()
    purger.http.clear()

    assert server.purged == [every[:30], every[30:60], every[60:]]
    assert purger.waiting == set()


def test_lost_connection_means_that_everything_may_have_changed(purger, server):
    assert eventually(lambda: server.purged == [EVERYTHING])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query = 'LISTEN pages' AND datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )

    assert eventually(lambda: server.purged == [EVERYTHING, EVERYTHING])


def test_header_has_every_table_and_the_rows_there_is_room_for():
    tags = {"news_article!", "news_article.status", "news_topic!", "news_topic[id=2].name"}
    rows = [f"news_article:{number}" for number in range(100, 200)]

    few = cache_tag({*tags, "news_article:7"})
    many = cache_tag({*tags, *rows}).split(",")

    assert few == "page,news_article,news_topic,news_article:7"
    assert many[:3] == ["page", "news_article", "news_topic"]
    assert many[3:] == rows[: len(many) - 3]
    assert LONGEST_CACHE_TAG - 20 < len(",".join(many)) <= LONGEST_CACHE_TAG


def test_doctor_tries_the_address_with_a_tag_of_no_page(server):
    (found,) = doctor.cdn_takes_purges()

    assert (found.level, found.text, server.purged) == ("ok", "takes purges", [["doctor"]])
