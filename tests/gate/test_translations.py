"""English texts that were left behind by their Chinese ones."""

import pytest
from django.contrib.auth.models import Permission

from news.models import Article
from scicity.accounts.roles import Role
from scicity.editing.pages import address
from scicity.gate.findings import findings
from scicity.gate.models import TranslationState
from scicity.gate.translations import note
from talent.models import Step
from tests.factories import make_article, make_policy

pytestmark = pytest.mark.django_db


def lags(page) -> bool:
    found = [f for f in findings(page) if f.code == "english_lags"]
    assert [f.blocking for f in found] in ([], [False])
    return bool(found)


def change(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save()


def test_english_lags_once_only_the_chinese_was_changed():
    article = make_article()
    before = lags(article)

    change(article, body_zh_hans="<p>新的正文</p>")

    assert (before, lags(article)) == (False, True)


def test_english_catches_up_when_it_is_changed():
    article = make_article()
    change(article, body_zh_hans="<p>新的正文</p>")

    change(article, body_en="<p>New body</p>")

    assert not lags(article)


def test_both_changed_at_once_and_neither_changed_is_fine():
    article = make_article()

    change(article, body_zh_hans="<p>新的正文</p>", body_en="<p>New body</p>")
    change(article, featured_order=1)

    assert not lags(article)


def test_a_page_without_english_never_lags():
    article = make_article(title_en="", summary_en="", body_en="", source_en="")

    change(article, body_zh_hans="<p>新的正文</p>")

    assert not TranslationState.objects.get(key=article.pk).lags


def test_rows_count_too():
    policy = make_policy()
    step = Step.objects.create(policy=policy, title_zh_hans="交表", title_en="Hand in")
    policy.save()
    fine = lags(policy)

    step.title_zh_hans = "网上交表"
    step.save()

    assert (fine, lags(policy)) == (False, True)


def test_somebody_says_that_the_english_is_still_right(client, log_in):
    log_in(Role.AUTHOR)
    article = make_article()
    change(article, title_zh_hans="改了一个错字")
    url = address("page_check", article)
    offered = "英文已核对" in client.get(url).content.decode()

    client.post(url)

    assert offered
    assert not lags(article)
    assert "英文已核对，不用改" not in client.get(url).content.decode()


def test_only_who_may_change_the_page_says_so(client, log_in, django_user_model):
    article = make_article()
    change(article, title_zh_hans="改")
    viewer = django_user_model.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(viewer)

    assert client.post(address("page_check", article)).status_code == 403
    assert lags(article)


def test_many_pages_cost_what_one_does(django_assert_max_num_queries):
    pages = {make_article().pk for _number in range(5)}
    with django_assert_max_num_queries(6) as for_one:
        note(Article, {min(pages)})

    with django_assert_max_num_queries(6) as for_all:
        note(Article, pages)

    assert len(for_one) == len(for_all)
