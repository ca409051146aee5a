"""The labelled pages of the evaluation folder as blocks with features and labels.

Used by the training and quality benchmarks. The folder holds `articles` and `phrases` (`pages.jsonl`,
`gold.jsonl`, compressed pages) and the scorer `score_extract.py`.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import pickle
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
import tldextract

from broadsheet.errors import ExtractError
from broadsheet.extract import article
from broadsheet.extract.blocks import PageBlocks, split_blocks
from broadsheet.extract.blocktext import signal_words
from broadsheet.extract.comments import drop_comments
from broadsheet.extract.decode import parse_page
from broadsheet.extract.features import page_features
from broadsheet.extract.texttypes import PageSignals

_WORD = re.compile(r"\w+")
_DOMAINS = tldextract.TLDExtract(suffix_list_urls=())
UNKNOWN, NO, YES = -1, 0, 1


@dataclass
class LabelledPage:
    """A page with a label for each block (`UNKNOWN`, `NO`, `YES`) and the publisher it is held apart by."""

    id: str
    set_name: str
    url: str
    path: Path
    domain: str
    gold: dict[str, Any]
    signals: PageSignals
    page: PageBlocks
    features: np.ndarray
    labels: np.ndarray
    scores: np.ndarray = field(default_factory=lambda: np.zeros(0))


def load_scorer(folder: Path) -> ModuleType:
    """The evaluation folder's own scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_extract", folder / "score_extract.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_pages(folder: Path, cache: Path | None = None) -> list[LabelledPage]:
    """All pages of both sets; with `cache` what takes long is kept in that file."""
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())  # written by ourselves
    pages = [page for name in ("articles", "phrases") for page in read_set(folder / name, name)]
    if cache:
        cache.write_bytes(pickle.dumps(pages))
    return pages


def read_set(folder: Path, name: str) -> list[LabelledPage]:
    """One set of pages, features and labels worked out."""
    gold = {row["id"]: row for row in map(json.loads, (folder / "gold.jsonl").open(encoding="utf8"))}
    pages = []
    for row in map(json.loads, (folder / "pages.jsonl").open(encoding="utf8")):
        path = folder / row["html_path"]
        url = row.get("url") or ""
        try:
            page, signals = read_page(gzip.decompress(path.read_bytes()), url)
        except ExtractError:
            page, signals = PageBlocks(), PageSignals()
        features = page_features(page, signal_words(signals))
        for block in page.blocks:
            block.pieces, block.marks = [], []
        page.elements, page.pictures = [], []
        pages.append(
            LabelledPage(
                id=row["id"],
                set_name=name,
                url=url,
                path=path,
                domain=_DOMAINS(url).top_domain_under_public_suffix or url,
                gold=gold[row["id"]],
                signals=signals,
                page=page,
                features=features,
                labels=label_blocks([b.text for b in page.blocks], gold[row["id"]]),
            )
        )
    return pages


def read_page(body: bytes, url: str) -> tuple[PageBlocks, PageSignals]:
    """A page's blocks, and its metadata just as the extract stage hands it to the text."""

    class Enough(Exception):
        """The signals are known; what follows in the stage does not matter here."""

    def stop(_tree: object, _url: str, signals: PageSignals) -> None:
        raise Enough(signals)

    try:
        with patch.object(article, "extract_text", stop):
            article.extract_article(body, url)
    except Enough as reached:
        signals = reached.args[0]
    page = split_blocks(parse_page(body))
    drop_comments(page)
    return page, signals


def label_blocks(texts: list[str], gold: dict[str, Any]) -> np.ndarray:
    """Which blocks belong to the article, by the reference text or the reference phrases."""
    if "with" in gold:
        return _label_by_phrases(texts, gold)
    return _label_by_text(texts, gold["text"])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _label_by_text(texts: list[str], reference: str) -> np.ndarray:
    """A block belongs if most of its word 4-grams do; a shorter one if it is a line of the reference."""
    words = _words(reference)
    grams = {tuple(words[i : i + 4]) for i in range(len(words))}
    lines = {tuple(_words(line)) for line in reference.split("\n")}
    labels = np.zeros(len(texts), dtype=np.int8)
    for number, text in enumerate(texts):
        own = _words(text)
        if not own:
            continue
        if tuple(own) in lines:
            labels[number] = YES
        elif len(own) >= 4:
            found = [tuple(own[i : i + 4]) in grams for i in range(len(own) - 3)]
            labels[number] = YES if sum(found) > 0.5 * len(found) else NO
    return labels


def _label_by_phrases(texts: list[str], gold: dict[str, Any]) -> np.ndarray:
    wanted = [" ".join(phrase.split()) for phrase in gold["with"]]
    unwanted = [" ".join(phrase.split()) for phrase in gold["without"]]
    labels = np.full(len(texts), UNKNOWN, dtype=np.int8)
    for number, text in enumerate(texts):
        squeezed = " ".join(text.split())
        if any(phrase in squeezed for phrase in wanted):
            labels[number] = YES
        elif any(phrase in squeezed for phrase in unwanted):
            labels[number] = NO
        elif len(squeezed) > 40 and any(squeezed in phrase for phrase in wanted):
            labels[number] = YES
    return labels
