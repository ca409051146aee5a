"""Quality of the text beside trafilatura and newspaper4k, by the evaluation folder's own scorer.

    python benchmarks/extraction_quality.py EVAL_FOLDER [--cache FILE] [--newspaper]

Prints for both sets: Broadsheet with publishers held apart (no page scored by a model that saw its
publisher; the figure to believe), Broadsheet as shipped, run as `broadsheet extract --batch` (its model has
seen these pages), and the peers, which were not fitted to these pages by us.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from extraction_data import load_pages, load_scorer
from extraction_peers import Extract, by_newspaper, by_trafilatura_precision, by_trafilatura_text
from extraction_train import cross_validate, score_pages, show


def score_answers(
    name: str, gold: list[dict[str, Any]], texts: dict[str, str], scorer: ModuleType
) -> dict[str, float]:
    """The main figures of one set for one tool's texts by page id."""
    if name == "articles":
        body, _ = scorer.body_scores([(row["text"], texts.get(row["id"], "")) for row in gold])
        return {"text P": body["precision"], "text R": body["recall"], "text F1": body["f1"]}
    counts = [scorer.phrase_counts(row, texts.get(row["id"], "")) for row in gold]
    right, wrong, missed = (sum(column) for column in list(zip(*counts, strict=True))[:3])
    precision, recall = right / (right + wrong), right / (right + missed)
    return {
        "phrase P": precision,
        "phrase R": recall,
        "phrase F1": 2 * precision * recall / (precision + recall),
    }


def run_shipped(pages: Path) -> dict[str, str]:
    """Texts by page id as the command gives them."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "answers.jsonl"
        command = [
            str(Path(sys.executable).parent / "broadsheet"),
            "extract",
            "--batch",
            str(pages),
            "--out",
            str(out),
        ]
        subprocess.run(command, check=True)
        rows = [json.loads(line) for line in out.open(encoding="utf8")]
    return {row["id"]: row["text"] for row in rows}


def run_peer(folder: Path, tool: Extract) -> dict[str, str]:
    """Texts by page id of a peer."""
    rows = [json.loads(line) for line in (folder / "pages.jsonl").open(encoding="utf8")]
    return {
        row["id"]: tool(gzip.decompress((folder / row["html_path"]).read_bytes()), row.get("url") or "")
        for row in rows
    }


def main() -> None:
    """Score every tool on both sets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the features in this file")
    parser.add_argument("--newspaper", action="store_true", help="run newspaper4k too; it takes long")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    scorer = load_scorer(options.folder)
    pages = load_pages(options.folder, options.cache)
    cross_validate(pages)
    show("broadsheet, held apart", score_pages(pages, scorer))
    tools: dict[str, Extract] = {
        "trafilatura": by_trafilatura_text,
        "trafilatura, precision": by_trafilatura_precision,
    }
    if options.newspaper:
        tools["newspaper4k"] = by_newspaper
    for name in ("articles", "phrases"):
        folder = options.folder / name
        gold = [json.loads(line) for line in (folder / "gold.jsonl").open(encoding="utf8")]
        shipped = run_shipped(folder / "pages.jsonl")
        show(f"{name}: broadsheet, shipped", score_answers(name, gold, shipped, scorer))
        for tool, extract in tools.items():
            show(f"{name}: {tool}", score_answers(name, gold, run_peer(folder, extract), scorer))


if __name__ == "__main__":
    main()
