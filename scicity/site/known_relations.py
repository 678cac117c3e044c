"""Rows of a form name what they point to without a query each."""

from django.contrib.admin.widgets import AutocompleteSelect


class KnownAutocomplete(AutocompleteSelect):
    """Shows the chosen row from `known` (`{key: label}`); asks the database for any other."""

    known: dict[str, str] = {}

    def optgroups(self, name, value, attr=None):
        chosen = {str(key) for key in value if key not in self.choices.field.empty_values}
        if not chosen <= self.known.keys():
            return super().optgroups(name, value, attr)
        options = []
        if not self.is_required:
            options.append(self.create_option(name, "", "", False, 0))
        for key in sorted(chosen):
            options.append(self.create_option(name, key, self.known[key], True, len(options)))
        return [(None, options, 0)]


class KnownRelations:
    """For inlines with `autocomplete_fields`: what they point to is read with their rows."""

    def is_inline(self) -> bool:
        return hasattr(self, "parent_model")

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        links = [name for name in self.autocomplete_fields if self.is_single(name)]
        return rows.select_related(*links) if links and self.is_inline() else rows

    def is_single(self, name: str) -> bool:
        return self.model._meta.get_field(name).many_to_one

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if self.is_inline() and db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        return type(formset.__name__, (KnowingFormSet, formset), {})


class KnowingFormSet:
    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownAutocomplete):
                widget.known = known_of(form.instance, name)


def known_of(row, name: str) -> dict[str, str]:
    field = row._meta.get_field(name)
    if not field.is_cached(row):
        return {}
    chosen = getattr(row, name)
    return {str(chosen.pk): str(chosen)} if chosen else {}
