"""What the running grouping begins with after a restart: a million articles in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Max, Min, Q, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from broadsheet.group.copies import unpack_all
from broadsheet.group.terms import from_bytes
from broadsheet.group.types import ClosedStories, OpenArticles

from .features import all_packed_terms
from .guard import database_errors
from .models import Article, GroupingState, Story, StoryArticle, Understanding
from .models import StoryLink as Link

Seconds = NDArray[np.float64]


class _Moment(Func):
    """A moment that costs no datetime: seconds since 1970, or, from SQLite, which has none, as it stands.

    SQLite's driver makes datetimes of whatever is a column, so it is given something else.
    """

    template = "%(expressions)s || ''"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        template = "EXTRACT(EPOCH FROM %(expressions)s)::float8"
        return super().as_sql(compiler, connection, template=template)


class _Flag(Func):
    """A boolean as 0 or 1, as the database gives it: Django would look at every row to make True of 1."""

    template = "(%(expressions)s) + 0"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        return super().as_sql(compiler, connection, template="(%(expressions)s)::int")


_CHUNK = 5_000  # rows of one query while restoring
_COLUMNS = ("pk", "language", _Moment("at"), "vector", "terms", _Flag("has_text"), "signature")
_STORY = ("pk", "key", _Moment("first_at"), "articles")


@dataclass(frozen=True, slots=True, eq=False)
class _Stories:
    """Stories that open articles may be of, in columns of n, sorted by their ids."""

    ids: NDArray[np.int64]
    keys: NDArray[np.int64]
    first: Seconds
    articles: NDArray[np.int64]

    @classmethod
    def read(cls, stories: QuerySet[Story]) -> _Stories:
        pieces = [
            (np.array((ids, keys, articles), np.int64), _seconds(first))
            for ids, keys, first, articles in _columns(stories.order_by().values_list(*_STORY))
        ]
        numbers = np.concatenate([np.zeros((3, 0), np.int64), *(known for known, _ in pieces)], axis=1)
        first = np.concatenate([np.zeros(0), *(of_piece for _, of_piece in pieces)])
        order = np.argsort(numbers[0])
        return cls(numbers[0, order], numbers[1, order], first[order], numbers[2, order])

    def of(self, ids: NDArray[np.int64]) -> _Stories:
        """Of which ids (n) each is; those that are not here are read."""
        rows = np.searchsorted(self.ids, ids).clip(max=max(len(self.ids) - 1, 0))
        missing = ids if not len(self.ids) else ids[self.ids[rows] != ids]
        if len(missing):
            return _Stories.read(Story.objects.filter(pk__in=np.unique(ids).tolist())).of(ids)
        return _Stories(ids, self.keys[rows], self.first[rows], self.articles[rows])


def _columns(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Columns of many rows, some thousand values at a time, as the driver gives them.

    Django would look at every row and value, which takes as long as reading them.
    """
    sql, params = rows.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while piece := cursor.fetchmany(_CHUNK):
            yield tuple(zip(*piece, strict=True))


def latest_grouped() -> datetime | None:
    """`at` of the latest article that has a story, near enough for the edge of the open window."""
    with database_errors():
        last = StoryArticle.objects.order_by("-pk").values_list("article__understanding__at", flat=True)
        return max((at for at in last[:1000] if at is not None), default=None)


def open_articles(since: datetime) -> int:
    """How many articles `window_to_restore` will give at most."""
    with database_errors():
        first = _first_open(since)
        return StoryArticle.objects.filter(pk__gte=first).count() if first is not None else 0


