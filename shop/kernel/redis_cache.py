"""Redis as a pure accelerator: when it is away, the shop forgets and goes on."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from shop.kernel.breaker import Breaker

logger = logging.getLogger(__name__)

breaker = Breaker()


class ForgivingRedisCache(RedisCache):
    """Answers like an empty cache for ten seconds after Redis failed."""

    def _try(self, name: str, *args: Any, otherwise: Any, **kwargs: Any) -> Any:
        if breaker.is_open:
            return otherwise
        try:
            return getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError):
            breaker.trip()
            logger.warning("Redis is away; going on without it")
            return otherwise

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._try("get", key, default, version=version, otherwise=default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try("set", *args, otherwise=None, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("add", *args, otherwise=True, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("delete", *args, otherwise=False, **kwargs))

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("touch", *args, otherwise=False, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(self._try("get_many", *args, otherwise={}, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return list(self._try("set_many", *args, otherwise=[], **kwargs))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        return int(self._try("incr", key, delta, version=version, otherwise=delta))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try("delete_many", *args, otherwise=None, **kwargs)

    def clear(self) -> bool:  # type: ignore[override]
        return bool(self._try("clear", otherwise=False))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("has_key", *args, otherwise=False, **kwargs))
