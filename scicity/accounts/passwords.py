"""How long a password may be, and a new one by mail.

What is answered never says whether an account exists.
"""

import logging
import threading
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from scicity.accounts import first_passwords
from scicity.subscriptions.limits import allowed, visitor_of
from scicity.subscriptions.links import address

log = logging.getLogger(__name__)


class LongestPassword:
    """A validator: nobody types more, and hashing a book takes the server's time."""

    def validate(self, password, user=None):
        if len(password) > 128:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return _("密码最多 128 个字符。")


class ResetForm(PasswordResetForm):
    def save(self, **options):
        """With the site's own address, never the one that a request claims."""
        own = urlsplit(address("/"))
        options |= {"domain_override": own.netloc, "use_https": own.scheme == "https"}
        return super().save(**options)

    def send_mail(self, *args, **kwargs):
        """Beside the request: waiting for the mail server would tell that there is an account."""
        language = get_language()

        def send():
            with override(language):
                super(ResetForm, self).send_mail(*args, **kwargs)

        threading.Thread(target=send, name="password-reset").start()


class InBackOffice:
    """With the head that all pages of the back office have."""

    def get_context_data(self, **context):
        return super().get_context_data(**admin.site.each_context(self.request) | context)


class ResetView(InBackOffice, PasswordResetView):
    form_class = ResetForm
    template_name = "registration/password_reset_form.html"
    email_template_name = "accounts/password_reset_email.txt"
    subject_template_name = "accounts/password_reset_subject.txt"

    def form_valid(self, form):
        """Who asks too often is answered like the others and gets no mail."""
        if allowed("visitor", visitor_of(self.request)) and allowed(
            "address", form.cleaned_data["email"].lower()
        ):
            return super().form_valid(form)
        return super(PasswordResetView, self).form_valid(form)


class SentView(InBackOffice, PasswordResetDoneView):
    pass


class ConfirmView(InBackOffice, PasswordResetConfirmView):
    def form_valid(self, form):
        response = super().form_valid(form)
        first_passwords.own(self.user)
        return response


class CompleteView(InBackOffice, PasswordResetCompleteView):
    pass
