import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from scicity.startup.stopping import leave_ctrl_c_to_the_parent

leave_ctrl_c_to_the_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicity.settings")


def with_stored_pages(django):
    from scicity.pagestore.wsgi import PageStore

    return PageStore(django, settings.PAGE_MEMORY, settings.PAGE_DISK)


def with_front(application):
    from scicity.operation.front import Front

    return Front(application)


def made_by_django(application):
    from scicity.operation.front import made_by_django

    return made_by_django(application)


def with_releases(application):
    from scicity.publishing.front import with_releases

    return with_releases(application)


application = made_by_django(with_releases(get_wsgi_application()))
if settings.PAGE_STORE:
    application = with_stored_pages(application)
application = with_front(application)
