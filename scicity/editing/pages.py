"""The page that an address of the back office is about."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from scicity.publishing.models import Publishable


def kinds() -> dict[str, type[Publishable]]:
    return {
        model._meta.label_lower: model
        for model in admin.site._registry
        if issubclass(model, Publishable)
    }


def page_for(request, label: str, key: int):
    """The page and its ModelAdmin, for people who may view it; 404 or 403 otherwise."""
    model = kinds().get(label)
    if model is None:
        raise Http404
    model_admin = admin.site._registry[model]
    page = model_admin.get_object(request, str(key))
    if page is None:
        raise Http404(_("没有这个页面：可能已被删除。"))
    if not model_admin.has_view_permission(request, page):
        raise PermissionDenied
    return page, model_admin


def address(name: str, page, *more) -> str:
    """Of a page of the back office about this page, such as `page_check`."""
    return reverse(f"admin:{name}", args=[page._meta.label_lower, page.pk, *more])


def change_address(page) -> str:
    return reverse(f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk])
