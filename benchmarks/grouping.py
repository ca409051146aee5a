"""Quality of grouping articles into stories, with parts held apart, baselines and an error analysis.

python benchmarks/grouping.py EVAL [--errors 8] [--sets stories-english newsroom] [--draws 2] [--shuffle]

EVAL holds stories-multilingual/ and stories-english/, each with articles.jsonl (id, title, text?, language,
published) and gold.jsonl (id, story). "newsroom" is the demo's own: whole texts in thirteen languages, one
event a story; "newsroom-among-pages" are the same in one stream with the pages of EVAL/phrases and
EVAL/articles, as the program extracts them, each an event of its own. What is made once is kept in --cache.

Held apart: the threshold is chosen on one part among THRESHOLDS and scored on the other. Parts are the halves
in time of the multilingual stream, random halves of its stories, and random halves of the English topics (a
topic is what stands before the "_" of a story).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from broadsheet.group.answers import Answers
from broadsheet.group.grouper import Grouper
from broadsheet.group.settings import DEFAULT, GroupSettings
from broadsheet.group.types import ArticleToGroup
from broadsheet.newsroom.content import load_content
from broadsheet.newsroom.schedule import Schedule
from broadsheet.newsroom.written import WrittenSource
from broadsheet.understand.article import understand_article
from broadsheet.understand.signature import signature
from broadsheet.understand.terms import article_terms
from broadsheet.understand.types import ArticleText
from broadsheet.understand.vectors import builtin_embedder, text_to_embed

_LEAST_PAGE = 300  # characters
_START = datetime(2026, 1, 5, tzinfo=UTC)  # of the newsroom's news
THRESHOLDS = (0.26, 0.28, 0.30, 0.32, 0.34)
VARIANTS = {
    "as set": DEFAULT,
    "without time": replace(DEFAULT, day_apart=0.0, join=0.40, merge=0.40),
    "three nearest reports": replace(DEFAULT, linked=3),
    "without rare words": replace(DEFAULT, term_share=0.0),
    "texts like headlines": replace(
        DEFAULT, join_texts=DEFAULT.join, merge_texts=DEFAULT.merge, merge_lone_text=DEFAULT.merge, twins=0.0
    ),
    "without asking for twins": replace(DEFAULT, twins=0.0),
    "lone texts like others": replace(DEFAULT, merge_lone_text=DEFAULT.merge_texts),
    "without merging": replace(DEFAULT, merge=2.0, merge_texts=2.0, merge_lone_text=2.0),
    "without splitting": replace(DEFAULT, split=-2.0),
}


class Collection:
    """Articles with their true stories.

    Args:
        lines: id, title, text?, language and published of each, as in articles.jsonl, in their order.
        gold: the story of each.
        cache: folder in which vectors are kept under `name`.
    """

    def __init__(self, name: str, lines: Sequence[dict[str, Any]], gold: Sequence[str], cache: Path) -> None:
        self.gold = list(gold)
        self.languages = [line["language"] for line in lines]
        kept = cache / f"{name}.npy"
        if not kept.exists():
            texts = [text_to_embed(line["title"], "", line.get("text") or "") for line in lines]
            np.save(kept, builtin_embedder().embed(texts))
        several = len(set(self.languages)) > 1
        self.articles = [
            _article(number, line, vector, several)
            for number, (line, vector) in enumerate(zip(lines, np.load(kept), strict=True), 1)
        ]

    def parts(self, seed: int, shuffle: bool) -> tuple[list[int], list[int]]:
        """Random halves of the stories (English: of the topics), as places of articles.

        Args:
            shuffle: in a random order, not in that of the file: only where all articles have one date.
        """
        whole = [story.split("_")[0] for story in self.gold]
        names = sorted(set(whole))
        half = set(np.random.default_rng(seed).permutation(len(names))[: len(names) // 2].tolist())
        inside = {name for place, name in enumerate(names) if place in half}
        order = np.arange(len(whole))
        if shuffle:
            np.random.default_rng(1000 + seed).shuffle(order)
        places = order.tolist()
        return (
            [place for place in places if whole[place] in inside],
            [place for place in places if whole[place] not in inside],
        )


def read_collection(folder: Path, cache: Path) -> Collection:
    """The collection in a folder of the evaluation data."""
    lines = _read(folder / "articles.jsonl")
    gold = {line["id"]: line["story"] for line in _read(folder / "gold.jsonl")}
    return Collection(folder.name, lines, [gold[line["id"]] for line in lines], cache)


def newsroom(cache: Path) -> Collection:
    """What the demo newsroom has published in the end, in the order in which it did."""
    content = load_content()
    end = _START + timedelta(days=30)
    source = WrittenSource(content, Schedule(_START))
    reports = sorted(
        (
            (article.published, publisher.key, publisher.language.split("-")[0], article)
            for publisher in source.publishers
            for article in (
                source.article(publisher, number, end) for number in range(source.count(publisher, end))
            )
        ),
        key=lambda report: report[:2],
    )
    lines = [
        {
            "title": article.title,
            "text": article.text,
            "language": language,
            "published": at.isoformat(),
            "topics": article.tags,
        }
        for at, _, language, article in reports
    ]
    return Collection("newsroom", lines, [article.event for *_, article in reports], cache)


def pages(evaluation: Path, cache: Path, start: datetime, end: datetime) -> Collection:
    """The real pages that have a text, at random moments from `start` to `end`, each an event of its own."""
    lines = []
    for name in ("phrases", "articles"):
        out = cache / f"{name}.jsonl"
        if not out.exists():
            program = [str(Path(sys.executable).with_name("broadsheet")), "extract", "--batch"]
            subprocess.run([*program, str(evaluation / name / "pages.jsonl"), "--out", str(out)], check=True)
        lines += [one for one in _read(out) if one.get("title") and len(one.get("text") or "") > _LEAST_PAGE]
    moments = np.random.default_rng(3).uniform(size=len(lines))
    dated = [
        {
            "title": one["title"],
            "text": one["text"],
            "language": one["language"] or "",
            "published": (start + (end - start) * float(moment)).isoformat(),
        }
        for one, moment in zip(lines, moments, strict=True)
    ]
    return Collection("pages", dated, [f"page {number}" for number in range(len(dated))], cache)


def show_among_pages(evaluation: Path, cache: Path) -> None:
    """The newsroom's stories in a stream with other pages: all that they share with these is wrong."""
    news = newsroom(cache)
    moments = [article.at for article in news.articles]
    others = pages(evaluation, cache, min(moments), max(moments))
    articles, gold, languages = (
        [*of_news, *of_others]
        for of_news, of_others in (
            (news.articles, others.articles),
            (news.gold, others.gold),
            (news.languages, others.languages),
        )
    )
    order = sorted(range(len(articles)), key=lambda place: articles[place].at)
    news.articles = [replace(articles[place], id=number) for number, place in enumerate(order, 1)]
    news.gold, news.languages = [gold[place] for place in order], [languages[place] for place in order]
    said = group(news, DEFAULT, range(len(order)))
    own = [place for place, which in enumerate(order) if which < len(moments)]
    sizes, stories, both = (
        Counter(news.gold),
        Counter(said.values()),
        Counter(zip(news.gold, said.values(), strict=True)),
    )
    precision = float(np.mean([both[news.gold[place], said[place]] / stories[said[place]] for place in own]))
    recall = float(np.mean([both[news.gold[place], said[place]] / sizes[news.gold[place]] for place in own]))
    of_story = defaultdict(set)
    for place, story in said.items():
        of_story[story].add(news.languages[place])
    strays = sum(len(of_story[said[place]]) > 1 for place in set(said) - set(own))
    across_own = across(*([of[place] for place in own] for of in (news.gold, said, news.languages)))
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"\nnewsroom among {len(order) - len(own):,} pages: F1 {f1:.3f} "
        f"(precision {precision:.3f}, recall {recall:.3f}), across languages {across_own:.3f}; "
        f"{strays} pages in stories of several languages"
    )


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _article(number: int, line: dict[str, Any], vector: np.ndarray, several: bool) -> ArticleToGroup:
    text = line.get("text") or ""
    known = ArticleText(line["title"], text=text, language=line["language"], topics=line.get("topics", ()))
    return ArticleToGroup(
        number,
        line["title"],
        line["language"],
        "",
        datetime.fromisoformat(line["published"]),
        vector,
        article_terms(line["title"], text, line["language"]),
        understand_article(known).cognates if several and text else (),
        bool(text),
        signature(text),
    )


