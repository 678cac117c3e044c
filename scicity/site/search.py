from django.utils.translation import pgettext_lazy

from scicity.search.documents import Document, plain, register
from scicity.site.models import Page


@register(Page, pgettext_lazy("search", "页面"), "site:sitemap")
def describe_page(page) -> Document:
    return Document(
        title=page.title,
        date=page.as_of,
        summary=page.summary,
        texts=[plain(page.body), page.source],
    )
