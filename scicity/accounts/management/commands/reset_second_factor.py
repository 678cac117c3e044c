from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from scicity.accounts.lockout import unlock
from scicity.accounts.second_factor import take_away


class Command(BaseCommand):
    help = "Lets in a person who lost phone and recovery codes: the next login sets up anew."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        take_away(user)
        unlock(user)
        self.stdout.write(f"{username} sets up a second factor at the next login.")
