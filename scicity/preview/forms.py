from django import forms
from django.utils.translation import gettext_lazy as _

from scicity.preview.models import PreviewLink, days_from_now

DAYS = [(1, _("1 天")), (3, _("3 天")), (7, _("7 天")), (30, _("30 天"))]


class PreviewLinkForm(forms.ModelForm):
    days = forms.TypedChoiceField(label=_("有效"), choices=DAYS, coerce=int, initial=7)

    class Meta:
        model = PreviewLink
        fields = ("recipient",)

    def save(self, commit=True):
        self.instance.expires_at = days_from_now(self.cleaned_data["days"])
        return super().save(commit)
