"""What more text in a vector costs, and what it gives: articles a second beside quality, by recipe.

    python benchmarks/vectors.py [--stories FOLDER]... [--processes 2] [--seconds 20]

Speed: processes of one thread each make vectors of the demo newsroom's articles (twelve languages, whole
texts). The recipes take turns article by article, so that whatever else the machine does meets all of them
alike; a recipe's speed is the processes' number by the mean time of an article.

Quality: for the newsroom's events, and for each FOLDER (`articles.jsonl`, `gold.jsonl`: an article's `id`
and its `story`), average precision of "the same event" over all pairs of articles within the window, each
language's mean taken away; and BCubed F1 of the stories that the grouping makes with the vectors alone,
at its own threshold and at the best of five. The best flatters all recipes alike.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.centre import Centre
from broadsheet.group.grouper import Grouper
from broadsheet.group.settings import DEFAULT
from broadsheet.group.types import ArticleToGroup
from broadsheet.newsroom.content import load_content
from broadsheet.understand.vectors import LEAD_CHARS, builtin_embedder, text_to_embed

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]
STEPS = (-0.10, -0.05, 0.0, 0.05, 0.10)
"""Thresholds that are tried, beside the grouping's own."""
_TIMED = 20  # articles a process
_WORD = 0.003
"""Share of a text's words from which a word counts half in the recipe of single words (SIF)."""


@dataclass(frozen=True, slots=True)
class Report:
    """An article and the event it reports; `at` in UTC."""

    title: str
    text: str
    language: str
    event: str
    at: datetime


def newsroom() -> list[Report]:
    """The demo newsroom's articles, each event's on one day."""
    content = load_content()
    languages = {publisher.key: publisher.language for publisher in content.publishers}
    day = datetime(2026, 1, 5, tzinfo=UTC)
    return [
        Report(article.title, "\n\n".join(article.paragraphs), languages[article.publisher], event.key, day)
        for event in content.events
        for article in event.article
    ]


