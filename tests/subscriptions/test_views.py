import json

import pytest

from scicity.subscriptions.models import Letter, Subscription
from tests.factories import make_policy, make_project
from tests.subscriptions.conftest import ask_for, follow, make_due, work

pytestmark = pytest.mark.django_db


def test_answer_is_the_same_for_known_and_unknown_addresses(client, mailbox):
    follow(client, mailbox)

    known = ask_for(client)
    unknown = ask_for(client, email="other@example.com")

    assert known.content == unknown.content
    assert Letter.objects.count() == 2
    work()
    assert [mail.subject[:4] for mail in mailbox.mails] == ["您已订阅", "请确认订"]


def test_foreign_request_does_not_change_a_confirmed_subscription(client, mailbox):
    follow(client, mailbox)

    ask_for(client, frequency="weekly", prefix="/en")

    subscription = Subscription.objects.get()
    assert (subscription.frequency, subscription.language) == ("daily", "zh-hans")


def test_an_address_gets_five_letters_a_day_and_the_answer_stays_the_same(client):
    answers = {ask_for(client).content for _ in range(7)}

    assert len(answers) == 1
    assert Letter.objects.count() == 5


def test_a_visitor_asks_twenty_times_an_hour(client):
    codes = [ask_for(client, email=f"reader{n}@example.com").status_code for n in range(21)]

    assert codes == [200] * 20 + [429]


def test_program_that_fills_in_every_field_gets_nothing_sent(client):
    answer = ask_for(client, website="https://example.com")

    assert answer.status_code == 200
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "wish",
    [
        {"query": "category=nothing"},
        {"kind": "accounts.user"},
        {"kind": "talent.talentpolicy", "object_id": 999_999},
        {"kind": "accounts.user", "object_id": 1},
        {"email": "nobody"},
        {"email": "a@example.com\nBcc: b@example.com"},
        {"frequency": "hourly"},
        {"object_id": "x" * 99},
        {"query": "q=" + "x" * 600},
    ],
)
def test_what_can_not_be_followed_is_said(client, wish):
    response = ask_for(client, **wish)

    assert response.status_code == 200
    assert "请查收邮件" not in response.content.decode()
    assert not Subscription.objects.exists()


def test_draft_can_not_be_followed(client):
    ask_for(client, make_policy(status="draft"))

    assert not Subscription.objects.exists()


def test_query_is_kept_in_one_form(client):
    ask_for(client, query="sort=deadline&page=3&utm=1&category=loan&category=housing")

    assert Subscription.objects.get().query == "category=housing&category=loan"


def test_false_token_is_refused(client, mailbox):
    follow(client, mailbox)
    make_policy()
    make_due()
    work()
    token = mailbox.mails.pop().unsubscribe_path.split("/")[-2]

    codes = [
        client.get(f"/subscriptions/{purpose}/{value}/").status_code
        for purpose, value in [
            ("unsubscribe", "1:x:y"), ("manage", token), ("confirm", token), ("unsubscribe", token),
        ]
    ]  # fmt: skip

    assert codes == [404, 404, 404, 200]


def manage_path(client, mailbox, *pages):
    for page in pages:
        follow(client, mailbox, page)
    ask_for(client, pages[-1])
    work()
    return mailbox.mails.pop().path("manage")


def test_subscriber_changes_the_frequency_and_ends_one(client, mailbox):
    policy, project = make_policy(), make_project()
    path = manage_path(client, mailbox, policy, project)
    first, second = Subscription.objects.order_by("pk")

    client.post(path, {"row": first.pk, "frequency": "weekly"})
    client.post(path, {"row": second.pk, "end": "1"})

    assert list(Subscription.objects.values_list("kind", "frequency")) == [
        ("talent.talentpolicy", "weekly")
    ]


def test_subscriber_can_not_touch_those_of_another(client, mailbox):
    follow(client, mailbox, make_policy(), email="other@example.com")
    other = Subscription.objects.get()
    path = manage_path(client, mailbox, make_project())

    client.post(path, {"row": other.pk, "end": "1"})
    client.post(path, {"erase": "1"})

    assert list(Subscription.objects.all()) == [other]


def test_subscriber_gets_all_that_is_kept(client, mailbox):
    path = manage_path(client, mailbox, make_policy(), make_project())

    kept = json.loads(client.get(f"{path}subscriptions.json").content)

    assert [row["kind"] for row in kept["subscriptions"]] == [
        "talent.talentpolicy", "projects.project",
    ]  # fmt: skip
    assert {row["email"] for row in kept["subscriptions"]} == {"reader@example.com"}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_lists_and_pages_offer_to_follow_without_setting_a_cookie(client, prefix):
    policy, project = make_policy(), make_project()
    for path, name in [
        ("/talent/?category=talent", 'name="query" value="category=talent"'),
        (policy.get_absolute_url(), f'name="object_id" value="{policy.pk}"'),
        (project.get_absolute_url(), f'name="object_id" value="{project.pk}"'),
    ]:
        response = client.get(prefix + path)

        assert name in response.content.decode()
        assert response.cookies == {}
