"""The pages about one's own account: second factor, recovery codes, open logins."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.accounts import fresh, logins, notices, passwords, second_factor
from scicity.accounts.models import LoginRecord


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("请填写验证码。")},
    )

    def clean_code(self):
        return "".join(sign for sign in self.cleaned_data["code"].lower() if sign.isalnum())


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


def urls(site):
    """Beside the admin's own; `guard=False` for what leads to a second factor."""
    return [
        path("second-factor/", site.admin_view(give_code, guard=False), name="second_factor"),
        path("second-factor/new/", site.admin_view(set_up, guard=False), name="second_factor_new"),
        path("confirm/", site.admin_view(confirm), name="confirm"),
        path("account/", site.admin_view(account), name="account"),
    ]


# The names are those that Django's own views lead to.
reset_urls = [
    path("password_reset/", passwords.ResetView.as_view(), name="staff_password_reset"),
    path("password_reset/done/", passwords.SentView.as_view(), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", passwords.ConfirmView.as_view(), name="password_reset_confirm"),
    path("reset/done/", passwords.CompleteView.as_view(), name="password_reset_complete"),
]


def page(request, template, title, **context):
    return render(request, template, admin.site.each_context(request) | {"title": title, **context})


def next_address(request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("admin:index")


def give_code(request):
    """After the password: the code, where the person has set one up."""
    if not second_factor.is_set_up(request.user):
        return HttpResponseRedirect(reverse("admin:second_factor_new"))
    if request.user.is_verified():  # a form that was sent twice
        return HttpResponseRedirect(next_address(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if second_factor.verify(request, form.cleaned_data["code"]):
            return HttpResponseRedirect(next_address(request))
        form.add_error(
            "code",
            _("验证码不对或已经过期：请填应用里当前的 6 位数字，或一个没有用过的恢复码。"
              "连续填错后要等一会儿才能再试。"),
        )  # fmt: skip
    return page(
        request, "accounts/give_code.html", _("第二步验证"), form=form, next=next_address(request)
    )


def confirm(request):
    """The password once more (see `fresh`); wrong ones count as at the log-in."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, password = request.user.get_username(), form.cleaned_data["password"]
        if authenticate(request, username=name, password=password) == request.user:
            fresh.mark(request)
            return HttpResponseRedirect(next_address(request))
        form.add_error("password", _("密码不对，请再填一次。"))
    return page(
        request, "accounts/confirm.html", _("请再填一次密码"), form=form, next=next_address(request)
    )


def set_up(request):
    """A new app; whoever has one already gives its code first, and the password once more."""
    if second_factor.is_set_up(request.user):
        if not request.user.is_verified():
            return HttpResponseRedirect(reverse("admin:second_factor"))
        return fresh.fresh(new_app)(request)
    return new_app(request)


def new_app(request):
    device = second_factor.new_device(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.confirm(request, device, form.cleaned_data["code"])
        if codes:
            return page(request, "accounts/recovery_codes.html", _("请保存恢复码"), codes=codes)
        form.add_error("code", _("验证码不对：请填应用里当前显示的 6 位数字，并检查手机的时间。"))
    return page(
        request,
        "accounts/set_up.html",
        _("设置第二步验证"),
        form=form,
        picture=mark_safe(second_factor.picture_of(device)),
        secret=second_factor.secret_of(device),
        is_required=second_factor.is_required(request.user),
    )


def account(request):
    """What protects the account, and where it is open."""
    if request.method == "POST":
        weakens = request.POST.keys() & {"codes", "remove"}
        return (fresh.fresh(change) if weakens else change)(request)
    return page(
        request,
        "accounts/account.html",
        _("账号安全"),
        is_set_up=second_factor.is_set_up(request.user),
        is_required=second_factor.is_required(request.user),
        codes_left=second_factor.recovery_codes_left(request.user),
        logins=logins.open_logins(request),
        recent=logins.recent(request),
        days=LoginRecord.DAYS,
        current=request.session.get(logins.KEY),
    )


def change(request):
    if "end" in request.POST and request.POST["end"].isdigit():
        request.user.logins.filter(pk=request.POST["end"]).delete()
        messages.success(request, _("这个登录已结束。"))
    elif "end_others" in request.POST:
        logins.end_others(request)
        messages.success(request, _("其他登录都已结束。"))
    elif "codes" in request.POST and request.user.is_verified():
        codes = second_factor.new_recovery_codes(request.user)
        notices.tell(request.user, _("恢复码已更换"))
        return page(request, "accounts/recovery_codes.html", _("请保存恢复码"), codes=codes)
    elif "remove" in request.POST and not second_factor.is_required(request.user):
        second_factor.take_away(request.user)
        messages.success(request, _("第二步验证已关闭。"))
    return HttpResponseRedirect(reverse("admin:account"))
