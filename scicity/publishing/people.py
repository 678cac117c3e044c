"""Who may do what, and who may not review whose words.

Permissions are by section (the app of the page) and step; on top of them stands what no
permission and no superuser changes: authors and the three reviewers are different people.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scicity.publishing.models import Contribution, ReviewSignature, Status, Step
from scicity.publishing.models.records import REVIEWS

STEP_OF = {
    Status.FIRST_REVIEW: Step.FIRST,
    Status.SECOND_REVIEW: Step.SECOND,
    Status.FINAL_REVIEW: Step.FINAL,
}


class Refused(ValidationError):
    """The step is not possible; the message says why and what to do."""


class NotAllowed(Refused):
    """This person has no right to it."""


def section_of(page) -> str:
    return page._meta.app_label


def may(person, what: str, page) -> bool:
    """`what` is a step, "emergency", "withdraw", or one of Django's own (publish, change)."""
    if what in (*REVIEWS, "emergency", "withdraw"):
        return person.has_perm(f"publishing.{what}_{section_of(page)}")
    return person.has_perm(f"{page._meta.app_label}.{what}_{page._meta.model_name}")


def require(person, what: str, page) -> None:
    if not (person and person.is_active and may(person, what, page)):
        raise NotAllowed(_("您没有这项权限，请联系管理员。"))


def authors_of(page) -> set[int]:
    """The keys of all who wrote what is not public yet."""
    return set(Contribution.objects.about(page).open().values_list("person_id", flat=True))


def open_signatures(page):
    return ReviewSignature.objects.about(page).open().filter(voided_at=None)


def require_other_person(person, page) -> None:
    """A signer has not written the page and has not signed it already, whoever it is."""
    if person.pk in authors_of(page):
        raise NotAllowed(_("您参与了本稿的写作，不能审核自己的稿件，请由其他人审核。"))
    if open_signatures(page).filter(person=person).exists():
        raise NotAllowed(_("您已在前一审次签字，三审必须由不同的人完成。"))


def may_sign(person, page) -> bool:
    """Whether the page waits for this person, for buttons and lists."""
    step = STEP_OF.get(page.status)
    if step is None or not may(person, step, page):
        return False
    try:
        require_other_person(person, page)
    except NotAllowed:
        return False
    return True


def wrote(page, person) -> None:
    """Keeps that the person wrote of the page: from now on they can't review it."""
    if person is None or person.pk is None:
        return
    entry, made = Contribution.objects.get_or_create(
        kind=page._meta.label_lower,
        object_id=page.live_id or page.pk,
        person=person,
        version=None,
    )
    if not made:
        entry.save(update_fields=["last_at"])
