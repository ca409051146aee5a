"""For you: the candidates of one reader, ranked (`broadsheet.personal.ranking`) and shown with why."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from broadsheet.errors import StoreError
from broadsheet.group.importance import score_at
from broadsheet.personal.ranking import HALF_AS_FRESH_H, ONLY_MINE, Candidate, Followed, Ranked, rank
from broadsheet.readers.models import Follow, Reader
from broadsheet.store import followed as store
from broadsheet.store.models import Story, StoryArticle
from broadsheet.store.prepared import Prepared

from .preferences import Preferences
from .remembered import forgotten, remembered
from .shown import shown_stories
from .stories import REMEMBERED_S, Card, choose_cards
from .things import Thing, address_of, label_of, quoted

SHOWN = 24
_SPARE = 8  # more are ranked than shown, for some may be muted
WINDOW = timedelta(days=3)
WEEK = timedelta(days=7)
_IMPORTANT = 60
_MOST_MATCHED = 400
# A search is looked up anew after so long, one a page: a page never waits for more than one. What one reader
# searches for is known for all who follow the same.
_SEARCH_AGE = timedelta(minutes=10)
_REMEMBERED_S, _MOST_REMEMBERED = 30.0, 20_000
_Facts = tuple[datetime, float, int | None]
_Memory = dict[tuple[timedelta, str, str], tuple[float, list[int]]]
_memory: _Memory = {}
_searched: dict[str, tuple[datetime, list[int]]] = {}
# By article, its story with what ranks it; None: it is in none yet.
_Placed = tuple[int, datetime, float, int | None]
_placed: dict[int, tuple[float, _Placed | None]] = {}


class _Row(NamedTuple):
    """Something followed (`readers.models.Follow`)."""

    pk: int
    kind: str
    key: str
    label: str
    found: list[int]
    found_at: datetime | None


_READERS: dict[str, Callable[[Sequence[str], datetime], store.Rows]] = {
    "hashtag": store.of_hashtags,
    "publisher": store.of_publishers,
    "category": store.of_categories,
    "country": store.of_countries,
    "story": store.of_stories,
}
DIALS: dict[int, Promise] = {
    0: _("Only mine"),
    20: _("Mostly mine"),
    40: _("Mine, and what is important"),
    70: _("Mostly what is important"),
    100: _("Only what is important"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A story in its place; `because`: the things followed for which it is there."""

    card: Card
    ranked: Ranked
    because: tuple[Thing, ...]


def for_you(reader: Reader, chosen: Preferences, now: datetime, window: timedelta = WINDOW) -> list[Item]:
    """The stories of one reader, the best first. Over a longer window they stay fresh for as much longer."""
    rows = [_Row._make(row) for row in _follows.rows(reader.pk)]
    matched = _matched(rows, now, window) if reader.dial < 100 else {}
    candidates = _candidates(matched, reader.dial, now)
    half_h = HALF_AS_FRESH_H * (window / WINDOW)
    ranked = rank(candidates, reader.dial, now, SHOWN + _SPARE, half_h)
    there = shown_stories([one.candidate.key[1] for one in ranked])
    cards = {card.story.pk: card for card in choose_cards(there, chosen, with_tags=False).shown}
    labels = {Followed(row.kind, row.key): row.label for row in rows}  # type: ignore[arg-type]
    items: list[Item] = []
    lang = get_language() or ""
    for one in ranked:
        card = cards.get(one.candidate.key[1])
        if card is not None and len(items) < SHOWN:
            things = tuple([_thing(of, labels.get(of, of.key), lang) for of in one.because[:3]])
            items.append(Item(card, one, things))
    return items


@remembered(4096)
def _thing(one: Followed, label: str, _lang: str) -> Thing:
    return Thing(one.kind, one.key, label_of(one.kind, one.key, label), address_of(one.kind, one.key))


def _matched(rows: Sequence[_Row], now: datetime, window: timedelta) -> dict[int, set[Followed]]:
    """Articles by id with what of them is followed."""
    since = now - window
    found: dict[int, set[Followed]] = defaultdict(set)
    keys: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        keys[row.kind].append(row.key)
    for kind, read in _READERS.items():
        for key, articles in _remembered(window, kind, keys[kind], partial(_read, read, since)):
            followed = Followed(kind, key)  # type: ignore[arg-type]
            for pk in articles:
                found[pk].add(followed)
    for row in _searches(rows, since, now):
        followed = Followed(row.kind, row.key)  # type: ignore[arg-type]
        for pk in row.found:
            found[pk].add(followed)
    latest = sorted(found, reverse=True)[:_MOST_MATCHED]
    return {pk: found[pk] for pk in latest}


