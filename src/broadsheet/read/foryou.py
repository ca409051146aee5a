"""For you: the candidates of one reader, ranked (`broadsheet.personal.ranking`) and shown with why."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from broadsheet.errors import StoreError
from broadsheet.group.importance import score_at
from broadsheet.personal.ranking import HALF_AS_FRESH_H, ONLY_MINE, Candidate, Followed, Ranked, rank
from broadsheet.readers.models import Follow, Reader
from broadsheet.readers.saving import read_among
from broadsheet.store import followed as store
from broadsheet.store.models import Story, StoryArticle

from .preferences import Preferences
from .shown import shown_stories
from .stories import REMEMBERED_S, Card, choose_cards
from .things import Thing, address_of, label_of, quoted

SHOWN = 24
_SPARE = 8  # more are ranked than shown, for some may be muted
WINDOW = timedelta(days=3)
WEEK = timedelta(days=7)
_IMPORTANT = 60
_MOST_MATCHED = 400
# A search is looked up anew after so long, one a page: a page never waits for more than one.
_SEARCH_AGE = timedelta(minutes=10)
_REMEMBERED_S, _MOST_REMEMBERED = 30.0, 20_000
_Row = tuple[datetime, float, int | None]
_Memory = dict[tuple[timedelta, str, str], tuple[float, list[int]]]
_memory: _Memory = {}
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
    """A story in its place; `because`: the things followed for which it is there; `read`: opened before."""

    card: Card
    ranked: Ranked
    because: tuple[Thing, ...]
    read: bool


def for_you(reader: Reader, chosen: Preferences, now: datetime, window: timedelta = WINDOW) -> list[Item]:
    """The stories of one reader, the best first. Over a longer window they stay fresh for as much longer."""
    rows = list(Follow.objects.filter(reader=reader).order_by("pk"))
    matched = _matched(rows, now, window) if reader.dial < 100 else {}
    candidates = _candidates(matched, reader.dial, now)
    half_h = HALF_AS_FRESH_H * (window / WINDOW)
    ranked = rank(candidates, reader.dial, now, SHOWN + _SPARE, half_h)
    there = shown_stories([one.candidate.key[1] for one in ranked])
    cards = {card.story.pk: card for card in choose_cards(there, chosen, with_tags=False).shown}
    read = read_among(reader, [card.article.pk for card in cards.values()])
    labels = {Followed(row.kind, row.key): row.label for row in rows}  # type: ignore[arg-type]
    items: list[Item] = []
    for one in ranked:
        card = cards.get(one.candidate.key[1])
        if card is not None and len(items) < SHOWN:
            things = tuple(_thing(followed, labels) for followed in one.because[:3])
            items.append(Item(card, one, things, card.article.pk in read))
    return items


def _thing(one: Followed, labels: dict[Followed, str]) -> Thing:
    label = label_of(one.kind, one.key, labels.get(one, one.key))
    return Thing(one.kind, one.key, label, address_of(one.kind, one.key))


def _matched(rows: Sequence[Follow], now: datetime, window: timedelta) -> dict[int, set[Followed]]:
    """Articles by id with what of them is followed."""
    since = now - window
    found: dict[int, set[Followed]] = defaultdict(set)
    keys: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        keys[row.kind].append(row.key)
    for kind, read in _READERS.items():
        for key, articles in _remembered(window, kind, keys[kind], partial(_read, read, since)):
            for pk in articles:
                found[pk].add(Followed(kind, key))  # type: ignore[arg-type]
    for row in _searches(rows, since, now):
        for pk in row.found:
            found[pk].add(Followed(row.kind, row.key))  # type: ignore[arg-type]
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


def _searches(rows: Sequence[Follow], since: datetime, now: datetime) -> list[Follow]:
    """People and searches with what was found; the one looked up longest ago is looked up now."""
    mine = [row for row in rows if row.kind in ("person", "search")]
    stale = [row for row in mine if row.found_at is None or now - row.found_at > _SEARCH_AGE]
    if stale:
        row = min(stale, key=lambda one: (one.found_at is not None, one.found_at, one.pk))
        typed = quoted(row.key) if row.kind == "person" else row.key
        try:
            row.found = store.of_search(typed, since, now, "en")
        except StoreError:  # a search that cannot be done must not keep the rest away
            row.found = []
        row.found_at = now
        Follow.objects.filter(pk=row.pk).update(found=row.found, found_at=now)
    return mine


def _candidates(matched: dict[int, set[Followed]], dial: int, now: datetime) -> list[Candidate]:
    """The stories of the articles matched; the most important ones too, unless only the followed count."""
    columns = ("story_id", "story__last_at", "story__importance", "story__headline__publisher_id")
    places = StoryArticle.objects.filter(article__in=list(matched)).order_by()
    of_story: dict[int, set[Followed]] = defaultdict(set)
    rows: dict[int, _Row] = dict(_important()) if dial > ONLY_MINE else {}
    for article, story, *facts in places.values_list("article_id", *columns):
        of_story[story] |= matched[article]
        rows[story] = (facts[0], facts[1], facts[2])
    return [
        Candidate(("story", pk), publisher or 0, at, score_at(points, now), frozenset(of_story.get(pk, ())))
        for pk, (at, points, publisher) in rows.items()
    ]


def _important() -> dict[int, _Row]:
    """The most important stories, the same for all: as of at most some seconds ago."""
    rows: dict[int, _Row] | None = cache.get("foryou:important")
    if rows is None:
        standing = Story.objects.standing().by_importance()
        found = standing.values_list("pk", "last_at", "importance", "headline__publisher_id")[:_IMPORTANT]
        rows = {pk: (at, points, publisher) for pk, at, points, publisher in found}
        cache.set("foryou:important", rows, REMEMBERED_S)
    return rows
