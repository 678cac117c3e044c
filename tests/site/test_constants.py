"""Texts and addresses that are the same each time."""

import pytest
from django.template import Context, Template
from django.templatetags.static import static
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
        '{% translate "页面" context kind %}',
        '{% translate "新闻" as word %}',
        '{% translate "新闻"|upper %}',
        "{% url name %}",
        '{% url "news:topic" slug %}',
        '{% url "admin:index" %}',
        '{% url "site:home" as home %}',
        "{% static file %}",
        '{% static "css/site.css" as styles %}',
    ],
)
def test_what_depends_on_more_than_the_language_is_made_each_time(code):
    assert constants(code) == []


def test_constant_text_follows_the_language():
    template = Template('{% translate "新闻" %}')

    assert len(constants('{% translate "新闻" %}')) == 1
    assert rendered(template) == ["新闻", "News", "新闻"]


def test_constant_text_may_have_a_context():
    code = '{% translate "订阅" context "verb" %}'

    assert len(constants(code)) == 1
    assert rendered(Template(code)) == ["订阅", "Subscribe", "订阅"]


def test_the_address_of_a_file_is_constant():
    code = '{% static "css/site.css" %}'

    assert len(constants(code)) == 1
    assert rendered(Template(code)) == [static("css/site.css")] * 3


def test_an_included_template_is_looked_for_once(monkeypatch):
    template = Template('{% include "components/mark.html" only %}{% include name %}')
    asked = []
    find = type(template.engine).find_template

    def counted(engine, name, **options):
        asked.append(name)
        return find(engine, name, **options)

    monkeypatch.setattr(type(template.engine), "find_template", counted)
    first, second = (template.render(Context({"name": "components/mark.html"})) for _ in range(2))

    assert first == second
    assert "<svg" in first
    assert asked == ["components/mark.html"] * 3


def test_constant_address_follows_the_language():
    template = Template('{% url "news:feed" %}')
    with translation.override("en"):
        english = reverse("news:feed")

    assert len(constants('{% url "news:feed" %}')) == 1
    assert rendered(template) == [reverse("news:feed"), english, reverse("news:feed")]
