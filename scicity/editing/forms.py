"""Forms that lose nothing: a save over somebody else's is held back once, with both versions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scicity.editing.stamps import saved_stamp

CONFLICT = "conflict"
RESTORED = "restored"


class HeldBackForm(forms.ModelForm):
    # Of this one request: the state that the form was made from, and whether only to show again
    # what a browser had kept.
    opened_stamp = ""
    is_restoring = False

    def clean(self):
        super().clean()
        if self.was_saved_meanwhile():
            self.take_saved_version()
            text = _("您打开之后，别人保存过这一页。您的文字都在下面，还没有保存。")
            self.add_error(None, ValidationError(text, CONFLICT))
        if self.is_restoring:
            text = _("已恢复没有保存的内容，请看一遍再保存。文件要重新选择。")
            self.add_error(None, ValidationError(text, RESTORED))

    def was_saved_meanwhile(self) -> bool:
        if not self.instance.pk or not self.opened_stamp:
            return False
        return saved_stamp(self.instance) != self.opened_stamp

    def take_saved_version(self):
        """Compares with what is saved now, should that be newer than what this request read."""
        self.instance.refresh_from_db()
        names = [name for name in self.fields if name in self.initial]
        self.initial |= forms.model_to_dict(self.instance, names)

    @property
    def is_conflict(self) -> bool:
        return self.has_error(forms.forms.NON_FIELD_ERRORS, CONFLICT)


class EditingAdmin:
    """For a ModelAdmin whose form is a `HeldBackForm`."""

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.opened_stamp = request.POST.get("edit_stamp", "")
        form.is_restoring = "_restore" in request.POST
        return form
