"""Requests a second of the page of the latest articles, beside other readers, in one run.

    python benchmarks/pages_peers.py --articles 100000 --freshrss FOLDER --reader PYTHON

FOLDER is a copy of FreshRSS's source, which is installed anew there (Debian: php8.2-cli php8.2-sqlite3
php8.2-xml php8.2-mbstring php8.2-curl). PYTHON is the interpreter of an environment with `reader[app]` and
`granian`. Each has the same number of articles in 300 feeds in SQLite, two worker processes, and four
connections of `wrk`. PHP's own server stands for a web server with PHP: it keeps compiled code too
(opcache). With --folder what was filled there before is used again: --fill-only first, then without it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pages import set_up
from pages_data import fill, filled_folder, sentence

PORT = 8480
FEEDS = 300
SECONDS = 10
GRANIAN = ("-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2")


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one page: requests a second, median and 99th percentile of the milliseconds each took, its size."""

    name: str
    each_second: float
    median_ms: float
    p99_ms: float
    kilobytes: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--freshrss", type=Path)
    options.add_argument("--reader", type=Path)
    options.add_argument("--folder", type=Path, help="kept, and used again")
    options.add_argument("--fill-only", action="store_true")
    chosen = options.parse_args()
    with filled_folder(chosen.folder) as (folder, is_filled):
        set_up(str(folder))
        if not is_filled:
            fill(chosen.articles, FEEDS)
        if chosen.freshrss and (not is_filled or chosen.fill_only):
            fill_freshrss(chosen.freshrss, chosen.articles)
        if chosen.reader and (not is_filled or chosen.fill_only):
            fill_reader(chosen.reader, folder, chosen.articles)
        if chosen.fill_only:
            return
        rates = measure_broadsheet()
        if chosen.freshrss:
            rates += measure_freshrss(chosen.freshrss)
        if chosen.reader:
            rates += measure_reader(chosen.reader, folder)
    print(f"{chosen.articles:,} articles, 2 workers, 4 connections, {SECONDS} s each")
    print(f"{'page':34}{'each s':>9}{'median ms':>11}{'p99 ms':>9}{'KB':>7}{'ratio':>8}")
    base = rates[0].each_second
    for rate in rates:
        figures = f"{rate.each_second:9.1f}{rate.median_ms:11.1f}{rate.p99_ms:9.1f}{rate.kilobytes:7.0f}"
        print(f"{rate.name:34}{figures}{rate.each_second / base:8.2f}")


def measure_broadsheet() -> list[Rate]:
    """The latest articles and the front page, made anew for each request and remembered."""
    command = [sys.executable, *GRANIAN, "--host", "127.0.0.1", "--port", str(PORT)]
    command += ["broadsheet.web.wsgi:application"]
    rates = []
    for seconds, how in ((0, "made anew"), (5, "remembered")):
        with served(command, {"BROADSHEET_PAGE_CACHE_SECONDS": str(seconds)}):
            rates += [
                load(f"Broadsheet, latest, {how}", "/latest"),
                load(f"Broadsheet, front page, {how}", "/"),
            ]
    return rates


