from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class BackOffice(AdminSite):
    site_header = _("西部（重庆）科学城 · 内容管理")
    site_title = _("内容管理")
    index_title = _("工作台")
