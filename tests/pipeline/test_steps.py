"""The loop that all steps share: side by side, no mistake ends it, and it stops when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from broadsheet.config import Config
from broadsheet.errors import DatabaseLocked, DataRefused, DiskFull, StoreError
from broadsheet.pipeline import step as steps
from broadsheet.pipeline.step import Step, Workshop


@dataclass(frozen=True)
class Item:
    id: int


class Numbers(Step):
    """Works on the numbers from 0 on; `faults` are raised, each once, when its number is worked on."""

    name = "numbers"

    def __init__(
        self, shop: Workshop, count: int, faults: dict[int, Exception], limit: int = 2, chunk: int = 1
    ) -> None:
        super().__init__(shop, limit)
        self.chunk = chunk
        self.todo = list(range(count))
        self.done: list[int] = []
        self.faults = faults
        self.claim_faults: list[StoreError] = []
        self.most = 0

    async def claim(self, room: int) -> Sequence[Item]:
        if self.claim_faults:
            raise self.claim_faults.pop()
        return [Item(number) for number in self.todo if number not in self.busy][:room]

    async def work(self, items: Sequence[Any]) -> None:
        self.most = max(self.most, len(self.busy))
        await asyncio.sleep(0)
        for item in items:
            if item.id in self.faults:
                raise self.faults.pop(item.id)
        for item in items:
            self.todo.remove(item.id)
            self.done.append(item.id)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_TROUBLE_S", 0.02)
    monkeypatch.setattr(steps, "_REST_S", 0.02)


def workshop() -> Workshop:
    return Workshop(Config(), fetcher=None, pool=None)  # type: ignore[arg-type] (Numbers uses neither)


async def run_until_rested(step: Numbers) -> None:
    task = asyncio.create_task(step.run())
    async with asyncio.timeout(60):
        while step.todo or step.busy or not step.rested:
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def gather(step_of: Any) -> Numbers:
    async def main() -> Numbers:
        shop = workshop()
        step: Numbers = step_of(shop)
        try:
            await run_until_rested(step)
        finally:
            shop.close()
        return step

    return asyncio.run(main())


@pytest.mark.parametrize(("limit", "chunk"), [(1, 1), (3, 1), (8, 4), (100, 16)])
def test_everything_is_done_once_and_never_more_at_a_time_than_allowed(limit: int, chunk: int) -> None:
    step = gather(lambda shop: Numbers(shop, 40, {}, limit, chunk))
    assert sorted(step.done) == list(range(40))
    assert step.most <= limit


def test_a_mistake_of_ours_with_one_does_not_end_the_others(caplog: pytest.LogCaptureFixture) -> None:
    step = gather(lambda shop: Numbers(shop, 9, {4: ZeroDivisionError("ours")}))
    assert sorted(step.done) == list(range(9))
    assert "step=numbers ids=[4]" in caplog.text


def test_a_trouble_of_the_store_is_told_once_and_over_when_it_is(caplog: pytest.LogCaptureFixture) -> None:
    faults: dict[int, Exception] = {number: DiskFull() for number in range(5)}
    step = gather(lambda shop: Numbers(shop, 9, faults, limit=5))
    assert sorted(step.done) == list(range(9))
    assert caplog.text.count("The disk is full") == 1
    assert step.shop.trouble == ""


class OneStuck(Numbers):
    """Number 0 meets a full disk three times; the others get through meanwhile."""

    met = 0

    async def work(self, items: Sequence[Any]) -> None:
        if any(item.id == 0 for item in items) and self.met < 3:
            self.met += 1
            raise DiskFull
        await super().work(items)


def test_what_gets_through_meanwhile_is_no_end_of_the_trouble(caplog: pytest.LogCaptureFixture) -> None:
    step = gather(lambda shop: OneStuck(shop, 200, {}, limit=2))
    assert sorted(step.done) == list(range(200))
    assert caplog.text.count("The disk is full") == 1
    assert caplog.text.count("goes on") == 1
    assert step.shop.trouble == ""


def test_while_more_comes_than_is_understood_claims_are_further_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "BEHIND", 1_000_000)

    async def main() -> None:
        shop = workshop()
        step = Numbers(shop, 3, {}, limit=1)
        step.breath_s = 0.01
        shop.behind = True
        task = asyncio.create_task(step.run())
        await asyncio.sleep(0.3)
        assert step.done == [0]  # after a rest: at once; the next in hours
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        shop.behind = False
        await run_until_rested(step)
        assert step.done == [0, 1, 2]
        shop.close()

    asyncio.run(main())


def test_a_claim_that_fails_is_tried_again() -> None:
    def make(shop: Workshop) -> Numbers:
        step = Numbers(shop, 3, {})
        step.claim_faults = [DatabaseLocked(), DatabaseLocked()]
        return step

    assert sorted(gather(make).done) == [0, 1, 2]


def test_the_trouble_of_one_step_is_not_over_because_another_is_well() -> None:
    async def main() -> None:
        shop = workshop()
        await shop.pause("feeds", DiskFull())
        await shop.pause("pages", DataRefused())
        shop.note_well("pages")
        assert shop.trouble.startswith("The disk is full")
        shop.note_well("feeds")
        assert shop.trouble == ""
        shop.close()

    asyncio.run(main())


@pytest.mark.parametrize("turns", range(8))
def test_it_stops_when_told_to_even_while_it_is_being_woken(turns: int) -> None:
    async def main() -> None:
        shop = workshop()
        step = Numbers(shop, 0, {})
        task = asyncio.create_task(step.run())
        await asyncio.sleep(0.01)
        step.wake.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=60)
        shop.close()
        assert done

    asyncio.run(main())


def test_a_server_that_answers_shows_that_the_network_is_there() -> None:
    shop = workshop()
    for answered in (False, False, True, False):
        shop.note_reached(answered)
    assert shop.reached
    assert shop.unreached == 2
    shop.close()
