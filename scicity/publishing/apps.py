from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "scicity.publishing"
    verbose_name = _("审核与发布")

    def ready(self):
        from scicity.publishing import guard

        post_migrate.connect(guard.install, sender=self)
