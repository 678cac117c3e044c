from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from scicity.looks.models import Look
from scicity.publishing.record_admin import ReadOnlyAdmin


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    """Read only, also for superusers."""

    menu_order = 3
    list_display = ("at", "actor_name", "way", "kind_label", "asked")
    list_display_links = None
    list_filter = ("way", ("at", admin.DateFieldListFilter))
    search_fields = ("actor_name", "asked")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("内容"))
    def kind_label(self, look):
        names = {model._meta.label_lower: model._meta.verbose_name for model in apps.get_models()}
        return names.get(look.kind, look.kind)
