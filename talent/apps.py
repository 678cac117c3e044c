from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentConfig(AppConfig):
    name = "talent"
    verbose_name = _("人才政策")

    def ready(self):
        from talent import (  # noqa: F401
            api,
            datasets,
            desk,
            following,
            gate,
            home,
            search,
            sections,
            validity_desk,
        )
