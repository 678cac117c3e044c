"""Every look at people's data leaves a row; without the row nothing is shown."""

import os
import pwd
from urllib.parse import unquote_plus

from scicity.looks.models import Look

LONGEST = Look._meta.get_field("asked").max_length


class TracedAdmin:
    """For ModelAdmins of models that hold data about people."""

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        asked = unquote_plus(request.META.get("QUERY_STRING", ""))
        return self.traced(request, response, Look.Way.LIST, asked)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        response = super().change_view(request, object_id, form_url, extra_context)
        return self.traced(request, response, Look.Way.RECORD, object_id)

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        return self.traced(request, response, Look.Way.HISTORY, object_id)

    def traced(self, request, response, way, asked: str):
        """What only leads elsewhere shows nothing."""
        if response.status_code == 200:
            record(self.model, way, asked, request.user)
        return response


def record(model, way: Look.Way, asked: str, actor=None) -> None:
    Look.objects.create(
        actor=actor,
        actor_name=str(actor) if actor else f"manage.py, {system_user()}",
        way=way,
        kind=model._meta.label_lower,
        asked=asked.replace("\0", "")[:LONGEST],
    )


def system_user() -> str:
    """Who logged in to the server, also behind sudo; else whose process this is."""
    try:
        return os.getlogin()
    except OSError:
        pass
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
