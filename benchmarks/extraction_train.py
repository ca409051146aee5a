"""Train the text classifier and write its tables into the program.

    python benchmarks/extraction_train.py EVAL_FOLDER [--cache FILE] [--write]

First cross-validation with publishers held apart: five folds by registered domain across both sets, no page
scored by a model that saw its publisher. Then one model of all pages, whose tables are compared with
scikit-learn's own answers and, with `--write`, become `src/broadsheet/extract/model/text.json`.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from broadsheet.extract import text as text_stage
from broadsheet.extract.blocktext import TEXT_COLUMNS
from broadsheet.extract.pictured import is_caption
from broadsheet.extract.trees import TreeTables, score_rows, tables_from_json
from broadsheet.extract.written import block_kind
from extraction_data import UNKNOWN, LabelledPage, load_pages, load_scorer

MODEL = Path(text_stage.__file__).parent / "model" / "text.json"
FOLDS = 5
# Every page weighs the same within its set; `phrases` label few blocks a page and weigh less a page.
ARTICLE_WEIGHT = 100.0
PHRASES_WEIGHT = 15.0
CASELESS_WEIGHT = 0.5
CASE_COLUMNS = [
    TEXT_COLUMNS.index(name) for name in ("starts_lower", "starts_upper", "upper_share", "caps_words")
]
SETTINGS: dict[str, Any] = {
    "max_iter": 300,
    "max_leaf_nodes": 15,
    "learning_rate": 0.08,
    "l2_regularization": 1.0,
    "min_samples_leaf": 20,
    "max_features": 0.3,
    "early_stopping": False,
    "random_state": 1,
}


def fold_of(domain: str, seed: int = 0) -> int:
    """The fold of a publisher, the same in every run."""
    return zlib.crc32(f"{seed}{domain}".encode()) % FOLDS


def training_rows(pages: Iterable[LabelledPage]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and weights of all labelled blocks."""
    rows, labels, weights = [], [], []
    for page in pages:
        known = page.labels != UNKNOWN
        if not known.any():
            continue
        weight = ARTICLE_WEIGHT if page.set_name == "articles" else PHRASES_WEIGHT
        rows.append(page.features[known])
        labels.append(page.labels[known])
        weights.append(np.full(known.sum(), weight / known.sum()))
        # The same page as if its script had no capitals, as most of the world's scripts have none.
        rows.append(page.features[known])
        rows[-1][:, CASE_COLUMNS] = 0
        labels.append(page.labels[known])
        weights.append(weights[-1] * CASELESS_WEIGHT)
    return np.concatenate(rows), np.concatenate(labels), np.concatenate(weights)


def fit(pages: Iterable[LabelledPage]) -> HistGradientBoostingClassifier:
    """Boosted trees of these pages."""
    rows, labels, weights = training_rows(pages)
    return HistGradientBoostingClassifier(**SETTINGS).fit(rows, labels, sample_weight=weights)


def tables_of(model: HistGradientBoostingClassifier, columns: int) -> dict[str, Any]:
    """The model as plain tables, siblings side by side; see `broadsheet.extract.trees`."""
    column: list[int] = []
    threshold: list[float | None] = []
    left: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    levels = 0
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        levels = max(levels, int(nodes["depth"].max()))
        roots.append(len(column))
        place = {0: len(column)}
        queue = [0]
        for table in (column, threshold, left, value):
            table.append(0)  # type: ignore[attr-defined]
        while queue:
            number = queue.pop(0)
            node, at = nodes[number], place[number]
            if node["is_leaf"]:
                column[at], threshold[at], left[at], value[at] = 0, None, at, float(np.float32(node["value"]))
                continue
            column[at], left[at], value[at] = int(node["feature_idx"]), len(column), 0.0
            threshold[at] = float(_round_down(node["num_threshold"]))
            for child in (int(node["left"]), int(node["right"])):
                place[child] = len(column)
                queue.append(child)
                for table in (column, threshold, left, value):
                    table.append(0)  # type: ignore[attr-defined]
    baseline = float(np.ravel(model._baseline_prediction)[0])
    return {
        "columns": columns,
        "levels": levels,
        "baseline": baseline,
        "roots": roots,
        "column": column,
        "threshold": [None if number is None else float(f"{number:.9g}") for number in threshold],
        "left": left,
        "value": [float(f"{number:.9g}") for number in value],
    }


