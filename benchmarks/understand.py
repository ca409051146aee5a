"""Articles a second through the stage “understand”, and what each part of it takes.

python benchmarks/understand.py [--articles 200] [--vectors] [--processes 2]

The texts are the demo newsroom's, put together to 400 to 900 words (in Chinese and Japanese 800 to 1,800
characters) in each of its languages.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import mean
from typing import TypeVar

from broadsheet.newsroom.content import load_content
from broadsheet.understand.article import understand_article
from broadsheet.understand.category import choose_category
from broadsheet.understand.dates import day_spans, find_dates
from broadsheet.understand.gazetteer import cities
from broadsheet.understand.hashtags import choose_hashtags
from broadsheet.understand.language import article_language
from broadsheet.understand.names import choose_names, find_names
from broadsheet.understand.numbers import find_numbers
from broadsheet.understand.opinion import is_opinion
from broadsheet.understand.phrases import find_phrases
from broadsheet.understand.places import choose_places, find_mentions
from broadsheet.understand.quotes import find_quotes
from broadsheet.understand.reading import read_text
from broadsheet.understand.signature import signature
from broadsheet.understand.terms import article_terms
from broadsheet.understand.types import ArticleText
from broadsheet.understand.vectors import make_embedder, text_to_embed

WORDS = (400, 900)
CHARS_A_WORD = 2  # of Chinese and Japanese
BATCH = 16
T = TypeVar("T")


def make_articles(count: int, seed: int = 1) -> list[ArticleText]:
    """Articles of a realistic length, of all the newsroom's languages in turn."""
    chance = random.Random(seed)
    paragraphs: dict[str, list[str]] = {}
    titles: dict[str, list[str]] = {}
    content = load_content()
    languages = {publisher.key: publisher.language for publisher in content.publishers}
    for event in content.events:
        for article in event.article:
            language = languages[article.publisher].split("-")[0]
            paragraphs.setdefault(language, []).extend(article.paragraphs)
            titles.setdefault(language, []).append(article.title)
    articles = []
    for number in range(count):
        language = sorted(paragraphs)[number % len(paragraphs)]
        wanted, text = chance.uniform(*WORDS), list[str]()
        while _words("\n".join(text), language) < wanted:
            text.append(chance.choice(paragraphs[language]))
        articles.append(
            ArticleText(chance.choice(titles[language]), text="\n".join(text), feed_language=language)
        )
    return articles


def _words(text: str, language: str) -> float:
    return len(text) / CHARS_A_WORD if language in ("zh", "ja") else len(text.split())


class Clock:
    """Seconds of processor time by the name of a part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, part: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        result = work()
        self.seconds[part] = self.seconds.get(part, 0.0) + time.process_time() - start
        return result


def measure_parts(article: ArticleText, clock: Clock) -> None:
    """The parts of `understand_article`, one by one in its order."""
    language = clock("language", lambda: article_language(article))
    title, text = clock(
        "sentences, words", lambda: (read_text(article.title, language), read_text(article.text, language))
    )
    mentions = clock("places", lambda: find_mentions(text))
    places = clock("places", lambda: choose_places(find_mentions(title), mentions))
    spoken = clock("names", lambda: find_names(text, [mention.span for mention in mentions]))
    names = clock("names", lambda: choose_names(spoken, title))
    phrases = clock("phrases", lambda: find_phrases(title, text))
    dates = clock("dates", lambda: find_dates(text.text, language))
    days = clock("dates", lambda: [*(span for span, _ in dates), *day_spans(text.text, language)])
    clock("numbers", lambda: find_numbers(text.text, language, days))
    clock("quotations", lambda: find_quotes(text, spoken))
    known = replace(article, language=language)
    category = clock("category, opinion", lambda: choose_category(known, places, names, None))
    clock("category, opinion", lambda: is_opinion(known))
    clock("hashtags", lambda: choose_hashtags(known, places, names, phrases, category, language))
    clock(
        "terms, signature", lambda: (article_terms(article.title, text.text, language), signature(text.text))
    )


def embed(articles: list[ArticleText]) -> None:
    embedder = make_embedder()
    embedder.embed([text_to_embed(article.title, article.summary, article.text) for article in articles])


def whole_stage(articles: list[ArticleText]) -> int:
    """Text and vectors of a batch, as a worker process does it."""
    vectors = make_embedder().embed([text_to_embed(one.title, one.summary, one.text) for one in articles])
    for article, vector in zip(articles, vectors, strict=True):
        understand_article(article, vector)
    return len(articles)


def warm_up(articles: list[ArticleText]) -> None:
    for article in articles[:40]:
        understand_article(article)


def print_parts(articles: list[ArticleText], vectors: bool) -> None:
    clock = Clock()
    for article in articles:
        measure_parts(article, clock)
    text_seconds = sum(clock.seconds.values())
    if vectors:
        clock("vector", lambda: embed(articles))
    whole = sum(clock.seconds.values())
    print("| part | ms an article | share |\n|---|---|---|")
    for part, seconds in sorted(clock.seconds.items(), key=lambda item: -item[1]):
        print(f"| {part} | {1000 * seconds / len(articles):.2f} | {seconds / whole:.0%} |")
    print(f"\nText alone, one core: {len(articles) / text_seconds:.0f} articles a second of processor time.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=220)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--vectors", action="store_true", help="the whole stage, with vectors")
    options = parser.parse_args()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    cities()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"Gazetteer: {time.perf_counter() - start:.2f} s, {grown:.0f} MB at most.")
    articles = make_articles(options.articles)
    lengths = [len(article.text) for article in articles]
    print(f"{len(articles)} articles, {mean(lengths):.0f} characters on average.\n")
    warm_up(articles)
    print_parts(articles, options.vectors)
    if options.vectors:
        batches = [articles[at : at + BATCH] for at in range(0, len(articles), BATCH)]
        with multiprocessing.get_context("fork").Pool(options.processes, warm_up, (articles,)) as pool:
            pool.map(whole_stage, batches[: options.processes], chunksize=1)
            start = time.perf_counter()
            done = sum(pool.imap_unordered(whole_stage, batches))
            rate = done / (time.perf_counter() - start)
            print(f"Whole stage, {options.processes} processes: {rate:.1f} articles a second.")


if __name__ == "__main__":
    main()
