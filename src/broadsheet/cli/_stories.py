"""Runs `broadsheet stories --batch`: worker processes understand, this one groups in the lines' order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from rich.console import Console

from broadsheet.cli._inorder import Trips, numbered_lines, progress_bar, run_on_files, through_workers
from broadsheet.cli._moments import Moments, read_moment
from broadsheet.group.answers import Answers
from broadsheet.group.grouper import Grouper
from broadsheet.group.types import ArticleToGroup
from broadsheet.pool import WorkerLost
from broadsheet.understand.article import understand_article
from broadsheet.understand.language import article_language
from broadsheet.understand.signature import signature
from broadsheet.understand.terms import article_terms
from broadsheet.understand.types import ArticleText
from broadsheet.understand.vectors import builtin_embedder, text_to_embed

CHUNK = 16  # articles a task

Numbered = tuple[int, bytes]


class _Line(msgspec.Struct):
    """An article as the file has it."""

    id: str | int
    title: str | None = None
    text: str | None = None
    language: str | None = None
    published: Any = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A line that was understood, or why it was not.

    Attributes:
        number: of the line, from 1.
        at: None if the line states no time that can be read.
        vector: bytes of float32.
        trouble: why the line cannot be used; "" if it can.
        doubt: why its time cannot be used.
    """

    number: int
    id: str | int = ""
    title: str = ""
    language: str = ""
    at: datetime | None = None
    vector: bytes = b""
    terms: tuple[tuple[str, float], ...] = ()
    cognates: tuple[str, ...] = ()
    has_text: bool = False
    signature: bytes = b""
    trouble: str = ""
    doubt: str = ""


def run_stories(batch: Path, out: Path, workers: int) -> int:
    """Groups every line of `batch`, and writes the story of each to `out` in the end, merges applied.

    Args:
        workers: processes.

    Returns:
        exit status: 0, or 130 if it was stopped by Ctrl-C; nothing is written then.

    Raises:
        ConfigurationError: a file cannot be used.
    """
    console = Console(stderr=True, highlight=False)
    trips = Trips(workers, ("broadsheet.cli._stories",), CHUNK)

    def group() -> None:
        with batch.open("rb") as lines:
            total, begin = _survey(lines)
        stories = Stories(Moments(begin, datetime.now(UTC)))
        out.touch()  # what cannot be written is better known before the work than after it
        with batch.open("rb") as lines, progress_bar(console) as progress:
            task = progress.add_task("Grouping", total=total)

            def add(line: Understood) -> None:
                for said in stories.add(line):
                    console.print(said, markup=False)
                progress.advance(task)

            through_workers(numbered_lines(lines), understand_lines, _lost, add, trips)
        out.write_bytes(b"".join(msgspec.json.encode(answer) + b"\n" for answer in stories.answers()))

    return run_on_files(group, batch, console, "Stopped. Nothing was written.")


class Stories:
    """Groups understood lines one after the other; later merges rename earlier answers, nothing else does.

    Args:
        moments: when each counts as published; without a time that can be used, with the one before.
    """

    def __init__(self, moments: Moments) -> None:
        self._grouper = Grouper()
        self._ids: list[str | int] = []
        self._known: set[str | int] = set()
        self._answers = Answers()
        self._moments = moments

    def add(self, line: Understood) -> list[str]:
        """Groups a line. Returns what is to be said about it: nothing, if all of it can be used."""
        if line.trouble:
            return [f"Line {line.number} is left out: {line.trouble}"]
        if line.id in self._known:
            return [f"Line {line.number} is left out: the id {line.id} has been there before."]
        self._known.add(line.id)
        self._ids.append(line.id)
        at, doubt = self._moments.next(line.at)
        article = ArticleToGroup(
            id=len(self._ids),
            title=line.title,
            language=line.language,
            publisher="",
            at=at,
            vector=np.frombuffer(line.vector, np.float32),
            terms=line.terms,
            cognates=line.cognates,
            has_text=line.has_text,
            signature=line.signature,
        )
        self._answers.add(article.id, self._grouper.add(article).story)
        if self._grouper.settle_due:
            self._settle()
        doubt = line.doubt or doubt
        return [f"Line {line.number} counts as published with the one before: {doubt}."] if doubt else []

    def answers(self) -> Iterator[dict[str, str | int]]:
        """Each article with its story, which is called by the id of the article that opened it."""
        self._settle()
        for number, article in enumerate(self._ids, 1):
            yield {"id": article, "story": self._ids[self._answers.answer(number) - 1]}

    def _settle(self) -> None:
        for change in self._grouper.settle():
            self._answers.follow(change)


def _survey(lines: Iterable[bytes]) -> tuple[int, datetime]:
    """How many lines there are, and the first time that one states and that is not to come."""
    total, begin, now = 0, None, datetime.now(UTC)
    for line in lines:
        total += bool(line.strip())
        if begin is None and line.strip():
            known, _ = _read_line(line)
            at, _ = read_moment(known.published if known is not None else None)
            begin = at if at is not None and at <= now else None
    return total, begin or datetime.fromtimestamp(0, UTC)


def _read_line(line: bytes) -> tuple[_Line | None, str]:
    """A line, or what is wrong with it."""
    try:
        return msgspec.json.decode(line, type=_Line), ""
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        return None, f"{error}."


def understand_lines(lines: list[Numbered]) -> list[Understood]:
    """What grouping needs to know of some lines; in a worker process."""
    read = [_read(number, line) for number, line in lines]
    good = [text for line, text in read if not line.trouble]
    vectors = iter(builtin_embedder().embed(good))
    return [line if line.trouble else replace(line, vector=next(vectors).tobytes()) for line, _ in read]


def _read(number: int, line: bytes) -> tuple[Understood, str]:
    """A line without its vector, and the text the vector is made of."""
    known, trouble = _read_line(line)
    if known is None:
        return Understood(number, trouble=trouble), ""
    title, text = (known.title or "").strip(), (known.text or "").strip()
    if not title and not text:
        return Understood(number, trouble="it has neither a title nor a text."), ""
    at, doubt = read_moment(known.published)
    article = ArticleText(title, text=text, language=known.language or "")
    language = article_language(article)
    understood = Understood(
        number,
        id=known.id,
        title=title,
        language=language,
        at=at,
        terms=article_terms(title, text, language),
        cognates=understand_article(article).cognates if text else (),
        has_text=bool(text),
        signature=signature(text),
        doubt=doubt,
    )
    return understood, text_to_embed(title, "", text)


def _lost(line: Numbered, error: WorkerLost) -> Understood:
    return Understood(line[0], trouble=str(error))
