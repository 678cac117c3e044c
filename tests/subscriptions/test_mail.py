"""From asking to unsubscribing, over a real SMTP server."""

import datetime

import pytest

from scicity.publishing import guard
from scicity.subscriptions.models import Letter, Subscription
from tests.factories import make_policy, make_project
from tests.subscriptions.conftest import ask_for, follow, make_due, work

pytestmark = pytest.mark.django_db


def test_nothing_is_sent_before_the_address_is_confirmed(client, mailbox):
    ask_for(client, query="category=housing")
    work()
    path = mailbox.mails.pop().path("confirm")
    make_policy(category="housing")
    make_due()
    work()

    assert mailbox.mails == []
    assert client.get(path).status_code == 200
    assert Subscription.objects.get().confirmed_at is None
    client.post(path)
    assert Subscription.objects.get().confirmed_at is not None


def test_digest_names_what_is_new_in_the_list(client, mailbox):
    make_policy(category="housing", title_zh_hans="旧的")
    follow(client, mailbox, query="category=housing")
    policy = make_policy(
        category="housing",
        title_zh_hans="人才公寓",
        summary_zh_hans="可以租住",
        summary_en="To let",
    )
    make_policy(category="loan", title_zh_hans="贷款")

    make_due()
    work()
    make_due()
    work()

    [mail] = mailbox.mails
    assert mail.recipients == ["reader@example.com"]
    assert mail.subject == "1 项新内容：政策：类别为住房 · 西部（重庆）科学城"
    for body in (mail.text, mail.html):
        assert f"https://portal.example{policy.get_absolute_url()}" in body
        assert "人才公寓" in body
        assert "旧的" not in body
        assert "贷款" not in body


def test_changed_policy_tells_old_and_new(client, mailbox):
    policy = make_policy(
        title_zh_hans="安家补贴", effective_to=datetime.date(2026, 12, 31), verified_by="某人"
    )
    policy.windows.create(opens_on="2026-03-01", closes_on="2026-04-30")
    follow(client, mailbox, policy)
    policy.effective_to, policy.verified_by = datetime.date(2099, 12, 31), "另一人"
    policy.body_zh_hans = "<p>" + "很长的正文" * 100 + "</p>"
    policy.save()
    policy.windows.update(closes_on="2026-05-31")

    make_due()
    work()

    [mail] = mailbox.mails
    assert mail.subject.startswith("有变化：安家补贴")
    for body in (mail.text, mail.html):
        words = [word for word in body.replace("<", " ").replace(">", " ").split() if word]
        assert {"2026年12月31日", "2099年12月31日", "有效期至"} <= set(words)
        assert "内容有修改，请看页面" in body
        assert "2026-05-31" in body
        assert "某人" not in body
        assert "另一人" not in body


def test_page_that_goes_and_comes_back_is_told_once_each(client, mailbox):
    project = make_project(name_zh_hans="某隧道")
    follow(client, mailbox, project)

    for status in ("draft", "draft", "published", "published"):
        with guard.opened():
            type(project).objects.filter(pk=project.pk).update(status=status)
        make_due()
        work()

    subjects = [mail.subject.partition(" · ")[0] for mail in mailbox.mails]
    assert subjects == ["页面已下线：某隧道", "页面重新公开：某隧道"]


def test_letter_is_in_the_language_of_the_page_asked_from(client, mailbox):
    follow(client, mailbox, prefix="/en")
    make_policy(title_en="Homes")

    make_due()
    work()

    [mail] = mailbox.mails
    assert mail.message["Content-Language"] == "en"
    assert "https://portal.example/en/talent/" in mail.text
    assert "Homes" in mail.text


def test_mailbox_unsubscribes_with_one_click(client, mailbox):
    follow(client, mailbox)
    make_policy()
    make_due()
    work()
    mail = mailbox.mails.pop()

    response = client.post(mail.unsubscribe_path, {"List-Unsubscribe": "One-Click"})

    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (
        mail.message["List-Unsubscribe"]
        .strip()
        .startswith("<https://portal.example/subscriptions/")
    )
    assert (response.status_code, response.cookies) == (200, {})
    assert list(Subscription.objects.all()) == list(Letter.objects.all()) == []


def test_opening_the_unsubscribe_link_ends_nothing(client, mailbox):
    follow(client, mailbox)
    make_policy()
    make_due()
    work()

    response = client.get(mailbox.mails.pop().unsubscribe_path)

    assert "<form" in response.content.decode()
    assert Subscription.objects.count() == 1


def test_policies_chosen_one_by_one_tell_what_changed_in_each(client, mailbox):
    one, other, third = [make_policy(title_zh_hans=f"办法{n}") for n in range(3)]
    query = "&".join(f"policy={p.slug}" for p in (one, other, third))
    follow(client, mailbox, query=query)
    one.windows.create(closes_on="2031-05-01")
    third.status = "draft"
    third.save()

    make_due()
    work()
    make_due()
    work()

    [mail] = mailbox.mails
    assert mail.subject == "2 项有变化：政策 · 西部（重庆）科学城"
    for body in (mail.text, mail.html):
        assert f"https://portal.example{one.get_absolute_url()}" in body
        assert "2031" in body
        assert "目前不公开" in body
        assert "办法1" not in body
