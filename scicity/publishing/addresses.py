"""Addresses of pages that moved, ended or are linked to."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from scicity.fields import RichTextField
from scicity.publishing.journal import note
from scicity.publishing.models import COPY_PREFIX, Action, PagePart, Publishable
from scicity.publishing.people import Refused, require
from scicity.publishing.steps import move, transition

LANGUAGES = ("zh-hans", "en")


def paths_of(page) -> list[str]:
    """The page's address in each language."""
    paths = []
    for language in LANGUAGES:
        with translation.override(language):
            paths.append((page.live or page).get_absolute_url())
    return paths


def redirects():
    return apps.get_model("site", "Redirect").objects


def clear(page) -> None:
    redirects().filter(old_path__in=paths_of(page)).delete()


def lead(page, target: str) -> None:
    """Lets the page's addresses lead to the target's; to nothing (410) when that is empty."""
    target = target.strip()
    if target:
        check_target(page, target)
    for path, language in zip(paths_of(page), LANGUAGES, strict=True):
        redirects().update_or_create(
            old_path=path, defaults={"new_path": in_language(target, language)}
        )


def in_language(path: str, language: str) -> str:
    from scicity.site.languages import translated_path

    return translated_path(path, language) if path else ""


def check_target(page, target: str) -> None:
    """A path of this site that is found and does not lead back here."""
    try:
        if not target.startswith("/") or target.startswith("//"):
            raise Resolver404
        with translation.override("en" if target.startswith("/en/") else "zh-hans"):
            resolve(target)
    except Resolver404:
        raise Refused(
            {"target": _("请填写本站页面的路径，以 / 开头，例如 /news/2026/01/…/。")}
        ) from None
    own, seen = set(paths_of(page)), set()
    while target:
        if target in own or target in seen:
            raise Refused({"target": _("这样会形成循环跳转，请换一个页面。")})
        seen.add(target)
        step = redirects().filter(old_path=target).first()
        if step and not step.new_path:
            raise Refused({"target": _("所填页面已归档，请换一个页面。")})
        target = step.new_path if step else ""


@transition
def change_address(page, by, slug: str) -> None:
    """Another last part for the page's address; the old address leads to the new one for good."""
    require(by, "publish", page)
    if page.live_id:
        raise Refused(_("请在正式页面上更换地址。"))
    check_slug(page, slug)
    old = paths_of(page)
    move(page, page.status, slug=slug)
    new = paths_of(page)
    if page.was_public:
        for before, after in zip(old, new, strict=True):
            redirects().filter(old_path=after).delete()
            redirects().filter(new_path=before).update(new_path=after)
            redirects().update_or_create(old_path=before, defaults={"new_path": after})
    note(page, by, Action.MOVED, page.status, f"{old[0]} → {new[0]}")


def check_slug(page, slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise Refused({"slug": error.messages}) from None
    if slug.startswith(COPY_PREFIX) or len(slug) > page._meta.get_field("slug").max_length:
        raise Refused({"slug": _("这个地址不能用，请换一个。")})
    if type(page)._base_manager.filter(slug=slug).exclude(pk=page.pk).exists():
        raise Refused({"slug": _("另一个页面已使用这个地址。")})


def links_to(page) -> list:
    """Public pages that refer to this one, by a link in a text or by a field."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, Publishable):
            for other in model.objects.published().filter(mentions(model, page)).distinct():
                found[model._meta.label_lower, other.pk] = other
    found.pop((page._meta.label_lower, page.live_id or page.pk), None)
    return list(found.values())


def mentions(model, page) -> Q:
    key = page.live_id or page.pk
    wanted = Q(pk=None)
    for field in model._meta.get_fields():
        if isinstance(field, RichTextField):
            for path in paths_of(page):
                wanted |= Q(**{f"{field.name}__contains": f'href="{path}"'})
        elif is_link(field) and field.related_model is type(page):
            wanted |= Q(**{field.name: key})
        elif field.one_to_many and issubclass(field.related_model, PagePart):
            part = field.related_model
            if field.field.name == part.page_of_row:
                for name in links_of_part(part, type(page)):
                    wanted |= Q(**{f"{field.field.related_query_name()}__{name}": key})
    return wanted


def is_link(field) -> bool:
    is_own = field.concrete and (field.many_to_one or field.many_to_many)
    return bool(is_own and field.name != "live")


def links_of_part(part, model) -> list[str]:
    return [
        field.name
        for field in part._meta.concrete_fields
        if field.related_model is model and field.name != part.page_of_row
    ]
