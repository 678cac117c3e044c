from django.core.management.base import BaseCommand

from scicity.operation.doctor import BAD, OK, WARNING, examine

SIGNS = {OK: "ok", WARNING: "!!", BAD: "XX"}


class Command(BaseCommand):
    help = "Looks the installation over and says what to mend; ends with 1 if something is bad."
    requires_system_checks = ()

    def handle(self, **options):
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{SIGNS[finding.level]} {finding.name}: {finding.text}")
            if finding.advice:
                self.stdout.write(f"     {finding.advice}")
        bad = sum(finding.level == BAD for finding in findings)
        warnings = sum(finding.level == WARNING for finding in findings)
        self.stdout.write(f"\n{bad} to mend, {warnings} to think about.")
        if bad:
            raise SystemExit(1)