def _remembered(
    window: timedelta, kind: str, keys: Sequence[str], read: Callable[[Sequence[str]], store.Rows]
) -> Iterable[tuple[str, list[int]]]:
    """The articles of each key: what many follow is looked up once in half a minute."""
    now = time.monotonic()
    known = {
        key: kept[1]
        for key in keys
        if (kept := _memory.get((window, kind, key))) and now - kept[0] < _REMEMBERED_S
    }
    missing = [key for key in keys if key not in known]
    if missing:
        fresh: dict[str, list[int]] = {key: [] for key in missing}
        for key, pk in read(missing):
            fresh.setdefault(key, []).append(pk)
        if len(_memory) > _MOST_REMEMBERED:
            _memory.clear()
        _memory.update({(window, kind, key): (now, articles) for key, articles in fresh.items()})
        known |= fresh
    return known.items()


def _read(
    read: Callable[[Sequence[str], datetime], store.Rows], since: datetime, keys: Sequence[str]
) -> store.Rows:
    return read(keys, since)


def forget_memory() -> None:
    """For tests and benchmarks."""
    _memory.clear()
    _searched.clear()
    _placed.clear()


forgotten(forget_memory)


def _searches(rows: Sequence[_Row], since: datetime, now: datetime) -> list[_Row]:
    """People and searches with what was found; the one looked up longest ago is looked up now."""
    mine: list[_Row] = []
    stale: list[_Row] = []
    for row in rows:
        if row.kind in ("person", "search"):
            is_old = row.found_at is None or now - row.found_at > _SEARCH_AGE
            known = _searched.get(_typed(row)) if is_old else None
            if known is not None and timedelta(0) <= now - known[0] <= _SEARCH_AGE:
                mine.append(row._replace(found=known[1]))
            else:
                (stale if is_old else mine).append(row)
    if stale:
        row = min(stale, key=lambda one: (one.found_at is not None, one.found_at, one.pk))
        stale.remove(row)
        mine.append(row._replace(found=_look_up(row, since, now)))
    return mine + stale


def _typed(row: _Row) -> str:
    return quoted(row.key) if row.kind == "person" else row.key


def _look_up(row: _Row, since: datetime, now: datetime) -> list[int]:
    typed = _typed(row)
    try:
        found = store.of_search(typed, since, now, "en")
    except StoreError:  # a search that cannot be done must not keep the rest away
        found = []
    if len(_searched) > _MOST_REMEMBERED:
        _searched.clear()
    _searched[typed] = (now, found)
    Follow.objects.filter(pk=row.pk).update(found=found, found_at=now)
    return found


def _candidates(matched: dict[int, set[Followed]], dial: int, now: datetime) -> list[Candidate]:
    """The stories of the articles matched; the most important ones too, unless only the followed count."""
    of_story: dict[int, set[Followed]] = defaultdict(set)
    rows: dict[int, _Facts] = dict(_important()) if dial > ONLY_MINE else {}
    for article, (story, at, points, publisher) in _stories_of(matched).items():
        of_story[story] |= matched[article]
        rows[story] = (at, points, publisher)
    return [
        Candidate(("story", pk), publisher or 0, at, score_at(points, now), frozenset(of_story.get(pk, ())))
        for pk, (at, points, publisher) in rows.items()
    ]


def _stories_of(articles: Iterable[int]) -> dict[int, _Placed]:
    """The stories that articles are in: looked up once in half a minute for all readers."""
    now = time.monotonic()
    found: dict[int, _Placed] = {}
    missing: list[int] = []
    for pk in articles:
        kept = _placed.get(pk)
        if kept is None or now - kept[0] >= _REMEMBERED_S:
            missing.append(pk)
        elif kept[1] is not None:
            found[pk] = kept[1]
    if missing:
        if len(_placed) > _MOST_REMEMBERED:
            _placed.clear()
        fresh: dict[int, _Placed | None] = dict.fromkeys(missing)
        fresh |= {pk: (story, at, points, of) for pk, story, at, points, of in _places.rows(missing)}
        _placed.update({pk: (now, place) for pk, place in fresh.items()})
        found |= {pk: place for pk, place in fresh.items() if place is not None}
    return found


def _important() -> dict[int, _Facts]:
    """The most important stories, the same for all: as of at most some seconds ago."""
    rows: dict[int, _Facts] | None = cache.get("foryou:important")
    if rows is None:
        standing = Story.objects.standing().by_importance()
        found = standing.values_list("pk", "last_at", "importance", "headline__publisher_id")[:_IMPORTANT]
        rows = {pk: (at, points, publisher) for pk, at, points, publisher in found}
        cache.set("foryou:important", rows, REMEMBERED_S)
    return rows


def _followed_by(reader: int) -> QuerySet[Follow, Any]:
    return Follow.objects.filter(reader=reader).order_by("pk").values_list(*_Row._fields)


def _places_of(articles: Sequence[int]) -> QuerySet[StoryArticle, Any]:
    columns = ("story_id", "story__last_at", "story__importance", "story__headline__publisher_id")
    places = StoryArticle.objects.filter(article__in=articles).order_by()
    return places.values_list("article_id", *columns)


_follows, _places = Prepared(_followed_by), Prepared(_places_of)
