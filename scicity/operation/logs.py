"""Log lines for machines or people, each with the request's id and without personal data."""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

LONGEST = 20_000
# (what it looks like, what stands in its place); passwords in addresses come first.
PERSONAL = [
    (re.compile(r"(\w://)[^/\s@]*@"), r"\1<login>@"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]+"), "<email>"),
    (re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), "<address>"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{1,4}(?![\w:])"), "<address>"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "<identity>"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "<phone>"),
    (
        re.compile(
            r"((?:password|passwd|secret|token|cookie|session\w*|authorization|csrf\w*)"
            r"[\"']?\s*[=:]\s*)[\"']?[^\s\"',;&]+",
            re.IGNORECASE,
        ),
        r"\1<secret>",
    ),
]
WORD = re.compile(r"[A-Za-z0-9_:-]{20,}")


def scrub(text: str) -> str:
    """Without addresses, numbers of people, and secrets."""
    text = text[:LONGEST]
    for pattern, replacement in PERSONAL:
        text = pattern.sub(replacement, text)
    return WORD.sub(lambda match: "<token>" if is_token(match[0]) else match[0], text)


def is_token(word: str) -> bool:
    """Signed values and random keys mix all kinds of characters; names in code do not."""
    return (
        any(c.isdigit() for c in word)
        and any(c.isupper() for c in word)
        and any(c.islower() for c in word)
    )


def traceback_of(record: logging.LogRecord) -> str:
    """Files, lines and code: never the values of variables."""
    if not record.exc_info or not record.exc_info[0]:
        return ""
    return scrub("".join(traceback.format_exception(*record.exc_info)))


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrub(record.getMessage()),
            "request_id": request_id.get(),
            "milliseconds": getattr(record, "milliseconds", None),
            "sql": getattr(record, "sql", None),
            "traceback": traceback_of(record),
        }
        kept = {name: value for name, value in entry.items() if value not in ("", None)}
        return json.dumps(kept, ensure_ascii=False)


class LineFormatter(logging.Formatter):
    def format(self, record):
        moment = datetime.fromtimestamp(record.created).isoformat(" ", timespec="milliseconds")
        parts = [moment, record.levelname, record.name, scrub(record.getMessage())]
        if request_id.get():
            parts.append(f"[{request_id.get()}]")
        if getattr(record, "sql", None):
            parts.append(record.sql)
        return "\n".join(filter(None, [" ".join(parts), traceback_of(record).rstrip()]))
