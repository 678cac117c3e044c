"""What the form of a page asks for while it is open."""

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scicity.editing.models import Presence
from scicity.editing.pages import change_address, page_for
from scicity.editing.stamps import stamp
from scicity.gate.findings import findings
from scicity.gate.subject import owner_of
from scicity.gate.translations import say_right


@require_http_methods(["GET", "POST"])
@never_cache
def check(request, label, key):
    """What the gate finds in the saved page: a list to read, or data for the form's script.

    A POST says that the English was compared and is right.
    """
    page, _admin = page_for(request, label, key)
    if request.method == "POST":
        if not may_change(request, page):
            raise PermissionDenied
        say_right(page)
        messages.success(request, _("已记下：现在的英文与中文一致。"))
        return HttpResponseRedirect(request.path)
    found = findings(page)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"summary": summary(found), "findings": [*map(described, found)]})
    context = admin.site.each_context(request) | {
        "title": _("审前检查：%s") % page,
        "page": page,
        "opts": page._meta,
        "change_url": change_address(page),
        "blocking": [finding for finding in found if finding.blocking],
        "advising": [finding for finding in found if not finding.blocking],
        "lags": may_change(request, page) and any(f.code == "english_lags" for f in found),
    }
    return render(request, "admin/page_check.html", context)


def may_change(request, page) -> bool:
    return request.user.has_perm(f"{page._meta.app_label}.change_{page._meta.model_name}")


def summary(found) -> str:
    blocking = sum(finding.blocking for finding in found)
    if not found:
        return _("没有发现问题，可以送审。")
    if not blocking:
        return _("可以送审；%d 条建议。") % len(found)
    return _("%(blocking)d 处要改好才能送审，%(advising)d 条建议。") % {
        "blocking": blocking,
        "advising": len(found) - blocking,
    }


def described(finding) -> dict:
    """With the name that the form gives to the rows of this kind."""
    data = finding.as_dict()
    if finding.row:
        data["row"]["prefix"] = prefix_of(finding.row.model)
    return data


def prefix_of(model_label: str) -> str:
    from django.apps import apps

    part = apps.get_model(model_label)
    return part._meta.get_field(owner_of(part)).remote_field.get_accessor_name()


@require_http_methods(["GET", "POST"])
@never_cache
def presence(request, label, key):
    """Notes that the person has the form open, and tells who else has and when it was saved.

    A person who logged in again meanwhile gets the token that the open form lacks.
    """
    page, _admin = page_for(request, label, key)
    if "leave" in request.POST:
        Presence.objects.at(page).filter(user=request.user).delete()
        Presence.objects.forget()
        return JsonResponse({})
    if request.method == "POST":
        Presence.objects.mark(page, request.user)
    return JsonResponse(
        {
            "others": others(page, request.user),
            "stamp": stamp(page),
            "saved": last_save(page),
            "token": get_token(request),
        }
    )


def others(page, user) -> str:
    """The people who have the page open, in a sentence; "" when nobody else has."""
    rows = Presence.objects.at(page).now().exclude(user=user).select_related("user")
    names = [str(row.user) for row in rows.order_by("pk")]
    return _("%s 也打开了这一页。") % "、".join(names) if names else ""


def last_save(page) -> str:
    entry = (
        LogEntry.objects.filter(
            content_type__app_label=page._meta.app_label,
            content_type__model=page._meta.model_name,
            object_id=str(page.pk),
        )
        .select_related("user")
        .first()
    )
    if entry is None:
        return _("这一页刚被别处的操作改过。")
    moment = localtime(entry.action_time)
    return _("%(name)s 在 %(time)s 保存过这一页。") % {
        "name": entry.user,
        "time": f"{moment:%H:%M}",
    }
