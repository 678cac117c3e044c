"""Django's tags, of which those that say the same each time are asked once a language."""

from django import template
from django.template.defaulttags import url as django_url
from django.template.loader_tags import do_extends, do_include
from django.templatetags.i18n import do_translate
from django.templatetags.static import do_static
from django.utils.translation import get_language

register = template.Library()


class Constant(template.Node):
    child_nodelists = ()

    def __init__(self, node):
        self.node = node
        self.texts: dict[str, str] = {}

    def render(self, context):
        language = get_language()
        text = self.texts.get(language)
        if text is None:
            text = self.texts[language] = self.node.render(context)
        return text


def is_literal(expression) -> bool:
    """Whether it is a text in quotes, and nothing else."""
    is_quoted = isinstance(expression.var, str) or isinstance(expression.var.literal, str)
    return is_quoted and not expression.filters


class Found:
    """A template that is looked for once, when it is shown first."""

    def __init__(self, name):
        self.name, self.template = name, None

    def resolve(self, context):
        if self.template is None:
            self.template = context.template.engine.get_template(self.name.resolve(context))
        return self.template


@register.tag
def include(parser, token):
    node = do_include(parser, token)
    if is_literal(node.template):
        node.template = Found(node.template)
    return node


@register.tag
def extends(parser, token):
    """One that extends its namesake (of another folder) looks for it as Django does.

    Longer ways back to the same name, which Django would follow, have no end here.
    """
    node = do_extends(parser, token)
    name = node.parent_name
    if is_literal(name) and name.resolve({}) != parser.origin.template_name:
        node.parent_name = Found(name)
    return node


@register.tag("trans")
@register.tag
def translate(parser, token):
    node = do_translate(parser, token)
    texts = filter(None, (node.filter_expression, node.message_context))
    return Constant(node) if all(map(is_literal, texts)) and not node.asvar else node


@register.tag
def static(parser, token):
    """A server knows the names of its files when it starts."""
    node = do_static(parser, token)
    return Constant(node) if is_literal(node.path) and node.varname is None else node


@register.tag
def url(parser, token):
    """An address of the back office depends on the site that is asked."""
    node = django_url(parser, token)
    is_constant = not (node.args or node.kwargs or node.asvar)
    name = node.view_name.resolve({}) if is_constant and is_literal(node.view_name) else "admin:"
    return node if name.startswith("admin:") else Constant(node)
