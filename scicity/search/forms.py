from django import forms
from django.utils.translation import gettext_lazy as _

from scicity.search.documents import kinds
from scicity.search.finding import MOST
from scicity.search.queries import LONGEST

PAGE_SIZE = 20


class SearchForm(forms.Form):
    """The parameters of the result page; unknown values count as not given.

    Of very long words the beginning is searched for, and the page shows what that is.
    """

    q = forms.CharField(label=_("搜索词"), required=False)
    kind = forms.CharField(required=False)
    year = forms.IntegerField(min_value=1900, max_value=2200, required=False)
    section = forms.SlugField(max_length=60, required=False)
    sort = forms.ChoiceField(
        label=_("排序"),
        choices=[("", _("按相关度")), ("date", _("按日期"))],
        required=False,
    )
    page = forms.IntegerField(min_value=1, max_value=MOST // PAGE_SIZE, required=False)

    def clean_q(self):
        return self.cleaned_data["q"][:LONGEST].strip()

    def clean_kind(self):
        return self.cleaned_data["kind"] if self.cleaned_data["kind"] in kinds else ""

    @property
    def choice(self) -> dict:
        """The facets that are chosen."""
        values = {name: self.cleaned_data.get(name) for name in ("kind", "year", "section")}
        return {name: value for name, value in values.items() if value}
