"""What the running grouping begins with after a restart: a million articles in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Max, Min, TextField
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

    template = "%(expressions)s + 0"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(expressions)s::int")


_CHUNK = 5_000  # rows of one query while restoring
_STORY = "article__in_story__story__"
_COLUMNS = (
    *("pk", "language", _Moment("at"), "vector", "terms", _Flag("has_text"), "signature"),
    *(_STORY + "key", _Moment(_STORY + "first_at"), _STORY + "articles"),
    _Moment("article__in_story__joined_at"),
)


def latest_grouped() -> datetime | None:
    """`at` of the latest article that has a story, near enough for the edge of the open window."""
    with database_errors():
        last = StoryArticle.objects.order_by("-pk").values_list("article__understanding__at", flat=True)
        return max((at for at in last[:1000] if at is not None), default=None)


def window_to_restore(since: datetime, model: str) -> Iterator[tuple[OpenArticles, Seconds]]:
    """Articles from `since` on with their stories, and when they joined them, by their ids.

    Read in pieces, without titles: a million rows pass through little memory.

    Args:
        since: published or first seen.
        model: of the vectors; others cannot be compared.
    """
    with database_errors():
        # Nothing is published after it was first seen (`Article.sort_at`), so this is the first in question.
        first = Article.objects.filter(first_seen_at__gte=since).aggregate(Min("pk"))["pk__min"]
        rows = Understanding.objects.filter(model=model, at__gte=since).exclude(vector=b"").order_by("pk")
        named = rows.filter(article__in_story__isnull=False).values_list(*_COLUMNS)
        while first is not None:
            chunk = list(named.filter(pk__gte=first)[:_CHUNK])
            if chunk:
                yield _open_articles(chunk)
            first = chunk[-1][0] + 1 if len(chunk) == _CHUNK else None


def _open_articles(rows: Sequence[tuple[Any, ...]]) -> tuple[OpenArticles, Seconds]:
    """Rows of `_COLUMNS` as columns: a loop over their values would take longer than reading them."""
    pk, languages, at, vectors, terms, with_text, signatures, keys, first, articles, joined = zip(
        *rows, strict=True
    )
    hashes, weights = from_bytes(all_packed_terms(list(map(bytes, terms))))
    found = OpenArticles(
        ids=np.array(pk, np.int64),
        languages=languages,
        at=_seconds(at),
        vectors=np.frombuffer(b"".join(vectors), "<f2").reshape(len(pk), -1),
        hashes=hashes,
        weights=weights,
        signatures=unpack_all(signatures),
        with_text=np.array(with_text, np.bool_),
        stories=np.array(keys, np.int64),
        first=_seconds(first),
        articles=np.array(articles, np.int64),
    )
    return found, _seconds(joined)


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
