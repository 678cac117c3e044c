from textwrap import dedent

import pytest
from django.core.management import call_command


@pytest.fixture
def content(tmp_path):
    """Writes content files: `content(topics="model: …")`; returns their directory."""

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def load(content, capsys):
    """Loads content files, together with those written before, and returns what was said."""

    def run(**files):
        call_command("load_starter", content=content(**files))
        return capsys.readouterr().out

    return run
