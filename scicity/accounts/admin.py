from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from scicity.accounts import first_passwords, lockout
from scicity.accounts.fresh import AsksAgain, fresh
from scicity.accounts.models import Login, User
from scicity.accounts.roles import role_label
from scicity.accounts.second_factor import take_away
from scicity.looks.recording import TracedAdmin


class DepartmentFilter(admin.SimpleListFilter):
    title = gettext_lazy("部门")
    parameter_name = "department"

    def lookups(self, request, model_admin):
        names = User.objects.exclude(department="").order_by("department")
        return [(name, name) for name in names.values_list("department", flat=True).distinct()]

    def queryset(self, request, queryset):
        return queryset.filter(department=self.value()) if self.value() else queryset


@admin.register(User)
class PersonAdmin(AsksAgain, TracedAdmin, UserAdmin):
    menu_order = 1
    actions = ("unlock_chosen", "reset_second_factor")
    list_display = (
        "username", "name", "department", "roles", "has_second_factor", "is_active", "last_login",
    )  # fmt: skip
    list_filter = ("is_active", "groups", DepartmentFilter)
    search_fields = ("username", "name", "department", "email")
    filter_horizontal = ()
    autocomplete_fields = ()
    readonly_fields = ("last_login", "date_joined", "given_password_at")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("个人"), {"fields": (("name", "department"), "email")}),
        (
            gettext_lazy("权限"),
            {
                "fields": (("is_active", "is_staff", "is_superuser"), "groups"),
                "description": gettext_lazy("登录后台要勾选“职员状态”；能做什么由角色决定。"),
            },
        ),
        (gettext_lazy("记录"), {"fields": (("last_login", "date_joined", "given_password_at"),)}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "department"),
                    "username",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
        (gettext_lazy("权限"), {"fields": ("is_staff", "groups")}),
    )

    def get_queryset(self, request):
        app = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        people = super().get_queryset(request).prefetch_related("groups")
        return people.annotate(second_factor=Exists(app))

    @method_decorator(fresh)
    def user_change_password(self, request, id, form_url=""):
        """Whoever is given a new password logs in again everywhere."""
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302 and id == str(request.user.pk):
            first_passwords.own(request.user)
        elif response.status_code == 302:
            Login.objects.filter(user=id).delete()
            first_passwords.give(User.objects.get(pk=id))
        return response

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            first_passwords.give(obj)

    @admin.display(description=gettext_lazy("第二步验证"), boolean=True, ordering="second_factor")
    def has_second_factor(self, user):
        return user.second_factor

    @admin.action(permissions=["change"], description=gettext_lazy("解除登录暂停"))
    def unlock_chosen(self, request, queryset):
        self.each(request, queryset, lockout.unlock, _("解除登录暂停"))

    @admin.action(permissions=["change"], description=gettext_lazy("重置第二步验证"))
    def reset_second_factor(self, request, queryset):
        """For whoever lost the phone; one's own is changed with one's own code."""
        self.each(request, queryset.exclude(pk=request.user.pk), take_away, _("重置第二步验证"))

    def each(self, request, people, change, what):
        done = [user for user in people if self.has_change_permission(request, user)]
        for user in done:
            change(user)
            self.log_change(request, user, what)
        names = "、".join(map(str, done)) or "—"
        self.message_user(request, _("%(what)s：%(names)s") % {"what": what, "names": names})

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes superusers."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def may_touch(self, request, obj) -> bool:
        return obj is None or request.user.is_superuser or not obj.is_superuser

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label_from_instance = role_label
        return field

    @admin.display(description=gettext_lazy("角色"))
    def roles(self, user):
        return "、".join(role_label(group) for group in user.groups.all())


admin.site.unregister(Group)
# Secrets of second factors are nobody's to read or write.
admin.site.unregister([TOTPDevice, StaticDevice])


@admin.register(Group)
class RoleAdmin(AsksAgain, GroupAdmin):
    menu_order = 2
    list_display = ("label", "name")

    @admin.display(description=gettext_lazy("角色"))
    def label(self, group):
        return role_label(group)
