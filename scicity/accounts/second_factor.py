"""The second factor: a code of an authenticator app, or one of ten recovery codes."""

import logging
from base64 import b32encode

import segno
from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_otp import login

from scicity.accounts.models import AppDevice, RecoveryDevice
from scicity.accounts.notices import tell
from scicity.accounts.roles import REVIEWERS, Role

log = logging.getLogger(__name__)
TRUSTED = (*REVIEWERS, Role.ADMINISTRATOR)
RECOVERY_CODES = 10
# Signs that nobody takes for each other when reading from paper.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def is_required(user) -> bool:
    """Whether what the person may do asks for more than a password."""
    if not settings.SECOND_FACTOR:
        return False
    return user.is_superuser or user.groups.filter(name__in=TRUSTED).exists()


def is_set_up(user) -> bool:
    return AppDevice.objects.devices_for_user(user, confirmed=True).exists()


def is_due(user) -> bool:
    """Whether the person has to give a code, or to set one up, before going on."""
    return not user.is_verified() and (is_set_up(user) or is_required(user))


def new_device(user) -> AppDevice:
    """The device that is being set up: a reload shows the same code."""
    begun = AppDevice.objects.devices_for_user(user, confirmed=False)
    return next((device for device in begun if device.opens), None) or AppDevice.new_for(user)


def secret_of(device) -> str:
    """As an authenticator app takes it by hand, in groups of four."""
    secret = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def picture_of(device) -> str:
    """The QR code as SVG."""
    return segno.make(device.config_url, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="second-factor__code"
    )


@transaction.atomic
def confirm(request, device, code: str) -> list[str] | None:
    """Sets the device up if the code is its own, and gives the recovery codes; None if not."""
    if not device.verify_token(code):
        return None
    AppDevice.objects.filter(user=request.user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    login(request, device)
    tell(request.user, _("已设置第二步验证"))
    return new_recovery_codes(request.user)


@transaction.atomic
def new_recovery_codes(user) -> list[str]:
    """Ten codes that work once each; older ones stop working."""
    RecoveryDevice.objects.filter(user=user).delete()
    device = RecoveryDevice.objects.create(user=user, name="recovery")
    codes = [get_random_string(10, SIGNS) for _number in range(RECOVERY_CODES)]
    for code in codes:
        device.add(code)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def device_of(user, code: str) -> AppDevice | RecoveryDevice | None:
    """The device that takes the code. Locked, so that two requests can't use one code."""
    for model in (AppDevice, RecoveryDevice):
        for device in model.objects.devices_for_user(user, confirmed=True).select_for_update():
            may_try, _reason = device.verify_is_allowed()
            if device.verify_token(code):
                return device
            if may_try and model is AppDevice and device.was_used(code):
                log.warning("A used code of the second factor came again for user %s.", user.pk)
                tell(user, _("有人再次输入了已经用过的验证码，没有通过"))
    return None


def verify(request, code: str) -> bool:
    """Whether the code is the app's or an unused recovery code; too many tries have to wait."""
    device = device_of(request.user, code)
    if device is None:
        log.warning("A code of the second factor was refused for user %s.", request.user.pk)
        return False
    login(request, device)
    if isinstance(device, RecoveryDevice):
        tell(request.user, _("用掉了一个恢复码"))
    return True


def recovery_codes_left(user) -> int:
    device = RecoveryDevice.objects.filter(user=user).first()
    return device.token_set.count() if device else 0


@transaction.atomic
def take_away(user) -> None:
    for model in (AppDevice, RecoveryDevice):
        model.objects.filter(user=user).delete()
    tell(user, _("第二步验证已关闭"))
