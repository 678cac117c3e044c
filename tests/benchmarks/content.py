"""Inside an installation that is measured: fills it, and says what its pages are."""

import gzip
import json
import sys
import time
from contextlib import suppress
from io import BytesIO
from urllib.parse import urlencode

# So many are made one by one; more articles are copies with other dates and addresses.
WRITTEN = 10_000
SEVERAL = 100


def main():
    import django

    django.setup()
    from scicity.startup import database

    with database.borrowed():
        action, *values = sys.argv[1:]
        {"fill": fill, "pages": pages, "session": session}[action](*values)


def fill(articles: str):
    """Goes on where an interrupted one ended."""
    from django.core.management import call_command
    from django.db import connection

    from scicity.search.models import Entry
    from scicity.starter import demo
    from tests.benchmarks import copying

    number = int(articles)
    tell("writing pages")
    demo.load(
        demo.Size(projects=500, institutions=60, policies=2_000, articles=min(number, WRITTEN))
    )
    if not Entry.objects.filter(kind="news.article", is_demo=True).exists():
        call_command("reindex", stdout=sys.stderr)
    if number > WRITTEN:
        copying.copy_articles(number // WRITTEN, tell)
    tell("vacuum and analyze")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def tell(words: str):
    print(time.strftime("%H:%M:%S"), words, file=sys.stderr, flush=True)


def pages(growing: str = ""):
    """The kinds of page, each with its number of queries when it is made anew."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    application = get_wsgi_application()
    listen()
    found = []
    for name, paths, is_stored in growing_kinds() if growing else kinds():
        counted = Counter()
        ask(application, paths[0], name)
        with connection.execute_wrapper(counted):
            body = ask(application, paths[-1], name)
        found.append(
            {"name": name, "paths": paths, "is_stored": is_stored, "queries": counted.number,
             "body": gzip.compress(body, 6).hex()}
        )  # fmt: skip
    from scicity.pagestore import notifications

    notifications.stop()
    print(json.dumps(found))


def listen():
    from scicity.pagestore import notifications

    while not notifications.is_listening():
        time.sleep(0.01)


class Counter:
    number = 0

    def __call__(self, execute, *arguments):
        self.number += 1
        return execute(*arguments)


def ask(application, path, name) -> bytes:
    address, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
    }  # fmt: skip
    if name.startswith("admin"):
        environ["HTTP_COOKIE"] = f"sessionid={make_session()}"
    chunks = application(environ, lambda *arguments: None)
    try:
        return b"".join(chunks)
    finally:
        with suppress(AttributeError):
            chunks.close()


def kinds() -> list[tuple[str, list[str], bool]]:
    """(name, addresses, whether it is stored). Of single pages many are asked for in turn."""
    from news.models import Article
    from projects.models import Project
    from talent.models import TalentPolicy

    def several(model):
        pages = model.objects.published().filter(slug__startswith="demo-").order_by("slug")
        return [page.get_absolute_url() for page in pages[:SEVERAL]]

    return [
        ("home", ["/"], True),
        ("list 1", ["/news/"], True),
        ("list 500", ["/news/?page=500"], True),
        ("policies, 2 filters", ["/talent/?category=talent&level=science_city"], True),
        ("article", several(Article), True),
        ("project", several(Project), True),
        ("policy", several(TalentPolicy), True),
        ("search, 2 characters", search("人才"), True),
        ("search, 4 characters", search("科学中心"), True),
        ("admin list", [f"{office()}news/article/"], False),
    ]


def growing_kinds() -> list[tuple[str, list[str], bool]]:
    """More of what could cost more with more articles."""
    from news.models import Article, Tag, Topic

    number = Article.objects.published().count()
    topic = Topic.objects.order_by("order")[0].slug
    tag = Tag.objects.filter(slug__startswith="demo-").order_by("slug")[0].slug
    articles = f"{office()}news/article/"
    paths = {
        "list, last page": f"/news/?page={-(-number // 20)}",
        "list, a page in the middle": f"/news/?page={number // 40}",
        "list, a topic": f"/news/?topic={topic}",
        "list, a year": "/news/?year=2025",
        "list, a tag": f"/news/?tag={tag}",
        "list, a tag, page 50": f"/news/?tag={tag}&page=50",
        "list, topic, year and tag": f"/news/?topic={topic}&year=2025&tag={tag}",
        "list in English": "/en/news/",
        "site map": "/sitemap.xml",
        "site map, a part": "/sitemap-article.xml?p=2",
        "feed": "/news/feed.atom",
        "admin desk": office(),
        "admin list, page 100": f"{articles}?p=100",
        "admin list by title": f"{articles}?o=2",
        "admin list, a year": f"{articles}?year=2025",
        "admin list, search": f"{articles}?{urlencode({'q': '科学中心'})}",
    }
    return [*kinds(), *((name, [path], False) for name, path in paths.items())]


def search(words: str) -> list[str]:
    return [f"/search/?{urlencode({'q': words})}"]


def office() -> str:
    from django.conf import settings

    return f"/{getattr(settings, 'ADMIN_PATH', 'admin')}/"


def make_session() -> str:
    """Of the first account, with a second factor, as the back office asks for."""
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY

    from scicity.accounts.models import AppDevice, User

    user = User.objects.get(username="admin")
    device = AppDevice.objects.filter(user=user).first() or AppDevice.new_for(user)
    AppDevice.objects.update(confirmed=True)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return session.session_key


def session():
    print(make_session())


if __name__ == "__main__":
    main()
