from django import template
from django.urls import reverse
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def nav_link(context, view_name, label):
    """A link of the main navigation; marked on its own page and on the pages below it."""
    request = context.get("request")
    match = request and request.resolver_match
    here = match and match.view_name.rpartition("_")[0] == view_name.rpartition("_")[0]
    if view_name == "site:home":
        here = match and match.view_name == view_name
    current = format_html(' aria-current="{}"', "page" if here else "") if here else ""
    return format_html('<a href="{}"{}>{}</a>', reverse(view_name), current, label)
