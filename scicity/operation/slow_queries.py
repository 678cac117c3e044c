"""Tells of SQL statements that took too long: their text, never the values in it."""

import logging
import time

from django.conf import settings

log = logging.getLogger("scicity.slow_queries")
LONGEST = 2000


def watch(connection, **kwargs):
    """The receiver of `connection_created`; a connection keeps its wrapper when it reconnects."""
    if settings.SLOW_QUERY_MS and timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute, sql, params, many, context):
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = round((time.perf_counter() - began) * 1000)
        if milliseconds >= settings.SLOW_QUERY_MS:
            report(sql, milliseconds)


def report(sql, milliseconds):
    from scicity.operation import metrics

    metrics.slow_queries.inc()
    text = sql if isinstance(sql, str) else "composed statement"
    log.warning(
        "A statement took %s ms.",
        milliseconds,
        extra={"milliseconds": milliseconds, "sql": text[:LONGEST]},
    )
