"""Search by words: the index of each database asked, behind one function."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from broadsheet.search.match import Expression, facet, to_fts5, to_tsquery

from .models import SearchDocument
from .search_names import Limits

MOST = 1_000
"""Of an often used word's articles, so many of the latest are looked at, and as many more by their title."""
ENOUGH = 400
"""Articles with the words in the title: then older ones are not looked for. No fewer than are ranked."""
_DAYS_KEPT_S = 600.0
_MOST_MARKS = 64  # publishers that the index is asked for; of more, the documents are
_TITLE_WEIGHT = 6.0
# Times as seconds since 1970 (on SQLite from days since the Julian epoch): making them in Python takes longer
# than finding the rows.
_SQLITE = """
SELECT d.article_id, (julianday(d.at) - 2440587.5) * 86400.0, {score}, d.id
FROM store_searchindex CROSS JOIN store_searchdocument d ON d.id = store_searchindex.rowid
WHERE store_searchindex MATCH %s{conditions}
ORDER BY store_searchindex.rowid DESC LIMIT %s
"""
_NUMBERS = "SELECT rowid FROM store_searchindex WHERE store_searchindex MATCH %s AND rowid >= %s"
# As BM25 tells them apart that have it once.
_IN_TITLE, _IN_TEXT = 1.8, 1.0
_BM25 = f"-bm25(store_searchindex, {_TITLE_WEIGHT}, 1.0, 0.0)"
_POSTGRES = """
SELECT article_id, extract(epoch FROM at)::float8, ts_rank('{{0.15, 0.15, 0.15, 1}}', tokens, asked, 1),
  rowid
FROM (
  SELECT d.article_id, d.at, i.tokens, asked, i.rowid
  FROM (SELECT %s::tsquery AS asked) question, store_searchindex i
  JOIN store_searchdocument d ON d.id = i.rowid
  WHERE i.tokens @@ asked{conditions}
  ORDER BY i.rowid DESC LIMIT %s
) latest
"""


@dataclass(frozen=True, slots=True)
class Matches:
    """Articles that have the words: ids, times (seconds), how well they match; `cut` if there are more."""

    ids: NDArray[np.int64]
    times: NDArray[np.float64]
    scores: NDArray[np.float32]
    cut: bool


def limited(expression: Expression, limits: Limits) -> Expression:
    """The expression with those limits that the index itself knows."""
    groups = [("l", limits.languages), ("c", limits.categories), ("h", limits.hashtags)]
    if limits.publishers is not None and len(limits.publishers) <= _MOST_MARKS:
        groups.append(("p", limits.publishers))
    facets = tuple(
        tuple(facet(kind, value) for value in sorted(values, key=str)) or (facet("none", ""),)
        for kind, values in groups
        if values is not None
    )
    refused = [("l", limits.not_languages), ("c", limits.not_categories), ("h", limits.not_hashtags)]
    none = tuple(facet(kind, value) for kind, values in refused for value in sorted(values, key=str))
    return replace(expression, facets=facets, no_facets=none)


class Scores(Enum):
    """By what articles that have the words are told apart."""

    NONE = "nothing: all scores are 0"
    TITLE = "whether the words stand in the title"
    WORDS = "how often the words stand where, and how rare they are"


def match_words(
    expression: Expression,
    limits: Limits,
    after: datetime | None,
    before: datetime | None,
    most: int = 0,
    scores: Scores = Scores.WORDS,
) -> Matches:
    """The articles that have what is asked for, the latest that were indexed first.

    Args:
        expression: `limited`.
        most: articles at most; 0: `MOST`.
    """
    most = most or MOST
    asked = _Asked(expression, limits, after, before, most, _first_since(after) if after else None)
    rows = asked.rows(scores if expression.wanted else Scores.NONE)
    cut = len(rows) >= most
    if expression.wanted and rows:
        if connection.vendor == "sqlite":
            rows = _with_titles(asked, rows, cut, scores)
        elif cut:
            known = {row[0] for row in rows}
            rows += [row for row in asked.by_title().rows(scores) if row[0] not in known]
    ids, times, found, _ = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Matches(np.array(ids, np.int64), np.array(times, np.float64), np.array(found, np.float32), cut)


def _first_since(after: datetime) -> int | None:
    """On SQLite, a number in the index before which no article of that time or later is: what was indexed
    before need not be looked at."""
    if connection.vendor != "sqlite":
        return None
    day = after.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _first_of(day, int(time.monotonic() / _DAYS_KEPT_S))


@lru_cache(maxsize=256)
def _first_of(day: datetime, _age: int) -> int:
    """The lowest number of an article of that day or later. It stays true when it is remembered: what is
    indexed later has a higher number, and what goes leaves a number that is lower than need be."""
    with connection.cursor() as cursor:
        # The "+" has the index of times read, not all documents in their order.
        cursor.execute(
            "SELECT min(+id) FROM store_searchdocument WHERE at >= %s",
            [connection.ops.adapt_datetimefield_value(day)],
        )
        found = cursor.fetchone()[0]
    return found or 0


def forget_days() -> None:
    """Forgets where days begin in the index, as after a change of database."""
    _first_of.cache_clear()


