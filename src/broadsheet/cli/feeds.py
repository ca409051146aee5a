"""broadsheet feeds: read feeds and show what is in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadsheet.feeds.types import ParsedFeed


def feeds(
    target: Annotated[str, typer.Argument(help="A feed: an address, a file, or - for standard input.")] = "",
    batch: Annotated[
        Path | None,
        typer.Option(help='Read the feeds this file lists: lines {"file", "url"?, "headers"?}.'),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="With --batch: write a line of JSON for each feed here.")
    ] = None,
    workers: Annotated[int, typer.Option(help="With --batch: processes to use; 0 is one a processor.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the feed as one line of JSON.")] = False,
) -> None:
    """Read a feed and print what is in it, or read many into one file.

    With --batch, each line of the output holds everything one feed states, in feedparser's field names. A
    feed that cannot be read is a line with "error".
    """
    from broadsheet.errors import ConfigurationError

    if batch is not None:
        if out is None or target:
            raise ConfigurationError("--batch needs --out and no other target.", subject="broadsheet feeds")
        _run_batch(batch, out, workers or len(os.sched_getaffinity(0)))
    elif target:
        parsed, subject = _read(target)
        if as_json:
            _print_json(parsed)
        else:
            _print_feed(parsed, subject)
    else:
        raise ConfigurationError(
            "There is nothing to read.", subject="broadsheet feeds", advice="Give an address or a file."
        )


def register(app: typer.Typer) -> None:
    app.command()(feeds)


# --- many feeds ------------------------------------------------------------------------------------


def read_line(line: str, folder: str) -> str:
    """One line of a batch: a feed's line in, its document (or error) out, both JSON."""
    import msgspec

    from broadsheet.errors import BroadsheetError
    from broadsheet.feeds.document import feed_document

    answer: dict[str, Any] = {}
    try:
        job = msgspec.json.decode(line)
        answer["file"] = job["file"]
        with Path(folder, job["file"]).open("rb") as file:
            body = file.read()
        answer |= feed_document(body, job.get("url") or "", headers=job.get("headers"))
    except BroadsheetError as error:
        answer["error"] = str(error)
    except OSError as error:
        answer["error"] = f"The file could not be read: {error.strerror}."
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        answer["error"] = 'The line is not an object with "file".'
    except Exception as error:  # one feed never ends the run
        answer["error"] = f"Reading it failed: {type(error).__name__}: {error}"
    return msgspec.json.encode(answer).decode()


def _run_batch(batch: Path, out: Path, workers: int) -> None:
    from rich.progress import track

    from broadsheet.errors import ConfigurationError

    try:
        with batch.open(encoding="utf-8") as lines:
            total = sum(1 for line in lines if line.strip())
        with batch.open(encoding="utf-8") as lines, out.open("w", encoding="utf-8") as answers:
            done = _documents(lines, str(batch.parent), workers)
            for answer in track(done, "Reading feeds", total=total, console=_console(stderr=True)):
                answers.write(answer + "\n")
    except (OSError, UnicodeDecodeError) as error:
        subject = str(getattr(error, "filename", None) or batch)
        raise ConfigurationError(f"The file could not be used: {error}.", subject=subject) from None


def _documents(lines: Iterator[str], folder: str, workers: int) -> Iterator[str]:
    """Documents in the order of `lines`, a few hundred at a time in the pool, so that memory stays flat."""
    from collections import deque
    from concurrent.futures import ProcessPoolExecutor

    jobs = (line for line in lines if line.strip())
    if workers <= 1:
        yield from (read_line(line, folder) for line in jobs)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting = deque[Any]()
        for line in jobs:
            waiting.append(pool.submit(read_line, line, folder))
            if len(waiting) >= workers * 50:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


# --- one feed --------------------------------------------------------------------------------------


def _read(target: str) -> tuple[ParsedFeed, str]:
    from broadsheet.errors import FeedError
    from broadsheet.feeds.parse import parse_feed

    if target.startswith(("http://", "https://")):
        return _fetch(target)
    try:
        body = sys.stdin.buffer.read() if target == "-" else Path(target).read_bytes()
    except OSError as error:
        raise FeedError(f"The file could not be read: {error.strerror}.", subject=target) from None
    return _with_subject(lambda: parse_feed(body), target), target


def _fetch(url: str) -> tuple[ParsedFeed, str]:
    import asyncio

    from broadsheet.config import load_config
    from broadsheet.feeds.parse import parse_feed
    from broadsheet.fetch.client import Fetcher
    from broadsheet.fetch.types import FetchedPage, FetchRequest
    from broadsheet.pipeline.fetching import fetch_config

    async def ask() -> FetchedPage:
        async with Fetcher(fetch_config(load_config())) as fetcher:
            return await fetcher.fetch(FetchRequest(url, "feed"))

    page = asyncio.run(ask())
    return _with_subject(lambda: parse_feed(page.body, page.final_url, headers=page.headers), url), url


def _with_subject(read: Any, subject: str) -> ParsedFeed:
    from broadsheet.errors import FeedError

    try:
        parsed: ParsedFeed = read()
    except FeedError as error:
        raise type(error)(error.message, subject=subject, advice=error.advice) from None
    return parsed


def _console(*, stderr: bool = False) -> Any:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def _print_json(parsed: ParsedFeed) -> None:
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(parsed) + b"\n")


def _print_feed(parsed: ParsedFeed, target: str) -> None:
    from rich.markup import escape
    from rich.text import Text

    from broadsheet.feeds.markup import plain
    from broadsheet.feeds.raw import RawText

    console = _console()
    console.print(Text(parsed.title or target, style="bold"))
    facts = {
        "format": parsed.version,
        "site": parsed.site_url,
        "about": parsed.description,
        "language": parsed.language,
        "stated address": parsed.self_url,
        "hubs": ", ".join(parsed.hub_urls),
        "asks to wait": f"{parsed.ttl_s // 60} minutes" if parsed.ttl_s else "",
        "encoding": parsed.encoding,
        "problem": parsed.problem,
    }
    for name, value in facts.items():
        if value:
            console.print(f"  [dim]{name}:[/dim] {escape(value)}", soft_wrap=True)
    console.print(f"  [dim]entries:[/dim] {len(parsed.entries)}")
    for entry in parsed.entries:
        moment = entry.published or entry.updated
        console.print()
        console.print(Text(entry.title or "(no title)", style="bold"), soft_wrap=True)
        by = [moment.strftime("%Y-%m-%d %H:%M UTC") if moment else "no date", *entry.authors]
        console.print(Text("  " + " · ".join(by)), soft_wrap=True)
        if entry.url:
            console.print(Text("  " + entry.url), soft_wrap=True)
        text = plain(RawText(entry.summary or entry.content, "html"), 300)
        if text:
            console.print(Text("  " + text), soft_wrap=True)
        extras = [*(f"#{name}" for name in entry.categories), *(p.url for p in entry.pictures[:1])]
        if extras:
            console.print(Text("  " + "  ".join(extras), style="dim"), soft_wrap=True)
