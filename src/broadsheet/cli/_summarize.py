"""Runs `broadsheet summarize --batch`: worker processes, answers in the lines' order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from broadsheet.assist.summarize import Length, summarize, summarize_story
from broadsheet.assist.types import Source
from broadsheet.cli._inorder import (
    Trips,
    count_lines,
    numbered_lines,
    progress_bar,
    run_on_files,
    through_workers,
)
from broadsheet.cli._moments import read_moment
from broadsheet.pool import WorkerLost
from broadsheet.understand.language import article_language
from broadsheet.understand.reading import MAX_CHARS
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.types import ArticleText

CHUNK = 8  # lines a task
MOST_ARTICLES = 300
"""Of a story: those beyond are not read."""

Numbered = tuple[int, bytes]


class LineArticle(msgspec.Struct):
    """An article as the file has it. `publisher`: several of one are one voice."""

    id: str | int | None = None
    title: str | None = None
    text: str | None = None
    language: str | None = None
    publisher: str | None = None
    published: Any = None


class _Line(LineArticle):
    articles: list[LineArticle] | None = None


class _Known(msgspec.Struct):
    id: str | int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a line, and what is to be said about it; "" if all of it can be used."""

    line: bytes
    trouble: str = ""


def run_batch(batch: Path, out: Path, workers: int, length: Length, language: str) -> int:
    """Answers every line of `batch` in `out`; a line that cannot be used with an error in place of sentences.

    Args:
        workers: processes.
        language: ISO 639 of the reader, for stories; "": that of most publishers.

    Returns:
        exit status: 0, or 130 if it was stopped by Ctrl-C; `out` then holds whole lines only.

    Raises:
        ConfigurationError: a file cannot be used.
    """
    console = Console(stderr=True, highlight=False)
    trips = Trips(workers, ("broadsheet.cli._summarize",), CHUNK)
    answering = partial(answer_lines, length=length, language=language)

    def answer_all() -> None:
        total = count_lines(batch)
        with batch.open("rb") as lines, out.open("wb") as answers, progress_bar(console) as progress:
            task = progress.add_task("Summarising", total=total)

            def write(answer: Answered) -> None:
                answers.write(answer.line + b"\n")
                answers.flush()
                if answer.trouble:
                    console.print(answer.trouble, markup=False)
                progress.advance(task)

            through_workers(numbered_lines(lines), answering, _lost, write, trips)

    return run_on_files(answer_all, batch, console, "Stopped. What was written are whole lines.")


def answer_lines(lines: list[Numbered], length: Length, language: str) -> list[Answered]:
    """The answers to some lines; in a worker process."""
    return [_answer(number, line, length, language) for number, line in lines]


def _answer(number: int, line: bytes, length: Length, language: str) -> Answered:
    try:
        known = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        return _failed(number, line, f"{error}.")
    if known.id is None:
        return _failed(number, line, "it has no id.")
    articles = known.articles if known.articles is not None else [known]
    sources: list[Source] = []
    ids: list[str | int] = []
    texts: set[str] = set()
    for place, article in enumerate(articles[:MOST_ARTICLES]):
        text = " ".join((article.text or "")[:MAX_CHARS].split())
        if not text:
            continue
        sources.append(source_of(article, len(sources), copy=text in texts))
        ids.append(known.id if known.articles is None else place if article.id is None else article.id)
        texts.add(text)
    if not sources:
        return _failed(number, line, "it has no text.")
    if known.articles is None:
        answer = summarize(sources[0], length)
    else:
        answer = summarize_story(sources, length, language or known.language or "")
    sentences = [
        {
            "text": sentence.text,
            "passages": [
                {"article": ids[passage.article], "start": passage.span[0], "end": passage.span[1]}
                for passage in sentence.passages
            ],
        }
        for sentence in answer.sentences
    ]
    return Answered(msgspec.json.encode({"id": known.id, "sentences": sentences}))


def source_of(article: LineArticle, number: int = 0, *, copy: bool = False) -> Source:
    """An article of a file as summaries read it; of no publisher, it is a voice of its own.

    Args:
        number: its key among those of its line.
        copy: whether its text is another's.
    """
    title, text = article.title or "", article.text or ""
    language = article_language(ArticleText(title, text=text[:MAX_CHARS], language=article.language or ""))
    at, _ = read_moment(article.published)
    return Source(
        id=number,
        revision=1,
        publisher=article.publisher or "",
        owner=article.publisher or f"#{number}",
        language=language,
        at=at or datetime.fromtimestamp(0, UTC),
        title=title,
        text=text,
        sentences=split_sentences(text[:MAX_CHARS], language),
        copy=copy,
    )


def _failed(number: int, line: bytes, trouble: str) -> Answered:
    try:
        known = msgspec.json.decode(line, type=_Known).id
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        known = None
    answer: dict[str, object] = {"id": known, "sentences": [], "error": f"Line {number}: {trouble}"}
    return Answered(msgspec.json.encode(answer), f"Line {number} could not be summarised: {trouble}")


def _lost(line: Numbered, error: WorkerLost) -> Answered:
    return _failed(*line, str(error))
