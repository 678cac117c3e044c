from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "scicity.site.admin_site.BackOffice"


class SiteConfig(AppConfig):
    default = True
    name = "scicity.site"
    label = "site"
    verbose_name = _("网站")

    def ready(self):
        from scicity.site import desk_lists, freshness, search  # noqa: F401