def _with_titles(asked: _Asked, rows: list[Any], cut: bool, scores: Scores) -> list[Any]:
    """With those of the older articles that have the words in the title, if there are older ones (`cut`) and
    not enough of the others have.

    BM25 counts each word in all articles, which takes longer than finding these: an older article counts as
    those of `rows` usually do that have it in the title.
    """
    if not cut and scores is not Scores.TITLE:
        return rows
    titles = asked.by_title()
    first = min(row[3] for row in rows)
    if scores is Scores.NONE:
        return rows + replace(titles, most=ENOUGH).rows(scores, below=first)
    in_title, older = titles.around(first) if cut else (titles.numbers_from(first), [])
    if scores is Scores.TITLE:
        rows = [
            (article, at, _IN_TITLE if number in in_title else _IN_TEXT, number)
            for article, at, _, number in rows
        ]
        usual = _IN_TITLE
    else:
        known = [row[2] for row in rows if row[3] in in_title]
        usual = median(known) if known else max(row[2] for row in rows)
    return rows + [(article, at, usual, number) for article, at, _, number in older]


def exist(expressions: Sequence[Expression]) -> list[bool]:
    """Of each, whether any article has it: asked in one statement for as many as a query may have words."""
    if not expressions:
        return []
    sqlite = connection.vendor == "sqlite"
    each = f"EXISTS (SELECT 1 FROM store_searchindex WHERE {_has(sqlite)})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([each] * len(expressions))}",
            [to_fts5(one) if sqlite else to_tsquery(one) for one in expressions],
        )
        return [bool(found) for found in cursor.fetchone()]


def _has(sqlite: bool) -> str:
    return "store_searchindex MATCH %s" if sqlite else "tokens @@ %s::tsquery"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `match_words` asks the index for."""

    expression: Expression
    limits: Limits
    after: datetime | None
    before: datetime | None
    most: int
    first: int | None = None  # number in the index before which nothing is looked at

    def by_title(self) -> _Asked:
        """The same, in titles alone."""
        wanted = self.expression.wanted
        titles = tuple(tuple(replace(wish, in_title=True) for wish in any_) for any_ in wanted)
        return replace(self, expression=replace(self.expression, wanted=titles))

    def rows(self, scores: Scores, below: int | None = None) -> list[Any]:
        """Article, time, score and number in the index of each, the latest that were indexed first.

        Args:
            scores: on SQLite, all but `WORDS` are 0.
            below: on SQLite, of lower numbers alone.
        """
        with self._latest(scores, self.most, below) as cursor:
            return list(cursor.fetchall())

    def around(self, first: int) -> tuple[set[int], list[Any]]:
        """Of SQLite: the numbers in the index from `first` on, and the rows before it: `ENOUGH` at most, none
        if so many stand from `first` on.

        Asked once and read row by row: a phrase takes the longest to find, and what is not read is not looked
        for.
        """
        numbers: set[int] = set()
        rows: list[Any] = []
        with self._latest(Scores.NONE, self.most + ENOUGH) as cursor:
            for row in cursor:
                if row[3] >= first:
                    numbers.add(row[3])
                elif len(numbers) >= ENOUGH or len(rows) >= ENOUGH:
                    break
                else:
                    rows.append(row)
        return numbers, rows

    @contextmanager
    def _latest(self, scores: Scores, most: int, below: int | None = None) -> Iterator[CursorWrapper]:
        conditions, values = self._conditions()
        sqlite = connection.vendor == "sqlite"
        if below is not None:
            conditions += " AND store_searchindex.rowid < %s"
            values.append(below)
        asked = to_fts5(self.expression) if sqlite else to_tsquery(self.expression)
        score = _BM25 if scores is Scores.WORDS else "0.0"
        statement = (_SQLITE if sqlite else _POSTGRES).format(conditions=conditions, score=score)
        with connection.cursor() as cursor:
            cursor.execute(statement, [asked, *values, most])
            yield cursor

    def numbers_from(self, first: int) -> set[int]:
        """Of SQLite: the numbers in the index from `first` on that have the words, whatever the limits."""
        words = to_fts5(Expression(self.expression.wanted))
        with connection.cursor() as cursor:
            cursor.execute(_NUMBERS, [words, first])
            return {row[0] for row in cursor.fetchall()}

    def _conditions(self) -> tuple[str, list[Any]]:
        conditions = ""
        values: list[Any] = []
        limits = self.limits
        adapt = connection.ops.adapt_datetimefield_value
        for sign, moment in ((">=", self.after), ("<", self.before)):
            if moment is not None:
                conditions += f" AND d.at {sign} %s"
                values.append(adapt(moment))
        if self.first is not None:
            conditions += " AND store_searchindex.rowid >= %s"
            values.append(self.first)
        if limits.publishers is not None and len(limits.publishers) > _MOST_MARKS:
            conditions += f" AND d.publisher_id IN ({_numbers(limits.publishers)})"
        if limits.not_publishers:
            conditions += f" AND d.publisher_id NOT IN ({_numbers(limits.not_publishers)})"
        return conditions, values


def _numbers(ids: frozenset[int]) -> str:
    return ",".join(str(int(one)) for one in sorted(ids))


def not_excluded(article_ids: list[int], expression: Expression) -> set[int]:
    """Those of the articles (a few hundred at most) that have nothing of what is excluded."""
    excluded = Expression(wanted=(expression.excluded,))
    numbers = dict(
        SearchDocument.objects.filter(article_id__in=article_ids).order_by().values_list("article_id", "pk")
    )
    if not numbers:
        return set()
    sqlite = connection.vendor == "sqlite"
    places = _numbers(frozenset(numbers.values()))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM store_searchindex WHERE rowid IN ({places}) AND {_has(sqlite)}",  # noqa: S608
            [to_fts5(excluded) if sqlite else to_tsquery(excluded)],
        )
        has = {row[0] for row in cursor.fetchall()}
    return {article for article, number in numbers.items() if number not in has}