def fill_freshrss(folder: Path, articles: int) -> None:
    """Installs it anew, without accounts, with feeds and articles."""
    users = folder / "data" / "users" / "bench"
    shutil.rmtree(users, ignore_errors=True)
    for old in ("config.php", "applied_migrations.txt"):
        (folder / "data" / old).unlink(missing_ok=True)
    (folder / "data" / "do-install.txt").touch()
    install = ["cli/do-install.php", "--default-user", "bench", "--auth-type", "none", "--db-type", "sqlite"]
    for arguments in (
        [*install, "--base-url", f"http://127.0.0.1:{PORT}", "--language", "en", "--title", "Bench"],
        ["cli/create-user.php", "--user", "bench", "--language", "en"],
    ):
        subprocess.run(["php", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(users / "db.sqlite") as database:
        database.execute("DELETE FROM feed")
        database.executemany(
            "INSERT INTO feed (id, url, name, website, category, cache_nbEntries, cache_nbUnreads)"
            " VALUES (?, ?, ?, ?, 1, ?, ?)",
            [
                (n + 1, f"https://p{n}.example/feed", f"Publisher {n}", f"https://p{n}.example/")
                + (articles // FEEDS,) * 2
                for n in range(FEEDS)
            ],
        )
        database.executemany(
            "INSERT INTO entry (id, guid, title, author, content, link, date, id_feed, tags, hash)"
            " VALUES (?, ?, ?, '', ?, ?, ?, ?, '', x'00')",
            (
                (
                    *(int(at.timestamp() * 1e6), str(number), title, text),
                    *(f"https://example.org/{number}", int(at.timestamp()), number % FEEDS + 1),
                )
                for number, at, title, text in rows(articles)
            ),
        )


def measure_freshrss(folder: Path) -> list[Rate]:
    """Its main page, for anybody, all articles."""
    command = ["php", "-d", "opcache.enable_cli=1", "-S", f"127.0.0.1:{PORT}", "-t", "p"]
    with served(command, {"PHP_CLI_SERVER_WORKERS": "2"}, folder):
        return [load("FreshRSS, all articles", "/i/?a=normal&get=a&state=3")]


def fill_reader(python: Path, folder: Path, articles: int) -> None:
    """A database of its own, with feeds and entries."""
    path = folder / "reader.sqlite"
    path.unlink(missing_ok=True)
    make = f"import reader; reader.make_reader({str(path)!r}).close()"
    subprocess.run([python, "-c", make], check=True)
    with sqlite3.connect(path) as database:
        database.executemany(
            "INSERT INTO feeds (url, title, added) VALUES (?, ?, ?)",
            [(f"https://p{n}.example/feed", f"Publisher {n}", "2026-01-01 00:00:00") for n in range(FEEDS)],
        )
        database.executemany(
            "INSERT INTO entries (id, feed, title, link, published, summary, read, important, added_by,"
            " last_updated, first_updated, first_updated_epoch, feed_order, recent_sort)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, 0, 'feed', ?, ?, ?, 0, ?)",
            (
                (
                    *(str(number), f"https://p{number % FEEDS}.example/feed", title),
                    *(f"https://example.org/{number}", at.strftime("%Y-%m-%d %H:%M:%S"), text),
                    *(at.strftime("%Y-%m-%d %H:%M:%S"),) * 4,
                )
                for number, at, title, text in rows(articles)
            ),
        )


def measure_reader(python: Path, folder: Path) -> list[Rate]:
    """The main page of its web application: the latest entries."""
    path = folder / "reader.sqlite"
    command = [str(python), *GRANIAN, "--host", "127.0.0.1", "--port", str(PORT), "reader._app.wsgi:app"]
    with served(command, {"READER_URL": str(path)}):
        return [load("reader, its web application", "/")]


def rows(articles: int) -> Iterator[tuple[int, datetime, str, str]]:
    """Number, time, title and text of each article, as long as Broadsheet's."""
    import random

    chance, now = random.Random(1), datetime.now(UTC)
    for number in range(articles):
        at = now - timedelta(seconds=20 * (articles - number))
        text = "".join(f"<p>{sentence(chance, 60)}</p>" for _ in range(8))
        yield number, at, sentence(chance, 9), text


@contextmanager
def served(command: list[str], environment: dict[str, str], folder: Path | None = None) -> Iterator[None]:
    """Runs a server with all its processes for as long as it is needed."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=30).close())
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        time.sleep(1)


def wait_for(ask: Callable[[], None], within_s: float = 60.0) -> None:
    end = time.monotonic() + within_s
    while True:
        try:
            return ask()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def load(name: str, path: str) -> Rate:
    """Asks for one page as fast as it is answered."""
    url = f"http://127.0.0.1:{PORT}{path}"
    with urllib.request.urlopen(url, timeout=60) as answer:
        kilobytes = len(answer.read()) / 1024
    command = ["wrk", "-t1", "-c4", f"-d{SECONDS}s", "--timeout", "30s", "--latency", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if failed:
        raise SystemExit(f"{name}: {failed[1]} requests failed")
    each_second = re.search(r"Requests/sec:\s+([\d.]+)", said)
    latency = dict(re.findall(r"(50|99)%\s+([\d.]+[a-z]+)", said))
    if each_second is None or len(latency) != 2:
        raise SystemExit(f"wrk says nothing that can be read:\n{said}")
    return Rate(
        name, float(each_second[1]), milliseconds(latency["50"]), milliseconds(latency["99"]), kilobytes
    )


def milliseconds(text: str) -> float:
    """A time as wrk writes it: "380.00us", "12.31ms", "1.02s"."""
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)


if __name__ == "__main__":
    main()
