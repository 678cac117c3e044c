from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class User(AbstractUser):
    """A person who works in the back office."""

    name = models.CharField(
        _("姓名"), max_length=60, blank=True, help_text=_("显示在后台和审核记录中。")
    )
    department = models.CharField(_("部门"), max_length=100, blank=True)

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
