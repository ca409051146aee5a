"""Built-in summaries beside LEAD, TextRank and LexRank (sumy), by ROUGE.

    python benchmarks/summaries.py EVAL [--choose]

Against the standfirst that publishers wrote for the pages of EVAL/articles, which no summariser is shown, and
against the headlines of other reports of the same story in EVAL/stories-english. All get the same sentences,
the same words and the same number of them: sentences are taken best first until the budget is full, the last
one is cut, and they are put in their order. `--choose` chooses the weights anew on half of the publishers and
reports the other. In the end: milliseconds of a story's summary.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer

from broadsheet.assist.concepts import Weights
from broadsheet.assist.summarize import LENGTHS, ranked, ranked_story, summarize_story
from broadsheet.assist.types import Source
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.types import Span
from summaries_peers import Words, rank_peer, words

BUDGETS = (30, 60, 100)
HEADLINE_BUDGETS = (15, 30)
MOST = 12
PEERS = ("LEAD", "TextRank", "LexRank")
MEASURES = ("rouge1", "rouge2", "rougeL")
_SCORER = RougeScorer(list(MEASURES), tokenizer=Words())
_AT = datetime(2026, 11, 27, tzinfo=UTC)

Ranking = Callable[[Source], Sequence[Span]]


@dataclass(frozen=True)
class Page:
    source: Source
    standfirst: str
    chosen_on: bool  # of the publishers on which weights were chosen


def source_of(number: int, title: str, text: str, language: str, owner: str = "") -> Source:
    return Source(
        number,
        1,
        owner,
        owner,
        language,
        _AT,
        title,
        text,
        sentences=split_sentences(text[:20_000], language),
    )


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_pages(folder: Path, text: str) -> list[Page]:
    """The pages with a standfirst; `text` is the record's text without it, or with it at the top."""
    return [
        Page(
            source_of(number, row["title"], row[text], row["language"], row["publisher"]),
            row["summary"],
            hashlib.sha1(row["publisher"].encode()).digest()[0] % 2 == 0,
        )
        for number, row in enumerate(read_lines(folder / "articles/gold.jsonl"))
        if row.get("summary")
    ]


def ours(source: Source, weights: Weights | None = None) -> list[Span]:
    return [one.span for one in (ranked(source, MOST, weights) if weights else ranked(source, MOST))]


def peer(name: str) -> Ranking:
    def rank(source: Source) -> list[Span]:
        spans = source.sentences
        places = rank_peer(name, [source.text[slice(*span)] for span in spans], source.language, MOST)
        return [spans[place] for place in places]

    return rank


RANKINGS: dict[str, Ranking] = {
    "**built in**": ours,
    "the same without the title": lambda source: ours(replace(source, title="")),
    **{name: peer(name) for name in PEERS},
}


def cut(text: str, spans: Iterable[Span], budget: int) -> str:
    """The words of sentences, best first, as far as the budget goes; then in the text's order."""
    taken: list[tuple[int, list[str]]] = []
    for start, end in spans:
        left = budget - sum(len(some) for _, some in taken)
        if left <= 0:
            break
        taken.append((start, words(text[start:end])[:left]))
    return " ".join(word for _, some in sorted(taken) for word in some)


def score(reference: str, summary: str) -> list[float]:
    found = _SCORER.score(reference, summary)
    return [found[measure].fmeasure for measure in MEASURES]


def score_pages(pages: Sequence[Page], rank: Ranking) -> NDArray[np.float64]:
    """ROUGE of each page: three measures a budget, then of three whole sentences, and their words."""
    rows = []
    for page in pages:
        spans, text = rank(page.source), page.source.text
        row = [value for budget in BUDGETS for value in score(page.standfirst, cut(text, spans, budget))]
        three = cut(text, spans[:3], 10_000)
        rows.append([*row, *score(page.standfirst, three), len(words(three))])
    return np.array(rows)


def print_row(name: str, values: Iterable[float]) -> None:
    cells = [f"{value:.3f}".lstrip("0") if value < 1 else f"{value:.0f}" for value in values]
    grouped = [" / ".join(cells[at : at + 3]) for at in range(0, len(cells), 3)]
    print(f"| {name} | {' | '.join(grouped)} |", flush=True)


def standfirsts(folder: Path) -> None:
    for text in ("text_without_summary", "text"):
        pages = read_pages(folder, text)
        top = sum(
            words(page.source.text)[: len(first)] == first
            for page in pages
            if (first := words(page.standfirst))
        )
        apart = np.array([not page.chosen_on for page in pages])
        print(
            f"\n{text}: {len(pages)} pages with a standfirst, {apart.sum()} of publishers held apart, "
            f"{top} begin with it; ROUGE-1 / 2 / L at {BUDGETS} words, of three sentences, their words"
        )
        for name, rank in RANKINGS.items():
            scores = score_pages(pages, rank)
            print_row(f"{name}, all", scores.mean(axis=0))
            print_row(f"{name}, held apart", scores[apart].mean(axis=0))


