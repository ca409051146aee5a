"""What is remembered in this process because it follows from its arguments alone.

Every function here is pure, or given the version of what it reads, so that nothing remembered is ever wrong:
what changes is another argument. Each keeps so many of its latest results.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock
from typing import ParamSpec, TypeVar, cast

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
        kept: OrderedDict[Hashable, tuple[Result, int]] = OrderedDict()
        lock = Lock()
        total = 0

        def found(*given: Hashable) -> Result:
            nonlocal total
            with lock:
                if given in kept:
                    kept.move_to_end(given)
                    return kept[given][0]
            result = function(*given)
            weight = weigh(result)
            with lock:
                total += weight - kept.pop(given, (None, 0))[1]
                kept[given] = (result, weight)
                while total > most:
                    total -= kept.popitem(last=False)[1][1]
            return result

        def forget() -> None:
            nonlocal total
            with lock:
                kept.clear()
                total = 0

        _ALL.append(forget)
        return found

    return decorate


def forget_all() -> None:
    """Forgets everything: what a page costs then is what it costs a process that has just started."""
    for forget in _ALL:
        forget()
