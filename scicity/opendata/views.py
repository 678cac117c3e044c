from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from scicity.opendata.datasets import datasets
from scicity.pagestore.addresses import WithoutParameters
from scicity.publishing.views import InSection
from scicity.site.languages import alternates
from scicity.site.models import SiteSettings


class DataPage(WithoutParameters, InSection, TemplateView):
    """Every data set with its columns, licence, date and how to cite it."""

    template_name = "opendata/data_list.html"

    def get_structured_data(self, site):
        return [catalogue(self.request)]

    def get_context_data(self, **kwargs):
        path = reverse("opendata:data_list")
        return super().get_context_data(
            column=(_("开放数据"), _("本站的数据可以整批下载，也可以通过接口读取。")),
            datasets=[
                {"dataset": dataset, "updated_at": dataset.updated_at()}
                for dataset in datasets.values()
            ],
            today=timezone.localdate(),
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=self.get_breadcrumbs(_("开放数据")),
            **kwargs,
        )


@require_safe
def download(request, slug, extension):
    """The rows of a data set that pass the filters of the address, in one format.

    Takes the same parameters as the list page; an invalid one is answered with 400 and a reason,
    never with all rows.
    """
    dataset = datasets.get(slug)
    if dataset is None or extension not in dataset.formats:
        raise Http404
    rows = dataset.queryset()
    if dataset.filterset_class:
        filterset = dataset.filterset_class(request.GET, rows)
        if not filterset.is_valid():
            return shared(JsonResponse({"errors": filterset.errors}, status=400))
        rows = filterset.qs
    chosen = dataset.formats[extension]
    # Read before the answer starts: a failure must be an error, not half a file.
    lines = list(chosen.lines(dataset, list(chosen.choose(rows)), request))
    response = StreamingHttpResponse(lines, content_type=chosen.content_type)
    response["Content-Disposition"] = f'inline; filename="{slug}.{extension}"'
    return shared(response)


# Programs ask for whole data sets again and again, and for what is chosen of them each on its own.
download.get_stored_query = WithoutParameters.get_stored_query


@require_safe
def catalogue_file(request):
    response = JsonResponse(
        catalogue(request),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    return shared(response)


def shared(response):
    """Pages of other sites may read it."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def catalogue(request) -> dict:
    """All data sets in the Data Catalog Vocabulary (DCAT 3)."""
    site = SiteSettings.load()
    publisher = {"@type": "foaf:Organization", "foaf:name": site.organizer or site.name}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": "dcat:Catalog",
        "@id": request.build_absolute_uri(reverse("opendata:data_list")),
        "dct:title": f"{site.name} · {_('开放数据')}",
        "dct:publisher": publisher,
        "dct:language": get_language(),
        "dcat:dataset": [
            described(request, dataset, site, publisher) for dataset in datasets.values()
        ],
    }


def described(request, dataset, site, publisher) -> dict:
    page = request.build_absolute_uri(reverse("opendata:data_list"))
    newest = dataset.updated_at()
    entry = {
        "@type": "dcat:Dataset",
        "@id": f"{page}#{dataset.slug}",
        "dct:identifier": dataset.slug,
        "dct:title": str(dataset.title),
        "dct:description": str(dataset.description),
        "dct:publisher": publisher,
        "dcat:landingPage": {"@id": f"{page}#{dataset.slug}"},
        "dcat:distribution": [
            distribution(request, dataset, extension, site) for extension in dataset.formats
        ],
    }
    if newest:
        entry["dct:modified"] = newest.isoformat(timespec="seconds")
    return entry | licence(site)


def distribution(request, dataset, extension, site) -> dict:
    chosen = dataset.formats[extension]
    address = request.build_absolute_uri(
        reverse("opendata:download", args=[dataset.slug, extension])
    )
    return {
        "@type": "dcat:Distribution",
        "dct:title": chosen.label,
        "dcat:mediaType": chosen.content_type.partition(";")[0],
        "dcat:downloadURL": {"@id": address},
    } | licence(site)


def licence(site) -> dict:
    if site.data_license_url:
        return {"dct:license": {"@id": site.data_license_url}}
    return {"dct:license": site.data_license} if site.data_license else {}
