"""Around Django's application: what is due becomes public before a request is answered."""

import logging

from django.db import Error, close_old_connections

from scicity.pagestore.reading import is_reading
from scicity.publishing.releases import release_due

logger = logging.getLogger(__name__)


def with_releases(application):
    """The page store asks by itself, before it notes what a page is made from."""

    def called(environ, start_response):
        if not is_reading():
            close_old_connections()
            try:
                release_due()
            except Error:
                logger.warning("The planned releases can't be looked for: no database.")
        return application(environ, start_response)

    return called
