"""Password fields in a real browser: looking at what is typed, and how strong a new one is."""

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from scicity.accounts.models import User
from tests.admin.test_browser import CHROMIUM, chromium, page  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
GOOD = "Mooncake-river-4471-lantern"


def told(page, field, text):  # noqa: F811
    """What the meter and the sentence beneath it say of the text."""
    page.fill(field, text)
    meter = page.locator(f"{field} ~ meter")
    return meter.evaluate("meter => meter.value"), page.text_content(f"{field} ~ [role=status]")


def test_meter_tells_what_makes_a_password_weak(page, live_server):  # noqa: F811
    page.goto(live_server.url + reverse("admin:password_change"))

    said = {text: told(page, "#id_new_password1", text) for text in (
        "short7Q!", "Password2024!", "abcdefghijkl12345678", "boss-王主任-boss-8842", GOOD,
        "x7-" * 50,
    )}  # fmt: skip

    assert said == {
        "short7Q!": (1, "强度：弱。 太短：至少 12 个字符。"),
        "Password2024!": (1, "强度：弱。 还容易猜到：再加几个不相关的词或不同的字符。"),
        "abcdefghijkl12345678": (1, "强度：弱。 不要用连续或重复的字符，例如 1234、aaaa、qwer。"),
        "boss-王主任-boss-8842": (1, "强度：弱。 不要用自己的姓名、用户名或邮箱。"),
        GOOD: (4, "强度：很好。"),
        "x7-" * 50: (0, "太长：最多 128 个字符。"),
    }
    assert page.complaints == []


def test_every_page_with_a_new_password_has_the_meter_and_its_rules(page, live_server):  # noqa: F811
    user = User.objects.create_user("zhang", "zhang@example.cn", "x", name="张三丰")
    link = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
    paths = {
        reverse("admin:password_change"): ("#id_new_password1", 3),
        reverse("admin:accounts_user_add"): ("#id_password1", 2),
        reverse("admin:auth_user_password_change", args=[user.pk]): ("#id_password1", 2),
        reverse("password_reset_confirm", args=link): ("#id_new_password1", 2),
    }

    seen = {}
    for path, (field, _fields) in paths.items():
        page.goto(live_server.url + path)
        seen[path] = (
            told(page, field, "张三丰zhang-1aB")[0], page.locator(".password__show").count(),
            page.locator(".help:has-text('128')").count(),
        )  # fmt: skip

    own, add, given, reset = paths
    assert seen == {own: (2, 3, 1), add: (2, 2, 1), given: (1, 2, 1), reset: (1, 2, 1)}


def test_password_is_shown_by_the_keyboard_and_hidden_when_it_is_sent(page, live_server):  # noqa: F811
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("admin:login"))
    page.fill("#id_username", "boss")
    page.click("#id_password")
    page.keyboard.type("quite wrong")
    button = page.get_by_role("button", name="显示 密码", exact=True)

    button.click()
    by_mouse = (page.get_attribute("#id_password", "type"), button.get_attribute("aria-pressed"))
    focused = page.evaluate("document.activeElement.id")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    hidden = page.get_attribute("#id_password", "type")
    page.keyboard.press("Space")
    page.evaluate(
        "document.forms['login-form'].addEventListener('submit', () => "
        "sessionStorage.setItem('sent', document.getElementById('id_password').type))"
    )
    with page.expect_navigation():
        page.click("[type=submit]")

    assert by_mouse == ("text", "true")
    assert (focused, hidden) == ("id_password", "password")
    assert page.evaluate("sessionStorage.getItem('sent')") == "password"
    assert page.input_value("#id_username") == "boss"


def test_longer_ones_are_refused_at_the_field(client):
    user = User.objects.create_user("zhang", "zhang@example.cn", "the old password", is_staff=True)
    client.force_login(user)

    def change(new):
        form = {"old_password": "the old password", "new_password1": new, "new_password2": new}
        return client.post(reverse("admin:password_change"), form)

    refused = change("8kd-" * 32 + "x")
    errors = refused.context["form"].errors
    accepted = change("8kd-" * 32)

    assert errors == {"new_password2": ["密码最多 128 个字符。"]}
    assert accepted.status_code == 302
