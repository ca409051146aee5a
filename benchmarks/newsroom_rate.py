"""The whole pipeline at a million articles a day: does the queue stay short, how soon is news in a story?

    python benchmarks/newsroom_rate.py [--minutes 20] [--publishers 1000] [--per-day 1000000]

A generated newsroom serves over real HTTP on loopback, from a process of its own on the same cores; the
gathering process with its workers is another, with a fresh SQLite database. Publishers, each with one feed,
publish from the moment of the start, spread evenly; articles have 200 to 1,000 words, and about five
publishers report each event. The feeds are as if asked for days already: their rate is known, and they come
due spread over the shortest interval between two polls (five minutes), which is also what they are then
asked at (`--poll` asks more often: for short trials, with fewer publishers). A request waits for no other
(host delay 0): the newsroom is one machine, the publishers it plays are not.

The time from publication to story is split at the stored moments: when the entry was seen in the feed
(the wait for the poll), when its page was fetched, when the text was read, understood, and in a story. What
is still waiting at the end counts as waiting until then, so that the slow ones are not left out. "Settled"
figures leave out the first seven minutes: until all feeds were asked once there is less to do.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

START_S = 30.0  # until everything is set up
SETTLED_S = 420.0
SAMPLE_S = 5.0
POLL_S = 300.0
STAGES = ("seen in the feed", "page fetched", "text read", "understood", "in a story")
_TICKS = os.sysconf("SC_CLK_TCK")

_WAITING = {
    "feeds due": "SELECT count(*) FROM store_feed WHERE state = 'active' AND next_fetch_at <= :now",
    "to fetch": "SELECT count(*) FROM store_page WHERE state = 'discovered'",
    "to read": "SELECT count(*) FROM store_page WHERE state = 'fetched'",
    "to understand": "SELECT count(*) FROM store_article WHERE state = 'extracted'",
    "to group": "SELECT count(*) FROM store_article WHERE state = 'understood'",
    "grouped": "SELECT count(*) FROM store_storyarticle",
}
_MOMENTS = """
    SELECT article.published_at, page.discovered_at, page.fetched_at, article.updated_at,
           about.understood_at, place.joined_at
    FROM store_article article
    JOIN store_page page ON page.id = (SELECT min(id) FROM store_page WHERE article_id = article.id)
    LEFT JOIN store_understanding about ON about.article_id = article.id
    LEFT JOIN store_storyarticle place ON place.article_id = article.id
    WHERE article.published_at IS NOT NULL
"""


class Sample(NamedTuple):
    """What waited at a moment, and the processor time used until then."""

    second: float
    waiting: dict[str, int]
    pipeline_s: float
    newsroom_s: float

    @property
    def queue(self) -> int:
        """Articles known and not yet in a story."""
        return sum(self.waiting[name] for name in ("to fetch", "to read", "to understand", "to group"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--publishers", type=int, default=1_000)
    parser.add_argument("--per-day", type=float, default=1_000_000.0, help="articles of all together")
    parser.add_argument("--poll", type=float, default=POLL_S, help="seconds between two polls of a feed")
    parser.add_argument("--gather", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.gather:
        from broadsheet.cli._django import prepare
        from broadsheet.fetch import schedule

        prepare()
        schedule.MIN_INTERVAL_S = min(schedule.MIN_INTERVAL_S, options.poll)
        asyncio.run(gather())
        return
    with tempfile.TemporaryDirectory(prefix="broadsheet-rate-") as folder:
        os.environ |= {
            "BROADSHEET_DATA_DIR": folder,
            "BROADSHEET_ALLOW_PRIVATE": "127.0.0.0/8",
            "BROADSHEET_HOST_DELAY": "0",
            "DATABASE_URL": "",
        }
        began = datetime.now(UTC) + timedelta(seconds=START_S)
        with run_newsroom(options.publishers, options.per_day, began) as (newsroom, base):
            feeds = install_publishers(options.publishers, base, began, options.poll)
            print(f"{feeds:,} publishers, {options.per_day:,.0f} articles a day")
            time.sleep(max(0.0, (began - datetime.now(UTC)).total_seconds()))
            gathering = subprocess.Popen([sys.executable, __file__, "--gather", "--poll", str(options.poll)])
            try:
                samples = watch(Path(folder), gathering, newsroom, began, 60 * options.minutes)
                ended, memory = datetime.now(UTC), memory_mb(gathering.pid)
            finally:
                gathering.send_signal(signal.SIGTERM)
                gathering.wait(60)
            settled_s = SETTLED_S * options.poll / POLL_S
            report(samples, read_moments(Path(folder)), began, ended, options.per_day, settled_s)
            print(f"memory of the gathering process and its workers at the end: {memory:,.0f} MB")


@contextlib.contextmanager
def run_newsroom(publishers: int, per_day: float, start: datetime) -> Iterator[tuple[int, str]]:
    """The newsroom's process id and base address."""
    from broadsheet.newsroom.background import start_process

    each = ["--publishers", str(publishers), "--articles-per-day", str(per_day / publishers)]
    with start_process([*each, "--start", start.isoformat()]) as running:
        yield running.pid, running.address.replace("127.0.0.1", "newsroom.localhost")


