"""The processes that are measured. What a process starts runs on the core that it has itself."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg

from scicity.embedded import connection_settings
from tests.needs import ROOT
from tests.portal import Portal, free_port
from tests.web import Nginx

SNIPPETS = ROOT / "deploy" / "nginx"
NGINX = """
    keepalive_requests 100000000; sendfile on; tcp_nopush on;
    include {snippets}/pages-http.conf;
    server {{
        listen 127.0.0.1:{port};
        set $page_files {files};
        include {snippets}/pages-server.conf;
        location @portal {{
            proxy_pass http://127.0.0.1:{portal};
            proxy_set_header Host $http_host;
        }}
        location /plain/ {{
            alias {plain}/;
            gzip_static always;
            default_type "text/html; charset=utf-8";
        }}
    }}
"""
HELLO = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "12")])
    return [b"Hello world!"]
"""


class Running(Portal):
    """A portal that was started for the measuring."""

    def memory(self) -> int:
        """MB that the processes of the web server hold for themselves."""
        found = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes()
                environ = (folder / "environ").read_bytes()
                if b"granian" in words and f"VAR_DIR={self.var}".encode() in environ:
                    text = (folder / "smaps_rollup").read_text()
                    found += int(text.partition("Pss:")[2].split()[0])
            except (OSError, IndexError):
                continue
        return round(found / 1024)


class Site:
    """An installation of its own in this folder, with made-up content."""

    def __init__(self, var: Path):
        self.var = var
        var.mkdir(parents=True, exist_ok=True)

    def environment(self) -> dict[str, str]:
        return Portal(self.var).environment() | {"DJANGO_SETTINGS_MODULE": "scicity.settings"}

    def prepare(self, articles: int) -> None:
        if (self.var / "prepared").exists():
            return
        Portal(self.var).start().stop()
        self.ask("fill", str(articles))
        (self.var / "prepared").touch()

    @contextmanager
    def portal(self, **variables):
        settings = {
            "PAGE_FILES": "1", "API_REQUESTS_A_MINUTE": "100000", "WEB_PROCESSES": "",
        } | variables  # fmt: skip
        portal = Running(self.var, variables=settings)
        portal.start()
        try:
            yield portal
        finally:
            portal.stop()

    def change(self) -> None:
        """Alters when an article was published, as an editor's correction would."""
        place = connection_settings(self.var / "postgres")
        with psycopg.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"]) as own:
            own.execute("SET LOCAL scicity.release = 'on'")
            own.execute(
                "UPDATE news_article SET published_at = published_at - interval '1 second'"
                " WHERE slug = 'demo-article-001'"
            )

    def pages(self, *growing: str) -> list[dict]:
        """Of each kind of page: `name`, `paths`, `is_stored`, `queries`, `body` (gzip)."""
        pages = json.loads(self.ask("pages", *growing))
        for page in pages:
            page["body"] = bytes.fromhex(page["body"])
        return pages

    def session(self) -> str:
        return self.ask("session").strip()

    def ask(self, *arguments: str) -> str:
        """What this installation's Django says, while its database runs or not."""
        command = [sys.executable, "-m", "tests.benchmarks.content", *arguments]
        result = subprocess.run(
            command, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, text=True
        )
        if result.returncode:
            raise SystemExit(f"{' '.join(command[2:])} failed.")
        return result.stdout


@contextmanager
def hello(folder: Path):
    """A hello-world application on the portal's server, with the portal's number of processes."""
    from scicity.startup import server

    (folder / "hello.py").write_text(HELLO)
    port = free_port()
    command = server.production_command("127.0.0.1", port, len(os.sched_getaffinity(0)))
    command[command.index("scicity.wsgi:application")] = "hello:application"
    with answering(command, port, cwd=folder) as url:
        yield url


@contextmanager
def nginx(var: Path, plain: Path, portal: Portal):
    folder = var / "nginx"
    folder.mkdir(exist_ok=True)
    server = Nginx(folder)
    values = {"files": var / "pages" / "front", "plain": plain, "snippets": SNIPPETS}
    server.start(NGINX.format(port=server.port, portal=portal.port, **values))
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def answering(command, port: int, **options):
    process = subprocess.Popen(command, **options)
    try:
        url = f"http://127.0.0.1:{port}"
        wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def wait(url: str) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{url}/", timeout=30).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
