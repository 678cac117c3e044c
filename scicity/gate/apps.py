from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GateConfig(AppConfig):
    name = "scicity.gate"
    label = "gate"
    verbose_name = _("审前检查")

    def ready(self):
        from scicity.gate import advice, checks, translations  # noqa: F401
        from scicity.publishing.changes import listeners

        listeners.append(translations.note)
