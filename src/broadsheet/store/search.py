"""Search: articles by their words and by what they mean, in one order."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import compress, repeat
from operator import not_
from typing import NamedTuple, cast

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from broadsheet.errors import BroadsheetError, EmbeddingError
from broadsheet.search.fuse import fuse
from broadsheet.search.match import Expression, Phrase, express
from broadsheet.search.parse import parse_query
from broadsheet.search.spelling import Vocabulary
from broadsheet.search.translate import is_concept, translated
from broadsheet.search.types import Hint, Query, Wanted
from broadsheet.understand.vectors import Embedder, Vector, make_embedder

from .guard import database_errors
from .models import ArticleHashtag, SearchDocument, SearchWord
from .search_meaning import Meanings, Nearest
from .search_names import Limits, resolve
from .search_words import Matches, Scores, exist, forget_days, limited, match_words, not_excluded

log = logging.getLogger("broadsheet.search")

RANKED = 400
"""Articles of each order that are put into one."""
# E5's cosines are high between any two texts, and the higher the more words are asked for. So an article is
# judged by its cosine and by how far that is above the usual one of this query: both together at least FLOOR.
FLOOR, BELOW_BEST, MOST_MEANT = 0.855, 0.035, 80
_USUAL, _AS_MANY = 0.76, 50  # what is usual, as long as few articles say so
_WORDS_WEIGHT, _TRANSLATED_WEIGHT, _MEANING_WEIGHT = 1.0, 0.8, 0.8
_HALF_AS_OLD_S = 14 * 86_400.0  # a report of today counts up to half as much again as an old one
_VOCABULARY_S, _MOST_WORDS, _COMMON = 600.0, 150_000, 50_000


class Hit(NamedTuple):
    """An article that was found; `by_words` False: only by what it means."""

    article_id: int
    at: float
    score: float
    by_words: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave.

    Attributes:
        hits: the best (or latest) first.
        cut: whether there are more with these words than were looked at.
        corrected: words that no article has, each with the one that was looked for in its place.
        phrases: what was looked for, for marking it in texts.
    """

    hits: tuple[Hit, ...] = ()
    cut: bool = False
    corrected: tuple[tuple[str, str], ...] = ()
    phrases: tuple[Phrase, ...] = ()
    hints: tuple[Hint, ...] = ()


def find(query: Query, now: datetime, by_time: bool = False, locale: str = "en") -> Found:
    """The articles that answer a query.

    Args:
        by_time: the latest first; else the best first.
        locale: of the reader, for names of countries and languages.

    Raises:
        StoreError: the database could not.
    """
    if query.is_empty:
        return Found(hints=query.hints)
    with database_errors(), ThreadPoolExecutor(1) as beside:
        limits, hints = resolve(query.filters, locale)
        query, corrected = _corrected(query, sure=False)
        near = _look_beside(beside, query, limits)  # takes as long as the database does for the words
        words = _match(query, limits, _scores(query, by_time))
        if not len(words.ids) and not corrected:  # a slip may be a word of another language
            query, corrected = _corrected(query, sure=True)
            if corrected:
                near = _look_beside(beside, query, limits)
                words = _match(query, limits, _scores(query, by_time))
        expression, abroad = express(query), translated(query)
        same = _match(query, limits, _scores(query, by_time), abroad) if abroad else _NO_WORDS
        meant = _meant(near.result(), expression, limits) if near else _NOTHING
    hits = _latest(words, same, meant) if by_time else _best(words, same, meant, expression, now)
    phrases = expression.phrases + (abroad.phrases if abroad else ())
    return Found(hits, words.cut, corrected, phrases, query.hints + hints)


def nearest(text: str, most: int) -> Nearest | None:
    """The articles nearest in meaning to a sentence, however near; None if that cannot be told.

    A reader's few words say so little that only what is very near is meant by them (`find`); a whole question
    says more, and what answers it in another language is farther from it than others in its own.

    Raises:
        StoreError: the database could not.
    """
    embedder = _embedder()
    if embedder is None:
        return None
    with database_errors():
        meanings = _meanings(embedder.model)
        meanings.refresh()
    vector = _vector(embedder, text)
    return None if vector is None else meanings.search(vector, most, Limits(), -np.inf, np.inf)


def _match(query: Query, limits: Limits, scores: Scores, expression: Expression | None = None) -> Matches:
    asked = limited(expression or express(query), limits)
    return match_words(asked, limits, query.filters.after, query.filters.before, scores=scores)


def _scores(query: Query, by_time: bool) -> Scores:
    """What matters of how the words match. A phrase seldom stands twice in an article, and to count it in all
    articles takes as long as to find it."""
    if by_time:
        return Scores.NONE
    all_phrases = all(wish.phrase for wishes in query.wanted for wish in wishes)
    return Scores.TITLE if all_phrases else Scores.WORDS


