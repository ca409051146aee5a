"""Runs `broadsheet compare`: reads the file, and prints the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from broadsheet.assist.compare import Claim, Comparison, compare_coverage
from broadsheet.assist.particular import Particular
from broadsheet.assist.reading import read_source
from broadsheet.assist.types import Sentence, Source
from broadsheet.cli._moments import read_moment
from broadsheet.errors import ConfigurationError
from broadsheet.understand.vectors import builtin_embedder

MOST_ARTICLES = 400


class _Line(msgspec.Struct):
    """An article as the file has it."""

    id: str | int
    title: str
    text: str
    published: Any = None
    language: str = ""
    publisher: str = ""
    owner: str = ""
    ownership: str = ""
    country: str = ""
    copy: bool = False


def run_compare(path: Path, language: str, *, vectors: bool, as_json: bool) -> None:
    """Prints how the articles of a file compare.

    Raises:
        ConfigurationError: the file cannot be read, or holds no article.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise ConfigurationError(
            f"The file could not be used: {error.strerror or error}.", subject=str(path)
        ) from None
    sources, ids = _read(lines, Console(stderr=True, highlight=False))
    if not sources:
        raise ConfigurationError("The file holds no article.", subject=str(path))
    compared = compare_coverage(sources, language, builtin_embedder() if vectors else None)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(_plain(compared, ids)), indent=2).decode())
    else:
        _print(compared, {source.id: source.publisher or ids[source.id] for source in sources})


def _read(lines: Sequence[bytes], console: Console) -> tuple[list[Source], dict[int, str]]:
    sources: list[Source] = []
    ids: dict[int, str] = {}
    now = datetime.now(UTC)
    for number, line in enumerate(lines, 1):
        if not line.strip() or len(sources) >= MOST_ARTICLES:
            continue
        try:
            one = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            console.print(f"Line {number} is left out: {error}", markup=False)
            continue
        ids[number] = str(one.id)
        sources.append(
            read_source(
                number,
                one.title,
                one.text,
                read_moment(one.published)[0] or now,
                publisher=one.publisher,
                language=one.language,
                owner=one.owner,
                ownership=one.ownership,
                country=one.country,
                copy=one.copy,
            )
        )
    return sources, ids


def _plain(value: Any, ids: dict[int, str]) -> Any:
    """The comparison as JSON has it; articles by the ids of the file."""
    built = msgspec.to_builtins(value)

    def walk(one: Any) -> Any:
        if isinstance(one, list | tuple):
            return [walk(part) for part in one]
        if isinstance(one, dict):
            return {key: ids.get(part, part) if key == "article" else walk(part) for key, part in one.items()}
        return one

    return walk(built)


def _print(compared: Comparison, names: dict[int, str]) -> None:
    console = Console(highlight=False)

    def say(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    say(f"{compared.reports} reports, {compared.owners} independent voices")
    _claims(say, "What at least half of them say", compared.agreed, names)
    _claims(say, "What some say", compared.some, names)
    if compared.numbers:
        say("\nDifferent numbers")
    for numbers in compared.numbers:
        for value in numbers.values:
            say(f"  {value.value} {numbers.unit} ({_who(value.sentence, names)}): {value.sentence.text}")
    if compared.oppositions:
        say("\nOne says the opposite of the other")
    for pair in compared.oppositions:
        for sentence in (pair.one, pair.other):
            say(f"  {_who(sentence, names)}: {sentence.text}")
    if compared.particular:
        say("\nNamed by one group only")
    for one in compared.particular:
        say(f"  {_particular(one)}: {one.sentence.text}")
    if compared.loaded:
        say("\nHeadlines with words that judge")
    for headline in compared.loaded:
        say(f"  {', '.join(headline.words)} ({_who(headline.sentence, names)}): {headline.sentence.text}")


def _claims(say: Any, heading: str, claims: Sequence[Claim], names: dict[int, str]) -> None:
    if claims:
        say(f"\n{heading}")
    for claim in claims:
        say(f"  {claim.owners} of {claim.of} ({_who(claim.sentence, names)}): {claim.sentence.text}")


def _particular(one: Particular) -> str:
    spoken = ", quoted" if one.speaks else ""
    return (
        f"{one.name}{spoken} ({one.by} {one.of}: {one.reports} of {one.among}; none of {one.others} others)"
    )


def _who(sentence: Sentence, names: dict[int, str]) -> str:
    return ", ".join(dict.fromkeys(names[passage.article] for passage in sentence.passages))
