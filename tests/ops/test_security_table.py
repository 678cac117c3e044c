"""docs/security.md and docs/reliability.md name tests and settings: each must be there."""

import re

import pytest
from django.conf import settings

from tests.needs import ROOT

DOCUMENTS = ["security.md", "reliability.md", "data-protection.md", "scaling.md", "backup.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name):
    text = (ROOT / "docs" / name).read_text()
    paths = re.findall(r"(?<![\w/])(?:tests|deploy|docs|scicity)/[\w./@-]*\w", text)

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_setting_and_variable_that_is_named_exists():
    text = (ROOT / "docs" / "security.md").read_text()
    names = set(re.findall(r"`([A-Z][A-Z_0-9]+[A-Z0-9])`", text))
    variables = set(re.findall(r"^#?([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert {name for name in names if not hasattr(settings, name)} - variables == set()
