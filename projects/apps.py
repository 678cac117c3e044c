from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("项目·机构·数据")

    def ready(self):
        from projects import home  # noqa: F401  registers the blocks of the home page