def _round_down(number: float) -> np.float32:
    """The greatest 32-bit number not above this: features are 32 bit, so no comparison changes."""
    near = np.float32(number)
    return near if near <= number else np.nextafter(near, np.float32(-np.inf))


def cross_validate(pages: list[LabelledPage], seed: int = 0) -> list[TreeTables]:
    """Score every page by a model that saw no page of its publisher; the models by fold."""
    models = []
    for fold in range(FOLDS):
        model = fit(page for page in pages if fold_of(page.domain, seed) != fold)
        tables = tables_from_json(tables_of(model, pages[0].features.shape[1]))
        models.append(tables)
        for page in pages:
            if fold_of(page.domain, seed) == fold:
                page.scores = score_rows(page.features, tables)
    return models


def kept_text(page: LabelledPage) -> str:
    """The text that the stage would give for these scores."""
    numbers = text_stage.choose_blocks(page.page, page.scores.tolist(), page.signals.title)
    kept = [(n, block_kind(page.page, page.page.blocks[n])) for n in numbers if not is_caption(page.page, n)]
    return text_stage.plain_text(page.page, kept)


def score_pages(pages: Iterable[LabelledPage], scorer: ModuleType) -> dict[str, float]:
    """Shingle precision, recall and F1 on `articles`, phrase precision, recall and F1 on `phrases`."""
    articles, counts = [], np.zeros(4)
    for page in pages:
        if page.set_name == "articles":
            articles.append((page.gold["text"], kept_text(page)))
        else:
            counts += scorer.phrase_counts(page.gold, kept_text(page))
    result: dict[str, float] = {}
    if articles:
        body, _ = scorer.body_scores(articles)
        result |= {"text P": body["precision"], "text R": body["recall"], "text F1": body["f1"]}
    if counts.any():
        right, wrong, missed, _ = counts
        precision, recall = right / (right + wrong), right / (right + missed)
        result |= {"phrase P": precision, "phrase R": recall}
        result["phrase F1"] = 2 * precision * recall / (precision + recall)
    return result


def check_tables(
    model: HistGradientBoostingClassifier, data: dict[str, Any], pages: list[LabelledPage]
) -> float:
    """Greatest difference between scikit-learn's probabilities and those of the tables."""
    tables = tables_from_json(data)
    worst = 0.0
    for page in pages[:200]:
        if len(page.features):
            own = score_rows(page.features, tables, shorten=False)
            worst = max(worst, float(np.abs(own - model.predict_proba(page.features)[:, 1]).max()))
    if worst > 1e-5:
        raise SystemExit(f"The tables do not give scikit-learn's scores: they differ by {worst:.2g}.")
    return worst


def show(name: str, figures: dict[str, float]) -> None:
    """One line of the table."""
    print(f"{name:<28}" + "  ".join(f"{key} {value:.4f}" for key, value in figures.items()), flush=True)


def main() -> None:
    """Cross-validate, train, check, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="evaluation folder with articles/ and phrases/")
    parser.add_argument("--cache", type=Path, help="keep the features in this file")
    parser.add_argument("--write", action="store_true", help="write the tables into the program")
    parser.add_argument("--no-validation", action="store_true", help="only train")
    options = parser.parse_args()
    scorer = load_scorer(options.folder)
    pages = load_pages(options.folder, options.cache)
    known = sum(int((page.labels != UNKNOWN).sum()) for page in pages)
    print(f"{len(pages)} pages, {known} labelled blocks, {pages[0].features.shape[1]} features")
    for page in pages:
        page.scores = (page.labels == 1).astype(float)
    show("perfect labels", score_pages(pages, scorer))
    if not options.no_validation:
        for seed in (0, 1):
            cross_validate(pages, seed)
            show(f"held apart, folds {seed}", score_pages(pages, scorer))
    model = fit(pages)
    data = tables_of(model, pages[0].features.shape[1])
    for page in pages:
        page.scores = score_rows(page.features, tables_from_json(data))
    show("development (seen pages)", score_pages(pages, scorer))
    print(f"tables differ from scikit-learn by at most {check_tables(model, data, pages):.2g}")
    if options.write:
        MODEL.parent.mkdir(exist_ok=True)
        MODEL.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="ascii")
        print(f"wrote {MODEL} ({MODEL.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
