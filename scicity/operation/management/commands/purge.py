from datetime import timedelta

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from scicity.accounts.models import LoginRecord
from scicity.looks.models import Look
from scicity.subscriptions import delivery
from scicity.uploads.models import Upload

# Network addresses stay so long, wherever they stand (docs/data-protection.md).
DAYS_FOR_ADDRESSES = 30


class Command(BaseCommand):
    help = "Deletes what the portal keeps no longer; a timer runs it each day."
    requires_system_checks = ()

    def handle(self, **options):
        call_command("clearsessions")
        delivery.forget()
        Look.objects.over().delete()
        Upload.objects.over().delete()
        LoginRecord.objects.over().delete()
        self.stdout.write(
            f"Expired sessions, unconfirmed subscriptions, old counts and "
            f"{forget_attempts()} attempts to log in are gone."
        )


def forget_attempts() -> int:
    """What django-axes keeps of log-ins, where it is installed."""
    if not apps.is_installed("axes"):
        return 0
    until = timezone.now() - timedelta(days=DAYS_FOR_ADDRESSES)
    return sum(
        model.objects.filter(attempt_time__lte=until).delete()[0]
        for model in apps.get_app_config("axes").get_models()
        if any(field.name == "attempt_time" for field in model._meta.fields)
    )
