import json

from django import template
from django.utils.translation import gettext as _

from scicity.editing.differences import differences
from scicity.editing.pages import address
from scicity.editing.stamps import stamp
from scicity.editing.views import others
from scicity.preview.rendering import can_preview
from scicity.publishing.models import Publishable

register = template.Library()


@register.simple_tag(takes_context=True)
def page_tools(context):
    """What the form of a saved page offers beside its fields; None for other forms."""
    page = context.get("original")
    if not isinstance(page, Publishable):
        return None
    request, form = context["request"], context["adminform"].form
    is_conflict = getattr(form, "is_conflict", False)
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    opened = "" if is_conflict else request.POST.get("edit_stamp", "")
    return {
        "check": address("page_check", page),
        "presence": address("page_presence", page),
        "preview": address("page_preview", page) if can_preview(page) else "",
        "links": address("preview_links", page) if can_preview(page) else "",
        "stamp": opened or stamp(page),
        "others": others(page, request.user),
        "differences": differences(form, formsets) if is_conflict else (),
    }


@register.simple_tag
def form_words() -> str:
    """What the form's script says."""
    words = {
        "kept": _("浏览器里有您没有保存的内容，写于 {when}。"),
        "restore": _("恢复"),
        "discard": _("丢弃"),
        "expired": _("登录已过期。您写的内容还在这里：请在新窗口登录，回到这一页再保存。"),
        "login": _("在新窗口登录"),
        "back": _("已重新登录，可以保存了。"),
        "newer": _("保存时会并排显示两个版本，您的文字不会丢。"),
        "checked": _("审前检查（上次保存的内容）"),
        "blocking": _("要改"),
        "advising": _("建议"),
    }
    return json.dumps(words)
