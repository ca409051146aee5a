"""Each gets its own result, whatever happens to the batch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from broadsheet.pipeline.batcher import Batcher


def run(size: int, count: int, wait_s: float = 0.01) -> tuple[list[int], list[list[int]]]:
    batches: list[list[int]] = []

    async def process(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        await asyncio.sleep(0)
        return [item * 10 for item in items]

    async def main() -> list[int]:
        batcher: Batcher[int, int] = Batcher(process, size=size, wait_s=wait_s)
        return await asyncio.gather(*(batcher.add(number) for number in range(count)))

    return asyncio.run(main()), batches


@pytest.mark.parametrize(("size", "count"), [(1, 3), (4, 4), (4, 10), (4, 1), (100, 7)])
def test_each_gets_its_own_result(size: int, count: int) -> None:
    results, batches = run(size, count)
    assert results == [number * 10 for number in range(count)]
    assert [item for batch in batches for item in batch] == list(range(count))
    assert all(len(batch) <= size for batch in batches)


def test_a_full_batch_does_not_wait_for_company() -> None:
    results, _ = run(2, 4, wait_s=3600)
    assert results == [0, 10, 20, 30]


def test_one_that_is_not_full_does_not_follow_another_at_once() -> None:
    batches: list[list[int]] = []

    async def process(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        return list(items)

    async def main() -> None:
        batcher: Batcher[int, int] = Batcher(process, size=4, wait_s=0.0, every_s=3600)
        await batcher.add(1)  # after a rest: at once
        others = [asyncio.ensure_future(batcher.add(number)) for number in (2, 3, 4)]
        await asyncio.sleep(0.1)
        assert batches == [[1]]
        await asyncio.gather(batcher.add(5), *others)  # full: at once

    asyncio.run(main())
    assert batches == [[1], [2, 3, 4, 5]]


def test_a_failure_reaches_all_of_its_batch_and_none_of_the_next() -> None:
    async def process(items: Sequence[int]) -> list[int]:
        if 1 in items:
            raise ValueError("no")
        return list(items)

    async def main() -> list[int | BaseException]:
        batcher: Batcher[int, int] = Batcher(process, size=2, wait_s=0.01)
        return await asyncio.gather(*(batcher.add(n) for n in range(4)), return_exceptions=True)

    first, second, *rest = asyncio.run(main())
    assert isinstance(first, ValueError)
    assert isinstance(second, ValueError)
    assert rest == [2, 3]


def test_a_batch_of_which_one_waiter_left_is_done_for_the_others() -> None:
    done: list[int] = []

    async def process(items: Sequence[int]) -> list[int]:
        await asyncio.sleep(0.01)
        done.extend(items)
        return list(items)

    async def main() -> int:
        batcher: Batcher[int, int] = Batcher(process, size=2, wait_s=3600)
        leaver = asyncio.create_task(batcher.add(1))
        await asyncio.sleep(0)
        stayer = asyncio.create_task(batcher.add(2))
        await asyncio.sleep(0)
        leaver.cancel()
        return await stayer

    assert asyncio.run(main()) == 2
    assert done == [1, 2]


def test_work_that_is_cancelled_cancels_those_who_wait_for_it() -> None:
    async def process(items: Sequence[int]) -> list[int]:
        raise asyncio.CancelledError

    async def main() -> None:
        batcher: Batcher[int, int] = Batcher(process, size=1, wait_s=0.01)
        await batcher.add(1)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())


def test_too_few_results_are_an_error_and_nobody_waits_for_ever() -> None:
    async def process(items: Sequence[int]) -> list[int]:
        return list(items)[:-1]

    async def main() -> list[int | BaseException]:
        batcher: Batcher[int, int] = Batcher(process, size=2, wait_s=0.01)
        waiting = asyncio.gather(*(batcher.add(n) for n in range(2)), return_exceptions=True)
        return await asyncio.wait_for(waiting, 60)

    assert all(isinstance(result, ValueError) for result in asyncio.run(main()))
