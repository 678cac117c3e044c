"""Who really asks: behind proxies the address of the visitor, never what a visitor claims."""

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings

FORWARDED = "HTTP_X_FORWARDED_FOR"
# What only a trusted proxy may say about a request.
CLAIMS = (FORWARDED, "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REQUEST_ID")


def networks(texts) -> tuple:
    """Raises ValueError for what is no network."""
    return tuple(ip_network(text) for text in texts)


@lru_cache(maxsize=4096)
def is_in(address: str, texts: tuple[str, ...]) -> bool:
    """Whether the address belongs to one of the networks; what is no address belongs to none."""
    try:
        found = ip_address(address.strip())
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in networks(texts))


def is_trusted(address: str) -> bool:
    """A proxy of ours. Without an address the request came through a Unix socket of this machine,
    which its permissions protect."""
    return not address or is_in(address, tuple(settings.TRUSTED_PROXIES))


def settle(environ) -> None:
    """Puts the visitor's address into REMOTE_ADDR and drops what nobody trusted has said.

    Proxies append to X-Forwarded-For: from the right, the first address that is no proxy of ours.
    """
    if not is_trusted(environ.get("REMOTE_ADDR", "")):
        for name in CLAIMS:
            environ.pop(name, None)
        return
    forwarded = environ.get(FORWARDED)
    if not forwarded:
        return
    for hop in reversed(forwarded.split(",")):
        environ["REMOTE_ADDR"] = hop = hop.strip()
        if not is_trusted(hop):
            return


def may_operate(environ) -> bool:
    """Whether the probes with details and the metrics are for this visitor."""
    return is_in(environ.get("REMOTE_ADDR", "") or "127.0.0.1", tuple(settings.OPERATOR_NETWORKS))
