"""What a preview link and the back office's own preview lead to."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scicity.accounts.guard import guarded
from scicity.editing.pages import change_address, page_for
from scicity.pagestore.reading import refuse
from scicity.preview.models import PreviewLink
from scicity.preview.rendering import can_preview, private, show


@require_safe
def link(request, token):
    """For whoever has the address; 404 for a forged one, 410 with the reason for one that ended."""
    refuse()
    preview = PreviewLink.objects.signed(token)
    if preview is None:
        raise Http404
    page = preview.page
    if not preview.opens(page) or not can_preview(page):
        public = page.get_absolute_url() if page and page.is_public else ""
        context = {"public": public, "noindex": True}
        return private(render(request, "preview/over.html", context, status=410))
    preview.count_opening()
    banner = {"state": page.visibility.label, "expires_at": preview.expires_at}
    return show(request, page, banner, token)


@require_safe
@login_required
@guarded
def own(request, label, key):
    """For people of the back office."""
    refuse()
    if not request.user.is_staff:
        raise Http404
    page, _admin = page_for(request, label, key)
    if not can_preview(page):
        raise Http404(_("这种内容没有自己的页面，不能单独预览。"))
    return show(request, page, {"state": page.visibility.label, "change_url": change_address(page)})
