from django import template

from projects import streets

register = template.Library()


@register.simple_tag
def has_street_map():
    return streets.is_on()
