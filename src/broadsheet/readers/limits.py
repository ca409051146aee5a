"""Where it is counted how often something was tried: for all web processes and machines together.

allauth counts attempts in Django's default cache, whose entries are remembered pages' parts too. Parts belong
into each process's memory; counts belong where all see them. This cache keeps each in its place, by its key.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache

# What allauth counts and what it holds used (codes of apps), and what this project limits.
SHARED = ("allauth:", "allauth.", "limit:")
TABLE = "readers_limit"
MOST_ROWS = 50_000


def hashed_key(key: str, key_prefix: str, version: int | str) -> str:
    """What stands in the database for a key: addresses of machines and people are in keys (RFC 2104)."""
    secret = settings.SECRET_KEY.encode()
    text = f"{key_prefix}:{version}:{key}".encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=24, key=secret[:64]).hexdigest()


class MemoryAndLimits(LocMemCache):
    """The memory of this process, but for counts of attempts, which are in the database.

    Clearing it forgets what is in memory alone; rows end by themselves (`readers.cleaning`).
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        options = {"MAX_ENTRIES": MOST_ROWS}
        self._shared = DatabaseCache(TABLE, {"KEY_FUNCTION": hashed_key, "OPTIONS": options})

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        if key.startswith(SHARED):
            return bool(self._shared.add(key, value, *args, **kwargs))
        return super().add(key, value, *args, **kwargs)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        if key.startswith(SHARED):
            return self._shared.get(key, *args, **kwargs)
        return super().get(key, *args, **kwargs)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        if key.startswith(SHARED):
            self._shared.set(key, value, *args, **kwargs)
        else:
            super().set(key, value, *args, **kwargs)

    def touch(self, key: str, *args: Any, **kwargs: Any) -> bool:
        if key.startswith(SHARED):
            return bool(self._shared.touch(key, *args, **kwargs))
        return super().touch(key, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> bool:
        if key.startswith(SHARED):
            return bool(self._shared.delete(key, *args, **kwargs))
        return super().delete(key, *args, **kwargs)

    def has_key(self, key: str, *args: Any, **kwargs: Any) -> bool:
        if key.startswith(SHARED):
            return bool(self._shared.has_key(key, *args, **kwargs))
        return super().has_key(key, *args, **kwargs)

    def incr(self, key: str, *args: Any, **kwargs: Any) -> int:
        if key.startswith(SHARED):
            return int(self._shared.incr(key, *args, **kwargs))
        return super().incr(key, *args, **kwargs)
