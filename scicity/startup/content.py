import io

from django.apps import apps
from django.core.management import call_command

from scicity.publishing.models import Publishable


def is_site_empty() -> bool:
    """Whether no page exists, published or not."""
    pages = (model for model in apps.get_models() if issubclass(model, Publishable))
    return not any(model._base_manager.exists() for model in pages)


def load_into_empty_site() -> str:
    """All the starter content or, when the loader is stopped half-way, none of it."""
    if not is_site_empty():
        return "there already"
    call_command("load_starter", stdout=io.StringIO())
    return "loaded"
