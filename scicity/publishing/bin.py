"""Deleted pages, to be brought back."""

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scicity.publishing.copies import own_keys
from scicity.publishing.journal import note
from scicity.publishing.models import Action, BinEntry, Status
from scicity.publishing.people import Refused, require
from scicity.publishing.reviewing import wrote
from scicity.publishing.snapshots import check_targets, fill, snapshot, write


@transaction.atomic
def throw_away(page, by) -> BinEntry:
    """Deletes the page and keeps it, with the links of others to it."""
    entry = BinEntry.objects.create(
        kind=page._meta.label_lower,
        object_id=page.pk,
        title=str(page)[:200],
        slug=page.slug,
        content=snapshot(page),
        inbound=inbound(page),
        first_published_at=page.published_at,
        deleted_by=by,
    )
    note(page, by, Action.DELETED, page.status)
    page.delete()
    return entry


def inbound(page) -> dict[str, list[int]]:
    return {
        f"{relation.related_model._meta.label_lower}.{relation.field.name}": sorted(
            getattr(page, relation.get_accessor_name()).order_by().values_list("pk", flat=True)
        )
        for relation in page._meta.related_objects
        if relation.many_to_many and relation.through._meta.auto_created
    }


@transaction.atomic
def bring_back(entry, by):
    """The page as a draft, with its old key and those of its rows, at its old address if free."""
    model = apps.get_model(entry.kind)
    page = model(
        pk=entry.object_id,
        slug=entry.slug,
        status=Status.DRAFT,
        published_at=entry.first_published_at,
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )
    require(by, "add", page)
    data = entry.content
    check_targets(model, data)
    fill(page, data["columns"])
    if model._base_manager.filter(slug=page.slug).exists() or not page.slug:
        page.slug = page.free_slug()
    try:
        with transaction.atomic():
            page.save_base(raw=True, force_insert=True)
            keys = {kind: own_keys(rows) for kind, rows in data["parts"].items()}
            write(page, data, keys)
    except IntegrityError:
        raise Refused(_("另一个页面已使用它的编号，不能恢复。")) from None
    link_again(page, entry.inbound)
    note(page, by, Action.UNDELETED)
    wrote(page, by)
    entry.delete()
    return page


def link_again(page, links: dict) -> None:
    for name, keys in links.items():
        label, _dot, column = name.rpartition(".")
        model = apps.get_model(label)
        for row in model._base_manager.filter(pk__in=keys):
            getattr(row, column).add(page)
