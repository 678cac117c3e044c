"""Texts and addresses that are the same each time."""

import pytest
from django.template import Context, Engine, Template
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


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The names of templates that are looked for."""
    names = []
    find = Engine.find_template

    def counted(engine, name, **options):
        names.append(name)
        return find(engine, name, **options)

    monkeypatch.setattr(Engine, "find_template", counted)
    return names


def test_an_included_template_is_looked_for_once(asked):
    template = Template('{% include "components/mark.html" only %}{% include name %}')

    first, second = (template.render(Context({"name": "components/mark.html"})) for _ in range(2))

    assert first == second
    assert "<svg" in first
    assert asked == ["components/mark.html"] * 3


def test_an_extended_template_is_looked_for_once(asked):
    template = Template('{% extends "503.html" %}')

    first, second = (template.render(Context()) for _ in range(2))

    assert first == second != ""
    assert asked == ["503.html"]


def test_a_template_that_extends_its_namesake_finds_that_of_the_next_folder(tmp_path):
    folders = [tmp_path / name for name in ("own", "library")]
    for folder, text in zip(folders, ['{% extends "a.html" %}', "of the library"], strict=True):
        folder.mkdir()
        (folder / "a.html").write_text(text)
    engine = Engine(dirs=folders, builtins=["scicity.templatetags.constants"])

    assert engine.get_template("a.html").render(Context()) == "of the library"


def test_constant_address_follows_the_language():
    template = Template('{% url "news:feed" %}')
    with translation.override("en"):
        english = reverse("news:feed")

    assert len(constants('{% url "news:feed" %}')) == 1
    assert rendered(template) == [reverse("news:feed"), english, reverse("news:feed")]
