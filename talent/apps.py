from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentConfig(AppConfig):
    name = "talent"
    verbose_name = _("人才政策")

    def ready(self):
        from talent import home  # noqa: F401  registers the blocks of the home page
