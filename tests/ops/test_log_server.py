"""Logs reach another machine by the rules of deploy/, over TLS, also after it was away."""

import os
import socket
import subprocess
import time

import pytest

from tests.apps import eventually
from tests.needs import ROOT, program
from tests.portal import free_port

SENDER = """
global(workDirectory="{place}/spool")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{place}/log" CreatePath="on" RateLimit.Interval="0")
include(file="{place}/scicity.conf")
"""
RECEIVER = """
global(
    workDirectory="{place}" defaultNetstreamDriverCAFile="{place}/{name}.pem"
    defaultNetstreamDriverCertFile="{place}/{name}.pem"
    defaultNetstreamDriverKeyFile="{place}/{name}.key"
)
module(
    load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="anon"
)
template(name="short" type="string" string="%programname%:%msg%\\n")
input(type="imtcp" port="{port}")
action(type="omfile" file="{place}/received" template="short")
"""


class Rsyslog:
    def __init__(self, place, name, text):
        self.place, self.name = place, name
        (place / f"{name}.conf").write_text(text)

    def start(self):
        place, rsyslogd = self.place, program("rsyslogd", "/usr/sbin/rsyslogd", install="rsyslog")
        with (place / f"{self.name}.said").open("a") as said:
            self.process = subprocess.Popen(
                [rsyslogd, "-n", "-f", place / f"{self.name}.conf", "-i", place / self.name],
                stdout=said, stderr=said,
            )  # fmt: skip
        assert eventually(lambda: (place / self.name).exists())
        return self

    def said(self) -> str:
        return (self.place / f"{self.name}.said").read_text()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Logs:
    """A machine that sends, and one that receives."""

    def __init__(self, place):
        self.place, self.port = place, free_port()
        for name in ("spool", "logs"):
            (place / name).mkdir()
        for name in ("localhost", "stranger"):
            self.certify(name)
        own = {
            "ETC_DIR": place, "LOG_DIR": place / "logs", "LOG_CA": place / "trusted.pem",
            "LOG_SERVER": f"localhost:{self.port}", "LOG_SPOOL": place / "spool",
            "NGINX_LOG": place / "logs" / "error.log", "VAR_DIR": place,
        }  # fmt: skip
        script = f". {ROOT}/deploy/lib.sh; log_rules {ROOT}/deploy/rsyslog.conf"
        rules = subprocess.run(
            ["sh", "-euc", script], env=os.environ | {n: str(v) for n, v in own.items()},
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        # Not to wait for it.
        (place / "scicity.conf").write_text(
            rules.replace('resumeInterval="5"', 'resumeInterval="1"')
        )
        self.sender = Rsyslog(place, "sender", SENDER.format(place=place))

    def certify(self, name):
        subprocess.run(
            [program("openssl", install="openssl"), "req", "-x509", "-newkey", "rsa:2048",
             "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext",
             f"subjectAltName=DNS:{name}", "-keyout", self.place / f"{name}.key",
             "-out", self.place / f"{name}.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        with (self.place / "trusted.pem").open("a") as trusted:
            trusted.write((self.place / f"{name}.pem").read_text())

    def receiver(self, name) -> Rsyslog:
        text = RECEIVER.format(place=self.place, name=name, port=self.port)
        receiver = Rsyslog(self.place, "receiver", text).start()
        assert eventually(self.is_listening)
        return receiver

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def access(self, text):
        with (self.place / "logs" / "access.log").open("a") as log:
            log.write(text + "\n")

    def unit(self, name, text):
        """As journald hands it on."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.connect(str(self.place / "log"))
            line.send(f"<30>{time.strftime('%b %e %H:%M:%S')} {name}[1]: {text}".encode())

    def waiting(self) -> str:
        """What stands in the queue on disk."""
        files = (self.place / "spool").glob("scicity.0*")
        return "".join(file.read_text() for file in files)

    def received(self) -> set[str]:
        """A line may come twice."""
        file = self.place / "received"
        return set(file.read_text().splitlines()) if file.exists() else set()


@pytest.fixture
def logs(tmp_path):
    logs = Logs(tmp_path)
    logs.sender.start()
    yield logs
    logs.sender.stop()


def test_logs_of_portal_and_nginx_arrive_and_wait_on_disk_while_nobody_is_there(logs):
    receiver = logs.receiver("localhost")
    logs.access('{"path":"/"}')
    logs.unit("scicity-web", "one")
    logs.unit("sshd", "nobody else's")
    first = {'nginx-access:{"path":"/"}', "scicity-web: one"}
    arrived = eventually(lambda: logs.received() == first)
    receiver.stop()

    # Syslog has no receipts: a line or two are lost before the sender notices.
    assert eventually(
        lambda: logs.unit("scicity-web", "lost") or "cannot connect" in logs.sender.said()
    )
    logs.access('{"path":"/later/"}')
    logs.unit("scicity-worker", "two")
    waits = eventually(lambda: "/later/" in logs.waiting() and " two" in logs.waiting())
    logs.sender.stop()
    logs.sender.start()
    receiver = logs.receiver("localhost")
    later = {*first, 'nginx-access:{"path":"/later/"}', "scicity-worker: two"}
    came = eventually(lambda: later <= logs.received(), 60)
    receiver.stop()

    assert (arrived, waits, came) == (True, True, True)
    assert "sshd" not in str(logs.received())


def test_nothing_is_told_to_who_shows_another_name(logs):
    stranger = logs.receiver("stranger")
    logs.unit("scicity-web", "for localhost only")
    # The sender hangs up after each handshake.
    refused = eventually(lambda: stranger.said().count("will be closed") > 3, 60)
    stranger.stop()
    told = logs.received()

    receiver = logs.receiver("localhost")
    came = eventually(lambda: logs.received() == {"scicity-web: for localhost only"}, 60)
    receiver.stop()

    assert (refused, told, came) == (True, set(), True)
