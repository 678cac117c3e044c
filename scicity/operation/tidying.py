"""What the worker puts in order once an hour; each section registers its own."""

from collections.abc import Callable

steps: list[Callable[[], None]] = []


def register_tidying(step: Callable[[], None]):
    steps.append(step)
    return step


def tidy() -> None:
    for step in steps:
        step()
