"""Links of texts to pages and files of this very site."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from scicity.back_office import is_in_back_office
from scicity.media import page_files
from scicity.publishing.views import PageDetail
from scicity.site.models import Redirect, SiteSettings


@dataclass(frozen=True)
class Problem:
    code: str
    message: str
    remedy: str
    blocking: bool = True


def link_problems(hrefs: set[str]) -> dict[str, Problem]:
    """What is wrong with links; one query for each kind of page, however many links there are."""
    hosts = own_hosts() if any("//" in href for href in hrefs) else set()
    problems, paths = {}, {}
    for href in hrefs:
        if problem := malformed(href):
            problems[href] = problem
        elif path := own_path(href, hosts):
            paths[href] = path
    targets = {path: target(path) for path in set(paths.values())}
    redirects = (
        dict(Redirect.objects.filter(old_path__in=targets).values_list("old_path", "new_path"))
        if targets
        else {}
    )
    pages, files = target_pages(targets.values()), open_files(targets.values())
    for href, path in paths.items():
        if problem := path_problem(path, targets[path], redirects, pages, files):
            problems[href] = problem
    return problems


def own_hosts() -> set[str]:
    addresses = (settings.SITE_URL, settings.LOCAL_URL)
    return {urlsplit(address).netloc for address in addresses if address} | {
        SiteSettings.load().domain
    } - {""}


def malformed(href: str) -> Problem | None:
    if href.startswith("#"):
        return Problem(
            "anchor_link",
            _("页内位置在保存后不存在，点了没有反应。"),
            _("去掉这个链接，用小标题分节即可。"),
            blocking=False,
        )
    if href.startswith("/") or urlsplit_scheme(href):
        return None
    return Problem(
        "dead_link",
        _("不是完整的网址，会指向一个不存在的页面。"),
        _("站外网址以 https:// 开头；本站页面请用“插入链接”按标题查找。"),
    )


def urlsplit_scheme(href: str) -> str:
    try:
        return urlsplit(href).scheme
    except ValueError:
        return ""


def own_path(href: str, hosts: set[str]) -> str:
    """The path of a link that stays on this site, "" for one that leaves it."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or (parts.netloc and parts.netloc not in hosts):
        return ""
    return unquote(parts.path) or "/"


def target(path: str):
    """The view's match, or None: addresses of a language only resolve in it."""
    with translation.override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


def detail_view(match):
    view = getattr(match.func, "view_class", None) if match else None
    return view if view and issubclass(view, PageDetail) and "slug" in match.kwargs else None


def target_pages(matches) -> dict:
    """By model and address the pages that are linked to, public or not."""
    slugs = {}
    for match in matches:
        if view := detail_view(match):
            slugs.setdefault(view.model, set()).add(match.kwargs["slug"])
    return {
        (model, page.slug): page
        for model, wanted in slugs.items()
        for page in model._base_manager.filter(slug__in=wanted)
    }


def open_files(matches) -> set[tuple]:
    """Kind and key of the pages' files that are linked to and that visitors can open."""
    keys = {}
    for match in matches:
        if match and match.url_name == "file":
            keys.setdefault(match.kwargs["kind"], set()).add(match.kwargs["key"])
    return {
        (kind, key)
        for kind, field in page_files.fields().items()
        if kind in keys
        for key in page_files.readable(field).filter(pk__in=keys[kind]).values_list("pk", flat=True)
    }


def path_problem(path, match, redirects, pages, files) -> Problem | None:
    view = detail_view(match)
    page = pages.get((view.model, match.kwargs["slug"])) if view else None
    if is_in_back_office(path):
        return Problem("dead_link", _("这是后台的地址，访客打不开。"), _("换成该页面对外的地址。"))
    if path in redirects and not (page and page.is_public):
        return moved(redirects[path])
    if match is None or (view and page is None):
        return Problem("dead_link", _("本站没有这个页面。"), other_target())
    if match.url_name == "media":
        return file_problem(match.kwargs["path"])
    if match.url_name == "file" and (match.kwargs["kind"], match.kwargs["key"]) not in files:
        return no_file()
    return page_problem(path, page) if page else None


def other_target():
    return _("用“插入链接”按标题重新选择目标，或去掉链接。")


def moved(new_path: str) -> Problem:
    if not new_path:
        return Problem("dead_link", _("该页面已永久移除。"), other_target())
    return Problem(
        "moved_link",
        _("该页面已移到 %s，访客会多跳转一次。") % new_path,
        _("把链接改成新地址。"),
        blocking=False,
    )


def file_problem(name: str) -> Problem | None:
    try:
        exists = default_storage.exists(name)
    except SuspiciousFileOperation:
        exists = False
    return None if exists else no_file()


def no_file() -> Problem:
    return Problem("dead_link", _("本站没有这个文件。"), _("重新上传文件并换成它的地址。"))


def page_problem(path: str, page) -> Problem | None:
    if not page.is_public:
        return Problem(
            "dead_link",
            _("“%(page)s”现在是“%(state)s”，访客打不开。")
            % {"page": page, "state": page.visibility.label},
            _("先发布该页面，或去掉链接。"),
        )
    if get_language_from_path(path) == "en" and not page.has_english:
        return Problem(
            "link_without_english",
            _("“%s”还没有英文版。") % page,
            _("先补上该页面的英文版，或链接到中文页面并注明。"),
            blocking=False,
        )
    return None
