"""The portal as deploy/ puts it up, behind its nginx with TLS: headers, upgrade, rollback."""

import http.client
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import urlencode

import pytest

from scicity.pagestore import front
from tests.environment import VARIABLES, inherited
from tests.needs import ROOT, program
from tests.ops.conftest import make_fresh_database
from tests.portal import free_port
from tests.web import Nginx, Visitors

PAGES = [
    "/", "/en/", "/news/", "/talent/", "/projects/", "/data/",
    "/search/?q=%E4%BA%BA%E6%89%8D&page=1",
]  # fmt: skip
LIB = ROOT / "deploy" / "lib.sh"


class Site:
    """What deploy/install leaves, without what only root may do."""

    def __init__(self, place, database):
        self.place = place
        for name in ("home/releases", "etc/tls", "var"):
            (place / name).mkdir(parents=True)
        values = [
            "SECRET_KEY=for-the-trial", "ALLOWED_HOSTS=localhost", f"DATABASE_URL={database}",
            "HTTPS=1", "PAGE_FILES=1",
        ]  # fmt: skip
        (place / "etc" / "scicity.env").write_text("\n".join(values))
        self.nginx = Nginx(place, "https", "localhost")
        self.ports, self.plain_port = (free_port(), free_port()), free_port()

    def sh(self, *command):
        others = {name: value for name, value in inherited().items() if name not in VARIABLES}
        own = {
            "HOME_DIR": self.place / "home", "ETC_DIR": self.place / "etc",
            "VAR_DIR": self.place / "var", "RUN_DIR": self.place / "run",
            "LOG_DIR": self.place / "log", "OWNER": "root", "SERVICES": "plain",
            "VENV": sys.prefix, "PORT_A": self.ports[0], "PORT_B": self.ports[1],
            "RELOAD_NGINX": self.nginx.reload, "SECONDS_TO_DRAIN": 1,
            "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin",
        }  # fmt: skip
        values = others | {name: str(value) for name, value in own.items()}
        # Into a file: the processes that it starts would keep a pipe open.
        with (self.place / "said").open("w+") as said:
            code = subprocess.call(command, env=values, stdout=said, stderr=said, timeout=300)
            said.seek(0)
            text = said.read()
        assert code == 0, text
        return text

    def configuration(self, name: str) -> str:
        text = (ROOT / "deploy" / "nginx" / name).read_text()
        places = {"@SITE@": "localhost", "@ETC_DIR@": "etc", "@VAR_DIR@": "var"}
        for mark, place in places.items():
            text = text.replace(mark, place if place == "localhost" else str(self.place / place))
        return text

    def install(self):
        tls = self.place / "etc" / "tls"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", tls / "key.pem",
             "-out", tls / "cert.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        (self.place / "etc" / "upstream.conf").write_text(f"server 127.0.0.1:{self.ports[0]};")
        for name in ("proxy", "headers", "static", "pages-http", "pages-server"):
            name = f"{name}.conf"
            (self.place / "etc" / name).write_text(self.configuration(name))
        self.lib("stapling >$ETC_DIR/stapling.conf")
        http = self.configuration("scicity.conf")
        http = re.sub(r" *listen \[::\].*;\n", "", http).replace(
            "/var/log/scicity", str(self.place)
        )
        http = http.replace("listen 80", f"listen 127.0.0.1:{self.plain_port}")
        self.nginx.start(http.replace("listen 443", f"listen 127.0.0.1:{self.nginx.port}"))
        release = self.place / "home" / "releases" / "first"
        self.sh(str(ROOT / "deploy" / "unpack"), str(ROOT), str(release))
        (self.place / "home" / "current").symlink_to(release)
        self.lib(f"manage {release} prepare && switch_to {release} && service start worker")

    def lib(self, script):
        self.sh("sh", "-euc", f". {LIB}; {script}")

    def get(self, path):
        return self.nginx.get(path)[2].decode()

    def ask(self, path, form=None, **headers):
        """(status, headers, text) of the answer itself, also where it leads elsewhere."""
        context = ssl._create_unverified_context()
        body = urlencode(form) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        with closing(
            http.client.HTTPSConnection("localhost", self.nginx.port, context=context)
        ) as line:
            line.request("POST" if form else "GET", path, body, headers | kind)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def headers(self, path):
        return self.nginx.get(path)[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_modify_db_settings):
    program("start-stop-daemon", "/sbin/start-stop-daemon", install="dpkg")
    site = Site(tmp_path_factory.mktemp("site"), make_fresh_database("scicity_deployed"))
    site.install()
    yield site
    site.lib("for name in worker web-a web-b; do service stop $name; done")
    site.nginx.stop()


def chosen(headers, *names) -> dict:
    return {name: headers[name] for name in names}


def test_pages_come_with_the_headers_of_a_public_site(site):
    headers = site.headers("/news/")

    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert chosen(
        headers, "strict-transport-security", "x-content-type-options", "x-frame-options",
        "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "server",
    ) == {
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "server": "nginx",
    }  # fmt: skip
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert "camera=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


def set_of(policy: str) -> frozenset[str]:
    return frozenset(part.strip() for part in policy.split(";"))


