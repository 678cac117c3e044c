"""Calls cost the same at every depth."""

import resource
import sys

import pytest

from scicity.operation.stack import with_room

CALLS, DEPTHS = 300, range(1, 300)


def leaf():
    pass


def at_depth(depth):
    """Page faults of a loop of calls."""
    if depth:
        return at_depth(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _call in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@with_room
def with_all_room(depth):
    return at_depth(depth)


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="CPython's way to keep frames")
def test_a_loop_of_calls_takes_no_memory_from_the_system_at_any_depth():
    # The same depth twice: the first time other memory may be new.
    faults = {depth: min(with_all_room(depth), with_all_room(depth)) for depth in DEPTHS}

    assert max(faults.values()) < CALLS / 10
    assert max(at_depth(depth) for depth in DEPTHS) >= CALLS, "CPython keeps frames otherwise now"
