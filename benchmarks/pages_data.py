"""A database of many articles in stories to ask for pages of: of few words, by the same chance each time."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

WORDS = ("dam", "river", "water", "council", "vote", "ferry", "school", "strike", "mine", "pulsar", "seed")
COUNTRIES = ("NZ", "FR", "MA", "BR")
BATCH = 5_000
SECONDS_APART = 20

Row = tuple[int, int, Any, str]
"""Id, publisher, `sort_at` and category of an article."""


@contextmanager
def filled_folder(kept: Path | None) -> Iterator[tuple[Path, bool]]:
    """A folder for the database, and whether one was filled there before; taken away again unless named."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="broadsheet-bench-") as folder:
            yield Path(folder), False
    else:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept, (kept / "broadsheet.sqlite3").exists()


def fill(articles: int, publishers: int) -> None:
    """Makes publishers, feeds, articles with all that belongs to them, and their stories."""
    from broadsheet.store.models import Article

    chance = random.Random(1)
    known = _make_publishers(publishers, chance)
    for start in range(0, articles, BATCH):
        _make_articles(range(start, min(start + BATCH, articles)), articles, known, chance)
    _make_stories(chance)
    Article.objects.update(state=Article.State.GROUPED)
    _make_edits(chance)


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def _make_publishers(count: int, chance: random.Random) -> list[Any]:
    from django.utils import timezone

    from broadsheet.store.models import Feed, Publisher

    now = timezone.now()
    Publisher.objects.bulk_create(
        Publisher(key=f"p{n}", name=f"Publisher {n}", country=chance.choice(COUNTRIES), languages=["en"])
        for n in range(count)
    )
    known = list(Publisher.objects.all())
    Feed.objects.bulk_create(
        Feed(publisher=p, url=f"https://{p.key}.example/feed", next_fetch_at=now, last_fetched_at=now)
        for p in known
    )
    return known


def _make_articles(numbers: range, total: int, publishers: Sequence[Any], chance: random.Random) -> None:
    from django.utils import timezone

    from broadsheet.store.models import Article, Entry, Feed, Page, Picture

    now = timezone.now()
    made = Article.objects.bulk_create(
        _article(number, now - timedelta(seconds=SECONDS_APART * (total - number)), publishers, chance)
        for number in numbers
    )
    Picture.objects.bulk_create(
        Picture(article=a, position=0, url=f"https://example.org/{a.pk}.jpg", width=1200, height=800)
        for a in made
    )
    pages = Page.objects.bulk_create(
        Page(url=a.canonical_url, host="example.org", state="extracted", article=a, discovered_at=now)
        for a in made
    )
    feeds = list(Feed.objects.all())
    Entry.objects.bulk_create(
        Entry(feed=chance.choice(feeds), page=p, key=f"{p.pk:032x}", title="x", content_hash="", seen_at=now)
        for p in pages
    )