def window_to_restore(
    since: datetime, model: str, saved_at: datetime
) -> Iterator[tuple[OpenArticles, NDArray[np.bool_]]]:
    """Articles from `since` on with their stories, and which joined them after `saved_at`, by their ids.

    Read in pieces, without titles: a million rows pass through little memory. Their places and their stories
    are read on their own: to look both up for every article would take as long again.

    Args:
        since: published or first seen.
        model: of the vectors; others cannot be compared.
        saved_at: when the statistics were kept.
    """
    with database_errors():
        stories = _Stories.read(Story.objects.filter(last_at__gte=since, merged_into=None))
        known = Understanding.objects.filter(model=model, at__gte=since).exclude(vector=b"").order_by("pk")
        later = _Flag(Q(joined_at__gt=saved_at))
        places = StoryArticle.objects.order_by("pk").values_list("pk", "story_id", later)
        first = _first_open(since) or 0
        while True:
            columns = next(_columns(known.filter(pk__gte=first).values_list(*_COLUMNS)[:_CHUNK]), None)
            if columns is None:
                return
            ids = np.array(columns[0], np.int64)
            first = int(ids[-1]) + 1
            between = places.filter(pk__gte=columns[0][0], pk__lt=first)
            pieces = [np.array(piece, np.int64) for piece in _columns(between)]
            placed = np.concatenate([np.zeros((3, 0), np.int64), *pieces], axis=1)
            _, rows, of_rows = np.intersect1d(ids, placed[0], assume_unique=True, return_indices=True)
            if not len(rows):
                continue
            if len(rows) < len(ids):  # some wait for their story
                columns = tuple(tuple(map(column.__getitem__, rows.tolist())) for column in columns)
            yield _open_articles(columns, stories.of(placed[1, of_rows])), placed[2, of_rows] > 0


def _first_open(since: datetime) -> int | None:
    # Nothing is published after it was first seen (`Article.sort_at`), so this is the first in question.
    first: int | None = Article.objects.filter(first_seen_at__gte=since).aggregate(Min("pk"))["pk__min"]
    return first


def _open_articles(columns: tuple[tuple[Any, ...], ...], stories: _Stories) -> OpenArticles:
    """Columns of `_COLUMNS` with the story of each."""
    pk, languages, at, vectors, terms, with_text, signatures = columns
    hashes, weights, cognates = from_bytes(all_packed_terms(list(map(bytes, terms))))
    return OpenArticles(
        ids=np.array(pk, np.int64),
        languages=languages,
        at=_seconds(at),
        vectors=np.frombuffer(b"".join(vectors), "<f2").reshape(len(pk), -1),
        hashes=hashes,
        weights=weights,
        cognates=cognates,
        signatures=unpack_all(signatures),
        with_text=np.array(with_text, np.bool_),
        stories=stories.keys,
        first=stories.first,
        articles=stories.articles,
    )


def closed_stories(edge: datetime, since: datetime, model: str, most: int) -> ClosedStories:
    """The latest `most` stories of two or more articles whose last came between `since` and `edge`."""
    with database_errors():
        closed = Story.objects.standing().filter(last_at__gte=since, last_at__lt=edge)
        facts = closed.filter(articles__gte=2).order_by("-last_at", "-pk")
        stories = {
            pk: known
            for pk, *known in facts.values_list("pk", "key", _Moment("first_at"), _Moment("last_at"))[:most]
        }
        order, rows = list(reversed(stories)), list[tuple[Any, ...]]()
        for start in range(0, len(order), _CHUNK):
            piece = order[start : start + _CHUNK]
            members = StoryArticle.objects.filter(story__in=piece).order_by().values("story")
            latest = dict(members.annotate(last=Max("pk")).values_list("last", "story"))
            about = Understanding.objects.filter(pk__in=latest, model=model).exclude(vector=b"")
            of_story = {latest[pk]: rest for pk, *rest in about.values_list("pk", "language", "vector")}
            rows += [(*stories[pk], *of_story[pk]) for pk in piece if pk in of_story]
    keys, first, last, languages, vectors = zip(*rows, strict=True) if rows else ((),) * 5
    return ClosedStories(
        keys=np.array(keys, np.int64),
        first=_seconds(first),
        last=_seconds(last),
        languages=languages,
        vectors=np.frombuffer(b"".join(vectors), "<f2").reshape(len(keys), -1 if rows else 0),
    )


def linked_stories(since: datetime) -> list[int]:
    """Keys of the stories with articles from `since` on that go on from an earlier one."""
    with database_errors():
        later = Link.objects.filter(after__merged_into=None, after__last_at__gte=since)
        return list(later.values_list("after__key", flat=True).distinct())


def _seconds(moments: Sequence[Any]) -> Seconds:
    """What `_Moment` gave, as seconds since 1970."""
    if not moments or not isinstance(moments[0], str):
        return np.array(moments, np.float64)
    return np.array(moments, "datetime64[us]").astype(np.int64) / 1e6


def saved_statistics() -> bytes:
    with database_errors():
        saved = GroupingState.objects.filter(name="grouping").values_list("statistics", flat=True).first()
        return bytes(saved or b"")