def group(collection: Collection, settings: GroupSettings, places: Iterable[int]) -> dict[int, int]:
    """The story of each article in `places`, strictly online, merges applied."""
    grouper, answers = Grouper(settings), Answers()
    ids: dict[int, int] = {}
    for place in places:
        decision = grouper.add(collection.articles[place])
        ids[place] = decision.article
        answers.add(decision.article, decision.story)
        if grouper.settle_due:
            for change in grouper.settle():
                answers.follow(change)
    for change in grouper.settle():
        answers.follow(change)
    return {place: answers.answer(article) for place, article in ids.items()}


def bcubed(gold: Sequence[str], said: Sequence[int]) -> tuple[float, float, float]:
    """BCubed F1, precision, recall (Bagga and Baldwin 1998)."""
    sizes, said_sizes, both = Counter(gold), Counter(said), Counter(zip(gold, said, strict=True))
    precision = sum(count * count / said_sizes[b] for (_, b), count in both.items()) / len(gold)
    recall = sum(count * count / sizes[a] for (a, _), count in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall), precision, recall


def across(gold: Sequence[str], said: Sequence[int], languages: Sequence[str]) -> float:
    """Share of a story's pairs in two languages that are put together, averaged over stories."""
    members = defaultdict(list)
    for story, answer, language in zip(gold, said, languages, strict=True):
        members[story].append((answer, language))

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    def unlike(keys: list[object], both: list[object]) -> int:
        return pairs(Counter(keys).values()) - pairs(Counter(both).values())

    rates = []
    for reports in members.values():
        total = unlike([0] * len(reports), [language for _, language in reports])
        if total:
            rates.append(unlike([answer for answer, _ in reports], list(reports)) / total)
    return sum(rates) / len(rates) if rates else float("nan")