_NO_WORDS = Matches(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.float32), False)
Meant = tuple[list[int], NDArray[np.float64], NDArray[np.float32]]
Order = NDArray[np.intp]
_NOTHING: Meant = ([], np.zeros(0), np.zeros(0, np.float32))


def _best(
    words: Matches, same: Matches, meant: Meant, expression: Expression, now: datetime
) -> tuple[Hit, ...]:
    """All orders in one; what stands far down in each is left out of the ranking and comes after."""
    by_words = _in_order(words, now) if expression.wanted else _latest_first(words)  # filters alone
    by_same = _in_order(same, now)
    first, second = by_words[:RANKED], by_same[:RANKED]
    scores = fuse(
        [
            (_WORDS_WEIGHT, words.ids[first].tolist()),
            (_TRANSLATED_WEIGHT, same.ids[second].tolist()),
            (_MEANING_WEIGHT, meant[0]),
        ]
    )
    times = _times(words, first) | _times(same, second) | dict(zip(meant[0], meant[1].tolist(), strict=True))
    ranked = np.fromiter(scores, np.int64, len(scores))
    hits = [
        Hit(pk, times[pk], score, has)
        for (pk, score), has in zip(scores.items(), np.isin(ranked, words.ids).tolist(), strict=True)
    ]
    hits += _unranked(words, by_words[RANKED:], ranked, True)
    return (*hits, *_unranked(same, by_same[RANKED:], np.concatenate([ranked, words.ids]), False))


def _unranked(matches: Matches, order: Order, but: NDArray[np.int64], by_words: bool) -> Iterable[Hit]:
    """Those of the matches in this order that are not among `but`, without a score."""
    order = order[~np.isin(matches.ids[order], but)]
    columns = (matches.ids[order].tolist(), matches.times[order].tolist(), repeat(0.0), repeat(by_words))
    # As `Hit._make`, which calls a function of Python for each: there may be a thousand.
    return cast("Iterable[Hit]", map(tuple.__new__, repeat(Hit), zip(*columns, strict=False)))


def _in_order(matches: Matches, now: datetime) -> Order:
    """The places of the articles that match best first; what is fresh counts more."""
    age = np.clip(now.timestamp() - matches.times, 0, None)
    fresh = matches.scores * (1 + 0.5 * 0.5 ** (age / _HALF_AS_OLD_S))
    return np.lexsort((-matches.ids, -fresh))


def _latest_first(matches: Matches) -> Order:
    return np.lexsort((-matches.ids, -matches.times))


def _times(matches: Matches, places: Order | None = None) -> dict[int, float]:
    ids, times = matches.ids, matches.times
    if places is not None:
        ids, times = ids[places], times[places]
    return dict(zip(ids.tolist(), times.tolist(), strict=True))


def _latest(words: Matches, same: Matches, meant: Meant) -> tuple[Hit, ...]:
    """By time: those with the words, in any language; where there are none, what is meant."""
    has_words = set(words.ids.tolist())
    times = _times(words) | _times(same) or dict(zip(meant[0], meant[1].tolist(), strict=True))
    hits = [Hit(pk, at, 0.0, pk in has_words) for pk, at in times.items()]
    return tuple(sorted(hits, key=lambda hit: (-hit.at, -hit.article_id)))


def _look_beside(beside: Executor, query: Query, limits: Limits) -> Future[Nearest | None] | None:
    """The articles nearest to what is asked for, looked for in another thread; None if only words count.

    What is asked of the database is asked here: the thread has no connection of its own.
    """
    if not query.wanted or query.strict:
        return None
    embedder = _embedder()
    if embedder is None:
        return None
    meanings = _meanings(embedder.model)
    meanings.refresh()
    return beside.submit(_nearest, embedder, meanings, query, limits)


def _nearest(embedder: Embedder, meanings: Meanings, query: Query, limits: Limits) -> Nearest | None:
    vector = _vector(embedder, query.text)
    if vector is None:
        return None
    filters = query.filters
    after = filters.after.timestamp() if filters.after else -np.inf
    before = filters.before.timestamp() if filters.before else np.inf
    most = MOST_MEANT * (10 if limits.hashtags is not None or limits.not_hashtags else 2)
    return meanings.search(vector, most, limits, after, before)


