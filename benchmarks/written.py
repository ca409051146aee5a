"""What a real model writes of the demo newsroom, and how much of it the check lets through.

    .venv-model/bin/python tests/model/serve.py 21801 &
    python benchmarks/written.py http://127.0.0.1:21801/v1 smollm2 [--articles N --stories N --questions N]

Articles, stories and questions are taken evenly from the whole list. Prints what came of each, then how many
sentences were written and held, what for the others were refused, and how long a reader waits.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.assist.ask_questions import articles, questions, story

from broadsheet.assist.ask import find_answer
from broadsheet.assist.check import make_check
from broadsheet.assist.model import Message, RemoteModel
from broadsheet.assist.prompts import Numbered
from broadsheet.assist.summarize import ranked, ranked_story, summarize, summarize_story
from broadsheet.assist.types import Answer, Passage, Source
from broadsheet.assist.written import Writing
from broadsheet.understand.vectors import builtin_embedder

MOST_PASSAGES = 40


class Heard(RemoteModel):
    """A model whose words are kept as they came, with the seconds until the first."""

    def write(
        self, messages: Sequence[Message], schema: dict[str, Any] | None, *, most_tokens: int
    ) -> Iterator[str]:
        self.said, self.first_s = "", 0.0
        start = time.monotonic()
        for piece in super().write(messages, schema, most_tokens=most_tokens):
            self.first_s = self.first_s or time.monotonic() - start
            self.said += piece
            yield piece


@dataclass
class Row:
    """Of all answers of one kind."""

    said: int = 0
    held: int = 0
    fell_back: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    tokens: list[int] = field(default_factory=list)
    first_s: list[float] = field(default_factory=list)
    shown_s: list[float] = field(default_factory=list)
    whole_s: list[float] = field(default_factory=list)


def write(
    row: Row, model: Heard, sources: Sequence[Source], writing: Writing, built_in: Answer, heading: str
) -> None:
    """Asks for one answer, as a page does, and prints what came."""
    check = make_check(sources, writing.language, builtin_embedder())
    start, shown = time.monotonic(), 0.0
    print(f"\n{heading}  [{writing.asked}, {writing.language}]", flush=True)
    for sentence in writing.answered(model, check, lambda: built_in):
        if not sentence.quoted:
            shown = shown or time.monotonic() - start
            row.held += 1
            print(f"  + {sentence.text}   <- {sentence.passages[0].text[:100]!r}")
    for one in writing.dropped:
        print(f"  - {one.doubt}: {one.text}")
    if writing.answer.notice:
        print(f"  = {writing.answer.notice}: {' '.join(model.said.split())[:300]!r}")
        row.fell_back[writing.answer.notice] += 1
    elif not writing.answer.sentences:
        row.fell_back["says that the texts do not say"] += 1
    row.said += writing.said
    row.doubts.update(one.doubt for one in writing.dropped)
    row.tokens += [writing.usage.sent + writing.usage.written]
    row.first_s += [model.first_s]
    row.shown_s += [shown] if shown else []
    row.whole_s += [time.monotonic() - start]


def numbered(sources: Sequence[Source], passages: Sequence[Passage]) -> tuple[Numbered, ...]:
    """As pages label them."""
    of = {source.id: source for source in sources}
    return tuple(
        Numbered(one, f"{of[one.article].publisher}, {of[one.article].at:%Y-%m-%d}") for one in passages
    )


def spread(found: Sequence[Any], most: int) -> list[Any]:
    """At most so many of a list, evenly."""
    return [found[number * len(found) // most] for number in range(min(most, len(found)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("name")
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--stories", type=int, default=4)
    parser.add_argument("--questions", type=int, default=12)
    options = parser.parse_args()
    model = Heard(options.url, "", options.name, timeout_s=600)
    rows = {kind: Row() for kind in ("articles", "stories", "questions")}
    for source in spread([one.source for one in articles()], options.articles):
        passages = numbered([source], [source.passage(one.span) for one in ranked(source, MOST_PASSAGES)])
        writing = Writing("points", source.language, passages)
        write(rows["articles"], model, [source], writing, summarize(source, "points"), source.title)
    events = list(dict.fromkeys(one.event for one in articles()))
    for event in spread([one for one in events if len(story(one)) > 1], options.stories):
        sources = story(event)
        passages = numbered(sources, ranked_story(sources, MOST_PASSAGES, "en"))
        built_in = summarize_story(sources, "points", "en")
        write(rows["stories"], model, sources, Writing("points", "en", passages), built_in, event)
    for asked in spread(questions("apart"), options.questions):
        sources = story(asked.event)
        found = find_answer(asked.text, sources, language=asked.language)
        passages = numbered(sources, found.passages)
        writing = Writing("ask", asked.language, passages, asked.text)
        heading = f"{asked.text} ({'answerable' if asked.evidence else 'not answerable'})"
        write(rows["questions"], model, sources, writing, found.answer, heading)
    report(rows)


def report(rows: dict[str, Row]) -> None:
    """Prints the table."""
    columns = ("of", "asked", "written", "held", "refused for", "built in stood in", "tokens")
    print("\n" + " | ".join((*columns, "first word s", "shown s", "all s")))
    for kind, row in rows.items():
        if not row.whole_s:
            continue

        def mid(values: Sequence[float]) -> str:
            return f"{statistics.median(values):.1f}" if values else "–"

        refused = ", ".join(f"{doubt} {count}" for doubt, count in row.doubts.most_common())
        instead = ", ".join(f"{why} {count}" for why, count in row.fell_back.most_common())
        times = " | ".join((mid(row.tokens), mid(row.first_s), mid(row.shown_s), mid(row.whole_s)))
        print(f"{kind} | {len(row.whole_s)} | {row.said} | {row.held} | {refused} | {instead} | {times}")


if __name__ == "__main__":
    main()
