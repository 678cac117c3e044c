import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicity.settings")


def with_stored_pages(django):
    from scicity.pagestore.wsgi import PageStore

    return PageStore(django, settings.PAGE_MEMORY, settings.PAGE_DISK)


application = get_wsgi_application()
if settings.PAGE_STORE:
    application = with_stored_pages(application)
