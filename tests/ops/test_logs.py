"""Logs that only other programs write: nginx's with visitors' addresses, and PostgreSQL's."""

import gzip
import os
import stat
import subprocess
from contextlib import suppress

import psycopg
import pytest

from tests import needs
from tests.apps import eventually
from tests.needs import ROOT
from tests.web import Nginx

HTTP = """
    log_format scicity '$uri';
    server {{
        listen 127.0.0.1:{port};
        access_log LOGS/access.log scicity;
        return 204;
    }}
"""


@pytest.fixture
def logs(place):
    if os.geteuid():
        needs.missing("only root can give files to the users that Debian's nginx has")
    subprocess.run(
        ["sh", "-euc", f". {ROOT}/deploy/lib.sh; log_folder"],
        env=os.environ | {"LOG_DIR": str(place / "logs")}, check=True,
    )  # fmt: skip
    return place / "logs"


@pytest.fixture
def nginx(logs):
    nginx = Nginx(logs.parent, user="www-data")
    yield nginx.start_with(HTTP.replace("LOGS", str(logs)))
    nginx.stop()


@pytest.fixture
def rotate(logs):
    program = needs.program("logrotate", "/usr/sbin/logrotate", install="logrotate")
    text = (ROOT / "deploy" / "logrotate").read_text()
    text = text.replace("/var/log/scicity", str(logs))
    conf = logs.parent / "logrotate.conf"
    conf.write_text(text.replace("/run/nginx.pid", str(logs.parent / "nginx.pid")))
    return lambda: subprocess.run(
        [program, "--force", "--state", logs.parent / "state", conf], check=True, timeout=60
    )


def test_nginx_goes_on_in_the_new_file_and_the_oldest_of_thirty_goes(logs, nginx, rotate):
    log = logs / "access.log"
    for number in range(32):
        # A request may still reach the old file: nginx opens the new one when it has heard.
        assert eventually(lambda day=f"/{number}\n": nginx.get(day[:-1]) and day in log.read_text())
        rotate()

    assert {path.name for path in logs.iterdir()} == {
        "access.log", "access.log.1", *(f"access.log.{days}.gz" for days in range(2, 31)),
    }  # fmt: skip
    assert "/2\n" in gzip.decompress((logs / "access.log.30.gz").read_bytes()).decode()
    assert (log.owner(), log.group(), stat.S_IMODE(log.stat().st_mode)) == (
        "www-data",
        "adm",
        0o640,
    )


def test_the_database_tells_its_log_of_errors_without_their_values(primary):
    primary.sql("CREATE TABLE reader (email text PRIMARY KEY)")

    for _time in range(2):
        with suppress(psycopg.errors.UniqueViolation):
            primary.sql("INSERT INTO reader VALUES ('reader@example.com')")

    log = (primary.data / "server.log").read_text()
    assert 'duplicate key value violates unique constraint "reader_pkey"' in log
    assert "reader@" not in log
