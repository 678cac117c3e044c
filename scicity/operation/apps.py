from django.apps import AppConfig
from django.db.backends.signals import connection_created


class OperationConfig(AppConfig):
    name = "scicity.operation"

    def ready(self):
        from scicity.operation import sessions, slow_queries

        connection_created.connect(slow_queries.watch)
        connection_created.connect(sessions.prepare)
