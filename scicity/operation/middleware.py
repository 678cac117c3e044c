from functools import cache

from csp.constants import HEADER, NONE
from csp.decorators import csp
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import Http404

from scicity.back_office import is_in_back_office
from scicity.operation import clients


class AdminNetworksMiddleware:
    """Outside its networks the back office does not exist."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not is_in_back_office(request.path_info):
            return None
        address = request.META.get("REMOTE_ADDR", "") or "127.0.0.1"
        if not clients.is_in(address, tuple(settings.ADMIN_NETWORKS)):
            raise Http404
        return None


@cache
def policy() -> str:
    return build_policy()


class ContentPolicyMiddleware(CSPMiddleware):
    """The policy of nearly all answers is the same, and put together once."""

    def process_response(self, request, response):
        own = any(name.startswith("_csp_") for name in (*vars(response), *vars(request)))
        if own or settings.DEBUG or HEADER in response.headers:
            return super().process_response(request, response)
        response.headers[HEADER] = policy()
        return response


# For what browsers show as text: nothing is loaded, sent or run there.
NOTHING = ("default-src", "base-uri", "form-action", "frame-ancestors")
loads_nothing = csp({directive: [NONE] for directive in NOTHING})(lambda response: response)


class ResourcePolicyMiddleware:
    """Other sites may link to our pages, not build them in; JSON has nothing to load."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").partition(";")[0].endswith("json"):
            return loads_nothing(response)
        return response
