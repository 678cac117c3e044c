"""The real nginx answers with the store's files, as the portal itself would."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.db import connection

from news.models import Article
from scicity.pagestore import storage
from tests import needs
from tests.factories import make_article, make_project
from tests.web import Nginx

SNIPPETS = needs.ROOT / "deploy" / "nginx"
# What differs with each answer, and what only a CDN asks the portal for.
NOT_COMPARED = {"date", "server", "connection", "accept-ranges", "cache-tag"}
HTTP = """
    include {snippets}/pages-http.conf;
    server {{
        listen 127.0.0.1:{port};
        set $page_files {files};
        include {snippets}/pages-server.conf;
        location @portal {{
            proxy_pass http://127.0.0.1:{portal};
            proxy_set_header Host $http_host;
            add_header X-By portal always;
        }}
    }}
"""


def serve(server):
    server.serve_forever(poll_interval=0.02)
    connection.close()


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


class Asked(Nginx):
    """nginx, which asks the store where it has no file."""

    def __init__(self, place, visitor):
        super().__init__(place)
        self.visitor, self.address = visitor, f"127.0.0.1:{self.port}"

    def get(self, path, method="GET", **headers):
        """(status, headers, body, whether the portal was asked)"""
        status, found, body = super().get(path, method, **headers)
        return status, found, body, found.pop("x-by", None) == "portal"

    def is_a_file(self, path, **headers) -> bool:
        return not self.get(path, **headers)[3]


@pytest.fixture
def nginx(visitor, settings, tmp_path):
    settings.PAGE_FILES = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    visitor.store.is_behind_nginx = True
    storage.forget_all()
    server = WSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(visitor.store)
    serving = threading.Thread(target=serve, args=[server])
    serving.start()
    asked = Asked(tmp_path, visitor)
    values = {"portal": server.server_port, "snippets": SNIPPETS, "port": asked.port}
    yield asked.start(HTTP.format(files=storage.front().parent, **values))
    asked.stop()
    server.shutdown()
    serving.join()
    server.server_close()


def test_the_file_is_the_page_that_the_portal_gives(nginx):
    make_project(kind="tunnel")

    for path in ("/projects/", "/en/projects/", "/projects/?kind=tunnel"):
        for coding in ("br", "gzip;q=0.5, *", "identity", "gzip, br;q=0"):
            made = nginx.visitor.get(path, accept_encoding=coding, host=nginx.address)
            from_file = nginx.get(path, Accept_Encoding=coding)
            assert from_file[0] == 200
            assert from_file[2:] == (made.body, False), (path, coding)
            assert compared(from_file[1]) == compared(made.headers)


def compared(headers):
    policy = sorted(headers["content-security-policy"].split("; "))
    kept = {name: value for name, value in headers.items() if name not in NOT_COMPARED}
    return kept | {"content-security-policy": policy}


def test_who_has_the_file_already_is_told_so(nginx):
    nginx.get("/projects/")
    tag = nginx.get("/projects/")[1]["etag"]

    status, headers, body, is_portal = nginx.get("/projects/", If_None_Match=tag)

    assert (status, body, is_portal) == (304, b"", False)
    assert (headers["etag"], headers["vary"]) == (tag, "Accept-Encoding, Cookie")


def test_a_head_request_has_the_headers_of_the_file(nginx):
    nginx.get("/projects/")
    whole = nginx.get("/projects/")

    head = nginx.get("/projects/", method="HEAD")

    assert (head[0], head[2], head[3]) == (200, b"", False)
    assert head[1] | {"date": ""} == whole[1] | {"date": ""}


def test_a_change_is_public_at_once_and_takes_no_other_page_away_for_long(nginx):
    article, project = make_article(title_zh_hans="旧题"), make_project()
    pages = [article.get_absolute_url(), project.get_absolute_url()]
    for path in pages * 2:
        nginx.get(path)
    assert all(nginx.is_a_file(path) for path in pages)

    Article.objects.filter(pk=article.pk).update(title_zh_hans="新题")
    text = nginx.get(pages[0])[2].decode()
    made = len(nginx.visitor.made)
    nginx.get(pages[1])

    assert "新题" in text
    assert len(nginx.visitor.made) == made
    assert all(nginx.is_a_file(path) for path in pages)


def test_what_is_for_one_visitor_is_asked_of_the_portal(nginx):
    nginx.get("/projects/")
    assert nginx.is_a_file("/projects/")

    for path, headers in (
        ("/projects/", {"Cookie": "a=1; display=dark"}),
        ("/projects/", {"Cookie": "sessionid=x"}),
        ("/projects/", {"Cookie": "a=1; __Host-sessionid=x"}),
        ("/projects/?unknown=1", {}),
        ("/projects/?q=%E8%B7%AF", {}),
        ("/search/?q=x", {}),
        ("/projects/none/", {}),
        ("//projects/", {}),
    ):
        nginx.get(path, **headers)
        assert not nginx.is_a_file(path, **headers), path
