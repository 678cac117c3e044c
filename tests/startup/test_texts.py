import gettext
import os

from scicity.startup.texts import compile_outdated, outdated

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "政策"\nmsgstr "{}"\n'


def write(root, english):
    directory = root / "en" / "LC_MESSAGES"
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "django.po").write_text(PO.format(english), encoding="utf-8")


def read(root):
    return gettext.translation("django", root, ["en"]).gettext("政策")


def test_texts_are_compiled_once_and_again_when_they_change(tmp_path):
    write(tmp_path, "Policies")
    counts = [compile_outdated([tmp_path]), compile_outdated([tmp_path])]
    before = read(tmp_path)

    write(tmp_path, "Policy")
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    os.utime(source, (source.stat().st_mtime + 5,) * 2)
    gettext._translations.clear()

    assert (counts, before) == ([1, 0], "Policies")
    assert (compile_outdated([tmp_path]), read(tmp_path)) == (1, "Policy")


def test_a_site_without_texts_has_none_outdated(tmp_path):
    assert outdated([tmp_path]) == []
