from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "scicity.accounts"
    verbose_name = _("账号与权限")

    def ready(self):
        from scicity.accounts import logins  # noqa: F401
