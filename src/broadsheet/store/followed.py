"""The latest articles of things that readers follow: many things in one query, each by its index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from broadsheet.search.match import express
from broadsheet.search.parse import parse_query

from .guard import database_errors
from .models import Article, ArticleHashtag, Hashtag, Publisher, Story, StoryArticle
from .search_names import resolve
from .search_words import Scores, limited, match_words

Rows = list[tuple[str, int]]
# Of one thing: what is older is not looked at, and of what is newer only the latest.
A_THING = 8
A_SEARCH = 40  # of a search: the latest that were indexed, more than are kept
_A_STATEMENT = 100  # SQLite takes 500 selects in one, and 32,766 values
_MOST_PUBLISHERS = 60


def of_hashtags(keys: Sequence[str], since: datetime) -> Rows:
    """Keys with ids of the latest articles that have the hashtag."""
    ids = dict(Hashtag.objects.filter(key__in=keys).order_by().values_list("pk", "key"))
    table = ArticleHashtag._meta.db_table
    part = (
        f"SELECT * FROM (SELECT hashtag_id AS thing, article_id AS pk FROM {table} "  # noqa: S608 (our names)
        f"WHERE hashtag_id = %s AND sort_at > %s ORDER BY sort_at DESC, article_id DESC LIMIT {A_THING}) AS t"
    )
    return [(ids[int(thing)], pk) for thing, pk in _union(part, list(ids), since)]


def of_publishers(keys: Sequence[str], since: datetime) -> Rows:
    """Keys with ids of the publishers' latest articles."""
    ids = dict(Publisher.objects.filter(key__in=keys).order_by().values_list("pk", "key"))
    return [(ids[int(thing)], pk) for thing, pk in _of_articles("publisher_id", list(ids), since)]


def of_categories(keys: Sequence[str], since: datetime) -> Rows:
    """Keys with ids of the categories' latest articles."""
    return [(str(thing), pk) for thing, pk in _of_articles("category", list(keys), since)]


def of_countries(keys: Sequence[str], since: datetime) -> Rows:
    """Keys (ISO 3166-1, lower case) with ids of the latest articles of publishers from there."""
    countries = [key.upper() for key in keys]
    rows = Publisher.objects.filter(country__in=countries).order_by("pk").values_list("pk", "country")
    ids = dict(rows[: _MOST_PUBLISHERS * len(countries)])
    found = _of_articles("publisher_id", list(ids), since, most=2)
    return [(ids[int(thing)].lower(), pk) for thing, pk in found]


def of_stories(keys: Sequence[str], since: datetime) -> Rows:
    """Keys (public ids; of a merged story too) with ids of the stories' latest articles."""
    stories = Story.objects.filter(public_id__in=keys).order_by()
    ids: dict[int, str] = {}
    for pk, key, merged in stories.values_list("pk", "public_id", "merged_into_id"):
        ids[merged or pk] = key
    places = StoryArticle.objects.filter(story__in=ids, article__sort_at__gt=since).order_by("-pk")
    rows = places.values_list("story_id", "article_id")[: A_THING * max(len(ids), 1)]
    return [(ids[story], article) for story, article in rows]


def of_search(typed: str, since: datetime, now: datetime, locale: str, most: int = A_THING) -> list[int]:
    """Ids of the latest articles with the words of a search, the latest first.

    Args:
        since: of what is older none is given.
        most: how many at most.

    Raises:
        StoreError: the database could not.
    """
    query = parse_query(typed, now)
    if query.is_empty:
        return []
    with database_errors():
        limits, _ = resolve(query.filters, locale)
        after = max(query.filters.after, since) if query.filters.after else since
        asked, count = limited(express(query), limits), max(A_SEARCH, most)
        found = match_words(asked, limits, after, query.filters.before, count, scores=Scores.NONE)
    newest = sorted(zip(found.times.tolist(), found.ids.tolist(), strict=True), reverse=True)
    return [pk for _, pk in newest[:most]]


def _of_articles(
    column: str, values: list[Any], since: datetime, most: int = A_THING
) -> list[tuple[Any, int]]:
    table = Article._meta.db_table
    part = (
        f"SELECT * FROM (SELECT {column} AS thing, id AS pk FROM {table} "  # noqa: S608 (our names)
        f"WHERE {column} = %s AND sort_at > %s ORDER BY sort_at DESC, id DESC LIMIT {most}) AS t"
    )
    return _union(part, values, since)


def _union(part: str, values: Sequence[Any], since: datetime) -> list[tuple[Any, int]]:
    """One select a value, each of which reads no more of its index than it gives."""
    found: list[tuple[Any, int]] = []
    at = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        for start in range(0, len(values), _A_STATEMENT):
            some = values[start : start + _A_STATEMENT]
            cursor.execute(
                " UNION ALL ".join([part] * len(some)), [one for value in some for one in (value, at)]
            )
            found += cursor.fetchall()
    return found
