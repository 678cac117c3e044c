"""Tries faults that tests can't try in bounded time, and prints what was seen.

    .venv/bin/python -m tests.benchmarks.faults       (root, for the full disk)

The results stand in docs/reliability.md.
"""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.apps import App
from tests.clusters import Cluster
from tests.web import Nginx, Visitors

PAGES = ["/", "/en/", "/news/", "/talent/", "/projects/", "/data/"]
HTTP = """
    upstream scicity {{ server 127.0.0.1:{0}; keepalive 16; }}
    server {{
        listen 127.0.0.1:{port};
        client_header_timeout 10s;
        client_body_timeout 15s;
        location / {{
            proxy_pass http://scicity;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
        }}
    }}
"""


def report(name, visitors, seconds, more=""):
    failures = len(visitors.failures)
    print(f"{name}: {visitors.number} answers in {seconds:.0f} s, {failures} failed {more}")
    for failure in visitors.failures[:3]:
        print("   ", failure)


@contextmanager
def loaded(name, server, seconds=10.0, pages=PAGES):
    with Visitors(server, pages, number=4, pause=0.05) as visitors:
        began = time.monotonic()
        time.sleep(1)
        yield visitors
        time.sleep(max(0, began + seconds - time.monotonic()))
    report(name, visitors, time.monotonic() - began)


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(number) for number in text.split()]


def kill_a_worker(app, nginx):
    with loaded("kill -9 of a server process", nginx):
        os.kill(children(app.process.pid)[-1], signal.SIGKILL)


def kill_the_server(app, nginx):
    with loaded("kill -9 of the whole server, started again after 1 s", nginx, 20):
        for number in [app.process.pid, *children(app.process.pid)]:
            os.kill(number, signal.SIGKILL)
        app.process.wait()
        time.sleep(1)
        app.start()


def slow_clients(app, nginx):
    sockets = []
    for _client in range(200):
        sock = socket.create_connection(("127.0.0.1", nginx.port))
        sock.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        sockets.append(sock)
    stopped = threading.Event()

    def drip():
        while not stopped.wait(1):
            for sock in sockets:
                try:
                    sock.sendall(b"a")
                except OSError:
                    continue

    thread = threading.Thread(target=drip)
    thread.start()
    with loaded("200 slow clients at nginx", nginx, 13):
        pass
    stopped.set()
    thread.join()
    closed = 0
    for sock in sockets:
        sock.settimeout(0.2)
        try:
            while sock.recv(1000):
                pass
            closed += 1
        except TimeoutError:
            pass
        except OSError:
            closed += 1
        sock.close()
    print(f"    {closed} of the 200 were hung up on by then")


def locked_database(app, nginx, cluster):
    name = "news table locked for 8 s: pages seen before"
    with cluster.session() as other, loaded(name, nginx), other.transaction():
        other.execute("LOCK TABLE news_article IN ACCESS EXCLUSIVE MODE")
        time.sleep(8)


def full_disk(app, nginx, cluster, place):
    small = place / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small], check=True)
    second = App(small / "var", cluster.address)
    try:
        shutil.copytree(app.var / "static", second.var / "static")
        second.start()
        filler = small / "filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=64k"], capture_output=True)
        with loaded("disk full", second):
            cluster.sql("UPDATE news_article SET source = source || ' '")
        print("    /readyz:", second.get("/readyz")[0], "a new page:", second.get("/about/")[0])
        filler.unlink()
        with loaded("disk with space again", second, 5):
            pass
        print("    /readyz:", second.get("/readyz")[0])
    finally:
        second.stop()
        subprocess.run(["umount", small], check=True)


def main():
    place = Path(mkdtemp(prefix="faults-"))
    place.chmod(0o755)
    cluster = Cluster(place / "postgres").start()
    app = App(place / "var", cluster.address).prepare().start()
    nginx = Nginx(place).start_with(HTTP, app.port)
    try:
        for page in PAGES * 4:
            nginx.get(page)
        kill_a_worker(app, nginx)
        kill_the_server(app, nginx)
        slow_clients(app, nginx)
        locked_database(app, nginx, cluster)
        if os.geteuid() == 0:
            full_disk(app, nginx, cluster, place)
    finally:
        nginx.stop()
        app.stop()
        cluster.stop()
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
