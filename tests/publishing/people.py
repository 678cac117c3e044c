"""People with roles, and the usual way of a page through their hands."""

from django.contrib.auth.models import Group

from scicity.accounts.models import User
from scicity.accounts.roles import Role, make_roles
from scicity.publishing import transitions
from scicity.publishing.models import Dimension, Status
from tests.factories import numbers

ALL = list(Dimension)
REVIEWERS = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)


def make_person(*roles, **values):
    if not Group.objects.filter(name=Role.AUTHOR).exists():
        make_roles()
    user = User.objects.create_user(f"person-{next(numbers)}", is_staff=True, **values)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def reviewers():
    return [make_person(role) for role in REVIEWERS]


def submitted(page, author=None):
    """The gate is passed over: it has tests of its own."""
    transitions.submit(page, author or make_person(Role.ADMINISTRATOR), override="测试数据")
    return page


def sign_all(page, people=None):
    for person in people or reviewers():
        transitions.sign(page, person, ALL)
    return page


def approved(page, author=None):
    """The draft with three signatures."""
    if page.status == Status.DRAFT:
        submitted(page, author)
    return sign_all(page)


def published(page, author=None):
    transitions.publish(approved(page, author), make_person(Role.FINAL_REVIEWER))
    return page
