from django.apps import AppConfig
from django.db.backends.signals import connection_created


class OperationConfig(AppConfig):
    name = "scicity.operation"

    def ready(self):
        from scicity.operation import slow_queries

        connection_created.connect(slow_queries.watch)
