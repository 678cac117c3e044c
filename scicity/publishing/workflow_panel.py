"""What stands above the form of a page: its state, its signatures, and what may be done now."""

from django.urls import reverse
from django.utils import timezone

from scicity.publishing.journal import versions_of
from scicity.publishing.models import HistoryEntry, Status, Step
from scicity.publishing.models.records import REVIEWS
from scicity.publishing.people import STEP_OF, authors_of, open_signatures
from scicity.publishing.workflow_steps import offered

HISTORY_ROWS = 8


def panel(model_admin, request, page) -> dict:
    person = request.user
    ways = offered(page, person)
    signatures = {row.step: row for row in open_signatures(page).select_related("person")}
    return {
        "page": page,
        "steps": [step_row(step, signatures, page) for step in REVIEWS] if shows(page) else [],
        "buttons": [button(model_admin, page, way, person) for way in ways if not way.is_grave],
        "grave": [button(model_admin, page, way, person) for way in ways if way.is_grave],
        "own_words": person.pk in authors_of(page) and page.status in STEP_OF,
        "live_url": model_admin.address("change", page.live_id) if page.is_copy else "",
        "copy_url": copy_url(model_admin, page),
        "compare_url": model_admin.address("compare", page.pk) if page.is_copy else "",
        "versions_url": model_admin.address("versions", page.pk),
        "versions": versions_of(page).count(),
        "planned": planned(page),
        "history": list(HistoryEntry.objects.about(page)[:HISTORY_ROWS]),
        "history_url": history_url(person, page),
    }


def shows(page) -> bool:
    return page.status in STEP_OF or page.status in (Status.APPROVED, Status.SCHEDULED)


def step_row(step, signatures, page) -> dict:
    return {
        "label": Step(step).label,
        "signature": signatures.get(step),
        "waits": STEP_OF.get(page.status) == step,
    }


def button(model_admin, page, way, person) -> dict:
    return {
        "label": way.label,
        "url": model_admin.address("step", page.pk, way.name),
        "asks": bool(way.fields_of(page, person)) and way.name != "submit",
        "explanation": way.explanation,
    }


def copy_url(model_admin, page) -> str:
    copy = None if page.is_copy else page.open_copy
    return model_admin.address("change", copy.pk) if copy else ""


def planned(page):
    """When it will become public, if it waits for that."""
    if page.status == Status.SCHEDULED:
        return page.goes_live_at
    is_later = page.status == Status.PUBLISHED and page.published_at > timezone.now()
    return page.published_at if is_later else None


def history_url(person, page) -> str:
    if not person.has_perm("publishing.view_historyentry"):
        return ""
    address = reverse("admin:publishing_historyentry_changelist")
    return f"{address}?kind={page._meta.label_lower}&object_id={page.live_id or page.pk}"
