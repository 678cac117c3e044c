"""Files of deploy/ that only other programs read: each is read by its own program here."""

import os
import re
import shlex
import subprocess

import pytest
import yaml
from django.core.management import get_commands

from tests import needs
from tests.apps import eventually
from tests.needs import ROOT, program

SCRIPTS = ["install", "upgrade", "rollback", "unpack", "lib.sh"]
UNITS = sorted(path.name for path in (ROOT / "deploy" / "systemd").iterdir())
VARIABLE = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_a_posix_shells(name):
    subprocess.run(["sh", "-n", ROOT / "deploy" / name], check=True)


@pytest.mark.parametrize("name", UNITS)
def test_unit_is_understood_by_systemd(name, tmp_path):
    analyze = program("systemd-analyze", install="systemd")
    for unit in UNITS:
        text = (ROOT / "deploy" / "systemd" / unit).read_text()
        # The programs that it names are not installed here.
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        (tmp_path / unit).write_text(text.replace("User=scicity", "User=root"))

    result = subprocess.run(
        [analyze, "verify", "--recursive-errors=no", tmp_path / name.replace("@.", "@a.")],
        capture_output=True, text=True,
    )  # fmt: skip

    assert (result.stdout + result.stderr).strip() == ""


def test_every_service_runs_a_command_that_there_is():
    text = "\n".join((ROOT / "deploy" / "systemd" / unit).read_text() for unit in UNITS)
    text += (ROOT / "deploy" / "lib.sh").read_text().replace("manage.py command", "")

    names = set(re.findall(r"manage\.py (\w+)", text)) | {"serve", "work", "database"}

    assert names - get_commands().keys() == set()


def test_compose_starts_commands_that_there_are_with_variables_that_there_are():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    known = set(VARIABLE.findall((ROOT / ".env.example").read_text()))

    portals = {n: s for n, s in compose["services"].items() if s["image"] == "scicity"}
    commands = {name: service["command"][0] for name, service in portals.items()}

    assert commands == {"prepare": "prepare", "web": "serve", "worker": "work"}
    assert set(commands.values()) <= get_commands().keys()
    assert all(service["read_only"] for service in portals.values())
    assert set(portals["web"]["environment"]) - known == set()


def test_dockerfile_builds_from_files_that_there_are_and_does_not_run_as_root():
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    instructions = [line.split(" ", 1) for line in lines]
    names = [name for name, _rest in instructions]

    assert set(names) <= {
        "FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK",
        "ENTRYPOINT", "CMD",
    }  # fmt: skip
    copied = shlex.split(instructions[names.index("COPY")][1])[:-1]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert instructions[names.index("USER")][1] == "scicity"
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_every_variable_of_the_settings_is_explained():
    source = (ROOT / "scicity" / "settings.py").read_text()
    read = set(re.findall(r'env_\w+\(\s*"([A-Z_]+)"', source))
    read |= set(re.findall(r'os\.environ\.get\("([A-Z_]+)"', source))

    assert read - set(VARIABLE.findall((ROOT / ".env.example").read_text())) == {"ENV_FILE"}


OLD = """\
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
"""
NEW = """\
    http2 on;
    listen 443 ssl;
    listen [::]:443 ssl;
"""


@pytest.mark.parametrize(
    ("version", "words"),
    [("1.22.1", OLD), ("1.25.0", OLD), ("1.25.1", NEW), ("1.26.3", NEW), ("1.30.0 (own)", NEW)],
)
def test_http2_is_said_as_each_nginx_wants_it(version, words):
    conf = (ROOT / "deploy" / "nginx" / "scicity.conf").read_text()

    said = subprocess.run(
        ["sh", "-euc", f". {ROOT}/deploy/lib.sh; http2_of 'nginx version: nginx/{version}'"],
        input=conf, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert conf.count(OLD) == 1
    assert said.stdout == conf.replace(OLD, words)


@pytest.fixture
def stranger():
    if os.geteuid():
        needs.missing("only root can let another user run a process")
    process = subprocess.Popen(["sleep", "600"], user="nobody")
    yield process
    process.kill()
    process.wait()


def test_number_that_a_crash_left_is_not_taken_for_the_service(stranger, tmp_path):
    """Without systemd: the worker died, and its number is another program's by now."""
    program("start-stop-daemon", "/sbin/start-stop-daemon", install="dpkg")
    python = tmp_path / "current" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    places = {name: str(tmp_path) for name in ("HOME_DIR", "ETC_DIR", "LOG_DIR", "RUN_DIR")}

    def service(action):
        (tmp_path / "worker.pid").write_text(str(stranger.pid))
        subprocess.run(
            ["sh", "-euc", f". {ROOT}/deploy/lib.sh; service {action} worker"], check=True,
            env={"PATH": f"{os.environ['PATH']}:/sbin", "OWNER": "root", "SERVICES": "plain"}
            | places,
        )  # fmt: skip

    service("stop")
    assert stranger.poll() is None
    service("start")
    log = tmp_path / "worker.log"
    assert eventually(lambda: log.exists() and log.read_text() == "manage.py work\n")
