"""A real browser and a real server.

`live` is the portal as `make run` serves it, with the starter content and its first accounts,
on a database of its own that lasts for the whole session: what one test changes the next one
sees. `page` is a fresh browser context for each test, with `live` as its base address.
"""

import os
from urllib.request import urlopen

import psycopg
import pytest

from scicity import embedded
from tests import needs, sitemap
from tests.e2e.kinds import KINDS, LANGUAGES, MAKE_CHINESE_ONLY
from tests.environment import VAR_DIR
from tests.portal import Portal

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DATABASE = "scicity_e2e"


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    return needs.program("chromium", install="chromium fonts-noto-cjk")


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, live):
    """Makes pages with the options of Playwright's `new_context`, such as `color_scheme`.

    What a page's console reports as an error is in `page.errors`.
    """
    contexts = []

    def make(**options):
        context = browser.new_context(base_url=live.url, **({"locale": "zh-CN"} | options))
        contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("console", lambda said: said.type == "error" and page.errors.append(said.text))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture(scope="session")
def live(fresh_database):
    portal = Portal(VAR_DIR / "e2e", variables={"DATABASE_URL": fresh_database})
    yield portal.start()
    portal.stop()


@pytest.fixture(scope="session")
def fresh_database():
    """The address of an empty database on the tests' own server."""
    data = VAR_DIR / "postgres"
    embedded.start(data, **embedded.UNSAFE_BUT_FAST)
    socket = embedded.socket_directory(data)
    with psycopg.connect(
        host=str(socket), user=embedded.SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    address = str(socket).replace("/", "%2F")
    return f"postgresql://{embedded.SUPERUSER}@{address}/{DATABASE}"


@pytest.fixture(scope="session")
def address_of(live):
    """Gives the path of a kind of page in a language. The day of loading is in an article's."""
    live.manage("shell", "-c", MAKE_CHINESE_ONLY)

    def get(path):
        with urlopen(live.url + path) as answer:
            return answer.read().decode()

    paths = sitemap.paths(get)

    def path_of(kind: str, language: str = "zh") -> str:
        before, gap, after = KINDS[kind].partition("…")
        if gap:
            before, after = next(p for p in paths if p.startswith(before) and p.endswith(after)), ""
        return LANGUAGES[language] + before + after

    return path_of


@pytest.fixture
def look(page, live):
    """Sets what the visitor's cookie says, such as "elder.dark"."""

    def choose(words: str):
        page.context.clear_cookies()
        if words:
            page.context.add_cookies([{"name": "display", "value": words, "url": live.url}])

    return choose
