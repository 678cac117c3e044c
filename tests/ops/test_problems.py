"""What keeps the portal from starting is said in one line, and nothing is left behind."""

import socket

import pytest

from tests.portal import Portal


@pytest.fixture
def portal(tmp_path):
    return Portal(tmp_path / "var")


def complaint(portal: Portal) -> str:
    """The one line that a failing start ends with."""
    result = portal.manage("up")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    (line,) = result.stderr.splitlines()
    return line.replace(str(portal.var), "VAR").replace(str(portal.port), "8000")


def test_port_in_use_is_said_before_anything_slow_begins(portal):
    with socket.create_server(("127.0.0.1", portal.port)):
        assert complaint(portal) == (
            "Error: Port 8000 is in use: stop what listens there, or try `make run PORT=8080`."
        )

    assert not (portal.var / "postgres").exists()


def test_unknown_host_names_the_variable(portal):
    portal.variables["HOST"] = "192.0.2.1"

    assert complaint(portal) == (
        "Error: HOST='192.0.2.1': this machine has no such address; use 127.0.0.1 or 0.0.0.0."
    )


def test_a_street_map_without_its_review_number_is_refused(portal):
    portal.variables["TIANDITU_KEY"] = "0123456789abcdef" * 2

    assert complaint(portal) == (
        "Error: TIANDITU_REVIEW_NUMBER is missing: the 审图号 that Tianditu states for its map, "
        "which must be shown with it."
    )


def test_var_that_is_a_file_says_how_to_choose_another(portal):
    portal.var.write_text("")

    assert complaint(portal) == (
        "Error: VAR can't be written (File exists): make it a directory that you may write to, "
        "or set VAR_DIR to another one."
    )


def test_unreachable_database_says_what_to_do(portal):
    portal.variables["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"

    line = complaint(portal)

    assert line.startswith("Error: No PostgreSQL at DATABASE_URL (connection failed")
    assert line.endswith("start it, correct DATABASE_URL, or unset it to use the embedded server.")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "http", "Error: PORT='http': use a whole number from 1 to 65535."),
        ("PORT", "70000", "Error: PORT='70000': use a whole number from 1 to 65535."),
        ("DEBUG", "maybe", "Error: DEBUG='maybe': use 1 or 0."),
        ("DATABASE_URL", "mysql://x/y", None),
        ("DATABASE_URL", "postgresql://host:port/name", None),
        ("DATABASE_URL", "postgresql://host", None),
    ],
)
def test_wrong_variable_names_it_and_what_is_allowed(portal, name, value, expected):
    portal.variables[name] = value

    assert complaint(portal) == expected or (
        "Error: DATABASE_URL must look like postgresql://user:password@host:5432/name."
    )


def test_settings_without_a_secret_say_where_one_comes_from(portal):
    result = portal.manage("check")

    assert (result.returncode, result.stderr) == (
        1,
        f"Error: SECRET_KEY is not set: set it, or let `make run` make one in "
        f"{portal.var / 'secret_key'}.\n",
    )
