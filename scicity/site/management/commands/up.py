from contextlib import ExitStack

from django.conf import settings
from django.core.management.base import BaseCommand

from scicity.startup import StartProblem, database, preparing, server, texts, worker
from scicity.startup.lock import only_one
from scicity.startup.stopping import Stop
from scicity.startup.telling import TellsSteps


class Command(TellsSteps, BaseCommand):
    help = "Prepares everything and serves the portal; `make run` calls it. Ctrl-C stops it."
    requires_system_checks = []

    def handle(self, **options):
        self.stop = Stop()
        self.stop.listen()
        try:
            with only_one(settings.VAR_DIR) as was_killed:
                self.run(server.SECONDS_FOR_AN_ORPHAN if was_killed else 0)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def run(self, patience: float):
        server.require_free_port(settings.HOST, settings.PORT, patience)
        with ExitStack() as until_stopped:
            self.step("Translations", texts.compile_all)
            self.step("Database", lambda: until_stopped.enter_context(database.running()))
            with database.one_at_a_time():
                for name, action in preparing.steps():
                    self.step(name, action)
            self.serve()

    def serve(self):
        self.stop.interrupts = False
        with server.running(self.command()) as process:
            server.wait_until_it_answers(process, settings.HOST, settings.PORT, self.stop)
            self.stdout.write(f"\nThe portal is at {server.address(settings.HOST, settings.PORT)}")
            self.stdout.write(
                f"The back office is at /{settings.ADMIN_PATH}/. Ctrl-C stops server and database."
            )
            self.stdout.flush()
            worker.beside(process, self.stop)
        raise StartProblem(f"The web server ended by itself (exit code {process.returncode}).")

    def command(self) -> list[str]:
        if settings.DEBUG:
            return server.development_command(settings.HOST, settings.PORT)
        return server.production_command(settings.HOST, settings.PORT, settings.WEB_PROCESSES)
