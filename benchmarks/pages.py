"""Server time of the pages: median and 99th percentile, in process, all middleware included.

    python benchmarks/pages.py --articles 100000

Fills a new SQLite database in a folder of its own (taken away afterwards) and asks for each page again and
again; nothing is asked of any network. The aim is 15 ms in the middle and 50 ms at the 99th percentile.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import tempfile
import time
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

WORDS = ("dam", "river", "water", "council", "vote", "ferry", "school", "strike", "mine", "pulsar", "seed")
AIM_MEDIAN_MS, AIM_P99_MS = 15, 50


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--publishers", type=int, default=300)
    options.add_argument("--requests", type=int, default=200)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="broadsheet-pages-") as folder:
        os.environ |= {"BROADSHEET_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command
        from django.test import Client

        call_command("migrate", verbosity=0)
        addresses = fill(chosen.articles, chosen.publishers)
        print(f"{chosen.articles:,} articles, {chosen.publishers} publishers, SQLite")
        print(f"{'page':28}{'median ms':>10}{'p99 ms':>10}{'CPU ms':>10}{'KB':>8}")
        for name, paths in addresses.items():
            measure(Client(headers={"accept-language": "en"}), name, paths, chosen.requests)
        print(f"aim: {AIM_MEDIAN_MS} ms, {AIM_P99_MS} ms")


def fill(articles: int, publishers: int) -> dict[str, list[str]]:
    """Makes the rows; gives the addresses to ask for, by the name of the page."""
    from django.utils import timezone

    from broadsheet.categories import CATEGORIES
    from broadsheet.read.paging import Place
    from broadsheet.store.models import Article, Entry, Feed, Page, Picture, Publisher, Revision, Story

    chance, now = random.Random(1), timezone.now()

    def sentence(words: int) -> str:
        return " ".join(chance.choices(WORDS, k=words)).capitalize()

    Publisher.objects.bulk_create(
        Publisher(
            key=f"p{n}",
            name=f"Publisher {n}",
            country=chance.choice(["NZ", "FR", "MA", "BR"]),
            languages=["en"],
        )
        for n in range(publishers)
    )
    known = list(Publisher.objects.all())
    Feed.objects.bulk_create(
        Feed(publisher=p, url=f"https://{p.key}.example/feed", next_fetch_at=now, last_fetched_at=now)
        for p in known
    )
    feeds = list(Feed.objects.all())
    for start in range(0, articles, 5_000):
        rows = []
        for number in range(start, min(start + 5_000, articles)):
            at = now - timedelta(seconds=20 * (articles - number))
            text = "\n\n".join(sentence(60) for _ in range(8))
            rows.append(
                Article(
                    publisher=chance.choice(known),
                    canonical_url=f"https://example.org/{number}",
                    title=sentence(9),
                    summary=sentence(25),
                    text=text,
                    html="".join(f"<p>{part}</p>" for part in text.split("\n\n")),
                    language="en",
                    category=chance.choice(CATEGORIES),
                    words=480,
                    published_at=at,
                    published_has_time=True,
                    first_seen_at=at,
                    updated_at=at,
                    sort_at=at,
                    content_hash=f"{number:032x}",
                )
            )
        made = Article.objects.bulk_create(rows)
        Picture.objects.bulk_create(
            Picture(article=a, position=0, url=f"https://example.org/{a.pk}.jpg", width=1200, height=800)
            for a in made
        )
        pages = Page.objects.bulk_create(
            Page(url=a.canonical_url, host="example.org", state="extracted", article=a, discovered_at=now)
            for a in made
        )
        Entry.objects.bulk_create(
            Entry(
                feed=chance.choice(feeds), page=p, key=f"{p.pk:032x}", title="x", content_hash="", seen_at=now
            )
            for p in pages
        )
    group(chance)
    some = chance.sample(list(Article.objects.values_list("pk", flat=True)), min(200, articles))
    picked = list(Article.objects.filter(pk__in=some))
    for article in picked[::2]:
        Revision.objects.create(
            article=article,
            number=1,
            title=article.title,
            text=article.text.replace("dam", "wall"),
            seen_at=now,
        )
    largest = Story.objects.order_by("-articles").values_list("public_id", flat=True)
    return {
        "front": ["/"],
        "front, made anew": ["/"],
        "story (the 100 largest)": [f"/story/{public_id}" for public_id in largest[:100]],
        "story (any)": [f"/story/{article.in_story.story.public_id}" for article in picked],
        "hashtag": [f"/hashtag/{word}" for word in WORDS],
        "earlier (deep in the list)": [
            f"/latest?before={Place(article.sort_at, article.pk)}" for article in picked
        ],
        "article (half with an edit)": [f"/article/{article.public_id}" for article in picked],
        "publisher": [f"/publisher/{publisher.key}" for publisher in known],
        "category": [f"/category/{category}" for category in CATEGORIES],
        "publishers": ["/publishers"],
        "feeds": ["/feeds"],
        "feed": [f"/feeds/{feed.pk}" for feed in feeds],
        "status.json": ["/status.json"],
    }


def group(chance: random.Random) -> None:
    """Understands and groups all articles by the clock: most stories have one report, few many."""
    import numpy as np
    from django.db import transaction
    from django.utils import timezone

    from broadsheet.pipeline.stories import refresh_stories
    from broadsheet.store.models import (
        Article,
        ArticleHashtag,
        Hashtag,
        Story,
        StoryArticle,
        StoryLink,
        Understanding,
    )

    now = timezone.now()
    tags = Hashtag.objects.bulk_create(
        Hashtag(key=word, label=word.title(), label_language="en") for word in WORDS
    )
    rows = list(Article.objects.order_by("pk").values_list("pk", "publisher_id", "sort_at", "category"))
    place = 0
    while place < len(rows):
        stories, members = [], []
        while place < len(rows) and len(members) < 5_000:
            size = (
                chance.choice((1, 1, 1, 1, 2, 3))
                if chance.random() < 0.97
                else int(chance.paretovariate(0.9)) * 10
            )
            part = rows[place : place + min(size, 1_000)]
            place += len(part)
            times = {"opened_at": now, "first_at": now, "last_at": now, "changed_at": now}
            stories.append(Story(key=part[0][0], **times))
            members += [(row, stories[-1], part[0][0] if chance.random() < 0.3 else None) for row in part]
        Story.objects.bulk_create(stories)
        vectors = np.random.default_rng(place).normal(size=(len(members), 384)).astype("<f2")
        Understanding.objects.bulk_create(
            Understanding(
                article_id=pk,
                publisher_id=publisher,
                at=at,
                language="en",
                category=category,
                content_hash="",
                version=1,
                understood_at=now,
                model="bench",
                dim=384,
                vector=vector.tobytes(),
                signature=b"0" * 512,
            )
            for ((pk, publisher, at, category), _, _), vector in zip(members, vectors, strict=True)
        )
        StoryArticle.objects.bulk_create(
            StoryArticle(
                article_id=row[0],
                story=story,
                score=0.8,
                joined_at=now,
                copy_of_id=first if first != row[0] else None,
            )
            for row, story, first in members
        )
        ArticleHashtag.objects.bulk_create(
            ArticleHashtag(article_id=row[0], hashtag=tag, position=n, label=tag.label, sort_at=row[2])
            for row, _, _ in members
            for n, tag in enumerate(chance.sample(tags, 4))
        )
        StoryLink.objects.bulk_create(
            StoryLink(before=before, after=after, score=0.5, reason="near", at=now)
            for before, after in itertools.pairwise(stories)
            if chance.random() < 0.2
        )
        with transaction.atomic():
            refresh_stories([story.pk for story in stories], now)
    Article.objects.update(state=Article.State.GROUPED)


def measure(client: Client, name: str, paths: list[str], requests: int) -> None:
    """Prints one line: how long the server takes for a page."""
    from django.core.cache import cache

    paths = [client.get(path).headers.get("Location", path) for path in paths]
    times, busy = [], []
    for number in range(requests):
        if "anew" in name:
            cache.clear()
        begun, begun_busy = time.perf_counter(), time.process_time()
        response = client.get(paths[number % len(paths)])
        times.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - begun_busy) * 1000)
        assert response.status_code == 200, (paths[number % len(paths)], response.status_code)
    p99 = statistics.quantiles(times, n=100)[98]
    medians = f"{statistics.median(times):10.1f}{p99:10.1f}{statistics.median(busy):10.1f}"
    print(f"{name:28}{medians}{len(response.content) / 1024:8.0f}")


if __name__ == "__main__":
    main()
