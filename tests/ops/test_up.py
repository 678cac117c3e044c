"""One installation from its first start on: killed in the middle, stopped, started again."""

import json
import signal
import stat
import time
import urllib.parse
import urllib.request

import pytest
from django.apps import apps
from django.core.management import call_command

SECTIONS = ("media", "news", "projects", "site", "starter", "talent")
COUNT = f"""
import json
from django.apps import apps
models = [m for m in apps.get_models() if m._meta.app_label in {SECTIONS}]
print(json.dumps({{m._meta.label: m._base_manager.count() for m in models}}))
"""
LOG_IN = """
from django.conf import settings
from django.contrib.auth import authenticate
for line in (settings.VAR_DIR / "accounts.txt").read_text().splitlines():
    print(authenticate(username=line.split()[0], password=line.split()[1]).username)
"""


def test_start_after_kills_serves_the_site(portal):
    home = urllib.request.urlopen(portal.url).read().decode()

    assert "西部（重庆）科学城" in home


def test_kills_leave_nothing_doubled_and_nothing_out(portal, db):
    installed = json.loads(portal.manage("shell", "--no-imports", "-c", COUNT).stdout)

    call_command("load_starter")

    models = [m for m in apps.get_models() if m._meta.app_label in SECTIONS]
    assert installed == {m._meta.label: m._base_manager.count() for m in models}


def test_every_first_account_can_log_in_with_its_kept_password(portal):
    names = portal.manage("shell", "--no-imports", "-c", LOG_IN).stdout.split()

    assert names == list(portal.accounts)
    assert names[0] == "admin"


@pytest.mark.parametrize("name", ["accounts.txt", "credentials_secret", "secret_key"])
def test_secrets_are_for_their_owner_only(portal, name):
    assert stat.S_IMODE((portal.var / name).stat().st_mode) == 0o600


def test_second_start_beside_the_first_says_which_process_has_it(portal):
    result = portal.manage("up")

    assert (result.returncode, result.stderr) == (
        1,
        f"Error: The portal runs from {portal.var} already (process {portal.process.pid}): "
        "stop that one first, or set VAR_DIR to another directory.\n",
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_server_and_database_without_a_trace(portal, number):
    before = len(portal.log.read_text())

    code = portal.stop(number)

    said = portal.log.read_text()[before:]
    left = (portal.var / "postgres" / "postmaster.pid").exists()
    portal.start()
    assert (code, left) == (0, False)
    assert said.endswith("\nStopped.\n")
    assert "Traceback" not in said


def test_worker_sends_what_a_visitor_asks_for(portal):
    wish = {"kind": "talent.talentpolicy", "email": "reader@example.com", "frequency": "daily"}
    data = urllib.parse.urlencode(wish).encode()

    # Of an address that no other test asks from.
    visitor = {"X-Forwarded-For": "203.0.113.77"}
    urllib.request.urlopen(
        urllib.request.Request(f"{portal.url}/subscriptions/", data, visitor)
    ).close()

    until = time.monotonic() + 60
    while not (mails := list((portal.var / "mail").glob("*"))) and time.monotonic() < until:
        time.sleep(0.2)
    assert "To: reader@example.com" in mails[0].read_text()
