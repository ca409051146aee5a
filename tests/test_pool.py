"""Work on hostile input costs only itself: a worker that hangs, dies or eats memory is replaced."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from broadsheet.errors import NotAFeed
from broadsheet.pool import WorkerLost, WorkerPool


def double(number: int) -> int:
    return number * 2


def hang() -> None:
    time.sleep(600)


def die(*_given: object) -> None:
    os._exit(7)


def eat() -> int:
    return len(bytearray(8 * 1024**3))


def refuse(subject: str) -> None:
    raise NotAFeed(subject=subject)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as made:
        yield made


def works(pool: WorkerPool) -> bool:
    return asyncio.run(pool.run(30, double, 21)) == 42


def test_results_and_our_own_errors_come_back(pool: WorkerPool) -> None:
    assert works(pool)
    with pytest.raises(NotAFeed) as caught:
        asyncio.run(pool.run(30, refuse, "https://a.example/"))
    assert caught.value.subject == "https://a.example/"


def test_work_that_hangs_is_ended(pool: WorkerPool) -> None:
    with pytest.raises(WorkerLost, match="longer than 1 seconds"):
        asyncio.run(pool.run(1, hang))
    assert works(pool)


def test_work_that_ends_its_process_is_told(pool: WorkerPool) -> None:
    with pytest.raises(WorkerLost, match="exit status 7"):
        asyncio.run(pool.run(30, die))
    assert works(pool)


def test_work_that_takes_too_much_memory_is_told(pool: WorkerPool) -> None:
    with pytest.raises(WorkerLost, match="too much memory"):
        asyncio.run(pool.run(30, eat))
    assert works(pool)


def test_one_that_hangs_does_not_keep_the_others_waiting(pool: WorkerPool) -> None:
    async def main() -> list[int]:
        hanging = asyncio.create_task(pool.run(5, hang))
        results = await asyncio.gather(*(pool.run(30, double, number) for number in range(20)))
        assert not hanging.done()
        with pytest.raises(WorkerLost):
            await hanging
        return results

    assert asyncio.run(main()) == [number * 2 for number in range(20)]
