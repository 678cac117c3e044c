"""The back office: its sections, its desk, and the searches behind the text editor."""

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from scicity.accounts.guard import guarded
from scicity.site.desk import desk, lists, rows_of, shown, viewable
from scicity.site.editor_search import find

# The sections in the order of work; the app `auth` (roles) is shown with the accounts.
SECTIONS = {
    "news": _("新闻资讯"),
    "talent": _("人才政策"),
    "projects": _("项目·机构·数据"),
    "publishing": _("审核与发布"),
    "media": _("媒体库"),
    "site": _("网站"),
    "accounts": _("账号"),
}
# Rows on a page of one of the desk's lists.
DESK_PAGE = 50
SHOWN_IN = {
    "auth": "accounts",
    "looks": "accounts",
    "search": "site",
    "gate": "site",
    "weblinks": "site",
}


class BackOffice(AdminSite):
    site_header = _("西部（重庆）科学城")
    site_title = _("内容管理")
    index_title = _("工作台")
    empty_value_display = "—"

    def admin_view(self, view, cacheable=False, guard=True):
        """The editor's import map is inline: admin pages, and only they, take a nonce."""
        with_nonce = csp_update({"script-src": [NONCE], "style-src": [NONCE]})
        if guard and view != self.logout:
            view = guarded(view, with_given_password=view == self.password_change)
        return with_nonce(super().admin_view(view, cacheable))

    def index(self, request, extra_context=None):
        context = {"desk": desk(request, self._registry), **(extra_context or {})}
        return super().index(request, context)

    def get_urls(self):
        from scicity.accounts import views as accounts
        from scicity.editing.urls import page_urls

        search = path("editor-search/", self.admin_view(self.editor_search), name="editor_search")
        desk_list = path("desk/<slug:name>/", self.admin_view(self.desk_list), name="desk_list")
        own = [search, desk_list, *accounts.urls(self), *page_urls(self.admin_view)]
        return [*own, *super().get_urls()]

    def password_change(self, request, extra_context=None):
        """A new password ends all other logins."""
        from scicity.accounts import first_passwords, logins

        context = {"is_given": first_passwords.is_due(request.user), **(extra_context or {})}
        response = super().password_change(request, context)
        if response.status_code == 302:
            logins.end_others(request)
            first_passwords.own(request.user)
        return response

    @property
    def login_form(self):
        from scicity.accounts.first_passwords import LoginForm

        return LoginForm

    def desk_list(self, request, name):
        """All rows of one list of the desk."""
        desk_list = next((each for each in lists if each.name == name), None)
        if desk_list is None:
            raise Http404
        found = rows_of(desk_list, viewable(request, self._registry), request.user)
        paginator = Paginator([] if found is None else found, DESK_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        context = self.each_context(request) | {
            "title": desk_list.title,
            "list": desk_list,
            "page_obj": page,
            "rows": [*map(shown, page.object_list)],
        }
        return render(request, "admin/desk_list.html", context)

    def editor_search(self, request):
        return JsonResponse({"found": find(request, self._registry)})

    def get_app_list(self, request, app_label=None):
        sections = {}
        for app in super().get_app_list(request, app_label):
            label = SHOWN_IN.get(app["app_label"], app["app_label"])
            section = sections.setdefault(label, app)
            if section is not app:
                section["models"] += app["models"]
        for label, section in sections.items():
            section["name"] = SECTIONS.get(label, section["name"])
            section["models"].sort(key=self.menu_order)
        return [sections[label] for label in SECTIONS if label in sections]

    def menu_order(self, entry) -> int:
        return getattr(self._registry[entry["model"]], "menu_order", 100)
