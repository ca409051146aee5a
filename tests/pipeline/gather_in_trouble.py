"""Gathers while the database cannot be written for a while: python -m … full|locked SECONDS.

Prints what the runner said of it meanwhile and after.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import threading
from collections.abc import Iterator

from django.db import connection

from broadsheet.cli._django import prepare
from broadsheet.config import load_config

LOG: list[str] = []
# What PostgreSQL says when its disk is full, said by the server itself: the SQLSTATE is what counts.
FULL = """
CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER full_entry BEFORE INSERT ON store_entry FOR EACH ROW EXECUTE FUNCTION full_disk();
"""
NOT_FULL = "DROP TRIGGER full_entry ON store_entry"


class _Listener(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        LOG.append(record.getMessage())


def listen() -> None:
    """Keeps what the pipeline logs from now on in `LOG`."""
    logging.getLogger("broadsheet.pipeline").addHandler(_Listener())


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def fill_disk() -> None:
    """Not one page more than there is: SQLite's own way to say that the disk is full."""
    if connection.vendor == "postgresql":
        execute(FULL)
        return
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")


def make_room() -> None:
    execute("PRAGMA max_page_count=4294967294" if connection.vendor == "sqlite" else NOT_FULL)


def wait_less() -> None:
    """In the thread that writes: give up on a lock after a moment, not after 20 seconds."""
    execute("PRAGMA busy_timeout=200" if connection.vendor == "sqlite" else "SET lock_timeout='200ms'")


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Another program (here a thread with a connection of its own) holds the database meanwhile."""
    holds, released = threading.Event(), threading.Event()

    def hold() -> None:
        postgres = connection.vendor == "postgresql"
        execute("BEGIN" if postgres else "BEGIN IMMEDIATE")
        if postgres:
            execute("LOCK TABLE store_feed, store_entry IN ACCESS EXCLUSIVE MODE")
        holds.set()
        released.wait()
        execute("ROLLBACK")
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holds.wait(60)
    try:
        yield
    finally:
        released.set()
        thread.join()


async def main(kind: str, seconds: float) -> dict[str, object]:
    """The trouble lasts until it was met, and `seconds` longer."""
    from broadsheet.pipeline import step
    from broadsheet.pipeline.runner import Runner, open_workshop

    step._TROUBLE_S = 0.5
    troubles: set[str] = set()
    async with open_workshop(load_config()) as shop:
        runner = Runner(shop)
        await shop.store(wait_less)
        if kind == "full":
            await shop.store(fill_disk)
        with locked() if kind == "locked" else contextlib.nullcontext():
            task = asyncio.create_task(
                runner.run(until_idle=True, on_beat=lambda runner: troubles.add(runner.shop.trouble))
            )
            async with asyncio.timeout(300):
                while not any(troubles) and not task.done():
                    await asyncio.sleep(0.1)
            await asyncio.sleep(seconds)
            meanwhile = runner.counts.entries
            ended = task.done()
            if kind == "full":
                await shop.store(make_room)
        await task
        return {
            "meanwhile": meanwhile,
            "ended": ended,
            "troubles": sorted(troubles),
            "trouble": shop.trouble,
            "log": LOG,
        }


if __name__ == "__main__":
    prepare()
    listen()
    print(json.dumps(asyncio.run(main(sys.argv[1], float(sys.argv[2])))))
