"""The API's document, for programs (OpenAPI) and for people."""

import functools

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator

from scicity.opendata.views import shared
from scicity.publishing.views import InSection
from scicity.site.languages import alternates


def document() -> dict:
    """The OpenAPI document in the current language."""
    return _document(get_language())


@functools.cache
def _document(language):
    return SchemaGenerator(api_version="v1").get_schema(request=None, public=True)


@require_safe
def openapi(request):
    return shared(JsonResponse(document(), json_dumps_params={"ensure_ascii": False}))


@require_safe
def not_found(request, path=""):
    return shared(JsonResponse({"detail": _("没有这个地址。")}, status=404))


def resolved(schema: dict, components: dict) -> dict:
    """The schema itself, in place of a reference to it."""
    if "allOf" in schema and len(schema["allOf"]) == 1:
        schema = schema["allOf"][0]
    name = schema.get("$ref", "").rpartition("/")[2]
    return components[name] if name else schema


def field_rows(schema: dict, components: dict) -> list[dict]:
    """The fields of a record as the page lists them; those of nested records are indented."""
    rows = []
    for name, one in schema.get("properties", {}).items():
        inner = resolved(one.get("items", one), components)
        rows.append(
            {
                "name": name,
                "type": one.get("type") or inner.get("type", "string"),
                "description": one.get("description", ""),
                "fields": field_rows(inner, components) if "properties" in inner else [],
            }
        )
    return rows


def operations(document: dict) -> list[dict]:
    components = document["components"]["schemas"]
    rows = []
    found = ((p, m, one) for p, all_ in document["paths"].items() for m, one in all_.items())
    for path, method, operation in found:
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        record = resolved(answer, components)
        if "results" in record.get("properties", {}):
            record = resolved(record["properties"]["results"]["items"], components)
        rows.append(
            {
                "path": path,
                "method": method.upper(),
                "anchor": operation["operationId"],
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
                "fields": field_rows(record, components),
            }
        )
    return rows


class ApiPage(InSection, TemplateView):
    """How to use the API: its addresses, parameters and fields."""

    template_name = "opendata/api.html"

    def get_context_data(self, **kwargs):
        path = reverse("api:docs")
        return super().get_context_data(
            column=(_("数据接口"), _("给程序使用的只读接口，不需要申请账号。")),
            operations=operations(document()),
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=[
                (_("首页"), reverse("site:home")),
                (_("开放数据"), reverse("opendata:data_list")),
                (_("数据接口"), None),
            ],
            **kwargs,
        )
