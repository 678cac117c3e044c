"""Subscribing, confirming, changing and ending, all without an account and without a cookie.

Every form here is exempt from CSRF protection: what authorises is the token in the address, never
a cookie, and the page to subscribe from must not set one for every visitor.
"""

from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from scicity.subscriptions import digests, letters, limits, links
from scicity.subscriptions.forms import FrequencyForm, SubscribeForm
from scicity.subscriptions.models import Subscription
from scicity.subscriptions.targets import name_of, target_of


def page(request, template, heading, status=200, **context):
    crumbs = [(_("首页"), reverse("site:home")), (heading, None)]
    context = {"heading": heading, "noindex": True, "breadcrumbs": crumbs} | context
    return render(request, f"subscriptions/{template}.html", context, status=status)


def say(request, heading, text, status=200):
    return page(request, "message", heading, status, text=text)


def not_valid(request):
    text = _("链接已失效，或者订阅已经结束。需要的话请重新订阅。")
    return say(request, _("链接无效"), text, status=404)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request):
    """Answers the same whether the address is known or not."""
    if request.method != "POST":
        form = SubscribeForm(initial=request.GET.dict())
        return page(request, "subscribe", _("邮件订阅"), form=form)
    if not limits.allowed("visitor", limits.visitor_of(request)):
        text = _("一小时内的申请太多。请稍后再试。")
        return say(request, _("请稍后再试"), text, status=429)
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return page(request, "subscribe", _("邮件订阅"), form=form)
    if not form.cleaned_data["website"]:
        ask(form.cleaned_data)
    text = _("如果这个邮箱可以收信，几分钟内会收到一封邮件。请点开其中的链接确认，订阅才会生效。")
    return say(request, _("请查收邮件"), text)


@transaction.atomic
def ask(wish: dict) -> None:
    """Writes to the address, if it was not written to too often; changes nothing confirmed."""
    email = wish["email"]
    if not (limits.allowed("address", email.lower()) and limits.allowed("site", "")):
        return
    what = {name: wish[name] for name in ("email", "kind", "object_id", "query")}
    how = {
        "frequency": wish["frequency"],
        "language": get_language(),
        "asked_at": timezone.now(),
    }
    subscription, _made = Subscription.objects.get_or_create(**what, defaults=how)
    if subscription.confirmed_at:
        letters.say_it_is_confirmed_already(subscription)
        return
    Subscription.objects.filter(pk=subscription.pk).update(**how)
    letters.ask_to_confirm(Subscription.objects.get(pk=subscription.pk))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """A button and not the link itself confirms: mail scanners open links."""
    subscription = links.subscription_of("confirm", token)
    if subscription is None:
        return not_valid(request)
    name = name_of(subscription)
    if request.method != "POST":
        return page(
            request, "button", _("确认订阅"), name=name, button=_("确认订阅"),
            email=subscription.email,
        )  # fmt: skip
    if subscription.confirmed_at is None:
        digests.confirm(subscription)
    text = _("已订阅“%(name)s”。每封邮件里都有退订链接。") % {"name": name}
    return say(request, _("订阅成功"), text)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """POST ends it at once, as RFC 8058 asks: mailboxes send it without a visitor."""
    subscription = links.subscription_of("unsubscribe", token)
    if request.method == "POST":
        if subscription:
            subscription.delete()
        return say(request, _("已退订"), _("不会再收到这项订阅的邮件，相关资料已经删除。"))
    if subscription is None:
        return not_valid(request)
    return page(
        request, "button", _("退订"), name=name_of(subscription), button=_("退订"),
        email=subscription.email,
    )  # fmt: skip


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request, token):
    """All subscriptions of the address that the letter went to."""
    own = links.subscription_of("manage", token)
    if own is None:
        return not_valid(request)
    mine = Subscription.objects.filter(email=own.email)
    if request.method != "POST":
        rows = [(row, name_of(row), target_of(row)) for row in mine]
        return page(request, "manage", _("我的订阅"), rows=rows, email=own.email, token=token)
    if "erase" in request.POST:
        mine.delete()
        return say(request, _("已全部退订"), _("这个邮箱的订阅和资料已经全部删除。"))
    row = mine.filter(pk=request.POST.get("row") if request.POST.get("row", "").isdigit() else 0)
    if "end" in request.POST:
        row.delete()
        if not mine.exists():
            return say(request, _("已退订"), _("这个邮箱已经没有订阅，资料已经删除。"))
        own = mine.confirmed().first() or mine.first()
    elif (form := FrequencyForm(request.POST, instance=row.first())).is_valid() and row:
        form.save()
    return redirect("subscriptions:manage", token=links.token("manage", own))


@never_cache
@require_GET
def export(request, token):
    """Everything that is kept of the address, as JSON."""
    own = links.subscription_of("manage", token)
    if own is None:
        return not_valid(request)
    columns = [field.attname for field in Subscription._meta.fields]
    rows = Subscription.objects.filter(email=own.email)
    kept = [
        {name: getattr(row, name) for name in columns}
        | {"letters": list(row.letters.values("subject", "text", "written_at", "tries"))}
        for row in rows
    ]
    response = JsonResponse({"subscriptions": kept}, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="subscriptions.json"'
    return response
