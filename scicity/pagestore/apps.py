from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_init, post_migrate


class PageStoreConfig(AppConfig):
    name = "scicity.pagestore"

    def ready(self):
        from scicity.pagestore import notifications, reading, triggers

        post_migrate.connect(triggers.install, sender=self)
        connection_created.connect(notifications.listen)
        post_init.connect(reading.note_row)
