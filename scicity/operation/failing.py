import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as unexpected

SECONDS_TO_WAIT = 30


def server_error(request):
    """A database that is away is no fault of the page: say so, and that nothing was saved."""
    error = sys.exc_info()[1]
    if not isinstance(error, (OperationalError, InterfaceError)):
        return unexpected(request)
    headers = {"Retry-After": str(SECONDS_TO_WAIT), "Cache-Control": "no-store"}
    if "/api/" in request.path_info:
        return JsonResponse({"detail": "The database is away."}, status=503, headers=headers)
    return HttpResponse(render_to_string("503_database.html"), status=503, headers=headers)
