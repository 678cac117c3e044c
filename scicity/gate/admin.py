from django.contrib import admin

from scicity.gate.models import Wording


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin):
    menu_order = 20
    list_display = ("wrong", "right", "reason", "is_blocking", "is_active")
    list_filter = ("is_blocking", "is_active")
    search_fields = ("wrong", "right", "reason")
    fields = (("wrong", "right"), "reason", "allowed", ("is_blocking", "is_active"))
