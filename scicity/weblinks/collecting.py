"""Which addresses elsewhere the public pages link to."""

from urllib.parse import urlsplit

from django.apps import apps
from django.db import models, transaction

from scicity.gate.links import own_hosts
from scicity.gate.subject import Subject, columns
from scicity.publishing.models import Publishable, Status
from scicity.weblinks.models import LONGEST, ChangedPage, LinkUse, WebLink


def note(model, keys) -> None:
    """Listens to changes of pages: in the transaction of the change, with one statement."""
    if issubclass(model, Publishable):
        changes = [ChangedPage(kind=model._meta.label_lower, key=key) for key in keys]
        ChangedPage.objects.bulk_create(changes, ignore_conflicts=True)


def note_all() -> None:
    for model in apps.get_models():
        if issubclass(model, Publishable):
            pages = model._base_manager.filter(status=Status.PUBLISHED)
            note(model, pages.values_list("pk", flat=True))


def collect_next() -> bool:
    """Reads one changed page; False when there is none."""
    with transaction.atomic():
        change = ChangedPage.objects.select_for_update(skip_locked=True).first()
        if change is None:
            return False
        model = apps.get_model(change.kind)
        page = model._base_manager.filter(pk=change.key).first()
        shown = page is not None and page.status == Status.PUBLISHED
        write_uses(change.kind, change.key, page if shown else None)
        change.delete()
    return True


def write_uses(kind: str, key: int, page) -> None:
    uses = LinkUse.objects.filter(kind=kind, key=key)
    urls = urls_of(page) if page else set()
    uses.exclude(link__url__in=urls).delete()
    hosts = {url: urlsplit(url).hostname or "" for url in urls}
    WebLink.objects.bulk_create(
        [WebLink(url=url, host=host) for url, host in hosts.items()], ignore_conflicts=True
    )
    LinkUse.objects.bulk_create(
        [
            LinkUse(link=link, kind=kind, key=key, title=str(page)[:200])
            for link in WebLink.objects.filter(url__in=urls)
        ],
        update_conflicts=True,
        unique_fields=["link", "kind", "key"],
        update_fields=["title"],
    )
    WebLink.objects.filter(uses=None).delete()


def urls_of(page) -> set[str]:
    """Of links in texts and of columns that hold an address, rows included."""
    subject = Subject(page)
    found = {link.href for text in subject.rich_texts for link in text.markup.links}
    for instance in subject.instances:
        for field in columns(type(instance)):
            if isinstance(field, models.URLField):
                found.add(getattr(instance, field.attname) or "")
    own = own_hosts()
    return {url for url in found if len(url) <= LONGEST and is_elsewhere(url, own)}


def is_elsewhere(url: str, own: set[str]) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.netloc not in own
