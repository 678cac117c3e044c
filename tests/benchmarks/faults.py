"""Tries faults that tests can't try in bounded time, and prints what was seen.

    .venv/bin/python -m tests.benchmarks.faults [kill_everything …]

The full disk needs root, the jumping clock a C compiler. docs/reliability.md has the results.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.apps import App, eventually
from tests.clusters import Cluster
from tests.web import Nginx, Visitors

PAGES = ["/", "/en/", "/news/", "/talent/", "/projects/", "/data/"]
HOUR = 3600
JUMPS = {"a day back": -24 * HOUR, "an hour back": -HOUR, "two days ahead": 48 * HOUR, "right": 0}
CHANGED = "/institutions/administrative-committee/"
ASKED = [*PAGES, "/admin/login/", "/api/v1/projects/", "/readyz"]
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


def rename(cluster, name: str) -> None:
    cluster.sql(
        f"UPDATE projects_institution SET name = '{name}', name_zh_hans = '{name}'"
        " WHERE slug = 'administrative-committee'"
    )


def kill_a_worker(app, nginx, cluster):
    with loaded("kill -9 of a server process", nginx):
        os.kill(children(app.process.pid)[-1], signal.SIGKILL)


def kill_the_server(app, nginx, cluster):
    with loaded("kill -9 of the whole server, started again after 1 s", nginx, 20):
        for number in [app.process.pid, *children(app.process.pid)]:
            os.kill(number, signal.SIGKILL)
        app.process.wait()
        time.sleep(1)
        app.start()


def slow_clients(app, nginx, cluster):
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


def kill_everything(app, nginx, cluster):
    """As if the machine lost power, though what the kernel had taken is still written."""
    rename(cluster, "最后一次改动")
    postmaster = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    mains = [nginx.process.pid, app.process.pid, postmaster]
    for number in [*mains, *(number for main in mains for number in children(main))]:
        os.kill(number, signal.SIGKILL)
    began = time.monotonic()
    nginx.process.wait(), app.process.wait()
    nginx.again()
    early = nginx.get("/")[0]
    assert eventually(lambda: not Path(f"/proc/{postmaster}").exists())
    cluster.start()
    app.start()
    served = "最后一次改动" in nginx.get(CHANGED)[2].decode()
    print(f"kill -9 of everything: nginx alone says {early};", end=" ")
    print(f"served again {time.monotonic() - began:.1f} s later, last change there: {served}")
    with loaded("    afterwards", nginx, 5):
        pass


def set_clock(path: Path, seconds: int) -> None:
    with path.open("r+b") as file:
        file.write(seconds.to_bytes(8, sys.byteorder, signed=True))


def jumping_clock(app, nginx, cluster):
    """Of the portal's processes only; the database's clock stays right."""
    if not shutil.which("cc"):
        return print("clock: not tried, there is no C compiler")
    library, clock = app.var.with_name("clock.so"), app.var.with_name("clock")
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    clock.write_bytes(bytes(8))
    second = App(
        app.var.with_name("jumping") / "var", cluster.address,
        LD_PRELOAD=str(library), CLOCK=str(clock),
    ).take_static_from(app).start()  # fmt: skip
    try:
        for number, (name, seconds) in enumerate(JUMPS.items()):
            with loaded(f"clock {name} while it runs", second, 8, ASKED):
                set_clock(clock, seconds)
                time.sleep(2)
                rename(cluster, f"改动{number}")
                told = eventually(lambda n=number: f"改动{n}" in second.text(CHANGED), 5)
            cookie = second.get("/admin/login/")[1]["set-cookie"]
            year = cookie.partition("expires=")[2].partition(";")[0]
            print(f"    a cookie for a year ends {year}; a change was public: {told}")
    finally:
        second.stop()


def full_disk(app, nginx, cluster):
    if os.geteuid():
        return print("disk full: not tried, only root may mount a small one")
    small = app.var.parent / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small], check=True)
    second = App(small, cluster.address)
    try:
        shutil.copytree(app.var / "static", second.var / "static")
        second.start()
        filler = small / "filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=64k"], capture_output=True)
        with loaded("disk full, a server process killed meanwhile", second):
            cluster.sql("UPDATE news_article SET source = source || ' '")
            os.kill(children(second.process.pid)[-1], signal.SIGKILL)
        print(
            "    /readyz:",
            second.get("/readyz")[0],
            "a new page:",
            second.get("/projects/?kind=tunnel")[0],
        )
        filler.unlink()
        with loaded("disk with space again", second, 5):
            pass
        print("    /readyz:", second.get("/readyz")[0])
    finally:
        second.stop()
        subprocess.run(["umount", small], check=True)


FAULTS = [
    kill_a_worker, kill_the_server, kill_everything, slow_clients, locked_database, jumping_clock,
    full_disk,
]  # fmt: skip


def main(names):
    place = Path(mkdtemp(prefix="faults-"))
    place.chmod(0o755)
    cluster = Cluster(place / "postgres").start()
    app = App(place / "var", cluster.address).prepare().start()
    nginx = Nginx(place).start_with(HTTP, app.port)
    try:
        for page in PAGES * 4:
            nginx.get(page)
        for fault in FAULTS:
            if fault.__name__ in names or not names:
                fault(app, nginx, cluster)
    finally:
        nginx.stop()
        app.stop()
        cluster.stop()
        shutil.rmtree(place)


if __name__ == "__main__":
    main(sys.argv[1:])
