import json

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from scicity.looks.models import Look
from scicity.looks.recording import record
from scicity.subscriptions.models import Letter, Subscription


class Command(BaseCommand):
    help = "Tells all that is kept of a subscriber (export), or deletes it (erase)."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["export", "erase"])
        parser.add_argument("email")

    def handle(self, *, action, email, **options):
        subscriptions = Subscription.objects.filter(email__iexact=email)
        letters = Letter.objects.filter(subscription__in=subscriptions)
        # Their numbers: the address itself must not outlive its erasure in the record.
        asked = ", ".join(
            str(pk) for pk in subscriptions.order_by("pk").values_list("pk", flat=True)
        )
        record(Subscription, Look.Way(action), asked)
        if action == "export":
            kept = {
                "subscriptions": list(subscriptions.order_by("pk").values()),
                "letters": list(letters.order_by("pk").values()),
            }
            text = json.dumps(kept, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            self.stdout.write(text)
            return
        waiting, number = letters.count(), subscriptions.count()
        subscriptions.delete()
        self.stdout.write(f"{number} subscriptions and {waiting} letters are gone.")
