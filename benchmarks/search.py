"""Search at scale: time of an answer, of indexing an article, and how much of the right ones it finds.

    python benchmarks/search.py --articles 100000

Fills a new SQLite database in a folder of its own (taken away afterwards, unless --folder names one: what was
filled there before is used again) with articles whose words are as
frequent as words are (Zipf) and whose vectors lie in groups, and asks. Beside it in the same run, on the same
rows: Django's `icontains` on title and text (how it was before there was an index), and the same texts in
FTS5's own table (unicode61) ranked over all matches, without meaning, filters, word forms or times. With
--stories FOLDER (articles.jsonl, gold.jsonl) also: asked with a title in one language, is a report of the
same story in another language among the first ten, by words alone and by both.
The aim is 100 ms at the 99th percentile.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pages_data import filled_folder

AIM_P99_MS = 100
_WORDS = 60_000
_LANGUAGES = ("en", "de", "fr", "es", "ru", "ar")
_DIM = 384


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--words", type=int, default=300, help="an article")
    options.add_argument("--requests", type=int, default=600)
    options.add_argument("--slow", type=int, default=12, help="requests of icontains")
    options.add_argument("--stories", type=Path)
    options.add_argument("--folder", type=Path, help="kept, and used again")
    options.add_argument("--fill-only", action="store_true")
    chosen = options.parse_args()
    with filled_folder(chosen.folder) as (folder, is_filled):
        os.environ |= {"BROADSHEET_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if chosen.stories and not is_filled:
            across_languages(chosen.stories)
            call_command("flush", interactive=False, verbosity=0)
        made = Made()
        if not is_filled:
            fill(made, chosen.articles, chosen.words)
        peer = fill_peer(folder / "peer.sqlite3")
        if chosen.fill_only:
            return
        measure(made, peer, chosen.requests, chosen.slow)


class Made:
    """Words by frequency, and what is asked for."""

    def __init__(self) -> None:
        self.chance = random.Random(1)
        letters = "abcdefghiklmnoprstuv"
        made = {"".join(self.chance.choices(letters, k=self.chance.randint(3, 9))) for _ in range(_WORDS * 2)}
        self.words = sorted(made)
        self.chance.shuffle(self.words)
        self.words = self.words[:_WORDS]
        self.weights = list(np.cumsum(1 / (np.arange(_WORDS) + 2.7)))

    def text(self, words: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=words))

    def queries(self, count: int) -> list[str]:
        """One to four words, from the commonest to rare ones; some with phrases, filters and slips."""
        kinds = (
            lambda: self.words[self.chance.randint(0, 40)],
            lambda: self.words[self.chance.randint(40, 20_000)],
            lambda: " ".join(self.words[self.chance.randint(0, 2_000)] for _ in range(2)),
            lambda: " ".join(self.words[self.chance.randint(0, 300)] for _ in range(4)),
            lambda: f'"{self.words[0]} {self.words[self.chance.randint(1, 60)]}"',
            lambda: f"{self.words[self.chance.randint(0, 200)]} -{self.words[self.chance.randint(0, 200)]}",
            lambda: f"{self.words[self.chance.randint(0, 200)]} country:fr after:20d",
            lambda: f"{self.words[self.chance.randint(0, 200)]} publisher:p7 before:10d",
            lambda: self.words[self.chance.randint(0, 5_000)] + "x",
        )
        return [self.chance.choice(kinds)() for _ in range(count)]


def fill(made: Made, count: int, words: int) -> None:
    from django.db import transaction

    from broadsheet.search.tokens import index_text
    from broadsheet.store.models import Article, Publisher
    from broadsheet.store.search_index import Document, put_documents
    from broadsheet.understand.vectors import builtin_embedder

    countries = ("FR", "DE", "GB", "US", "JP", "EG")
    publishers = Publisher.objects.bulk_create(
        Publisher(key=f"p{n}", name=f"Publisher {n}", country=countries[n % 6]) for n in range(300)
    )
    model, now = builtin_embedder().model, datetime.now(UTC)
    vectors = np.random.default_rng(1)
    middle = vectors.normal(size=_DIM)
    groups = middle / np.linalg.norm(middle) * 2 + vectors.normal(size=(2_000, _DIM)) / _DIM**0.5
    putting = making = 0.0
    for start in range(0, count, 16):  # as the pipeline stores them
        articles = Article.objects.bulk_create(
            _article(made, number, now - timedelta(days=60) * (1 - number / count), words, publishers)
            for number in range(start, min(start + 16, count))
        )
        begun = time.perf_counter()
        texts = [index_text(one.title, one.text, one.language) for one in articles]
        making += time.perf_counter() - begun
        near = vectors.normal(size=(len(articles), _DIM)) / 40
        found = groups[vectors.integers(0, len(groups), len(articles))] + near
        found /= np.linalg.norm(found, axis=1)[:, None]
        documents = [
            Document(one.pk, one.publisher_id, one.sort_at, one.language, one.category, model,
                     vector.astype("<f2").tobytes(), text)
            for one, text, vector in zip(articles, texts, found, strict=True)
        ]  # fmt: skip
        begun = time.perf_counter()
        with transaction.atomic():
            put_documents(documents)
        putting += time.perf_counter() - begun
    _make_stories()
    print(f"{count:,} articles of {words} words, SQLite")
    print(
        f"index: {making / count * 1e3:.2f} ms an article in a worker, "
        f"{putting / count * 1e3:.2f} ms in the store"
    )


def _article(made: Made, number: int, at: datetime, words: int, publishers: Sequence[Any]) -> Any:
    from broadsheet.store.models import Article

    text = made.text(words)
    return Article(
        publisher=publishers[number % len(publishers)], canonical_url=f"https://p.example/{number}",
        title=made.text(9), text=text, language=made.chance.choice(_LANGUAGES),
        category="world", first_seen_at=at, updated_at=at, sort_at=at,
        content_hash=str(number), state="grouped",
    )  # fmt: skip


def _make_stories() -> None:
    """Puts each five articles that follow one another into a story."""
    from broadsheet.store.models import Article, Story, StoryArticle

    keys = list(Article.objects.order_by("pk").values_list("pk", "sort_at"))
    Story.objects.bulk_create(
        (
            Story(key=pk, opened_at=at, first_at=at, last_at=at, changed_at=at, headline_id=pk, articles=5)
            for pk, at in keys[::5]
        ),
        batch_size=1_000,
    )
    stories = dict(Story.objects.values_list("key", "pk"))
    StoryArticle.objects.bulk_create(
        (
            StoryArticle(article_id=pk, story_id=stories[keys[place // 5 * 5][0]], score=1, joined_at=at)
            for place, (pk, at) in enumerate(keys)
        ),
        batch_size=1_000,
    )


def fill_peer(path: Path) -> sqlite3.Connection:
    """FTS5 as it comes, with its own copy of the texts."""
    from broadsheet.store.models import Article

    is_filled = path.exists()
    peer = sqlite3.connect(path)
    if is_filled:
        return peer
    peer.execute("CREATE VIRTUAL TABLE peer USING fts5(title, text)")
    rows = Article.objects.values_list("pk", "title", "text")
    peer.executemany(
        "INSERT INTO peer (rowid, title, text) VALUES (?, ?, ?)", rows.iterator(chunk_size=2_000)
    )
    peer.commit()
    return peer


def measure(made: Made, peer: sqlite3.Connection, requests: int, slow: int) -> None:
    from django.db import connection
    from django.db.models import Q
    from django.test import Client

    from broadsheet.search.parse import parse_query
    from broadsheet.store.models import Article
    from broadsheet.store.search import find

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(length(block)) FROM store_searchindex_data")
        size = cursor.fetchone()[0]
    print(f"index: {size / 1e6:.0f} MB beside the texts; FTS5 as it comes: {_size(peer) / 1e6:.0f} MB")
    now, queries = datetime.now(UTC), made.queries(requests)
    begun = time.perf_counter()
    find(parse_query("first", now), now)
    print(f"the first search of a process: {(time.perf_counter() - begun) * 1e3:.0f} ms")
    client = Client(headers={"accept-language": "en"})
    client.get("/search")
    gc.collect()
    gc.freeze()  # as the web server does
    plain = [query for query in queries if ":" not in query and " -" not in query]
    by_name: dict[str, tuple[Callable[[str], object], Sequence[str]]] = {
        "find": (lambda query: find(parse_query(query, now), now), queries),
        "find, the same again": (lambda query: find(parse_query(query, now), now), queries),
        "find, the latest first": (lambda query: find(parse_query(query, now), now, by_time=True), queries),
        "the page": (lambda query: page(client, {"q": query}), queries),
        "the page, stories": (lambda query: page(client, {"q": query, "in": "stories"}), queries),
        "peer: FTS5 as it comes": (lambda query: _ask_peer(peer, query), plain),
        "before: icontains": (
            lambda query: list(
                Article.objects.filter(Q(title__icontains=query) | Q(text__icontains=query))
                .order_by("-sort_at").values_list("pk", flat=True)[:20]
            ),
            plain[:slow],
        ),
    }  # fmt: skip
    print(f"{'':26}{'median ms':>10}{'p99 ms':>10}{'p99 to find':>13}")
    first = 0.0
    for name, (ask, asked) in by_name.items():
        times = []
        for query in asked:
            begun = time.perf_counter()
            ask(query)
            times.append((time.perf_counter() - begun) * 1e3)
        p99 = float(np.percentile(times, 99))
        first = first or p99
        print(f"{name:26}{statistics.median(times):>10.1f}{p99:>10.1f}{p99 / first:>12.1f}×")
    print(f"aim: {AIM_P99_MS} ms at the 99th percentile")


def page(client: Any, asked: dict[str, str]) -> object:
    """The page of results, made anew."""
    from django.core.cache import caches

    caches["pages"].clear()
    return client.get("/search", asked)


def _size(peer: sqlite3.Connection) -> int:
    return int(
        peer.execute("PRAGMA page_count").fetchone()[0] * peer.execute("PRAGMA page_size").fetchone()[0]
    )


def _ask_peer(peer: sqlite3.Connection, query: str) -> list[tuple[int]]:
    words = query if query.startswith('"') else " ".join(f'"{word}"' for word in query.split())
    return peer.execute(
        "SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT 20", (words,)
    ).fetchall()


def across_languages(folder: Path) -> None:
    """How often a report in another language is among the first ten, asked with an English title."""
    from broadsheet.search.parse import parse_query
    from broadsheet.store.models import Article, Publisher
    from broadsheet.store.search import find, forget_memory
    from broadsheet.store.search_index import Document, put_documents
    from broadsheet.understand.vectors import builtin_embedder, pack_vector, text_to_embed

    lines = [json.loads(line) for line in (folder / "articles.jsonl").read_text().splitlines()]
    stories = {}
    for line in (folder / "gold.jsonl").read_text().splitlines():
        row = json.loads(line)
        stories[row["id"]] = row["story"]
    publisher, embedder = Publisher.objects.create(key="all", name="All"), builtin_embedder()
    story_of: dict[int, str] = {}
    languages: dict[int, str] = {}
    documents = []
    for line in lines:
        at = datetime.fromisoformat(line["published"].replace("Z", "+00:00"))
        text = line.get("text") or ""
        article = Article.objects.create(
            publisher=publisher, canonical_url=f"https://a.example/{line['id']}", title=line["title"][:1000],
            text=text, language=line["language"], first_seen_at=at, updated_at=at, sort_at=at,
            content_hash=line["id"], state="grouped",
        )  # fmt: skip
        vector = pack_vector(embedder.embed([text_to_embed(line["title"], "", text)])[0])
        documents.append(
            Document(article.pk, publisher.pk, at, line["language"], "", embedder.model, vector, None)
        )
        story_of[article.pk], languages[article.pk] = stories[line["id"]], line["language"]
    put_documents(documents)
    abroad = {story_of[pk] for pk, language in languages.items() if language != "en"}
    asked = [pk for pk, language in languages.items() if language == "en" and story_of[pk] in abroad]
    now = datetime.now(UTC)
    found = {"words alone": 0, "words and meaning": 0}
    chosen = asked[:: max(1, len(asked) // 300)]
    for pk in chosen:
        title = Article.objects.values_list("title", flat=True).get(pk=pk)
        query = parse_query(
            " ".join(word for word in title.split() if word.isalpha())[:120] + " -lang:en", now
        )
        hits = find(query, now).hits
        for name, kept in (
            ("words alone", [hit for hit in hits if hit.by_words]),
            ("words and meaning", hits),
        ):
            found[name] += any(story_of[hit.article_id] == story_of[pk] for hit in kept[:10])
    forget_memory()
    print(f"{len(lines):,} articles, {len(chosen)} English titles asked for reports in other languages")
    for name, count in found.items():
        print(f"  {name}: {count / len(chosen):.3f} have one of the same story among the first ten")


if __name__ == "__main__":
    main()