def choose(folder: Path) -> None:
    """Weights by the mean of all measures on half of the publishers, and what they give on the other."""
    pages = read_pages(folder, "text_without_summary")
    halves = [page for page in pages if page.chosen_on], [page for page in pages if not page.chosen_on]
    grid = itertools.product((1, 2, 4), (2, 4, 8), (1.5, 3, 6), (0.7, 0.85, 1.0))
    tried = []
    for title, early, lead, brevity in grid:
        weights = Weights(title=title, early=early, lead=lead, brevity=brevity)
        means = [
            score_pages(half, lambda source, weights=weights: ours(source, weights))[:, :9].mean()
            for half in halves
        ]
        tried.append((*means, weights))
    tried.sort(key=lambda one: -one[0])
    print(f"\nof {len(tried)} weights, mean of all measures on their half, and on the other:")
    for here, there, weights in [*tried[:5], tried[-1]]:
        print(f"{here:.4f} {there:.4f} {weights}")
    print(
        f"on the other: lowest {min(one[1] for one in tried):.4f}, highest {max(one[1] for one in tried):.4f}"
    )
    for name in PEERS:
        print(name, " ".join(f"{score_pages(half, peer(name))[:, :9].mean():.4f}" for half in halves))


def headlines(folder: Path) -> None:
    """Each report against the other reports' headlines; half of a story's reports against the others'."""
    story_of = {row["id"]: row["story"] for row in read_lines(folder / "stories-english/gold.jsonl")}
    stories: dict[str, list[Source]] = defaultdict(list)
    for number, row in enumerate(read_lines(folder / "stories-english/articles.jsonl")):
        if row.get("text"):
            source = source_of(number, row["title"], row["text"], "en", f"publisher {number}")
            stories[story_of[row["id"]]].append(source)
    stories = {key: reports for key, reports in stories.items() if len(reports) > 3}
    reports = sum(map(len, stories.values()))
    print(
        f"\n{reports} reports of {len(stories)} stories against other headlines, at {HEADLINE_BUDGETS} words"
    )
    for name, rank in RANKINGS.items():
        rows = []
        for same in stories.values():
            for source in same:
                spans = rank(source)
                others = [other.title for other in same if other is not source]
                rows.append(against(others, [cut(source.text, spans, size) for size in HEADLINE_BUDGETS]))
        print_row(name, np.mean(rows, axis=0))
    print("\nhalf of a story's reports against the headlines of the other half")
    for name in ("**built in**", "the same without the titles", *PEERS):
        rows = []
        for same in stories.values():
            read, others = same[::2], [other.title for other in same[1::2]]
            rows.append(against(others, [story_words(name, read, size) for size in HEADLINE_BUDGETS]))
        print_row(name, np.mean(rows, axis=0))


def against(headlines_: Sequence[str], summaries: Sequence[str]) -> list[float]:
    return [
        float(value)
        for summary in summaries
        for value in np.mean([score(headline, summary) for headline in headlines_], axis=0)
    ]


def story_words(name: str, reports: Sequence[Source], budget: int) -> str:
    if name in PEERS:
        firsts = [[report.text[slice(*span)] for span in report.sentences] for report in reports]
        turns = [text for turn in itertools.zip_longest(*firsts) for text in turn if text]
        if name != "LEAD":
            turns = turns[:150]
        chosen = [turns[place] for place in rank_peer(name, turns, "en", MOST)]
    else:
        titled = reports if "without" not in name else [replace(report, title="") for report in reports]
        chosen = [passage.text for passage in ranked_story(titled, MOST)]
    return " ".join([word for text in chosen for word in words(text)][:budget])


def speed(folder: Path) -> None:
    """A story of sixty reports of one language: no text like another, so the hardest case."""
    pages = [page.source for page in read_pages(folder, "text")]
    reports = [replace(one, id=at, language="de", owner=str(at)) for at, one in enumerate((pages * 2)[:60])]
    for length in LENGTHS:
        times, busy = [], []
        for _ in range(20):
            begun, worked = time.perf_counter(), time.process_time()
            summarize_story(reports, length, "de")
            times.append((time.perf_counter() - begun) * 1e3)
            busy.append((time.process_time() - worked) * 1e3)
        print(
            f"{length} of 60 reports: {statistics.median(busy):.0f} ms of processor (first {busy[0]:.0f}, "
            f"greatest {max(busy):.0f}); {statistics.median(times):.0f} ms by the clock"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("folder", type=Path, metavar="EVAL")
    options.add_argument("--choose", action="store_true", help="choose the weights anew, on half")
    options.add_argument("--speed", action="store_true", help="only the time")
    chosen = options.parse_args()
    if chosen.choose:
        choose(chosen.folder)
        return
    if not chosen.speed:
        standfirsts(chosen.folder)
        headlines(chosen.folder)
    speed(chosen.folder)


if __name__ == "__main__":
    main()
