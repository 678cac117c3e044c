"""Passwords that people were given: in production they open only the page to replace them, and not
for long (ASVS 2.3.1). Where the portal is tried out by plain HTTP they go on working."""

from datetime import timedelta

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from scicity.accounts.models import User

DAYS = 14


def give(user) -> None:
    """Somebody else chose the user's password, now."""
    save(user, timezone.now())


def own(user) -> None:
    """The user chose it."""
    save(user, None)


def save(user, moment) -> None:
    """Not by the user's own `save`, which tells of new passwords and so would come here again."""
    user.given_password_at = moment
    User.objects.filter(pk=user.pk).update(given_password_at=moment)


def is_due(user) -> bool:
    return settings.HTTPS and user.given_password_at is not None


def is_over(user) -> bool:
    return is_due(user) and user.given_password_at < timezone.now() - timedelta(days=DAYS)


class LoginForm(AdminAuthenticationForm):
    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if is_over(user):
            raise ValidationError(
                _("这个初始密码已经过期。请点“忘记了密码”，或请管理员再给一个。"), code="over"
            )


class FirstPassword:
    """A validator: what replaces a given password is another one, and a newer one counts anew."""

    def validate(self, password, user=None):
        given = getattr(user, "given_password_at", None)
        if given and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_given")

    def get_help_text(self):
        return _("新密码不能与别人给的初始密码相同。")

    def password_changed(self, password, user=None):
        if getattr(user, "given_password_at", None):
            give(user)
