"""Previews in the back office, and the links given to people without an account."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from scicity.editing.pages import address, change_address, page_for
from scicity.preview.forms import PreviewLinkForm
from scicity.preview.models import PreviewLink, is_unseen
from scicity.preview.rendering import can_preview


@require_GET
def preview(request, label, key):
    """Leads to the page as visitors would see it."""
    page_for(request, label, key)
    return HttpResponseRedirect(reverse("preview:page", args=[label, key]))


@require_http_methods(["GET", "POST"])
@never_cache
def links(request, label, key):
    """Lists, makes and revokes the links to one page."""
    page, model_admin = page_for(request, label, key)
    if not can_preview(page):
        raise Http404
    form = PreviewLinkForm(request.POST if "make" in request.POST else None)
    if request.method == "POST":
        if not may_share(request, page):
            raise PermissionDenied
        if "revoke" in request.POST:
            return revoke(request, page, model_admin)
        if form.is_valid() and is_unseen(page):
            return make(request, page, model_admin, form)
    context = admin.site.each_context(request) | {
        "title": _("预览链接：%s") % page,
        "opts": page._meta,
        "page": page,
        "change_url": change_address(page),
        "form": form,
        "links": shown_links(request, page),
        "may_share": may_share(request, page) and is_unseen(page),
    }
    return render(request, "admin/preview_links.html", context)


def shown_links(request, page):
    links = list(PreviewLink.objects.to(page).select_related("created_by"))
    for link in links:
        link.works = link.opens(page)
        link.address = request.build_absolute_uri(link.get_absolute_url())
    return links


def may_share(request, page) -> bool:
    return request.user.has_perm(f"{page._meta.app_label}.change_{page._meta.model_name}")


def make(request, page, model_admin, form):
    form.instance.kind, form.instance.key = page._meta.label_lower, page.pk
    form.instance.created_by = request.user
    link = form.save()
    model_admin.log_change(request, page, _("给“%s”预览链接") % link)
    messages.success(request, _("预览链接已生成，复制下面的网址发给对方。"))
    return HttpResponseRedirect(address("preview_links", page))


def revoke(request, page, model_admin):
    key = request.POST["revoke"]
    link = get_object_or_404(PreviewLink.objects.to(page), pk=key if key.isdecimal() else 0)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        model_admin.log_change(request, page, _("收回“%s”的预览链接") % link)
    messages.success(request, _("预览链接已收回，对方不能再打开。"))
    return HttpResponseRedirect(address("preview_links", page))
