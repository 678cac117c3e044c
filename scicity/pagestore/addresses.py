"""Which stored page a request means: one address for all ways to write it."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation

from scicity.site.preferences import COOKIE as LOOK_COOKIE
from scicity.site.preferences import every_look

# Cookies of ours: the first names a look, and whoever has another gets pages of their own.
COOKIES = re.compile(
    rf"(?:^|;)\s*({LOOK_COOKIE}|{re.escape(settings.SESSION_COOKIE_NAME)}|messages)\s*=\s*([^;]*)"
)
LOOKS = frozenset(every_look())
NEVER_STORED = (settings.STATIC_URL, settings.MEDIA_URL, f"/{settings.ADMIN_PATH}/")
LONGEST = 1000
TRACKING = re.compile(
    r"utm_\w+|spm|scm|from|isappinstalled|share_token|gclid|fbclid|msclkid|bd_vid"
)


@dataclass(frozen=True)
class Address:
    """`query` has what the view declares, in its order, without the question mark.

    `look` is that of the visitor, as their cookie has it; empty for the usual one.
    """

    scheme: str
    host: str
    path: str
    query: str
    look: str = ""

    @property
    def key(self) -> str:
        scheme = f"{self.scheme}+{self.look}" if self.look else self.scheme
        return f"{scheme}://{self.host}{self.path}?{self.query}"


def look_in(key: str) -> str:
    """The look in the key of an address."""
    return key.partition("://")[0].partition("+")[2]


def look_of(cookies: str) -> str | None:
    """The look that a visitor with these cookies wishes for; None for who has others of ours.

    A look that the site never wrote like that is not worth keeping either.
    """
    look = ""
    for name, value in COOKIES.findall(cookies):
        if name != LOOK_COOKIE:
            return None
        look = value.strip()
    return look if look in LOOKS else None


def scheme(environ) -> str:
    header = settings.SECURE_PROXY_SSL_HEADER
    if header and header[0] in environ:
        return "https" if environ[header[0]].split(",")[0].strip() == header[1] else "http"
    return environ["wsgi.url_scheme"]


def address_of(environ, look: str = "") -> Address | None:
    """None for what is never stored: only views with `get_stored_query` are.

    That is `get_stored_query(QueryDict) -> str | None`: the parameters in one fixed form; None
    where the view does not know one of them, or where too few will ask for that page again. What
    others hang onto addresses to follow their readers makes no page of its own.
    """
    path = get_path_info(environ)
    if path.startswith(NEVER_STORED) or environ.get("SCRIPT_NAME"):
        return None
    raw = environ.get("QUERY_STRING", "")
    if len(raw) + len(path) > LONGEST:
        return None
    query = stored_query(path, raw)
    if query is None:
        return None
    host = environ.get("HTTP_HOST", "").lower()
    return Address(scheme(environ), host, path, query.removeprefix("?"), look)


def parameters(raw: str) -> QueryDict:
    data = QueryDict(raw, mutable=True)
    for name in list(data):
        if TRACKING.fullmatch(name):
            del data[name]
    return data


def stored_query(path: str, raw: str) -> str | None:
    """What the view of the path says, in the language of the path."""
    language = "en" if path.startswith("/en/") else settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
        view = getattr(view, "view_class", view)
        declared = getattr(view, "get_stored_query", None)
        return declared(parameters(raw)) if declared else None


class WithoutParameters:
    """For a view that knows no parameters."""

    @staticmethod
    def get_stored_query(data) -> str | None:
        return None if data else ""