def scores(collection: Collection, said: dict[int, int], places: Iterable[int]) -> tuple[float, float]:
    """BCubed F1 and recall across languages by story, over the articles in `places`."""
    chosen = list(places)
    gold, answers = [collection.gold[place] for place in chosen], [said[place] for place in chosen]
    return bcubed(gold, answers)[0], across(gold, answers, [collection.languages[place] for place in chosen])


def held_apart(
    collection: Collection, settings: GroupSettings, draws: int, shuffle: bool
) -> dict[str, list[tuple[float, float]]]:
    """Scores of parts, with the threshold that was best on the part's other half."""
    total = range(len(collection.gold))
    half = len(total) // 2
    found: dict[str, list[tuple[float, float]]] = {}

    def choose(name: str, halves: Sequence[Sequence[int]], answers: Sequence[list[dict[int, int]]]) -> None:
        results = [
            [scores(collection, said, part) for said in of] for part, of in zip(halves, answers, strict=True)
        ]
        best = [max(range(len(THRESHOLDS)), key=lambda place, of=of: of[place][0]) for of in results]
        found.setdefault(name, []).extend([results[0][best[1]], results[1][best[0]]])

    tried = [_moved(settings, threshold - settings.join) for threshold in THRESHOLDS]
    if len(set(collection.languages)) > 1:
        whole = [group(collection, one, total) for one in tried]
        choose("halves in time", [total[:half], total[half:]], [whole, whole])
    for seed in range(draws):
        parts = collection.parts(seed, shuffle)
        choose(
            "halves of stories", parts, [[group(collection, one, part) for one in tried] for part in parts]
        )
    return found


def _moved(settings: GroupSettings, by: float) -> GroupSettings:
    """The settings with all thresholds of joining and merging higher."""
    return replace(
        settings,
        join=settings.join + by,
        join_texts=settings.join_texts + by,
        merge=settings.merge + by,
        merge_texts=settings.merge_texts + by,
        merge_lone_text=settings.merge_lone_text + by,
    )


def show_errors(collection: Collection, said: dict[int, int], count: int) -> None:
    """The stories that lost most: split ones, and true stories that share an answer."""
    sizes, answers = Counter(collection.gold), Counter(said.values())
    pieces: dict[str, Counter[int]] = defaultdict(Counter)
    mixed: dict[int, Counter[str]] = defaultdict(Counter)
    for place, answer in said.items():
        pieces[collection.gold[place]][answer] += 1
        mixed[answer][collection.gold[place]] += 1
    titles = {story: collection.articles[collection.gold.index(story)].title for story in sizes}
    print("\n  split: reports, pieces, largest piece")
    lost = sorted(
        sizes, key=lambda story: sum(n * n for n in pieces[story].values()) / sizes[story] - sizes[story]
    )
    for story in lost[:count]:
        print(
            f"  {sizes[story]:4d} {len(pieces[story]):4d} {max(pieces[story].values()):4d} "
            f" {titles[story][:90]}"
        )
    print("  merged: reports of the two largest true stories in one answer")
    wrong = sorted(
        mixed, key=lambda key: sum(n * n for n in mixed[key].values()) / answers[key] - answers[key]
    )
    for key in wrong[:count]:
        two = mixed[key].most_common(2)
        print(f"  {answers[key]:4d} " + " | ".join(f"{n} {titles[story][:60]}" for story, n in two))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("eval", type=Path)
    asked.add_argument("--cache", type=Path, default=Path(".cache-grouping"))
    asked.add_argument("--errors", type=int, default=8)
    asked.add_argument(
        "--sets",
        nargs="+",
        default=["stories-multilingual", "stories-english", "newsroom", "newsroom-among-pages"],
    )
    asked.add_argument("--draws", type=int, default=2, help="random halves of stories or topics")
    asked.add_argument("--shuffle", action="store_true", help="halves in random orders (English only)")
    asked.add_argument("--all", action="store_true", help="held-apart figures of every variant")
    given = asked.parse_args()
    given.cache.mkdir(exist_ok=True)
    for name in given.sets:
        if name == "newsroom-among-pages":
            show_among_pages(given.eval, given.cache)
            continue
        collection = (
            newsroom(given.cache) if name == "newsroom" else read_collection(given.eval / name, given.cache)
        )
        total = range(len(collection.gold))
        print(f"\n{name}: BCubed F1, across languages by story")
        for variant, settings in VARIANTS.items():
            said = group(collection, settings, total)
            line = "  {:24s} whole {:.3f} {:.3f}".format(variant, *scores(collection, said, total))
            if given.all or variant == "as set":
                for part, results in held_apart(collection, settings, given.draws, given.shuffle).items():
                    line += f" | {part}: " + ", ".join(f"{f1:.3f} ({xl:.3f})" for f1, xl in results)
                    line += f"; mean {np.mean([f1 for f1, _ in results]):.4f}"
            print(line, flush=True)
            if variant == "as set":
                show_errors(collection, said, given.errors)


if __name__ == "__main__":
    main()
