from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.weblinks.models import State, WebLink

BADGES = {State.WORKS: "fresh", State.BROKEN: "late", State.UNKNOWN: "soon"}


@admin.register(WebLink)
class WebLinkAdmin(admin.ModelAdmin):
    """A report: links come from the pages and are mended there."""

    menu_order = 21
    list_display = ("address", "badge", "problem", "pages", "failing_since", "checked_at")
    list_filter = ("state", "problem")
    search_fields = ("url", "uses__title")
    list_per_page = 50
    show_full_result_count = False
    actions = ("check_again",)
    fields = (
        "address",
        ("badge", "problem", "status"),
        "moved_to",
        ("failing_since", "failures"),
        ("checked_at", "due_at"),
        "pages",
    )
    readonly_fields = ("address", "badge", "pages")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("uses")

    @admin.action(permissions=["view"], description=gettext_lazy("重新检查所选链接"))
    def check_again(self, request, queryset):
        queryset.update(due_at=timezone.now())
        self.message_user(request, _("已排队，几分钟后刷新本页看结果。"), messages.SUCCESS)

    @admin.display(description=gettext_lazy("网址"), ordering="url")
    def address(self, link):
        return format_html(
            '<a class="weblink" href="{}" rel="noreferrer" target="_blank">{}</a>', link.url, link
        )

    @admin.display(description=gettext_lazy("情况"), ordering="state")
    def badge(self, link):
        badge = BADGES.get(link.state, "draft")
        return format_html(
            '<span class="badge badge-{}">{}</span>', badge, link.get_state_display()
        )

    @admin.display(description=gettext_lazy("在哪些页面"))
    def pages(self, link):
        return format_html_join("、", '<a href="{}">{}</a>', map(change_link, link.uses.all()))


def change_link(use):
    name = use.kind.replace(".", "_")
    return reverse(f"admin:{name}_change", args=[use.key]), use.title
