"""The shared cache, which may go away: then each count begins anew, and nobody notices more."""

import logging

import redis
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)


def forgiving(name: str, otherwise):
    """The method of RedisCache that gives `otherwise` where Redis does not answer."""
    method = getattr(RedisCache, name)

    def called(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except redis.RedisError as error:
            log.warning("No shared cache: %s", type(error).__name__)
            return otherwise(args, kwargs) if callable(otherwise) else otherwise

    called.__name__ = name
    return called


def default_of(args, kwargs):
    return kwargs.get("default", args[1] if len(args) > 1 else None)


class SharedCache(RedisCache):
    add = forgiving("add", True)
    get = forgiving("get", default_of)
    set = forgiving("set", None)
    touch = forgiving("touch", False)
    delete = forgiving("delete", False)
    get_many = forgiving("get_many", lambda args, kwargs: {})
    has_key = forgiving("has_key", False)
    incr = forgiving("incr", 1)
    set_many = forgiving("set_many", lambda args, kwargs: [])
    delete_many = forgiving("delete_many", None)
    clear = forgiving("clear", None)
