"""Every address of the sitemap answers in both languages, within the budget of queries."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from scicity.starter import demo
from tests import sitemap

# Inside the tests' transaction nothing is kept: links, which others show too, are read anew.
MOST_QUERIES = 15


@pytest.fixture(scope="module")
def _whole_site(django_db_setup, django_db_blocker):
    """The starter content with some demonstration pages, loaded once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_starter", no_pictures=True, stdout=io.StringIO())
        demo.load(demo.Size(projects=30, institutions=25, policies=30, articles=30))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def whole_site(_whole_site, db):
    """A test's own savepoint inside that load."""


def addresses(client) -> list[str]:
    found = sitemap.paths(lambda path: client.get(path).text)
    assert len(found) > 150
    return found


def test_every_address_of_the_sitemap_answers_within_the_budget(whole_site, client):
    odd = []
    for path in addresses(client):
        with CaptureQueriesContext(connection) as queries:
            status = client.get(path).status_code
        if status != 200 or len(queries) > MOST_QUERIES:
            odd.append((path, status, len(queries)))

    assert odd == []


# What is quoted as it is: Chinese names, and what only Chinese readers may type.
QUOTED = re.compile(
    r'<(\w+)[^>]*\blang="zh[^>]*>.*?</\1>|<script.*?</script>|《[^》]*》', re.DOTALL
)
# What was marked because it is Chinese, which must not hide a sign between English words.
MARKED = re.compile(r'<span lang="zh-Hans">(.*?)</span>')
WITH_CHINESE_SIGN = re.compile(r"[^\n<>]{0,30}[，。；：、（）！？][^\n<>]{0,30}")


def test_english_pages_have_no_chinese_punctuation(whole_site, client):
    odd = {}
    for path in addresses(client):
        if path.startswith("/en/"):
            page = MARKED.sub(r"\1", client.get(path).text)
            words = re.sub(r"<[^>]*>", "\n", QUOTED.sub("", page))
            if found := WITH_CHINESE_SIGN.findall(words):
                odd[path] = found

    assert odd == {}