def _article(number: int, at: Any, publishers: Sequence[Any], chance: random.Random) -> Any:
    from broadsheet.categories import CATEGORIES
    from broadsheet.store.models import Article

    text = "\n\n".join(sentence(chance, 60) for _ in range(8))
    return Article(
        publisher=chance.choice(publishers),
        canonical_url=f"https://example.org/{number}",
        title=sentence(chance, 9),
        summary=sentence(chance, 25),
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


def _make_stories(chance: random.Random) -> None:
    """Understands and groups all articles by the clock."""
    from django.db import transaction
    from django.utils import timezone

    from broadsheet.pipeline.stories import refresh_stories
    from broadsheet.store.models import Article, Hashtag, Story, StoryLink

    now = timezone.now()
    tags = Hashtag.objects.bulk_create(
        Hashtag(key=word, label=word.title(), label_language="en", articles=1) for word in WORDS
    )
    rows = list(Article.objects.order_by("pk").values_list("pk", "publisher_id", "sort_at", "category"))
    times = dict.fromkeys(("opened_at", "first_at", "last_at", "changed_at"), now)
    for parts in _batches(rows, chance):
        stories = Story.objects.bulk_create(Story(key=part[0][0], **times) for part in parts)
        _place(list(zip(stories, parts, strict=True)), tags, chance)
        StoryLink.objects.bulk_create(
            StoryLink(before=before, after=after, score=0.5, reason="near", at=now)
            for before, after in itertools.pairwise(stories)
            if chance.random() < 0.2
        )
        with transaction.atomic():
            refresh_stories([story.pk for story in stories], now)


def _batches(rows: Sequence[Row], chance: random.Random) -> Iterator[list[Sequence[Row]]]:
    """The articles of stories: most have one, few have many, none more than 1,000."""
    place, parts = 0, []
    while place < len(rows):
        many = chance.random() >= 0.97
        size = int(chance.paretovariate(0.9)) * 10 if many else chance.choice((1, 1, 1, 1, 2, 3))
        parts.append(rows[place : place + min(size, 1_000)])
        place += len(parts[-1])
        if sum(map(len, parts)) >= BATCH or place >= len(rows):
            yield parts
            parts = []


def _place(stories: Sequence[tuple[Any, Sequence[Row]]], tags: Sequence[Any], chance: random.Random) -> None:
    """Puts the articles into the stories, three in ten as copies of the first, with vectors and hashtags."""
    import numpy as np
    from django.utils import timezone

    from broadsheet.store.models import ArticleHashtag, StoryArticle, Understanding

    now = timezone.now()
    members = [(row, story, part[0][0]) for story, part in stories for row in part]
    vectors = np.random.default_rng(members[0][0][0]).normal(size=(len(members), 384)).astype("<f2")
    facts = {"language": "en", "content_hash": "", "version": 1, "understood_at": now}
    facts |= {"model": "bench", "dim": 384, "signature": b"0" * 512}
    Understanding.objects.bulk_create(
        Understanding(
            article_id=pk, publisher_id=publisher, at=at, category=category, vector=vector.tobytes(), **facts
        )
        for ((pk, publisher, at, category), _, _), vector in zip(members, vectors, strict=True)
    )
    StoryArticle.objects.bulk_create(
        StoryArticle(
            article_id=row[0],
            story=story,
            score=0.8,
            joined_at=now,
            copy_of_id=first if first != row[0] and chance.random() < 0.3 else None,
        )
        for row, story, first in members
    )
    ArticleHashtag.objects.bulk_create(
        ArticleHashtag(article_id=row[0], hashtag=tag, position=n, label=tag.label, sort_at=row[2])
        for row, _, _ in members
        for n, tag in enumerate(chance.sample(list(tags), 4))
    )


def _make_edits(chance: random.Random) -> None:
    """A hundred articles that were edited once."""
    from django.utils import timezone

    from broadsheet.store.models import Revision

    for article in pick_articles(200)[::2]:
        before = article.text.replace("dam", "wall")
        Revision.objects.create(
            article=article, number=1, title=article.title, text=before, seen_at=timezone.now()
        )


def pick_articles(count: int) -> list[Any]:
    """So many articles from all times, the same ones each time."""
    from broadsheet.store.models import Article

    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    return list(Article.objects.filter(pk__in=random.Random(2).sample(ids, min(count, len(ids)))))


def addresses() -> dict[str, list[str]]:
    """Addresses to ask for, by the name of the kind of page."""
    from broadsheet.categories import CATEGORIES
    from broadsheet.read.paging import Place
    from broadsheet.store.models import Feed, Publisher, Story

    picked = pick_articles(200)
    largest = Story.objects.order_by("-articles").values_list("public_id", flat=True)[:100]
    publishers = list(Publisher.objects.values_list("key", flat=True))
    return {
        "front": ["/"],
        "story (the 100 largest)": [f"/story/{public_id}" for public_id in largest],
        "story (any)": [f"/story/{article.in_story.story.public_id}" for article in picked],
        "article (half with an edit)": [f"/article/{article.public_id}" for article in picked],
        "latest": ["/latest"],
        "earlier (deep in the list)": [f"/latest?before={Place(a.sort_at, a.pk)}" for a in picked],
        "category": [f"/category/{category}" for category in CATEGORIES],
        "hashtag": [f"/hashtag/{word}" for word in WORDS],
        "country": [f"/country/{code.lower()}" for code in COUNTRIES],
        "publisher": [f"/publisher/{key}" for key in publishers],
        "publishers": ["/publishers"],
        "RSS, latest": ["/latest/feed.rss"],
        "Atom, hashtag": [f"/hashtag/{word}/feed.atom" for word in WORDS],
        "JSON Feed, country": [f"/country/{code.lower()}/feed.json" for code in COUNTRIES],
        "feeds": ["/feeds"],
        "feed": [f"/feeds/{pk}" for pk in Feed.objects.values_list("pk", flat=True)],
        "status.json": ["/status.json"],
    }
