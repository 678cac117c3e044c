"""What must be done before a release serves; all of it may be repeated."""

from collections.abc import Callable, Iterator

from scicity.startup import accounts, content, credentials, database, search, static

Step = tuple[str, Callable[[], str]]


def steps() -> Iterator[Step]:
    yield "Credentials", credentials.make_if_missing
    yield "Tables", database.migrate
    yield "Content", content.load_into_empty_site
    yield "Search index", search.index_pages
    yield "Static files", static.collect_changed
    yield "Accounts", accounts.make_first
