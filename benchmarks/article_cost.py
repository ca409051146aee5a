"""Processor time of one article in each stage of the pipeline, and the statements it costs.

    python benchmarks/article_cost.py [--articles 600] [--batch 3] [--embed 0]

The stages' own functions, one after the other in one process, with the articles of a generated newsroom (real
HTTP from a process of its own, a fresh database: SQLite, or the one of DATABASE_URL). What comes at a million
articles a day comes by threes (`--batch`): a step that looks four times a second finds no more. The newsroom,
the way to worker processes and the event loop are not in it: `newsroom_rate.py` measures all together.
The first sixth warms up and does not count.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
PUBLISHERS, A_DAY = 200, 1_000_000
_BY_PAGE = ("fetch pages", "store pages")  # stages that are counted by pages, from the first on


class Clock:
    """Seconds of processor time and statements by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.statements: Counter[str] = Counter()
        self.stage = ""
        self.fetched = 0

    def count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements[self.stage] += 1
        return execute(sql, params, many, context)

    def forget_all_but(self, stages: Collection[str]) -> None:
        """Begins anew with the others."""
        for stage in [*self.seconds]:
            if stage not in stages:
                del self.seconds[stage], self.statements[stage]

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        self.stage = stage
        start = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - start
        self.stage = ""


async def gather(clock: Clock, batch: int, count: int, embed: int) -> int:
    """Has `count` articles pass all stages; says how many count."""
    from broadsheet.config import load_config
    from broadsheet.fetch.client import Fetcher
    from broadsheet.pipeline.fetching import fetch_config
    from broadsheet.pipeline.page_step import PageStep
    from broadsheet.pipeline.step import Workshop
    from broadsheet.pool import WorkerPool
    from broadsheet.store.pages import pages_due, record_pages

    config = load_config()
    with WorkerPool(1) as pool:
        async with Fetcher(fetch_config(config, per_host=32)) as fetcher:
            shop = Workshop(config, fetcher, pool)
            await ask_feeds(clock, fetcher)
            step = PageStep(shop)
            for piece in pieces(pages_due(datetime.now(UTC), count, per_host=count), batch):
                with clock.of("fetch pages"):
                    records = list(await asyncio.gather(*(step._ask(page) for page in piece)))
                with clock.of("store pages"):
                    record_pages(records)
                clock.fetched += len(piece)
    return make(clock, batch, count, embed)


async def ask_feeds(clock: Clock, fetcher: Any) -> None:
    """Every feed once, as `FeedStep` asks them."""
    from broadsheet.fetch.types import FetchRequest
    from broadsheet.pipeline.entries import FeedBody, read_feeds
    from broadsheet.pipeline.polls import FeedAnswer, make_record
    from broadsheet.store.polling import feeds_due, record_polls

    for piece in pieces(feeds_due(datetime.now(UTC), 10_000), 4):
        answers = []
        for feed in piece:
            page = await fetcher.fetch(FetchRequest(feed.url, "feed"))
            answers.append(FeedAnswer(feed, datetime.now(UTC), page=page))
        read = read_feeds(
            [FeedBody(a.page.final_url, a.page.body, a.page.headers) for a in answers if a.page]
        )
        chance = random.Random(1)
        record_polls(
            [make_record(a, r, reached=True, chance=chance) for a, r in zip(answers, read, strict=True)]
        )


def make(clock: Clock, batch: int, count: int, embed: int) -> int:
    """From stored pages to stories."""
    from broadsheet.config import load_config
    from broadsheet.pipeline.articles import make_articles
    from broadsheet.pipeline.grouping import Grouping
    from broadsheet.pipeline.understanding import understand_batch
    from broadsheet.store.articles import put_articles
    from broadsheet.store.grouping import articles_waiting
    from broadsheet.store.pages import pages_to_extract
    from broadsheet.store.understanding import articles_to_understand, put_understandings

    config, grouping, done, counted = load_config(), Grouping(), 0, 0
    while done < count:
        with clock.of("claim pages"):
            pages = pages_to_extract(batch)
        if not pages:
            break
        now = datetime.now(UTC)
        with clock.of("extract"):
            records = make_articles(pages, now)
        with clock.of("store articles"):
            put_articles(records)
        with clock.of("claim articles"):
            waiting = articles_to_understand(batch)
        with clock.of("understand"):
            found = [record for one in waiting for record in understand_batch([one], now, config, embed)]
        with clock.of("store understood"):
            put_understandings(found)
        with clock.of("claim to group"):
            ids = [item.id for item in articles_waiting(batch)]
        with clock.of("group, store stories"):
            grouping.group(ids, now)
        done += len(ids)
        if done - len(ids) < count // 6 <= done:
            clock.forget_all_but(_BY_PAGE)
            counted = done
    return done - counted


def pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--batch", type=int, default=3)
    parser.add_argument("--embed", type=int, default=0, help="characters of each text beside its title")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="broadsheet-cost-") as folder:
        os.environ |= {
            "BROADSHEET_DATA_DIR": folder,
            "BROADSHEET_ALLOW_PRIVATE": "127.0.0.0/8",
            "BROADSHEET_HOST_DELAY": "0",
        }
        os.environ.setdefault("DATABASE_URL", "")
        from newsroom_rate import install_publishers, run_newsroom

        began = datetime.now(UTC) - timedelta(seconds=1.1 * options.articles * 86_400 / A_DAY)
        with run_newsroom(PUBLISHERS, A_DAY, began) as (_, base):
            install_publishers(PUBLISHERS, base, began - timedelta(hours=1), 300.0)
            clock = Clock()
            counted = asyncio.run(gather_in_thread(clock, options))
        show(clock, counted)


async def gather_in_thread(clock: Clock, options: argparse.Namespace) -> int:
    from django.db import connection

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # one thread does everything here
    with connection.execute_wrapper(clock.count):
        return await gather(clock, options.batch, options.articles, options.embed)


def show(clock: Clock, counted: int) -> None:
    print(f"{counted} articles; ms of processor time and statements an article")
    total = statements = 0.0
    for stage, seconds in clock.seconds.items():
        number = clock.fetched if stage in _BY_PAGE else counted
        total += 1000 * seconds / number
        statements += clock.statements[stage] / number
        print(f"{stage:24}{1000 * seconds / number:8.2f}{clock.statements[stage] / number:8.1f}")
    print(f"{'together':24}{total:8.2f}{statements:8.1f}")


if __name__ == "__main__":
    main()
