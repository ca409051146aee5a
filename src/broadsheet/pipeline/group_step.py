"""Articles that were understood: each gets its story, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.pipeline.grouping import Grouping
from broadsheet.pipeline.step import Step, Workshop
from broadsheet.store.grouping import articles_waiting
from broadsheet.store.records import WaitingArticle


class GroupStep(Step):
    """articles understood → stories. One batch at a time: each decision rests on those before it."""

    name = "group"
    # One transaction holds the thread that writes: short enough that others need not wait long.
    chunk = 48
    breath_s = 0.25

    def __init__(self, shop: Workshop) -> None:
        super().__init__(shop, self.chunk)
        self.grouping = Grouping()

    async def claim(self, room: int) -> Sequence[WaitingArticle]:
        return await self.shop.store(articles_waiting, room, frozenset(self.busy))

    async def work(self, items: Sequence[WaitingArticle]) -> None:
        done = await self.shop.store(self.grouping.group, [item.id for item in items], self.shop.now())
        self.shop.counts.grouped += done
