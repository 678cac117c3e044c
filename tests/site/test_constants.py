"""Texts and addresses that are the same each time."""

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from scicity.templatetags.constants import Constant


def constants(code):
    return [node for node in Template(code).nodelist if isinstance(node, Constant)]


def rendered(template, **values):
    return [
        template.render(Context(values))
        for language in ("zh-hans", "en", "zh-hans")
        for _ in [translation.activate(language)]
    ]


@pytest.mark.parametrize(
    "code",
    [
        "{% translate word %}",
        '{% translate "页面" context "site" %}',
        '{% translate "新闻" as word %}',
        '{% translate "新闻"|upper %}',
        "{% url name %}",
        '{% url "news:topic" slug %}',
        '{% url "admin:index" %}',
        '{% url "site:home" as home %}',
    ],
)
def test_what_depends_on_more_than_the_language_is_made_each_time(code):
    assert constants(code) == []


def test_constant_text_follows_the_language():
    template = Template('{% translate "新闻" %}')

    assert len(constants('{% translate "新闻" %}')) == 1
    assert rendered(template) == ["新闻", "News", "新闻"]


def test_constant_address_follows_the_language():
    template = Template('{% url "news:feed" %}')
    with translation.override("en"):
        english = reverse("news:feed")

    assert len(constants('{% url "news:feed" %}')) == 1
    assert rendered(template) == [reverse("news:feed"), english, reverse("news:feed")]
