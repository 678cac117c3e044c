"""The gate: what must be mended in a page before it may be submitted.

`findings(page)` reads the page as it is in memory and its rows as they are saved. It changes
nothing and decides nothing: the publishing service refuses a page with blocking findings unless
somebody with the permission overrides them, with a reason.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from django.db.models import Model

from scicity.gate.subject import Subject


@dataclass(frozen=True)
class Row:
    """A row of the page, such as an attachment: `model` is its label, "news.attachment"."""

    model: str
    pk: int
    label: str


@dataclass(frozen=True)
class Finding:
    """One thing found, what is wrong and how to mend it, in the language of the moment.

    `field` is a column ("body_en") of the page, or of `row`; "" speaks of the whole page.
    """

    code: str
    message: str
    remedy: str
    blocking: bool = True
    field: str = ""
    row: Row | None = None

    def as_dict(self) -> dict:
        return asdict(self)


Check = Callable[[Subject], Iterable[Finding]]
checks: list[tuple[type[Model], Check]] = []


def register_check(model: type[Model]):
    """For pages of this class and its heirs; `model` may be an abstract one."""

    def register(check: Check) -> Check:
        checks.append((model, check))
        return check

    return register


def findings(page) -> list[Finding]:
    """All that is found; the blocking ones first."""
    subject = Subject(page)
    found = [
        finding for model, check in checks if isinstance(page, model) for finding in check(subject)
    ]
    return sorted(dict.fromkeys(found), key=lambda finding: not finding.blocking)


def place(instance, field: str, page) -> dict:
    """The `field` and `row` of a finding in a column of the page or of one of its rows."""
    if instance is page:
        return {"field": field, "row": None}
    meta = instance._meta
    label = f"{meta.verbose_name}：{instance}"
    return {"field": field, "row": Row(meta.label_lower, instance.pk, label)}
