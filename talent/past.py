"""A policy as the public saw it on a day, made from its kept version without touching a row."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from scicity.publishing.journal import version_on, versions_of
from scicity.publishing.models import Version
from scicity.publishing.snapshots import fill, part_models, references
from talent.matching import Explanation, RuleBook, explain
from talent.models import Condition, TalentPolicy
from talent.rules import load_questions, rule_from


@dataclass
class PastPolicy:
    """`page` and its rows are not in the database; they only carry what the version says."""

    version: Version
    page: TalentPolicy
    rows: dict[str, dict[int, object]]

    def __getattr__(self, name):
        """The rows of a kind: `benefits` of "talent.benefit"."""
        relation = {
            f.get_accessor_name(): f.related_model for f in TalentPolicy._meta.related_objects
        }
        if name not in relation:
            raise AttributeError(name)
        found = self.rows.get(relation[name]._meta.label_lower, {}).values()
        return sorted(found, key=lambda row: (getattr(row, "order", 0), row.pk))

    @cached_property
    def eligibility(self) -> Explanation | None:
        conditions = sorted(self.conditions, key=lambda c: (c.group, c.order, c.pk))
        if not conditions:
            return None
        rule = rule_from(self.page, self.tracks, conditions)
        return explain(RuleBook(load_questions(), [rule]), rule.key, {})


def version_of(policy: TalentPolicy, day: datetime.date) -> Version | None:
    """What stood on the site when the day in Shanghai ended; None before the first version."""
    end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return version_on(policy, timezone.make_aware(end))


def first_day(policy: TalentPolicy) -> datetime.date | None:
    """Since when versions are kept."""
    first = versions_of(policy).order_by("published_at").values_list("published_at", flat=True)
    moment = first.first()
    return timezone.localdate(moment) if moment else None


def rebuilt(policy: TalentPolicy, version: Version) -> PastPolicy:
    data = version.content
    page = TalentPolicy(pk=policy.pk, slug=policy.slug, published_at=policy.published_at)
    fill(page, data["columns"])
    rows: dict[str, dict[int, object]] = {}
    for part in part_models(TalentPolicy):
        kind = part._meta.label_lower
        links = references(kind, data)
        rows[kind] = {
            row["key"]: made(part, page, row, links, rows) for row in data["parts"].get(kind, [])
        }
    attach_questions(rows.get(Condition._meta.label_lower, {}).values())
    return PastPolicy(version, page, rows)


def made(part, page, row, links, rows):
    instance = part(**{part.page_of_row: page})
    instance.pk = row["key"]
    fill(instance, {n: v for n, v in row["columns"].items() if n not in links})
    for name, kind in links.items():
        setattr(instance, name, rows.get(kind, {}).get(row["columns"].get(name)))
    return instance


def attach_questions(conditions) -> None:
    """The questions are those of today: they are shared and not part of a version."""
    field = Condition._meta.get_field("attribute")
    known = field.related_model.objects.in_bulk({c.attribute_id for c in conditions} - {None})
    for condition in conditions:
        condition.attribute = known.get(condition.attribute_id)
