"""The rows of a page, edited with it."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from scicity.site.translated_admin import TranslatedAdmin


class PartFormSet(forms.BaseInlineFormSet):
    """Rows that belong to a page: in English whole when the page is."""

    def clean(self):
        super().clean()
        if not getattr(self.instance, "has_english", False):
            return
        for form in self.forms:
            if form.has_changed_or_saved() and not self._should_delete_form(form):
                form.require_english()


class PartForm(forms.ModelForm):
    def has_changed_or_saved(self) -> bool:
        return self.has_changed() or self.instance.pk is not None

    def require_english(self):
        for name in list(self.cleaned_data):
            base = name.removesuffix("_en")
            chinese = self.cleaned_data.get(f"{base}_zh_hans")
            if base != name and chinese and not self.cleaned_data.get(name):
                self.add_error(name, _("该页面有英文版：这一栏也要有英文。"))


class PartInline(TranslatedAdmin):
    """Rows edited with their page; whoever may change the page may change them."""

    form = PartForm
    formset = PartFormSet
    extra = 0
    show_change_link = False


class TabularPart(PartInline, admin.TabularInline):
    pass


class StackedPart(PartInline, admin.StackedInline):
    pass
