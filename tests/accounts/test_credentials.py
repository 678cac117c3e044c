"""A stolen database opens nothing without the secret, and a new SECRET_KEY locks out nobody."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from scicity.accounts import credentials, second_factor, secret_check
from scicity.accounts.models import AppDevice, RecoveryDevice, User
from scicity.startup import StartProblem
from scicity.startup.credentials import make_if_missing
from tests.accounts.test_second_factor import code_of

pytestmark = pytest.mark.django_db
PASSWORD = "the right password"
sealing = importlib.import_module("scicity.accounts.migrations.0004_seal_credentials")


@pytest.fixture(autouse=True)
def _no_waiting(settings):
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0


@pytest.fixture
def user():
    return User.objects.create_user("zhang", password=PASSWORD, is_staff=True)


@pytest.fixture
def app(user):
    device = AppDevice.new_for(user)
    device.confirmed = True
    device.save()
    return device


def test_password_needs_the_secret(user, settings, caplog):
    right = user.check_password(PASSWORD)
    settings.CREDENTIALS_SECRET = "of another site"

    assert (right, user.check_password(PASSWORD)) == (True, False)
    assert user.password.startswith("argon2_keyed$")
    assert [record.getMessage() for record in caplog.records] == [
        "A password was kept with another CREDENTIALS_SECRET: manage.py doctor."
    ]


def test_hash_is_of_the_password_under_the_secret(user):
    """Without it, the rest is an Argon2 hash of something else."""
    _, _, rest = user.password.split("$", 2)

    assert check_password(PASSWORD, f"argon2${rest}") is False


@pytest.mark.parametrize("hasher", ["argon2", "pbkdf2_sha256"])
def test_older_hash_is_made_anew_at_the_next_login(client, user, hasher):
    User.objects.update(password=make_password(PASSWORD, hasher=hasher))

    answer = client.post(reverse("admin:login"), {"username": "zhang", "password": PASSWORD})

    user.refresh_from_db()
    assert answer.status_code == 302
    assert user.password.split("$")[:2] == ["argon2_keyed", credentials.number()]
    assert user.check_password(PASSWORD)


def test_new_secret_key_locks_out_nobody(user, app, settings):
    (code, *_) = second_factor.new_recovery_codes(user)

    settings.SECRET_KEY = "a new one"

    assert user.check_password(PASSWORD)
    assert second_factor.device_of(user, code_of(user)) == app
    assert second_factor.device_of(user, code.replace("-", "")).user == user


def test_key_of_the_app_lies_sealed(user, app, settings):
    stored = bytes.fromhex(TOTPDevice.objects.get().key)
    code = code_of(user)

    assert len(app.bin_key) == 20
    assert app.bin_key not in stored
    settings.CREDENTIALS_SECRET = "of another site"
    assert second_factor.device_of(user, code) is None


def test_sealed_key_is_of_one_person_and_unchanged(app):
    stored = bytes.fromhex(app.key)
    changed = stored[:-1] + bytes([stored[-1] ^ 1])

    for sealed, owner in ((stored, app.user_id + 1), (changed, app.user_id), (stored[:20], 1)):
        with pytest.raises(credentials.AnotherSecret):
            credentials.unseal(sealed, owner)


def test_recovery_codes_lie_as_digests(user, settings):
    codes = [code.replace("-", "") for code in second_factor.new_recovery_codes(user)]
    stored = set(StaticToken.objects.values_list("token", flat=True))

    assert {len(token) for token in stored} == {16}
    assert second_factor.device_of(user, stored.copy().pop()) is None
    settings.CREDENTIALS_SECRET = "of another site"
    assert second_factor.device_of(user, codes[0]) is None


def test_what_was_there_before_goes_on_working(user):
    device = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    seed = device.bin_key
    RecoveryDevice.objects.create(user=user, name="recovery").token_set.create(token="abcdefghjk")

    sealing.seal(apps, None)

    assert AppDevice.objects.get().bin_key == seed
    assert second_factor.device_of(user, code_of(user)).pk == device.pk
    assert second_factor.device_of(user, "abcdefghjk").user == user
    sealing.unseal(apps, None)
    assert TOTPDevice.objects.get().bin_key == seed


def test_another_secret_is_told_with_what_to_do(user, app, settings):
    fine = secret_check.problem()

    settings.CREDENTIALS_SECRET = "of another site"

    assert fine == ""
    assert secret_check.problem() == (
        "another one made 1 passwords and 1 second factors: they open nothing"
    )


def test_first_start_makes_the_secret_for_its_owner_only(settings, tmp_path):
    settings.CREDENTIALS_SECRET, settings.VAR_DIR = "", tmp_path
    with pytest.raises(ImproperlyConfigured, match="CREDENTIALS_SECRET is not set"):
        credentials.secret()

    said = [make_if_missing().partition(" in ")[0] for _start in range(2)]

    (made,) = tmp_path.iterdir()
    assert said == ["made", "there already"]
    assert (made.name, made.stat().st_mode & 0o777) == ("credentials_secret", 0o600)
    assert credentials.secret() == made.read_text().strip()
    assert len(credentials.secret()) > 60


def test_start_makes_no_new_one_that_would_lock_out_everybody(user, settings, tmp_path):
    settings.CREDENTIALS_SECRET, settings.VAR_DIR = "", tmp_path

    with pytest.raises(StartProblem, match="Put back the one that they were made with"):
        make_if_missing()

    assert secret_check.problem() == "there is none"
    assert list(tmp_path.iterdir()) == []