def install_publishers(publishers: int, base: str, began: datetime, poll_s: float) -> int:
    """Makes the database with one feed a publisher, as if asked for days; says how many."""
    from broadsheet.cli._django import prepare

    prepare()
    from broadsheet.cli.demo import demo_publishers
    from broadsheet.newsroom.__main__ import make_newsroom
    from broadsheet.store.catalogue import install
    from broadsheet.store.models import Feed

    listed = demo_publishers(make_newsroom(publishers=publishers), base)
    install([replace(publisher, feeds=publisher.feeds[:1]) for publisher in listed])
    feeds = list(Feed.objects.order_by("pk"))
    for number, feed in enumerate(feeds):
        feed.next_fetch_at = began + timedelta(seconds=poll_s * (number * 7919 % len(feeds)) / len(feeds))
        feed.last_fetched_at = feed.last_success_at = feed.next_fetch_at - timedelta(seconds=poll_s)
        feed.entries_per_day = 1_000.0
        feed.interval_s = poll_s
    Feed.objects.bulk_update(
        feeds,
        ["next_fetch_at", "last_fetched_at", "last_success_at", "entries_per_day", "interval_s"],
        batch_size=500,
    )
    return len(feeds)


async def gather() -> None:
    """The gathering process: the real runner until SIGTERM."""
    from broadsheet.config import load_config
    from broadsheet.pipeline.fetching import fetch_config
    from broadsheet.pipeline.runner import Runner, open_workshop

    config = load_config()
    async with open_workshop(config, fetch=fetch_config(config, per_host=32)) as shop:
        running = asyncio.create_task(Runner(shop).run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await running


def watch(
    folder: Path, gathering: subprocess.Popen[bytes], newsroom: int, began: datetime, seconds: float
) -> list[Sample]:
    """Looks every few seconds at what waits, until the time is over."""
    samples: list[Sample] = []
    base = family_s(gathering.pid), family_s(newsroom)
    store = sqlite3.connect(f"file:{folder / 'broadsheet.sqlite3'}?mode=ro", uri=True, timeout=30)
    while gathering.poll() is None and (datetime.now(UTC) - began).total_seconds() < seconds:
        time.sleep(SAMPLE_S)
        now = datetime.now(UTC)
        moment = {"now": now.strftime("%Y-%m-%d %H:%M:%S.%f")}
        waiting = {name: store.execute(query, moment).fetchone()[0] for name, query in _WAITING.items()}
        used = family_s(gathering.pid) - base[0], family_s(newsroom) - base[1]
        samples.append(Sample((now - began).total_seconds(), waiting, *used))
        if len(samples) % 12 == 1:
            line = "  ".join(f"{name} {number:,}" for name, number in waiting.items())
            print(f"{samples[-1].second:6.0f} s  {line}", flush=True)
    store.close()
    if gathering.poll() is not None:
        raise SystemExit(f"The gathering process ended by itself ({gathering.returncode}).")
    return samples


def read_moments(folder: Path) -> list[list[datetime | None]]:
    """For each article when it was published and when it passed each stage."""
    with contextlib.closing(sqlite3.connect(folder / "broadsheet.sqlite3")) as store:
        rows = store.execute(_MOMENTS).fetchall()
    return [
        [datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None for moment in row]
        for row in rows
    ]


def report(
    samples: Sequence[Sample],
    moments: Sequence[Sequence[datetime | None]],
    began: datetime,
    ended: datetime,
    per_day: float,
    settled_s: float = SETTLED_S,
) -> None:
    last = samples[-1]
    settled = [sample for sample in samples if sample.second >= min(settled_s, last.second / 2)]
    from_s = settled[0].second
    print(
        f"\n{last.second:,.0f} s, {last.waiting['grouped']:,} articles in stories; from {from_s:,.0f} s on:"
    )
    span = settled[-1].second - settled[0].second
    grouped = settled[-1].waiting["grouped"] - settled[0].waiting["grouped"]
    print(f"published {per_day / 86_400:.2f} a second, grouped {grouped / span:.2f} a second")
    queues = np.array([sample.queue for sample in settled])
    slope = np.polyfit([sample.second / 60 for sample in settled], queues, 1)[0] if len(settled) > 2 else 0.0
    third = max(1, len(queues) // 3)
    print(
        f"queue: median {np.median(queues):,.0f}, most {queues.max():,}; in the first third"
        f" {np.mean(queues[:third]):,.0f} on average, in the last {np.mean(queues[-third:]):,.0f};"
        f" trend {slope:+.1f} articles a minute ({100 * slope / (per_day / 1_440):+.1f} % of those published)"
    )
    for name in _WAITING:
        if name != "grouped":
            values = [sample.waiting[name] for sample in settled]
            print(f"  {name:14} median {np.median(values):7,.0f}  most {max(values):7,}")
    cores = (settled[-1].pipeline_s - settled[0].pipeline_s) / span
    room = (settled[-1].newsroom_s - settled[0].newsroom_s) / span
    each_ms = 1000 * cores * span / max(grouped, 1)
    print(f"processor: pipeline {cores:.2f} cores ({each_ms:.0f} ms an article), newsroom {room:.2f} cores")
    show_delays(moments, began, ended)


def show_delays(moments: Sequence[Sequence[datetime | None]], began: datetime, ended: datetime) -> None:
    """Seconds from stage to stage, and from publication to story; what waits counts until the end."""
    rows = [row for row in moments if row[0] is not None and began <= row[0] <= ended]
    if not rows:
        print("No article was published and read in this time.")
        return
    print(f"{'seconds':36}{'median':>9}{'90 %':>9}{'99 %':>9}{'most':>9}   of {len(rows):,} articles")
    times = np.array([[(moment or ended).timestamp() for moment in row] for row in rows])
    steps = np.maximum(np.diff(times, axis=1), 0)
    for place, name in enumerate(STAGES):
        before = STAGES[place - 1] if place else "published"
        _show(f"{before} → {name}", steps[:, place])
    _show("published → in a story", times[:, 5] - times[:, 0])
    _show("seen in the feed → in a story", times[:, 5] - times[:, 1])
    _show("text read → in a story", times[:, 5] - times[:, 3])
    left = sum(row[-1] is None for row in rows)
    print(f"{left:,} of them are not in a story yet")


def _show(name: str, seconds: np.ndarray) -> None:
    parts = np.percentile(seconds, (50, 90, 99, 100))
    print(f"{name:36}" + "".join(f"{part:9.1f}" for part in parts))


def _family(root: int) -> list[tuple[int, list[str]]]:
    """A process and all below it: ids and the fields of /proc/ID/stat from the state on."""
    known: dict[int, list[str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                known[int(entry.name)] = (entry / "stat").read_text().rsplit(")", 1)[1].split()
    family = [root]
    for member in family:
        family += [pid for pid, stat in known.items() if int(stat[1]) == member]
    return [(pid, known[pid]) for pid in family if pid in known]


def family_s(root: int) -> float:
    """Seconds of processor time of a process and all below it, with those of its ended children."""
    return sum(sum(int(ticks) for ticks in stat[11:15]) for _, stat in _family(root)) / _TICKS


def memory_mb(root: int) -> float:
    """Memory of a process and all below it, what they share counted once (proportional set size)."""
    total = 0
    for pid, _ in _family(root):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    main()
