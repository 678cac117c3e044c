from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from tests.e2e.kinds import KINDS, LANGUAGES


def read(address: str) -> str:
    """The page at the address, also one that explains an error."""
    try:
        with urlopen(quote(address, safe=":/?&=")) as answer:
            return answer.read().decode()
    except HTTPError as error:
        return error.read().decode()


def test_the_html_of_every_kind_of_page_is_valid(nu, live, address_of):
    pages = {
        f"{kind}, {language}": read(live.url + address_of(kind, language))
        for kind in KINDS
        for language in LANGUAGES
    }

    assert nu(pages) == []
