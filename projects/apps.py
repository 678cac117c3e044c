from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("项目·机构·数据")

    def ready(self):
        """Registers what the site shows of this section."""
        from projects import api, datasets, following, home, search, sections  # noqa: F401
