"""Search by words: the index of each database asked, behind one function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from broadsheet.search.match import Expression, Phrase, Wish, facet, to_fts5, to_tsquery

from .models import SearchDocument
from .search_names import Limits

MOST = {"sqlite": 2_000, "postgresql": 1_000}
"""Of an often used word's articles, so many of the latest are looked at, and as many more by their title."""
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
_SINCE = " AND store_searchindex.rowid >= (SELECT min(id) FROM store_searchdocument WHERE at >= %s)"
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


def match_words(
    expression: Expression,
    limits: Limits,
    after: datetime | None,
    before: datetime | None,
    most: int = 0,
    ranked: bool = True,
) -> Matches:
    """The articles that have what is asked for, the latest that were indexed first.

    Args:
        expression: `limited`.
        most: articles at most; 0: what the database does quickly.
        ranked: whether it matters how well they match; else the scores may all be 0.
    """
    most = most or MOST[connection.vendor]
    found = living(expression) if connection.vendor == "sqlite" else expression
    ranked = ranked and bool(expression.wanted)
    rows = _ask(found, limits, after, before, most, ranked) if found else []
    cut = len(rows) >= most
    if found and cut and found.wanted:
        rows += _by_title(found, limits, after, before, rows, most)
    ids, times, scores, _ = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Matches(np.array(ids, np.int64), np.array(times, np.float64), np.array(scores, np.float32), cut)


def _by_title(
    expression: Expression,
    limits: Limits,
    after: datetime | None,
    before: datetime | None,
    rows: list[Any],
    most: int,
) -> list[Any]:
    """Among the articles older than `rows`, those that have it in the title.

    SQLite's BM25 counts each word in all articles, which takes longer than finding these: an older article
    counts as those of `rows` usually do that have it in the title.
    """
    titles = tuple(tuple(replace(wish, in_title=True) for wish in any_) for any_ in expression.wanted)
    asked = replace(expression, wanted=titles)
    first = min(row[3] for row in rows)
    if connection.vendor != "sqlite":
        known = {row[0] for row in rows}
        return [row for row in _ask(asked, limits, after, before, most, True) if row[0] not in known]
    older = _ask(asked, limits, after, before, most, False, first)
    if not older:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM store_searchindex WHERE store_searchindex MATCH %s AND rowid >= %s",
            [to_fts5(asked), first],
        )
        in_title = {row[0] for row in cursor.fetchall()}
    scores = [row[2] for row in rows if row[3] in in_title] or [max(row[2] for row in rows)]
    usual = median(scores)
    return [(article, at, usual, number) for article, at, _, number in older]


def living(expression: Expression) -> Expression | None:
    """The expression without words that no article has; None if no article can have what is wanted.

    A word is asked for in the forms of many languages, most of which are no word of any. SQLite's BM25 goes
    through all articles for each, and through all articles of the languages that a form counts in.
    """
    wishes = [wish for any_ in expression.wanted for wish in any_] + list(expression.excluded)
    alive = _alive({token for wish in wishes for phrase in wish.phrases for token in _whole(phrase)})

    def left(of: Sequence[Wish]) -> tuple[Wish, ...]:
        kept = (
            replace(wish, phrases=tuple(one for one in wish.phrases if alive.issuperset(_whole(one))))
            for wish in of
        )
        return tuple(wish for wish in kept if wish.phrases)

    wanted = tuple(map(left, expression.wanted))
    return replace(expression, wanted=wanted, excluded=left(expression.excluded)) if all(wanted) else None


def _whole(phrase: Phrase) -> tuple[str, ...]:
    """The words that an article must have as they are."""
    return phrase.tokens[:-1] if phrase.prefix else phrase.tokens


def _alive(words: Iterable[str]) -> set[str]:
    statement = "SELECT 1 FROM store_searchindex WHERE store_searchindex MATCH %s LIMIT 1"
    found = set()
    with connection.cursor() as cursor:
        for word in words:
            cursor.execute(statement, [to_fts5(Expression(((Wish((Phrase((word,)),)),),)))])
            if cursor.fetchone():
                found.add(word)
    return found


def exists(expression: Expression) -> bool:
    """Whether any article has it."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM store_searchindex WHERE {_has(sqlite)} LIMIT 1",  # noqa: S608
            [to_fts5(expression) if sqlite else to_tsquery(expression)],
        )
        return cursor.fetchone() is not None


def _has(sqlite: bool) -> str:
    return "store_searchindex MATCH %s" if sqlite else "tokens @@ %s::tsquery"


def _ask(
    expression: Expression,
    limits: Limits,
    after: datetime | None,
    before: datetime | None,
    most: int,
    ranked: bool,
    below: int | None = None,
) -> list[Any]:
    """Rows of article, time, score and number in the index, the latest that were indexed first.

    Args:
        ranked: on SQLite, if not, the score is 0.
        below: only those of lower numbers.
    """
    sqlite = connection.vendor == "sqlite"
    conditions, values = "", []
    adapt = connection.ops.adapt_datetimefield_value
    for sign, moment in ((">=", after), ("<", before)):
        if moment is not None:
            conditions += f" AND d.at {sign} %s"
            values.append(adapt(moment))
    if after is not None and sqlite:
        # What was indexed before any article of that time: not looked at.
        conditions += (
            " AND store_searchindex.rowid >= (SELECT min(id) FROM store_searchdocument WHERE at >= %s)"
        )
        values.append(adapt(after))
    if below is not None:
        conditions += f" AND store_searchindex.rowid < {int(below)}"
    if limits.publishers is not None and len(limits.publishers) > _MOST_MARKS:
        conditions += f" AND d.publisher_id IN ({_numbers(limits.publishers)})"
    if limits.not_publishers:
        conditions += f" AND d.publisher_id NOT IN ({_numbers(limits.not_publishers)})"
    asked = to_fts5(expression) if sqlite else to_tsquery(expression)
    score = _BM25 if ranked else "0.0"
    statement = (_SQLITE if sqlite else _POSTGRES).format(conditions=conditions, score=score)
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked, *values, most])
        return list(cursor.fetchall())


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
