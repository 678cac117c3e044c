"""A real nginx of a test's own, and visitors that ask it again and again."""

import os
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from tests import needs
from tests.portal import free_port

# Where Debian lists the modules that are installed.
MODULES = Path("/etc/nginx/modules-enabled")
CONF = """
{modules}
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log {place}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    types {{ text/html html; text/css css; text/javascript js; }}
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    {http}
}}
"""


class Nginx:
    def __init__(self, place: Path, scheme="http", host="127.0.0.1", user="root"):
        self.program = needs.program("nginx", "/usr/sbin/nginx", install="nginx")
        self.place, self.port = place, free_port()
        self.conf, self.scheme, self.host = place / "nginx.conf", scheme, host
        self.user = user
        self.process = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    def get(self, path: str, method="GET", **headers) -> tuple[int, dict, bytes]:
        """(status, headers in small letters, body); the certificate is the test's own."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, method=method, headers=names)
        context = ssl._create_unverified_context() if self.scheme == "https" else None
        try:
            answer = urllib.request.urlopen(request, timeout=30, context=context)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, found, answer.read()

    @property
    def reload(self) -> str:
        return f"{self.program} -q -c {self.conf} -p {self.place} -s reload"

    def start(self, http: str) -> "Nginx":
        if not (self.place / "modules").is_symlink():
            (self.place / "modules").symlink_to("/usr/lib/nginx/modules")
        modules = "\n".join(f"include {path};" for path in sorted(MODULES.glob("*.conf")))
        if os.geteuid() == 0:  # as nobody it could not enter a test's directory
            modules += f"\nuser {self.user};"
        self.conf.write_text(CONF.format(place=self.place, http=http, modules=modules))
        return self.again()

    def again(self) -> "Nginx":
        """With the configuration that it had."""
        pid = self.place / "nginx.pid"
        pid.unlink(missing_ok=True)
        command = [self.program, "-q", "-c", str(self.conf), "-p", str(self.place)]
        self.process = subprocess.Popen(command)
        until = time.monotonic() + 20
        while not pid.exists():
            assert self.process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        return self

    def start_with(self, http: str, *ports: int) -> "Nginx":
        return self.start(http.format(*ports, port=self.port))

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)


class Visitors:
    """Threads that ask a server (its `get`) for pages in turn until the block ends."""

    def __init__(self, server, paths: list[str], number: int = 4, pause: float = 0.02):
        self.server, self.paths, self.pause = server, paths, pause
        self.answers, self.failures = Counter(), []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.visit, args=(n,)) for n in range(number)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def visit(self, number: int):
        while not self.ended.wait(self.pause):
            number += 1
            path = self.paths[number % len(self.paths)]
            try:
                status = self.server.get(path)[0]
            except OSError as error:
                self.failures.append((path, repr(error)))
            else:
                self.answers[status] += 1
                if status >= 400:
                    self.failures.append((path, status))

    @property
    def number(self) -> int:
        return sum(self.answers.values())
