"""Brings the rows of the content files into the database, all of them or none.

Two passes: first every new row is saved with what needs no other row, then links, texts with
links and parts are filled in, so that rows may speak of each other in any order.
"""

from collections import Counter
from collections.abc import Callable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from scicity.publishing import system
from scicity.publishing.changes import gathered
from scicity.publishing.models import Status
from scicity.starter import columns, texts
from scicity.starter.models import StarterRecord
from scicity.starter.problems import ContentError, messages
from scicity.starter.reading import Row

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
EDITED, DELETED, FOREIGN = "edited on the site", "deleted on the site", "made on the site"
ORPHANED = "what it belongs to was deleted on the site"
KEPT = (EDITED, DELETED, FOREIGN, ORPHANED)

# Any number that no other advisory lock uses.
LOCK = 120_260_119


class UnknownRow(Exception):
    """A value names a row that neither the files nor the site know."""


class Load:
    """One run: `extra(row)` adds columns that no file has, such as the file of a drawn picture."""

    def __init__(
        self,
        files: dict[str, list[Row]],
        say: Callable[[str], None],
        extra: Callable[[Row], dict] = lambda row: {},
        check_all: bool = False,
    ):
        self.files, self.say, self.extra, self.check_all = files, say, extra, check_all
        self.problems: list[str] = []
        self.fates: dict[int, str] = {}
        self.pages: dict[tuple[str, str], object] = {}
        self.records: dict[tuple[str, str], StarterRecord] = {}
        self.loaded: list[StarterRecord] = []

    def run(self) -> Counter:
        """Loads everything in one transaction. Raises ContentError, and then nothing is written."""
        with system.loading("load_starter"):
            connection.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            self.records = {(r.model, r.key): r for r in StarterRecord.objects.all()}
            with gathered():
                for rows in self.files.values():
                    present = self.present(rows)
                    for row in rows:
                        self.settle(row, present.get(row.key))
                self.stop_on_problems()
                for name, rows in self.files.items():
                    self.fill_file(name, rows)
                self.stop_on_problems()
            self.save_records()
            if self.check_all:
                transaction.set_rollback(True)
        return Counter(self.fates.values())

    def stop_on_problems(self) -> None:
        if self.problems:
            raise ContentError(self.problems)

    # First pass

    def present(self, rows: list[Row]) -> dict[str, object]:
        """The rows of a file that the site has, also when an editor gave one another address."""
        if not rows:
            return {}
        model, name = rows[0].model, columns.natural_key(rows[0].model)
        recorded = {
            self.records[row.label, row.key].object_id: row.key
            for row in rows
            if (row.label, row.key) in self.records
        }
        other = [row.key for row in rows if (row.label, row.key) not in self.records]
        found = model._base_manager.filter(Q(pk__in=recorded) | Q(**{f"{name}__in": other}))
        return {recorded.get(page.pk) or str(getattr(page, name)): page for page in found}

    def settle(self, row: Row, page) -> None:
        """Decides what becomes of the row, and saves a new one with its plain columns."""
        fate = None
        record = self.records.get((row.label, row.key))
        if page is None:
            fate = DELETED if record and not self.check_all else CREATED
        elif self.check_all:
            fate = UPDATED
        elif record is None:
            fate = FOREIGN
        elif record.written == columns.digest(row.written):
            fate = UNCHANGED
        else:
            fate = UPDATED if record.digest == columns.content_digest(page) else EDITED
        if fate == CREATED and self.is_orphaned(row):
            fate = ORPHANED
        self.fates[id(row)] = fate
        if fate == CREATED:
            page = self.saved(row)
        self.pages[row.label, row.key] = page

    def is_orphaned(self, row: Row) -> bool:
        """Whether a column that can't be empty names a row that an editor deleted."""
        return any(
            (target := row.model._meta.get_field(name).related_model._meta.label_lower, key)
            in self.records
            and self.find(target, key) is None
            for name, key in row.links.items()
            if not row.model._meta.get_field(name).null
        )

    def saved(self, row: Row):
        page = row.model(**self.first_values(row))
        if (key := columns.natural_key(row.model)) == "pk":
            page.pk = int(row.key)
        self.set_links(page, row, required=True)
        try:
            page.clean_fields(exclude=self.later(row))
            page.validate_unique(exclude=self.later(row))
            page.validate_constraints()
            page.save()
        except ValidationError as error:
            self.problems += messages(error, row.place)
        except (IntegrityError, ValueError) as error:
            raise ContentError([f"{row.place}: {key}: {str(error).splitlines()[0]}"]) from error
        return page

    def first_values(self, row: Row) -> dict:
        clock = {}
        if columns.is_clocked(row.model):
            clock = {"status": Status.PUBLISHED, "published_at": timezone.now()}
        return clock | row.plain | self.extra(row)

    @staticmethod
    def later(row: Row) -> set[str]:
        """The columns that the second pass fills in."""
        return {
            f.name
            for f in row.model._meta.concrete_fields
            if f.name in row.rich or f"{f.name}_zh_hans" in row.rich or (f.is_relation and f.null)
        }

    # Second pass

    def fill_file(self, name: str, rows: list[Row]) -> None:
        for row in rows:
            if self.fates[id(row)] in (CREATED, UPDATED):
                self.fill(row, self.pages[row.label, row.key])
        counts = Counter(self.fates[id(row)] for row in rows)
        if counts:
            self.say(f"{name}: " + ", ".join(f"{n} {fate}" for fate, n in counts.items()))
        for row in rows:
            if self.fates[id(row)] in KEPT and not self.is_known(row):
                self.say(f"  {row.place}: left alone, {self.fates[id(row)]}")

    def is_known(self, row: Row) -> bool:
        """Whether the file says nothing new about a row that is left alone."""
        record = self.records.get((row.label, row.key))
        return record is not None and record.written == columns.digest(row.written)

    def fill(self, row: Row, page) -> None:
        before = len(self.problems)
        if self.fates[id(row)] == UPDATED:
            self.reset(row, page)
        self.set_links(page, row)
        self.set_texts(page, row)
        if len(self.problems) == before:
            self.save_checked(page, row)
        if len(self.problems) > before:
            return
        for name, keys in row.many.items():
            target = page._meta.get_field(name).related_model
            getattr(page, name).set(self.all_named(row, name, target, keys))
        self.replace_parts(page, row)
        if len(self.problems) == before:
            self.record(row, page)

    def reset(self, row: Row, page) -> None:
        """Gives the columns that the file may set their new values; the others stay."""
        for name, value in row.plain.items():
            setattr(page, name, value)

    def set_links(self, page, row: Row, required: bool = False) -> None:
        for name, key in row.links.items():
            field = page._meta.get_field(name)
            if key is None or (required and field.null):
                continue
            try:
                setattr(page, name, self.named(field.related_model, key))
            except UnknownRow as error:
                self.problems.append(f"{row.place}: {name}: {error}")

    def set_texts(self, page, row: Row) -> None:
        for column, text in row.rich.items():
            language = "en" if column.endswith("_en") else "zh-hans"
            try:
                html = texts.to_html(text, language, self.find)
            except (texts.UnknownTarget, UnknownRow) as error:
                self.problems.append(f"{row.place}: {column}: {error}")
            else:
                setattr(page, column, page._meta.get_field(column).sanitize(html))

    def save_checked(self, page, row: Row) -> None:
        try:
            page.full_clean()
            page.save()
        except ValidationError as error:
            self.problems += messages(error, row.place)
        except IntegrityError as error:
            raise ContentError([f"{row.place}: {str(error).splitlines()[0]}"]) from error

    def replace_parts(self, page, row: Row) -> None:
        """Makes the parts anew; a part's link to a sibling is by what that one is called."""
        siblings: dict[tuple[type, str], object] = {}
        for accessor, model in columns.parts(row.model).items():
            if accessor not in row.parts:
                continue
            if self.fates[id(row)] == UPDATED:
                getattr(page, accessor).all().delete()
            for part in row.parts[accessor]:
                if self.is_orphaned(part):
                    continue
                child = self.new_part(page, model, part, siblings)
                siblings[model, str(child)] = child

    def new_part(self, page, model, part: Row, siblings: dict):
        child = model(**part.plain, **{columns.parent_link(model).name: page})
        links = dict(part.links)
        for name, key in part.links.items():
            sibling = siblings.get((model._meta.get_field(name).related_model, key))
            if sibling is not None:
                setattr(child, name, sibling)
                del links[name]
        part = Row(model, part.place, links=links, rich=part.rich)
        self.set_links(child, part)
        self.set_texts(child, part)
        self.save_checked(child, part)
        return child

    def record(self, row: Row, page) -> None:
        self.loaded.append(
            StarterRecord(
                model=row.label,
                key=row.key,
                object_id=page.pk,
                digest=columns.content_digest(page),
                written=columns.digest(row.written),
            )
        )

    def save_records(self) -> None:
        StarterRecord.objects.bulk_create(
            self.loaded,
            update_conflicts=True,
            unique_fields=["model", "key"],
            update_fields=["object_id", "digest", "written"],
        )

    # What a name in a file stands for

    def find(self, label: str, key: str):
        """The row that a file or the site calls so; None for one that an editor deleted."""
        model = apps.get_model(label)
        label = model._meta.label_lower
        if (label, key) not in self.pages:
            found = model._base_manager.filter(**{columns.natural_key(model): key}).first()
            if found is None and (label, key) not in self.records:
                raise UnknownRow(f"there is no {model._meta.model_name} {key!r}")
            self.pages[label, key] = found
        return self.pages[label, key]

    def named(self, model, key: str):
        return self.find(model._meta.label_lower, key)

    def all_named(self, row: Row, name: str, model, keys: list[str]) -> list:
        found = []
        for key in keys:
            try:
                found.append(self.named(model, key))
            except UnknownRow as error:
                self.problems.append(f"{row.place}: {name}: {error}")
        return [target for target in found if target is not None]