def test_answers_in_json_are_data_and_nothing_else(site):
    paths = [
        "/api/v1/projects/", "/api/v1/projects/none/", "/en/api/v1/openapi.json", "/api/v1/none",
        "/data/catalog.jsonld", "/data/projects.geojson", "/data/projects.json?year=x",
    ]  # fmt: skip

    answers = {path: site.headers(path) for path in paths}
    policies = {set_of(headers["content-security-policy"]) for headers in answers.values()}

    assert policies == {
        frozenset(
            f"{what} 'none'"
            for what in ("default-src", "base-uri", "form-action", "frame-ancestors")
        )
    }
    assert {headers["x-content-type-options"] for headers in answers.values()} == {"nosniff"}
    assert [path for path in paths if "json" not in answers[path]["content-type"]] == []


def test_static_files_come_compressed_and_for_ever(site):
    path = re.search(r'/static/css/[^"]+', site.get("/"))[0]

    answer = site.nginx.get(path, accept_encoding="br")[1]

    assert chosen(answer, "content-encoding", "cache-control", "x-content-type-options") == {
        "content-encoding": "br",
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
    }


def test_uploads_can_not_run_here(site):
    media = site.place / "var" / "media" / "pictures"
    media.mkdir(exist_ok=True)
    for name in ("page.html", "drawing.SVG", "script.js", "a.pdf", "photo.jpg", "no-suffix"):
        (media / name).write_text("<script>alert(1)</script>")

    found = {path.name: site.headers(f"/media/pictures/{path.name}") for path in media.glob("*.*")}
    found["no-suffix"] = site.headers("/media/pictures/no-suffix")

    shown = {"a.pdf": "application/pdf", "photo.jpg": "image/jpeg"}
    assert {name: headers["content-type"] for name, headers in found.items()} == (
        dict.fromkeys(found, "application/octet-stream") | shown
    )
    assert {headers["x-content-type-options"] for headers in found.values()} == {"nosniff"}
    saved = {name for name, headers in found.items() if "content-disposition" in headers}
    assert saved == {"page.html", "drawing.SVG", "script.js"}


def test_operators_addresses_are_not_public(site):
    assert [site.nginx.get(path)[0] for path in ("/healthz", "/readyz", "/metrics")] == [
        200, 404, 404,
    ]  # fmt: skip


def test_login_is_bound_to_the_host_and_passes_by_the_files_of_pages(site):
    accounts = (site.place / "var" / "accounts.txt").read_text().splitlines()
    password = dict(line.split()[:2] for line in accounts)["author"]
    _, given, form = site.ask("/admin/login/")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)', form)[1]
    ((csrf, csrf_rules),) = [line.split("; ", 1) for line in given.get_all("Set-Cookie")]
    status, headers, _ = site.ask(
        "/admin/login/?next=/admin/", Cookie=csrf, Referer=f"{site.nginx.url}/admin/login/",
        form={"csrfmiddlewaretoken": token, "username": "author", "password": password},
    )  # fmt: skip
    session, session_rules = next(
        line.split("; ", 1) for line in headers.get_all("Set-Cookie") if "session" in line
    )

    site.get("/news/")
    span = int(time.time()) // front.SECONDS
    current = site.place / "var" / "pages" / "front" / "current"
    files = [
        current / str(number) / "https" / f"localhost:{site.nginx.port}" / "news" / "index.html"
        for number in (span, span + 1)
    ]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("the file")
    seen = {cookie: site.nginx.get("/news/", cookie=cookie)[2] for cookie in ("a=1", session)}
    for file in files:
        file.unlink()

    assert (status, headers["Location"]) == (302, "/admin/")
    assert (csrf[:17], session[:17]) == ("__Host-csrftoken=", "__Host-sessionid=")
    for rules in (csrf_rules, session_rules):
        assert {"Secure", "Path=/", "HttpOnly", "SameSite=Lax"} <= set(rules.split("; "))
        assert "Domain" not in rules
    status, headers, _ = site.ask("/admin/", Cookie=session)
    assert (status, headers["Location"]) == (302, "/admin/password_change/")
    assert seen["a=1"] == b"the file"
    assert seen[session].startswith(b"<!doctype html>")


def test_upgrade_and_rollback_lose_no_request(site, tmp_path):
    old = site.get("/robots.txt")
    new = tmp_path / "new"
    shutil.copytree(ROOT, new, ignore=shutil.ignore_patterns("var", ".[!e]*", "tests"))
    robots = new / "templates" / "robots.txt"
    robots.write_text("# The new release\n" + robots.read_text())

    with Visitors(site.nginx, PAGES, pause=0.1) as visitors:
        said = site.sh(str(ROOT / "deploy" / "upgrade"), str(new))
        upgraded, number = site.get("/robots.txt"), visitors.number
        site.sh(str(ROOT / "deploy" / "rollback"))

    assert visitors.failures == []
    assert (upgraded, site.get("/robots.txt")) == ("# The new release\n" + old, old)
    assert number > 50
    assert visitors.number > number
    home = site.place / "home"
    release = (home / "previous").readlink().name
    assert said.endswith(f"{release} serves. To go back: {home}/current/deploy/rollback\n")
