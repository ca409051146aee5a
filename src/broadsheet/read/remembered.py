"""What is remembered in this process because it follows from its arguments alone.

Every function here is pure, or given the version of what it reads, so that nothing remembered is ever wrong:
what changes is another argument. Each keeps so many of its latest results.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock
from typing import ParamSpec, TypeVar, cast

from cachetools import LRUCache, cached

from broadsheet.store.prepared import forget_rows

Given = ParamSpec("Given")
Result = TypeVar("Result")


_ALL: list[Callable[[], object]] = [forget_rows]


def forgotten(forget: Callable[[], object]) -> None:
    """Says how something else that is remembered here is forgotten with the rest."""
    _ALL.append(forget)


def remembered(most: int) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """A decorator: the latest `most` results are kept, by the arguments, which must be hashable."""

    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        kept = lru_cache(maxsize=most)(function)
        _ALL.append(kept.cache_clear)
        return cast(Callable[Given, Result], kept)

    return decorate


def remembered_by_weight(
    most: int, weigh: Callable[[Result], int]
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """A decorator: the latest results are kept as long as they weigh no more than `most` together.

    Args:
        weigh: what a result weighs, in whatever unit `most` is of.
    """

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        kept: LRUCache[Hashable, Result] = LRUCache(most, weigh)
        lock = Lock()

        def forget() -> None:
            with lock:
                kept.clear()

        _ALL.append(forget)
        return cast(Callable[..., Result], cached(kept, lock=lock)(function))

    return decorate


def forget_all() -> None:
    """Forgets everything: what a page costs then is what it costs a process that has just started."""
    for forget in _ALL:
        forget()
