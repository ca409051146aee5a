"""broadsheet gather: one round by hand, with a bar."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from broadsheet.pipeline.runner import Runner


def gather(
    now: bool = typer.Option(False, "--now", help="Ask every feed, also those that are not due yet."),
) -> None:
    """Ask the feeds that are due, read their pages, then leave. Ctrl-C stops it; nothing is lost."""
    from broadsheet.cli._django import console, prepare
    from broadsheet.config import load_config

    config = load_config()
    prepare()
    from broadsheet.pipeline.runner import Runner, open_workshop
    from broadsheet.store.lock import gathering_lock
    from broadsheet.store.polling import make_all_due

    async def run() -> Runner:
        async with open_workshop(config) as shop:
            if now:
                await shop.store(make_all_due, shop.now())
            runner = Runner(shop)
            with _Bars() as bars:
                task = asyncio.create_task(runner.run(until_idle=True, on_beat=bars.show))
                loop = asyncio.get_running_loop()
                for number in (signal.SIGINT, signal.SIGTERM):
                    loop.add_signal_handler(number, task.cancel)
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            return runner

    with gathering_lock():
        runner = asyncio.run(run())
    counts = runner.counts
    console.print(
        f"{counts.feeds} feeds asked ({counts.feeds_failed} failed), {counts.entries} new entries, "
        f"{counts.articles} new articles, {counts.revisions} edits, "
        f"{counts.pages_failed + counts.unreadable} pages not read (see the page Feeds)."
    )


class _Bars:
    """Progress on a terminal: one line a step."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from broadsheet.cli._django import console

        self._progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
        )
        self._tasks = {
            name: self._progress.add_task(name, total=None)
            for name in ("feeds", "pages", "articles", "understood", "stories")
        }

    def __enter__(self) -> _Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, runner: Runner) -> None:
        """Draws where the runner is: what is done, of what was taken in hand."""
        counts, waiting = runner.counts, runner.waiting
        done = {
            "feeds": counts.feeds,
            "pages": counts.pages + counts.pages_failed,
            "articles": counts.articles + counts.revisions + counts.unreadable,
            "understood": counts.understood + counts.not_understood,
            "stories": counts.grouped,
        }
        for name, number in done.items():
            total = max(number, number + waiting.get(name, 0))
            self._progress.update(self._tasks[name], completed=number, total=total)


def register(app: typer.Typer) -> None:
    app.command()(gather)
