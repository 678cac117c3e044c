from django.conf import settings
from django.middleware.gzip import GZipMiddleware

COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml")


class PublicGZipMiddleware(GZipMiddleware):
    """Compresses the texts that anyone may read.

    An answer to somebody who is logged in, or one with a CSRF token in it, is left as it is: its
    length after compression would let an eavesdropper guess the secret (the BREACH attack).
    """

    def process_response(self, request, response):
        if has_secret(request) or not is_text(response):
            return response
        return super().process_response(request, response)


def has_secret(request) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "CSRF_COOKIE" in request.META


def is_text(response) -> bool:
    return response.headers.get("Content-Type", "").startswith(COMPRESSIBLE)
