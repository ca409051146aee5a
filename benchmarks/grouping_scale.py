"""What grouping one article costs with 10 thousand, 100 thousand and 1 million articles.

    python benchmarks/grouping_scale.py [window|archive|restart ...] [--sizes 10000 100000 1000000]

`window`: so many articles are open at once, the harder reading. The grouping in memory alone: joining or
opening a story, recognising copies, forgetting what is too old, and later evidence in its turn.
`archive`: so many articles are stored, ten thousand of them open, as of a site that has run for longer and
longer. Everything is counted: reading the article from SQLite, deciding, storing the decision and the story.
`restart`: a million open articles are read from SQLite and the grouping is ready for the next.

Processor time, the median of blocks of 100 articles; each size in a process of its own. Articles are made up
(grouping_data.py).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

BLOCK = 100
BATCH = 48  # articles that the pipeline groups in one transaction
PUBLISHERS = 300
PARTS = ("window", "archive", "restart")
OPEN_OF_ARCHIVE = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help="default: all")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--articles", type=int, default=3_000, help="grouped and timed")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    if options.one:
        print(json.dumps(MEASURES[options.parts[0]](options.sizes[0], options.articles)))
        return
    for part in options.parts or PARTS:
        sizes = options.sizes[-1:] if part == "restart" else options.sizes
        show(part, sizes, [run_apart(part, size, options.articles) for size in sizes])


def run_apart(part: str, size: int, articles: int) -> dict[str, float]:
    """The figures of one size, measured in a fresh process on one thread."""
    command = [sys.executable, __file__, part, "--one", "--sizes", str(size), "--articles", str(articles)]
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=os.environ | one_thread, check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def show(part: str, sizes: list[int], figures: list[dict[str, float]]) -> None:
    for size, figure in zip(sizes, figures, strict=True):
        line = "".join(f"  {name} {value:,.2f}" for name, value in figure.items())
        ratio = ""
        if "ms an article" in figure:
            ratio = f"  {figure['ms an article'] / figures[0]['ms an article']:.2f} times the first"
        print(f"{part:8}{size:>10,}{line}{ratio}", flush=True)


def measure_window(size: int, articles: int) -> dict[str, float]:
    """`size` articles are open; each further one takes the place of the oldest."""
    from broadsheet.group.columns import in_columns
    from broadsheet.group.grouper import Grouper
    from broadsheet.group.nearest import Nearest
    from grouping_data import News, first_of_each

    with tempfile.TemporaryDirectory(prefix="broadsheet-scale-") as folder:
        grouper = Grouper(search=Nearest())
        news = News(size + articles, size, grouper.settings.window / size, Path(folder))
        stories = first_of_each(news.event).tolist()
        before = _memory_mb()
        stream = iter(news)
        began = time.process_time()
        members = ((article, stories[article.id - 1]) for article in islice(stream, size))
        grouper.restore(in_columns(members))
        filled = time.process_time() - began
        memory = _memory_mb() - before
        blocks, joined = [], 0
        waiting = list(stream)
        for start in range(0, articles - BLOCK + 1, BLOCK):
            began = time.process_time()
            for article in waiting[start : start + BLOCK]:
                joined += not grouper.add(article).opened
                if grouper.settle_due:
                    grouper.settle()
            grouper.links()
            blocks.append(1000 * (time.process_time() - began) / BLOCK)
        return {
            "ms an article": statistics.median(blocks),
            "slowest block": max(blocks),
            "joined %": 100 * joined / len(waiting),
            "MB": memory,
            "s to fill": filled,
        }


def measure_archive(size: int, articles: int) -> dict[str, float]:
    """`size` articles are stored, the latest of them open; more arrive and are grouped in the store."""
    with filled_store(size, articles, OPEN_OF_ARCHIVE) as waiting:
        from broadsheet.pipeline.grouping import Grouping

        grouping = Grouping()
        grouping.group(waiting[:BATCH], datetime.now(UTC))  # reads the window
        blocks = []
        for start in range(BATCH, len(waiting) - BATCH + 1, BATCH):
            began = time.process_time()
            grouping.group(waiting[start : start + BATCH], datetime.now(UTC))
            blocks.append(1000 * (time.process_time() - began) / BATCH)
        return {"ms an article": statistics.median(blocks), "slowest block": max(blocks)}


def measure_restart(size: int, articles: int) -> dict[str, float]:
    """`size` open articles are read from the store, twice: counting anew, and with saved statistics."""
    with filled_store(size, articles, size):
        from broadsheet.pipeline.grouping import make_grouper, restore
        from broadsheet.store.grouping import save_state
        from grouping_store import MODEL, begin_state

        state = begin_state()
        figures = {}
        for name in ("without statistics", "with"):
            before = _memory_mb()
            began, used = time.perf_counter(), time.process_time()
            grouper, last_change = restore(make_grouper(), state, MODEL)
            figures[f"s {name}"] = time.perf_counter() - began
            figures[f"cpu s {name}"] = time.process_time() - used
            figures[f"MB {name}"] = _memory_mb() - before
            figures["open"] = len(grouper.window)
            began = time.perf_counter()
            saved = grouper.statistics()
            figures["s to save"], figures["MB saved"] = time.perf_counter() - began, len(saved) / 1e6
            save_state(state, model=MODEL, last_change=last_change, at=datetime.now(UTC), statistics=saved)
            del grouper
        return figures


@contextlib.contextmanager
def filled_store(size: int, waiting: int, open_articles: int) -> Iterator[list[int]]:
    """A new SQLite store with `size` grouped articles; gives the ids of `waiting` more."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-scale-") as folder:
        os.environ |= {"BROADSHEET_DATA_DIR": folder, "DATABASE_URL": ""}
        from broadsheet.cli._django import prepare

        prepare()
        from broadsheet.group.settings import DEFAULT
        from grouping_data import News, first_of_each
        from grouping_store import add_articles, add_publishers, begin_state

        news = News(size + waiting, open_articles, DEFAULT.window / open_articles, Path(folder))
        keys = first_of_each(news.event).tolist()
        add_publishers(PUBLISHERS)
        stream = iter(news)
        while chunk := list(islice(stream, 5_000)):
            stories = {one.id: keys[one.id - 1] for one in chunk if one.id <= size}
            add_articles(chunk, PUBLISHERS, stories)
        begin_state()
        yield list(range(size + 1, size + waiting + 1))


def _memory_mb() -> float:
    """Memory of this process that is not a file's, MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


MEASURES = {"window": measure_window, "archive": measure_archive, "restart": measure_restart}


if __name__ == "__main__":
    main()
