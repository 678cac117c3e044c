"""The read-only API: the data sets, one row or a page of rows at a time."""

from django.db.models import Max, Q
from django.db.models.functions import Now
from django.http import Http404
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.functional import lazy
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import CursorPagination
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from scicity.facets import SLUG, ChoiceFacet, VocabularyFacet, YearFacet
from scicity.opendata.datasets import with_remark
from scicity.opendata.formats import plain_record
from scicity.opendata.schema import parameter

FIELDS = {
    "text": serializers.CharField,
    "integer": serializers.IntegerField,
    "number": serializers.FloatField,
    "boolean": serializers.BooleanField,
    "date": serializers.DateField,
    "moment": serializers.DateTimeField,
}

NEVER_EMPTY = ("id", "indicator", "page", "updated_at", "created_at")

router = SimpleRouter()
lazystr = lazy(lambda text: text(), str)


class RecordSerializer(serializers.Serializer):
    """The base of what `record_serializer` makes; writes a row as the downloads do."""

    dataset = None

    def to_representation(self, row):
        return plain_record(self.dataset, row)


def record_serializer(dataset, name: str) -> type[RecordSerializer]:
    """A serializer with the columns of a data set, documented as the data page documents them."""
    fields = {column.name: field_of(column) for column in dataset.columns}
    return type(name, (RecordSerializer,), fields | {"dataset": dataset})


def field_of(column):
    meaning = lazystr(lambda: column.meaning)
    if column.type == "texts":
        texts = serializers.CharField()
        return serializers.ListField(child=texts, help_text=meaning, read_only=True)
    return FIELDS[column.type](
        help_text=meaning, read_only=True, allow_null=column.name not in NEVER_EMPTY
    )


class Pages(CursorPagination):
    """Pages by position, so that rows that come or go between two calls shift nothing."""

    ordering = "slug"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_size_query_description = gettext_lazy("每页的行数，1 至 200，默认 50。")
    cursor_query_description = gettext_lazy("下一页的位置，取自上一页回答中的 next。")

    def get_page_size(self, request):
        value = request.query_params.get(self.page_size_query_param)
        if value is None:
            return self.page_size
        if not value.isascii() or not value.isdigit() or not 1 <= int(value[:4]) <= 200:
            raise ValidationError({self.page_size_query_param: [_("请用 1 至 200 的整数。")]})
        return int(value)

    def decode_cursor(self, request):
        cursor = super().decode_cursor(request)
        if cursor and "\x00" in (cursor.position or ""):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_schema_operation_parameters(self, view):
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        return [
            parameter(self.cursor_query_param, self.cursor_query_description, {"type": "string"}),
            parameter(self.page_size_query_param, self.page_size_query_description, size),
        ]


class ListFilters(BaseFilterBackend):
    """The filters of the list page. What is not valid is refused: never are all rows the answer."""

    def filter_queryset(self, request, queryset, view):
        filterset_class = getattr(view, "filterset_class", None)
        if filterset_class is None or view.detail:
            return queryset
        self.refuse_blank(request, filterset_class)
        filterset = filterset_class(request.GET, queryset)
        if filterset.is_valid():
            return filterset.narrowed()
        errors = dict(filterset.errors.items())
        if unknown := [name for name in errors if self.is_vocabulary(filterset_class, name)]:
            raise NotFound(" ".join(errors[unknown[0]]))
        raise ValidationError(errors)

    def refuse_blank(self, request, filterset_class):
        blank = {
            name: [_("值不能为空。")]
            for name in filterset_class.base_filters
            if name not in {"q", "sort"}
            and any(not value.strip() for value in request.GET.getlist(name))
        }
        if blank:
            raise ValidationError(blank)

    def is_vocabulary(self, filterset_class, name):
        one = filterset_class.base_filters.get(name)
        return isinstance(one, VocabularyFacet) or getattr(one, "names_pages", False)

    def get_schema_operation_parameters(self, view):
        filterset_class = getattr(view, "filterset_class", None)
        filters = filterset_class.base_filters if filterset_class else {}
        return [described(name, one) for name, one in filters.items() if name != "sort"]


def described(name, one) -> dict:
    label = str(one.label)
    if isinstance(one, ChoiceFacet):
        codes = "; ".join(f"{code}={words}" for code, words in one.extra["choices"])
        values = [code for code, _words in one.extra["choices"]]
        text = {"type": "string", "enum": values}
        return parameter(name, with_remark(label, codes), text, many=True)
    if isinstance(one, VocabularyFacet):
        text = {"type": "string", "pattern": f"^{SLUG.pattern}$"}
        return parameter(name, _("%(label)s的标识") % {"label": label}, text, many=True)
    if isinstance(one, YearFacet):
        return parameter(name, label, {"type": "string", "pattern": "^[12][0-9]{3}$"}, many=True)
    if schema := getattr(one, "schema", None):
        return parameter(name, label, schema, many=getattr(one, "names_pages", False))
    text = {"type": "string", "maxLength": 100, "pattern": "^[^\\u0000]*$"}
    return parameter(name, label, text)


@method_decorator(conditional_page, name="dispatch")
class PublicViewSet(ReadOnlyModelViewSet):
    """Pages that visitors may see, by their slug."""

    # What they are, for the document.
    about = ""
    filterset_class = None
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"
    pagination_class = Pages
    filter_backends = (ListFilters,)

    def get_object(self):
        if not SLUG.fullmatch(self.kwargs["slug"]):
            raise Http404
        return super().get_object()

    def finalize_response(self, request, response, *args, **kwargs):
        """Other sites' pages may read it; whoever has it already is told so."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Accept"])
        read = response.status_code == 200 and request.method in {"GET", "HEAD"}
        if read and (newest := self.last_change()):
            response["Last-Modified"] = http_date(newest.timestamp())
        return response

    def last_change(self):
        """When anything that is shown here last came, changed or went."""
        times = self.get_queryset().model.objects.aggregate(
            changed=Max("updated_at"),
            came=Max("published_at", filter=Q(published_at__lte=Now())),
            went=Max("expires_at", filter=Q(expires_at__lte=Now())),
        )
        return max(filter(None, times.values()), default=None)


class DatasetViewSet(PublicViewSet):
    """The rows of a data set."""

    dataset = None

    @property
    def about(self):
        return self.dataset.description

    @property
    def filterset_class(self):
        return self.dataset.filterset_class

    def get_queryset(self):
        return self.dataset.queryset()