def labelled(folder: Path) -> list[Report]:
    """A folder's articles in the order of their time."""
    events = {row["id"]: row["story"] for row in _rows(folder / "gold.jsonl")}
    return [
        Report(
            row["title"],
            row.get("text") or "",
            row.get("language") or "",
            str(events[row["id"]]),
            datetime.fromisoformat(row["published"]).astimezone(UTC),
        )
        for row in _rows(folder / "articles.jsonl")
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- recipes -----------------------------------------------------------------------------------------


def title_and(chars: int) -> Callable[[Report], Vector]:
    """The title, and so many characters of the text."""

    def make(report: Report) -> Vector:
        return _embed(f"{report.title} {report.text[:chars]}".strip())

    return make


def as_built(report: Report) -> Vector:
    """What the program does."""
    return _embed(text_to_embed(report.title, "", report.text))


def pooled(report: Report) -> Vector:
    """The title's vector and the lead's, added."""
    lead = text_to_embed("", "", report.text)
    return _unit(_embed(report.title) + _embed(lead)) if lead else _embed(report.title)


def of_words(report: Report) -> Vector:
    """Distilled: a word has the vector the model gives it alone; frequent ones count little (Arora, 2017)."""
    words = text_to_embed(report.title, "", report.text).lower().split() or [""]
    total = np.zeros(384, np.float32)
    for word in words:
        total += _WORD / (_WORD + _frequency().get(word, 0.0)) * _word(word)
    return _unit(total)


def _embed(text: str) -> Vector:
    vector: Vector = builtin_embedder().embed([text])[0]
    return vector


def _unit(vector: Vector) -> Vector:
    unit: Vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit


@cache
def _word(word: str) -> Vector:
    return _embed(word)


@cache
def _frequency() -> dict[str, float]:
    """Frequency of words in the newsroom's texts, within their language."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for report in newsroom():
        counts[report.language].update(f"{report.title} {report.text}".lower().split())
    return {word: count / words.total() for words in counts.values() for word, count in words.items()}


RECIPES: dict[str, Callable[[Report], Vector]] = {
    "title": title_and(0),
    "title + 200": title_and(200),
    f"title + {LEAD_CHARS} (as built)": as_built,
    "title + 800": title_and(800),
    "title, lead: two vectors added": pooled,
    "single words, remembered": of_words,
}
BUILT = f"title + {LEAD_CHARS} (as built)"


# --- speed -------------------------------------------------------------------------------------------


def times(reports: Sequence[Report], seconds: float) -> dict[str, list[float]]:
    """Seconds that articles took, by recipe. Runs in a process of its own."""
    taken: dict[str, list[float]] = {name: [] for name in RECIPES}
    for report in reports[:_TIMED]:
        of_words(report)  # its words are learned once, and not counted
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for report in reports[:_TIMED]:
            for name, recipe in RECIPES.items():
                start = time.perf_counter()
                recipe(report)
                taken[name].append(time.perf_counter() - start)
    return taken


def articles_a_second(processes: int, seconds: float) -> dict[str, float]:
    """By recipe, with all processes at work."""
    reports = newsroom()
    with ProcessPoolExecutor(processes) as pool:
        parts = list(
            pool.map(times, [reports[n::processes] for n in range(processes)], [seconds] * processes)
        )
    return {name: float(sum(1 / np.mean(part[name]) for part in parts)) for name in RECIPES}


# --- quality -----------------------------------------------------------------------------------------


def average_precision(reports: Sequence[Report], vectors: Vectors) -> float:
    """Of "the same event", over the pairs within the window."""
    centre = Centre(DEFAULT.mean_prior, DEFAULT.language_prior)
    codes = centre.codes(report.language for report in reports)
    centre.add(vectors, codes)
    centred = centre.centred(vectors, codes)
    at = np.array([report.at.timestamp() for report in reports])
    events = np.unique([report.event for report in reports], return_inverse=True)[1]
    first, second = np.triu_indices(len(reports), 1)
    near = np.abs(at[first] - at[second]) <= DEFAULT.window.total_seconds()
    first, second = first[near], second[near]
    scores = np.concatenate(
        [
            np.einsum("ij,ij->i", centred[some], centred[others])
            for some, others in zip(_parts(first), _parts(second), strict=True)
        ]
    )
    same = (events[first] == events[second])[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(same) / np.arange(1, len(same) + 1))[same].mean())


def _parts(values: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return np.array_split(values, max(1, len(values) // 100_000))


def grouped(reports: Sequence[Report], vectors: Vectors, threshold: float) -> float:
    """BCubed F1 of the stories that are made of the vectors alone."""
    grouper = Grouper(replace(DEFAULT, join=threshold))
    stories: dict[int, int] = {}
    for number, (report, vector) in enumerate(zip(reports, vectors, strict=True), 1):
        article = ArticleToGroup(
            number, report.title, report.language, str(number), report.at, vector, has_text=False
        )
        stories[number] = grouper.add(article).story
    return bcubed([report.event for report in reports], list(stories.values()))


def bcubed(events: Sequence[str], stories: Sequence[int]) -> float:
    """F1 of BCubed precision and recall (Bagga and Baldwin, 1998)."""
    together = Counter(zip(events, stories, strict=True))
    of_event, of_story = Counter(events), Counter(stories)
    precision = sum(count**2 / of_story[story] for (_, story), count in together.items())
    recall = sum(count**2 / of_event[event] for (event, _), count in together.items())
    return 2 * precision * recall / (precision + recall) / len(events)


def vectors_of(job: tuple[str, list[Report]]) -> Vectors:
    """Vectors (n, 384) of a recipe."""
    name, reports = job
    return np.array([RECIPES[name](report) for report in reports])


def measure_quality(name: str, reports: list[Report], processes: int, recipes: Sequence[str]) -> None:
    """Prints a table; recipes differ only where there is text."""
    texts = {text_to_embed(report.title, "", report.text) for report in reports}
    print(
        f"\n{name}: {len(reports)} articles, {len({report.event for report in reports})} events; "
        f"{1 - len(texts) / len(reports):.1%} need no vector of their own if equal texts are remembered"
    )
    print("| recipe | average precision | F1 | F1, best threshold |\n|---|---|---|---|")
    with ProcessPoolExecutor(processes) as pool:
        for recipe, vectors in zip(
            recipes, pool.map(vectors_of, [(recipe, reports) for recipe in recipes]), strict=True
        ):
            found = {step: grouped(reports, vectors, DEFAULT.join + step) for step in STEPS}
            best = max(found, key=lambda step: found[step])
            precision = average_precision(reports, vectors)
            best_found = f"{found[best]:.3f} at {DEFAULT.join + best:.2f}"
            print(f"| {recipe} | {precision:.3f} | {found[0.0]:.3f} | {best_found} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=Path, action="append", default=[], help="folder; may be repeated")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    speeds = articles_a_second(options.processes, options.seconds)
    print(f"| recipe | articles/s, {options.processes} processes | beside what is built |\n|---|---|---|")
    for name, speed in speeds.items():
        print(f"| {name} | {speed:.1f} | {speed / speeds[BUILT]:.2f} |")
    for name, reports in [
        ("demo newsroom", newsroom()),
        *((folder.name, labelled(folder)) for folder in options.stories),
    ]:
        some = any(report.text for report in reports)
        recipes = list(RECIPES) if some else ["title", "single words, remembered"]
        measure_quality(name, reports, options.processes, recipes)


if __name__ == "__main__":
    main()
