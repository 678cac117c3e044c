import json
import logging
import sys

import pytest

from scicity.operation import logs

SIGNED = "eyJraW5kIjoidGFsZW50In0:1tXyZa:9fK3_x7Qm2LpA0vT"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail to reader@example.com failed", "mail to <email> failed"),
        ("from 203.0.113.9 and 2001:db8:0:1:2:3:4:5", "from <address> and <address>"),
        ("at postgresql://portal:s3cret@db/scicity", "at postgresql://<login>@db/scicity"),
        (f"/subscriptions/confirm/{SIGNED}/", "/subscriptions/confirm/<token>/"),
        ("password=hunter2&x=1", "password=<secret>&x=1"),
        ("身份证 11010519491231002X 手机 13812345678", "身份证 <identity> 手机 <phone>"),
        ("Not Found: /news/2026/a-long-title-about-science-city-2026/", None),
        ("scicity/subscriptions/management/commands/work.py", None),
        ("PostgreSQL 18.6 answered after 12.5 ms at 2026-11-25 10:00", None),
    ],
)
def test_scrub_takes_out_people_and_secrets_and_nothing_else(text, expected):
    assert logs.scrub(text) == (expected or text)


def test_scrub_takes_linear_time_for_hostile_text():
    for text in ("a." * 50_000, "@" * 50_000, "1" * 50_000, "aB1" * 20_000, "token=" * 20_000):
        logs.scrub(text)


def test_json_line_has_the_request_and_no_values_of_variables():
    secret = "hunter2"
    try:
        raise ValueError("for reader@example.com")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "f", 1, "broke %s", ("x",), sys.exc_info())
    token = logs.request_id.set("abc")

    entry = json.loads(logs.JsonFormatter().format(record))

    logs.request_id.reset(token)
    assert entry.pop("time").endswith("+00:00")
    assert entry.pop("traceback").endswith("ValueError: for <email>\n")
    assert secret not in str(entry)
    assert entry == {"level": "error", "logger": "a", "message": "broke x", "request_id": "abc"}
