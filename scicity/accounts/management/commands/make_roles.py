from django.core.management.base import BaseCommand

from scicity.accounts.roles import make_roles, role_label


class Command(BaseCommand):
    help = "Makes the five roles, or gives them their permissions again."

    def handle(self, *args, **options):
        for group in make_roles():
            self.stdout.write(f"{group.name} {role_label(group)}: {group.permissions.count()}")
