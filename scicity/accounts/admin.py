from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy

from scicity.accounts.models import User
from scicity.accounts.roles import role_label


@admin.register(User)
class PersonAdmin(UserAdmin):
    menu_order = 1
    list_display = ("username", "name", "department", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups", "department")
    search_fields = ("username", "name", "department", "email")
    filter_horizontal = ()
    autocomplete_fields = ()
    readonly_fields = ("last_login", "date_joined")
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
        (gettext_lazy("记录"), {"fields": (("last_login", "date_joined"),)}),
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
        return super().get_queryset(request).prefetch_related("groups")

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


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    menu_order = 2
    list_display = ("label", "name")

    @admin.display(description=gettext_lazy("角色"))
    def label(self, group):
        return role_label(group)
