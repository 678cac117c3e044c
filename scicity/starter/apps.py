from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StarterConfig(AppConfig):
    name = "scicity.starter"
    label = "starter"
    verbose_name = _("初始内容")
