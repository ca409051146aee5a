"""Runs `broadsheet ask`: one question, or a file of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape

from broadsheet.assist.ask import Finding, find_answer
from broadsheet.assist.types import Passage, Sentence, Source
from broadsheet.cli._django import prepare
from broadsheet.cli._inorder import count_lines, progress_bar, run_on_files
from broadsheet.errors import BroadsheetError, StoryError
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleText

NOT_SAID = "The coverage does not say."
NOT_CERTAIN = "No sentence of the coverage answers this for certain; those that come nearest are below."
_WHEN_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


class _Article(msgspec.Struct, frozen=True):
    """An article as a line of a batch has it."""

    id: str | int
    title: str = ""
    text: str = ""
    language: str = ""
    summary: str = ""
    publisher: str = ""


class _Line(msgspec.Struct):
    """A question as a line of a batch has it; without articles everything stored is asked."""

    id: str | int
    question: str
    language: str = ""
    articles: list[_Article] | None = None


def ask_one(question: str, article: str, story: str, language: str) -> int:
    """Answers on the console, with publisher, title and day of what is quoted.

    Args:
        article, story: an address or an id; "" for everything stored.

    Returns:
        exit status: 0, or 1 if the coverage does not say.

    Raises:
        BroadsheetError: there is no such article or story, or the database could not.
    """
    prepare()
    from django.db.models import Q

    from broadsheet.store.asking import ask_store
    from broadsheet.store.models import Article
    from broadsheet.store.operators import find_story
    from broadsheet.store.sources import source_of, sources_of_story

    if article or story:
        if article:
            known_as = Q(public_id=article.rstrip("/").split("/")[-1]) | Q(canonical_url=article)
            wanted = Article.objects.filter(known_as).only("pk").first()
            if wanted is None:
                raise StoryError("There is no such article.", subject=article)
            sources: tuple[Source, ...] = (source_of(wanted),)
        else:
            sources = sources_of_story(find_story(story))
        found = find_answer(question, sources, language=language)
    else:
        found = ask_store(question, datetime.now(UTC), language=language)
    console = Console()
    if not found.answer.sentences:
        said = NOT_CERTAIN if found.answer.nearest else NOT_SAID
        console.print(f"{said} ({found.answer.articles:,} articles were read.)")
    _print_cited(console, found.answer.sentences or found.answer.nearest)
    return 0 if found.answer.sentences else 1


def _print_cited(console: Console, sentences: Sequence[Sentence]) -> None:
    """Sentences with where they stand."""
    from broadsheet.store.models import Article

    cited = [passage.article for sentence in sentences for passage in sentence.passages]
    articles = Article.objects.select_related("publisher").for_list().in_bulk(cited)
    for sentence in sentences:
        console.print(f"“{escape(sentence.text)}”", soft_wrap=True)
        for passage in sentence.passages:
            known = articles[passage.article]
            day = known.sort_at.strftime("%Y-%m-%d")
            console.print(
                f"  [dim]{escape(known.publisher.name)}, {day}: {escape(known.title)} ({known.public_id}, "
                f"{passage.span[0]}–{passage.span[1]})[/]",
                soft_wrap=True,
            )


def run_asking(batch: Path, out: Path) -> int:
    """Answers every line of `batch` in `out`, in order.

    Returns:
        exit status: 0, or 130 if it was stopped by Ctrl-C; `out` then holds whole lines only.

    Raises:
        ConfigurationError: a file cannot be used.
    """
    console = Console(stderr=True, highlight=False)

    def ask() -> None:
        total = count_lines(batch)
        with batch.open("rb") as lines, out.open("wb") as answers, progress_bar(console) as progress:
            task = progress.add_task("Asking", total=total)
            for given in answer_lines(lines):
                answers.write(msgspec.json.encode(given) + b"\n")
                answers.flush()
                if "error" in given:
                    console.print(f"Line {given['line']}: {given['error']}", markup=False)
                progress.advance(task)

    return run_on_files(ask, batch, console, "Stopped. What was written are whole lines.")


def answer_lines(lines: Iterator[bytes] | Any) -> Iterator[dict[str, Any]]:
    """An answer for each line that is not empty, or what is wrong with it."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answered(number, line)


def _answered(number: int, line: bytes) -> dict[str, Any]:
    try:
        asked = msgspec.json.decode(line, type=_Line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return {"id": _id_of(line), "line": number, "error": f"The line cannot be read ({error})."}
    try:
        found, names = _find(asked)
    except BroadsheetError as error:
        return {"id": asked.id, "line": number, "error": str(error)}
    return {
        "id": asked.id,
        "answer": [
            {"text": sentence.text, **_place(sentence.passages[0], names)}
            for sentence in found.answer.sentences
        ],
        "passages": [_place(passage, names) for passage in found.passages],
        "answered": bool(found.answer.sentences),
    }


def _find(asked: _Line) -> tuple[Finding, dict[int, str | int]]:
    """What was found, and by which ids the file (or the store) knows the articles."""
    if asked.articles is None:
        return _find_in_store(asked)
    sources = tuple(_source(article, key) for key, article in enumerate(asked.articles))
    found = find_answer(asked.question, sources, language=asked.language)
    return found, {key: article.id for key, article in enumerate(asked.articles)}


def _find_in_store(asked: _Line) -> tuple[Finding, dict[int, str | int]]:
    prepare()
    from broadsheet.store.asking import ask_store
    from broadsheet.store.models import Article

    found = ask_store(asked.question, datetime.now(UTC), language=asked.language)
    places = [*found.passages, *(one for sentence in found.answer.sentences for one in sentence.passages)]
    ids = Article.objects.filter(pk__in={place.article for place in places})
    return found, dict(ids.values_list("pk", "public_id"))


def _place(passage: Passage, names: dict[int, str | int]) -> dict[str, Any]:
    return {"article": names[passage.article], "start": passage.span[0], "end": passage.span[1]}


def _id_of(line: bytes) -> object:
    try:
        read = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return read.get("id") if isinstance(read, dict) else None


@lru_cache(maxsize=512)
def _source(article: _Article, key: int) -> Source:
    """An article of the file, understood; the same article is asked by many lines."""
    known = understand_article(
        ArticleText(article.title, article.summary, article.text, article.language, article.language)
    )
    return Source(
        id=key,
        revision=1,
        publisher=article.publisher,
        owner=article.publisher or str(article.id),
        language=known.language,
        at=_WHEN_UNKNOWN,
        title=article.title,
        text=article.text or article.summary,
        summary=article.summary,
        sentences=known.sentences,
        names=known.names,
        places=known.places,
        numbers=known.numbers,
        dates=known.dates,
        quotes=known.quotes,
    )
