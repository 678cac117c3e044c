from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "scicity.search"
    label = "search"
    verbose_name = _("站内搜索")

    def ready(self):
        from scicity.publishing.changes import listeners
        from scicity.search import writing

        listeners.append(writing.refresh)
