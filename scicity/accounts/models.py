import time
from datetime import timedelta
from secrets import token_bytes

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from scicity.accounts import credentials


class User(AbstractUser):
    """A person who works in the back office."""

    name = models.CharField(
        _("姓名"), max_length=60, blank=True, help_text=_("显示在后台和审核记录中。")
    )
    department = models.CharField(_("部门"), max_length=100, blank=True)
    given_password_at = models.DateTimeField(
        _("初始密码给出时间"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("本人换成自己的密码后为空。"),
    )

    def __str__(self):
        return self.name or self.username

    def get_short_name(self):
        return self.name or self.username


class Login(models.Model):
    """An open login: the session names it, and ends once it is gone.

    Holds no full address and no session key: whoever reads this table can't become anybody.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="logins")
    started_at = models.DateTimeField(_("登录时间"), auto_now_add=True)
    seen_at = models.DateTimeField(_("最近使用"), auto_now_add=True)
    network = models.CharField(pgettext_lazy("address", "网络"), max_length=45, blank=True)
    browser = models.CharField(_("浏览器"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("登录")
        verbose_name_plural = pgettext_lazy("plural", "登录")
        default_permissions = ()
        ordering = ["-seen_at", "-pk"]

    def __str__(self):
        return f"{self.user} {self.browser} {self.network}"


class LoginRecordQuerySet(models.QuerySet):
    def over(self):
        return self.filter(at__lte=timezone.now() - timedelta(days=LoginRecord.DAYS))


class LoginRecord(models.Model):
    """That somebody logged in (ASVS 7.1.3), also once that login has ended; failures are axes'."""

    DAYS = 30

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_records")
    at = models.DateTimeField(_("登录时间"), auto_now_add=True, db_index=True)
    network = models.CharField(pgettext_lazy("address", "网络"), max_length=45, blank=True)
    browser = models.CharField(_("浏览器"), max_length=60, blank=True)

    objects = LoginRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("登录记录")
        verbose_name_plural = pgettext_lazy("plural", "登录记录")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at", "-id"], name="accounts_login_records")]

    def __str__(self):
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"


class AppDevice(TOTPDevice):
    """An authenticator app whose key is sealed in its column (ASVS 2.8.2)."""

    class Meta:
        proxy = True
        default_permissions = ()

    @classmethod
    def new_for(cls, user) -> "AppDevice":
        key = credentials.seal(token_bytes(20), user.pk).hex()
        return cls.objects.create(user=user, name="app", confirmed=False, key=key)

    @property
    def bin_key(self):
        """Raises AnotherSecret."""
        return credentials.unseal(super().bin_key, self.user_id)

    @property
    def opens(self) -> bool:
        try:
            return bool(self.bin_key)
        except credentials.AnotherSecret:
            return False

    def verify_token(self, token):
        return self.opens and super().verify_token(token)

    def was_used(self, token: str) -> bool:
        """Whether it is a code that would still be right had it not opened the account already."""
        if not token.isdecimal() or not self.opens:
            return False
        totp = TOTP(self.bin_key, self.step, self.t0, self.digits, self.drift)
        totp.time = time.time()
        return totp.verify(int(token), self.tolerance) and totp.t() <= self.last_t


class RecoveryDevice(StaticDevice):
    """Recovery codes, of which only keyed digests are kept (ASVS 2.6.3)."""

    class Meta:
        proxy = True
        default_permissions = ()

    def add(self, code: str) -> None:
        self.token_set.create(token=credentials.recovery_digest(self.user_id, code))

    def verify_token(self, token):
        return super().verify_token(credentials.recovery_digest(self.user_id, token))
