from django import forms
from django.utils.translation import gettext as _

from scicity.filters import PublicFilterSet
from scicity.subscriptions.models import Subscription
from scicity.subscriptions.targets import list_target, page_target


class SubscribeForm(forms.Form):
    """Asks for mail about a list (`kind`, `query`) or a page (`kind`, `object_id`).

    No ModelForm: that would refuse a subscription that exists, and so tell strangers of it.
    """

    kind = forms.CharField(max_length=60)
    object_id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    query = forms.CharField(required=False, max_length=500)
    email = forms.EmailField(max_length=254)
    frequency = forms.ChoiceField(choices=Subscription.Frequency.choices)
    # Visitors don't see it; programs that fill in every field do.
    website = forms.CharField(required=False)

    def clean_email(self):
        name, _at, domain = self.cleaned_data["email"].rpartition("@")
        return f"{name}@{domain.lower()}"

    def clean(self):
        """Finds the `target`; the query is kept in its one canonical form."""
        data = super().clean()
        kind, pk = data.get("kind", ""), data.get("object_id")
        self.target = page_target(kind, pk) if pk else list_target(kind, data.get("query", ""))
        if self.target is None:
            raise forms.ValidationError(
                _("没有找到要订阅的页面，或筛选条件无效。请回到列表重新选择。")
            )
        data["query"] = "" if pk else self.target.query
        return data


class FrequencyForm(forms.ModelForm):
    class Meta:
        model = Subscription
        fields = ("frequency",)


def follow_form(what) -> dict[str, dict]:
    """What the template reads of a form that nobody filled in, for a page or a list's FilterSet.

    It stands on most pages; a form with all its fields would take longer to make than to print.
    """
    if isinstance(what, PublicFilterSet):
        kind = what.queryset.model._meta.label_lower
        values = {"kind": kind, "query": what.query(sort=None).removeprefix("?")}
    else:
        values = {"kind": what._meta.label_lower, "object_id": what.pk}
    values = dict.fromkeys(SubscribeForm.base_fields, "") | values
    return {name: {"value": value, "errors": ""} for name, value in values.items()}
