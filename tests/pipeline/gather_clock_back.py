"""Gathers after the machine's clock went back, and again while it does; prints what the runner did."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta

from broadsheet.cli._django import prepare
from broadsheet.config import load_config
from tests.pipeline.gather_in_trouble import LOG, listen

BACK = timedelta(days=float(sys.argv[1]) if __name__ == "__main__" else 0)


async def main() -> dict[str, object]:
    from broadsheet.pipeline import runner as runners
    from broadsheet.store.models import Feed
    from broadsheet.store.polling import make_all_due
    from broadsheet.store.progress import write_progress

    runners._BEAT_S = 0.1
    before = datetime.now(UTC) + BACK
    write_progress(runners.PROGRESS_NAME, before, before, {}, "")
    make_all_due(before)  # as an earlier run planned it by the clock of then
    said_at_start: list[str] = []
    clock = timedelta()
    async with runners.open_workshop(load_config(), now=lambda: datetime.now(UTC) + clock) as shop:
        runner = runners.Runner(shop)
        await runner.run(until_idle=True)
        at_start = runner.counts.feeds
        said_at_start, LOG[:] = list(LOG), []
        task = asyncio.create_task(runner.run())
        await asyncio.sleep(0.5)
        clock = -BACK
        for _ in range(1200):
            await asyncio.sleep(0.05)
            if runner.counts.feeds >= 2 * at_start:
                break
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return {
        "feeds": await asyncio.to_thread(Feed.objects.count),
        "at_start": at_start,
        "said_at_start": said_at_start,
        "while_running": runner.counts.feeds - at_start,
        "said_while_running": LOG,
    }


if __name__ == "__main__":
    prepare()
    listen()
    print(json.dumps(asyncio.run(main())))
