from functools import partial

from django import template
from django.utils.translation import get_language

from scicity.pagestore.keeping import keep
from scicity.site.context_processors import SHARED

register = template.Library()


class Kept(template.Node):
    """A part of many pages, kept until something that it shows changes.

    It sees what every page has and the values that it names, nothing else of the page around it:
    whatever it is made from is either read in it or stands in its key.
    """

    def __init__(self, name, values, nodelist):
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context):
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key = ("kept", self.name, get_language(), *values.values())
        return keep(key, partial(self.make, context, values))

    def make(self, context, values):
        shared = {name: context[name] for name in SHARED if name in context}
        return self.nodelist.render(context.new(shared | values))


@register.tag
def kept(parser, token):
    """`{% kept "navigation" view=view_name %} … {% endkept %}`"""
    _tag, name, *pairs = token.split_contents()
    values = template.base.token_kwargs(pairs, parser)
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(name.strip("\"'"), values, nodelist)
