"""Answers to the questions about the demo newsroom (tests/assist/data/ask), by language and part.

    python benchmarks/ask.py [--vectors] [--everything] [--part fresh] [--verbose]   the table
    python benchmarks/ask.py --fit [--vectors] [--everything]         weights and threshold

`--everything` asks the store with all written articles instead of each question's story; with `--folder F` a
store that is kept, where articles may be that other benchmarks put there.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.assist.ask_questions import CHOSEN_ON, PARTS, Asked, questions, story

from broadsheet.assist import ask
from broadsheet.assist.ask import Finding, find_answer
from broadsheet.assist.chance import FEATURES, features
from broadsheet.assist.evidence import lay_out
from broadsheet.assist.question import read_question
from broadsheet.assist.types import Source
from broadsheet.understand.vectors import Embedder, builtin_embedder

FOLDS = 6
RIDGE = 1.0


@dataclass
class Scores:
    """Counts of a row of the table."""

    answerable: int = 0
    recalled: int = 0
    right: int = 0
    refused: int = 0
    unanswerable: int = 0
    recognised: int = 0
    near: int = 0
    uncited: int = 0

    def add(self, asked: Asked, found: Finding) -> None:
        sentences = found.answer.sentences
        self.uncited += sum(not one.passages or one.text != one.passages[0].text for one in sentences)
        if not asked.evidence:
            self.unanswerable += 1
            self.recognised += not sentences
            return
        self.answerable += 1
        self.recalled += any(asked.is_right(passage.text) for passage in found.passages)
        self.refused += not sentences
        self.near += any(asked.is_right(one.text) for one in found.answer.nearest)
        self.right += bool(sentences) and asked.is_right(sentences[0].text)

    def __str__(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{part / whole:.3f}".lstrip("0") if whole and part < whole else ("1.0" if whole else "")

        return (
            f"{self.answerable} | {share(self.recalled, self.answerable)} | "
            f"{share(self.right, self.answerable)} | "
            f"{share(self.refused, self.answerable)} | {self.unanswerable} | "
            f"{share(self.recognised, self.unanswerable)} | {self.near} of {self.refused} | {self.uncited}"
        )


def measure(find: Callable[[Asked], Finding], parts: Sequence[str] = PARTS, verbose: bool = False) -> None:
    """Prints a row for each part and language, and how long an answer took."""
    columns = ("part", "language", "answerable", "recall@5", "right first", "refused")
    print(" | ".join((*columns, "unanswerable", "recognised", "nearest right", "uncited")))
    for part in parts:
        rows: dict[str, Scores] = defaultdict(Scores)
        took = []
        for asked in questions(part):
            start = time.process_time()
            found = find(asked)
            took.append(time.process_time() - start)
            within = any(
                asked.is_right(source.text)
                for source in story(asked.event)
                if source.language == asked.language
            )
            kind = "own language" if within else "across languages"
            for row in (asked.language, "all", *((kind,) if asked.evidence else ())):
                rows[row].add(asked, found)
            if verbose:
                print(_line(asked, found))
        for language in sorted(rows):
            print(f"{part} | {language} | {rows[language]}")
        took.sort()
        print(
            f"{part}: {np.median(took) * 1000:.0f} ms median, {took[-1] * 1000:.0f} at most (processor time)"
        )


def _line(asked: Asked, found: Finding) -> str:
    first = found.answer.sentences[0].text if found.answer.sentences else "(the coverage does not say)"
    recalled = any(asked.is_right(passage.text) for passage in found.passages)
    good = (asked.is_right(first) or not recalled) if asked.evidence else not found.answer.sentences
    mark = "right" if good and (not asked.evidence or asked.is_right(first)) else "wrong"
    return f"{mark} {found.chance:.2f} {asked.language} {asked.text} -> {first[:120]}" + (
        "" if recalled or not asked.evidence else " [passage not found]"
    )


Gather = Callable[[Asked], tuple[Sequence[Source], Sequence[float]]]
"""What is read for a question, and how near to it each article is (nothing if all of them are)."""


def fit(embedder: Embedder | None, gatherings: Sequence[Gather]) -> None:
    """Prints weights learned on the parts to choose on, and what each threshold gives by cross-validation."""
    rows: list[Row] = []
    for gather in gatherings:
        for asked in (asked for part in CHOSEN_ON for asked in questions(part)):
            sources, prior = gather(asked)
            field = lay_out(read_question(asked.text, asked.language), sources, prior)
            looked_at, _ = ask._looked_at(field, embedder)
            right = [bool(asked.evidence) and asked.is_right(one.line.text) for one in looked_at]
            likely = [1 - ask.UNLIKELY * (1 - prior[one.source]) if prior else 1.0 for one in looked_at]
            facts = np.array([features(field, one) for one in looked_at]).reshape(-1, len(FEATURES))
            rows.append((asked, facts, np.array(right, float), np.array(likely)))
    print("weights:", ", ".join(f"{weight:.2f}" for weight in _fitted(rows)), "\nfor", ", ".join(FEATURES))
    events = sorted({row[0].event for row in rows})
    outcomes = []
    for fold in range(FOLDS):
        out = set(events[fold::FOLDS])
        weights = _fitted([row for row in rows if row[0].event not in out])
        for asked, matrix, right, likely in rows:
            if asked.event in out and len(right):
                chances = likely / (1 + np.exp(-matrix @ weights))
                best = int(chances.argmax())
                outcomes.append((chances[best], bool(right[best]), bool(asked.evidence)))
    for least in np.arange(0.1, 0.7, 0.04):
        unanswerable = [chance < least for chance, _, answerable in outcomes if not answerable]
        refused = [chance < least for chance, _, answerable in outcomes if answerable]
        right_first = [right and chance >= least for chance, right, answerable in outcomes if answerable]
        print(
            f"from {least:.2f}: recognised {np.mean(unanswerable):.3f}, refused {np.mean(refused):.3f}, "
            f"right {np.mean(right_first):.3f}"
        )


Row = tuple[Asked, np.ndarray, np.ndarray, np.ndarray]


def _fitted(rows: Sequence[Row]) -> np.ndarray:
    """Logistic regression with a ridge, by Newton's method; each question counts alike."""
    matrix = np.concatenate([part for _, part, _, _ in rows])
    right = np.concatenate([part for _, _, part, _ in rows])
    counts = np.concatenate([np.full(len(part), 12 / len(part)) for _, _, part, _ in rows])
    weights = np.zeros(matrix.shape[1])
    ridge = np.full(len(weights), RIDGE)
    ridge[0] = 0.01
    # More words of the question in a sentence, or beside it, never speak against it.
    for name in ("own", "near", "far"):
        weights = _newton(matrix, right, counts, ridge)
        if weights[FEATURES.index(name)] < 0:
            ridge[FEATURES.index(name)] = 1e9
    return _newton(matrix, right, counts, ridge)


def _newton(matrix: np.ndarray, right: np.ndarray, counts: np.ndarray, ridge: np.ndarray) -> np.ndarray:
    weights = np.zeros(matrix.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (counts * (chance - right)) + ridge * weights
        curve = (matrix.T * (counts * chance * (1 - chance))) @ matrix + np.diag(ridge)
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--fit", "--vectors", "--everything", "--verbose"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    embedder = builtin_embedder() if options.vectors else None
    if options.fit:
        gatherings: list[Gather] = [lambda asked: (story(asked.event), ())]
        if options.everything:
            from benchmarks.ask_store import gather_everything

            gatherings.append(gather_everything(options.folder))
        fit(embedder, gatherings)
        return

    def of_story(asked: Asked) -> Finding:
        return find_answer(asked.text, story(asked.event), language=asked.language, embed=embedder)

    find = of_story
    if options.everything:
        from benchmarks.ask_store import everything

        find = everything(options.folder)
    measure(find, options.part or PARTS, options.verbose)


if __name__ == "__main__":
    main()
