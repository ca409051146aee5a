"""Articles a second through the whole pipeline so far: feeds asked, pages fetched, read and stored.

python benchmarks/pipeline.py [--publishers 100]

A generated newsroom on loopback serves, from a process of its own on the same cores, so both the time by the
clock and the processor time of Broadsheet alone are given: a day has 172,800 seconds of it on two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from pathlib import Path


async def _gather(publishers: int, base: str, newsroom: int) -> tuple[float, float, int, int]:
    """Seconds by the clock and of processor time, articles, pages not read."""
    from broadsheet.cli.demo import demo_publishers
    from broadsheet.config import load_config
    from broadsheet.newsroom.__main__ import make_newsroom
    from broadsheet.pipeline.fetching import fetch_config
    from broadsheet.pipeline.runner import Runner, open_workshop
    from broadsheet.store.catalogue import install

    config = load_config()
    fetch = fetch_config(config, per_host=32)
    async with open_workshop(config, fetch=fetch) as shop:
        await shop.store(install, demo_publishers(make_newsroom(publishers=publishers), base))
        runner = Runner(shop)
        start, used = time.perf_counter(), _processor_s(newsroom)
        await runner.run(until_idle=True)
        took, used = time.perf_counter() - start, _processor_s(newsroom) - used
        return took, used, runner.counts.articles, runner.counts.unreadable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--publishers", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "BROADSHEET_DATA_DIR": folder,
            "BROADSHEET_ALLOW_PRIVATE": "127.0.0.0/8",
            "BROADSHEET_HOST_DELAY": "0",
        }
        os.environ.setdefault("DATABASE_URL", "")
        from broadsheet.cli._django import prepare

        prepare()
        from broadsheet.newsroom.background import start_process

        newsroom = ["--publishers", str(arguments.publishers), "--port", "0"]
        with start_process(newsroom) as running:
            base = running.address.replace("127.0.0.1", "newsroom.localhost")
            took, used, articles, unread = asyncio.run(_gather(arguments.publishers, base, running.pid))
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{articles} articles of {arguments.publishers} publishers, {unread} pages not read")
    print(f"{took:.1f} s by the clock, newsroom included: {articles / took:.1f} articles a second")
    print(f"{used:.1f} s of processor time: {1000 * used / articles:.1f} ms an article,")
    print(f"so {172_800 * articles / used / 1e6:.2f} million articles a day on two cores")
    print(f"memory at most: gathering process {own} MB, largest child {worker} MB")


def _processor_s(without: int) -> float:
    """Seconds of processor time of this process and all below it, `without` one child; by /proc."""
    parents, ticks = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != without:
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)], ticks[int(entry.name)] = (
                int(fields[1]),
                int(fields[11]) + int(fields[12]),
            )
    family = [os.getpid()]
    for member in family:
        family += [pid for pid, parent in parents.items() if parent == member]
    return sum(ticks[pid] for pid in family) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
