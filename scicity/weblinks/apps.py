from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebLinksConfig(AppConfig):
    name = "scicity.weblinks"
    label = "weblinks"
    verbose_name = _("站外链接")

    def ready(self):
        from scicity.publishing.changes import listeners
        from scicity.weblinks import collecting, desk, gate  # noqa: F401

        listeners.append(collecting.note)
