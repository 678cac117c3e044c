import pytest
from django.contrib.auth.models import Group

from scicity.accounts.models import User
from scicity.accounts.roles import Role, make_roles


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def log_in(client, db):
    """Logs the test's client in as a person with the role."""

    def log_in(role: Role):
        make_roles()
        user = User.objects.create_user(role.value, password="x", is_staff=True, name="某人")
        user.groups.add(Group.objects.get(name=role.value))
        client.force_login(user)
        return user

    return log_in
