"""Tells the editor of a page which of its links elsewhere were found broken."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scicity.gate.findings import Finding, place, register_check
from scicity.publishing.models import Publishable
from scicity.weblinks.models import WebLink


@register_check(Publishable)
def broken_links(subject):
    links = [
        (text, link)
        for text in subject.rich_texts
        for link in text.markup.links
        if link.href.startswith(("http://", "https://"))
    ]
    hrefs = {link.href for _text, link in links}
    broken = {}
    if hrefs:
        broken = {found.url: found for found in WebLink.objects.broken().filter(url__in=hrefs)}
    for text, link in links:
        if found := broken.get(link.href):
            yield Finding(
                "broken_weblink",
                _("“%(label)s”里的站外链接“%(words)s”从 %(day)s 起打不开：%(problem)s。")
                % {
                    "label": text.label,
                    "words": link.text.strip() or link.href,
                    "day": f"{localtime(found.failing_since):%Y-%m-%d}",
                    "problem": found.get_problem_display(),
                },
                _("请打开看看：换成新的网址，或去掉链接。"),
                blocking=False,
                **place(text.instance, text.column, subject.page),
            )
