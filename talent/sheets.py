"""The spreadsheet of this section: policies."""

from django.utils.translation import gettext_lazy

from scicity.spreadsheets.sheets import Sheet, SheetMeta, register
from talent.models import TalentPolicy


@register
class PolicySheet(Sheet):
    name = "policies"
    label = gettext_lazy("政策")
    about = gettext_lazy("一行一项政策。新的成为草稿；已有的草稿按表格修改。")
    keys = ("external_id", "slug")
    required = ("title_zh_hans", "category")
    columns = (
        "external_id", "slug", "title_zh_hans", "title_en", "short_title_zh_hans",
        "short_title_en", "summary_zh_hans", "summary_en", "body_zh_hans", "body_en", "category",
        "level", "subjects", "delivery", "issuer_zh_hans", "issuer_en", "lead_agency",
        "index_number", "document_number", "topic_category", "genre", "written_on", "issued_on",
        "effective_from", "effective_to", "open_ended", "repealed_on", "promised_days",
        "service_address_zh_hans", "service_address_en", "service_phone", "service_url",
        "completeness", "verified_on", "verified_by", "review_by",
        "source_zh_hans", "source_en", "source_url", "as_of", "as_of_precision", "data_origin",
    )  # fmt: skip

    class Meta(SheetMeta):
        model = TalentPolicy