def _meant(found: Nearest | None, expression: Expression, limits: Limits) -> Meant:
    """The articles that mean what is asked for, within the limits, without what is excluded."""
    if found is None:
        return _NOTHING
    ids, times, cosines = found.ids, found.times, found.cosines
    if not ids:
        return _NOTHING
    near = cosines >= float(cosines[0]) - BELOW_BEST
    if not settings.CONFIG.embedding_url:  # other models have other scales
        usual = (found.total + _USUAL * _AS_MANY) / (found.known + _AS_MANY)
        near &= 2 * cosines - usual >= FLOOR
    inside = _without_excluded([pk for pk, ok in zip(ids, near, strict=True) if ok], expression, limits)
    places = [place for place, pk in enumerate(ids) if near[place] and pk in inside][:MOST_MEANT]
    return [ids[place] for place in places], times[places], cosines[places]


def _without_excluded(ids: list[int], expression: Expression, limits: Limits) -> set[int]:
    inside = set(ids)
    if expression.excluded:
        inside &= not_excluded(ids, expression)
    for hashtags, has in ((limits.hashtags, True), (limits.not_hashtags or None, False)):
        if hashtags is not None:
            rows = ArticleHashtag.objects.filter(article__in=ids, hashtag__in=hashtags).order_by()
            with_them = set(rows.values_list("article_id", flat=True))
            inside = inside & with_them if has else inside - with_them
    return inside


def _embedder() -> Embedder | None:
    """The model that the articles' vectors are made by; None if it cannot be had."""
    config = settings.CONFIG
    try:
        return make_embedder(config.embedding_url, config.embedding_key, config.embedding_model)
    except (EmbeddingError, ImportError, OSError) as error:
        log.warning("Search by meaning is off: %s", error)
        return None


def _vector(embedder: Embedder, text: str) -> Vector | None:
    try:
        return _kept_vector(embedder.model, text)
    except EmbeddingError as error:
        log.warning("Search by meaning is off: %s", error)
        return None


@lru_cache(maxsize=2_048)
def _kept_vector(_model: str, text: str) -> Vector | None:
    """Readers page through results, and many ask the same."""
    embedder = _embedder()
    return np.asarray(embedder.embed([text])[0], np.float32) if embedder is not None else None


@lru_cache(maxsize=2)
def _meanings(model: str) -> Meanings:
    return Meanings(model)


def _corrected(query: Query, sure: bool) -> tuple[Query, tuple[tuple[str, str], ...]]:
    """The query with those of its words changed that no article has, if there is one like each.

    Args:
        sure: that a word is wrong, if no title has it as it was typed: no article has all of the words.
    """
    changes: dict[str, str] = {}
    doubtful = [
        wish
        for wishes in query.wanted
        for wish in wishes
        if not wish.phrase and wish.text.isalpha() and not is_concept(wish.text)
    ]
    known = (False,) * len(doubtful) if sure else _known(doubtful)
    for wish in compress(doubtful, map(not_, known)):
        if better := _vocabulary(int(time.monotonic() / _VOCABULARY_S)).correct(wish.text):
            changes[wish.text] = better
    if not changes:
        return query, ()
    wanted = tuple(
        tuple(
            replace(wish, text=wish.text if wish.phrase else changes.get(wish.text, wish.text))
            for wish in any_
        )
        for any_ in query.wanted
    )
    return replace(query, wanted=wanted), tuple(changes.items())


def _known(wishes: Sequence[Wanted]) -> Sequence[bool]:
    """Of each, whether any article has it; what has no letters counts as known."""
    expressions = [express(Query(((wish,),))) for wish in wishes]
    has = iter(exist([one for one in expressions if one.wanted]))
    return [next(has) if one.wanted else True for one in expressions]


@lru_cache(maxsize=1)
def _vocabulary(_age: int) -> Vocabulary:
    words = SearchWord.objects.order_by("-articles", "pk")
    if words[_COMMON : _COMMON + 1].exists():
        words = words.filter(articles__gt=1)  # of many words, those that only one article has may be slips
    return Vocabulary(list(words.values_list("word", "articles")[:_MOST_WORDS]))


def warm_up() -> None:
    """Loads what a search needs in memory, so that the first reader who searches does not wait for it."""
    try:
        query = parse_query("news", datetime.now(UTC))
        express(query)
        translated(query)  # loads the dictionaries
        with database_errors():
            _vocabulary(int(time.monotonic() / _VOCABULARY_S))
            embedder = _embedder()
            if embedder is not None and SearchDocument.objects.exists():
                _meanings(embedder.model).refresh()
    except BroadsheetError as error:  # the first search says so, or goes well
        log.warning("Search is not ready yet: %s", error)
    finally:
        connection.close()


def forget_memory() -> None:
    """Forgets what is held in memory of the index, as after a change of database."""
    _meanings.cache_clear()
    _vocabulary.cache_clear()
    _kept_vector.cache_clear()
    forget_days()
