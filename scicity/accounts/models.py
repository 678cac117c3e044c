from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


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
