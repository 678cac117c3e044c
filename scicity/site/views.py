from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from scicity.publishing.views import PageDetail
from scicity.site.home import blocks
from scicity.site.languages import alternates
from scicity.site.models import HomeBlock, Page


class Home(TemplateView):
    """The parts that editors arranged; a part with nothing to show is left out.

    `parts` are dicts: `kind`, `heading`, `template`, and what the block's context function
    returned; the part's template reads them as `part.articles` and so on.
    """

    template_name = "site/home.html"

    def get_parts(self):
        for row in HomeBlock.objects.filter(is_shown=True, kind__in=blocks):
            block = blocks[row.kind]
            context = block.context(row.count)
            if context is not None:
                heading = row.heading or block.label
                yield {
                    "kind": row.kind,
                    "heading": heading,
                    "template": block.template,
                } | context

    def get_context_data(self, **kwargs):
        path = reverse("site:home")
        return super().get_context_data(
            parts=list(self.get_parts()),
            is_home=True,
            canonical=path,
            alternates=alternates(path),
            **kwargs,
        )


class PageView(PageDetail):
    model = Page
    template_name = "site/page_detail.html"


class HumanSitemap(TemplateView):
    """Every section and page of its own, by name."""

    template_name = "site/sitemap.html"

    def get_context_data(self, **kwargs):
        path = reverse("site:sitemap")
        return super().get_context_data(
            pages=Page.objects.published().in_language(),
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=[(_("首页"), reverse("site:home")), (_("网站地图"), None)],
            **kwargs,
        )
