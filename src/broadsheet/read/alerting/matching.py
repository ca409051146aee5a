"""From stories that changed to who is to be told of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from broadsheet.assist.changed import Changes
from broadsheet.assist.types import Source
from broadsheet.group.importance import score_at
from broadsheet.personal.alerting import LOOK_REST, MOST_AGE, NEWS_REST, is_news, level_of
from broadsheet.readers.alerts import ALERTING_KINDS
from broadsheet.readers.models import Alert, AlertSettings, Follow, StoryWatch
from broadsheet.store.affairs import texts_since
from broadsheet.store.features import unpack_details
from broadsheet.store.guard import database_errors
from broadsheet.store.models import ArticleHashtag, Story, StoryArticle, Understanding

AT_ONCE = 20
"""Stories that are looked at together: the thread that writes is not held for longer."""
_NARROW = {kind: place for place, kind in enumerate(ALERTING_KINDS)}
_NEWS_POINTS = 100.0  # news of what one follows itself comes before a new story of a hashtag
_KEPT = timedelta(days=60)  # longer than alerts are kept: the count of a story's news begins anew afterwards
_WRITTEN_AT_ONCE = 500

Thing = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A story as it is now, with what of it can be followed."""

    pk: int
    public_ids: tuple[str, ...]  # its own, and those of the stories that became part of it
    opened_at: datetime
    points: float
    independent: int
    things: frozenset[Thing]


def anyone_waits() -> bool:
    """Whether there is a reader who can be told of anything: if not, nothing is looked at."""
    with database_errors():
        return AlertSettings.objects.filter(since__isnull=False).exists()


def changed_stories(since: datetime, now: datetime) -> list[tuple[int, datetime]]:
    """The latest stories that changed after a time, with when they did, the first one first. Of two days at
    most, by the index of the latest."""
    with database_errors():
        latest = Story.objects.standing().filter(last_at__gt=now - 2 * MOST_AGE)
        rows = latest.filter(changed_at__gt=since).order_by("changed_at", "pk")
        return list(rows.values_list("pk", "changed_at"))


def match_stories(ids: Sequence[int], now: datetime) -> None:
    """Writes the alerts of stories that appeared, and notes which ones are to be looked at for news."""
    with database_errors(), transaction.atomic():
        stories = _read(ids, now)
        watches = StoryWatch.objects.in_bulk(ids)
        for story in stories:
            watch = watches.setdefault(story.pk, StoryWatch(story_id=story.pk))
            watch.touched_at = now
        _appeared(stories, watches, now)
        _note_growth(stories, watches, now)
        _write(watches.values())


def _write(watches: Iterable[StoryWatch]) -> None:
    names = [field.name for field in StoryWatch._meta.concrete_fields if not field.primary_key]
    StoryWatch.objects.bulk_create(
        list(watches), update_conflicts=True, unique_fields=["story"], update_fields=names
    )


# --- stories that appeared ------------------------------------------------------------------------------


def _appeared(stories: Sequence[_Seen], watches: dict[int, StoryWatch], now: datetime) -> None:
    """Alerts for followers of what new stories have; of one looked at before, only where that has changed."""
    wanted: dict[Thing, list[tuple[_Seen, int]]] = defaultdict(list)
    levels: dict[int, int] = {}
    for story in stories:
        watch = watches[story.pk]
        level = level_of(story.points) if now - story.opened_at < MOST_AGE else 0
        levels[story.pk] = level
        before = {(kind, key) for kind, key in watch.things}
        for thing in story.things if level else ():
            least = 0 if thing not in before else watch.level  # those of a lower level were told
            if least < level:
                wanted[thing].append((story, least))
    if wanted:
        merged = _told_by_merged([story.pk for story in stories])
        _keep(_alerts(wanted, levels, merged, now))
    for story in stories:
        watch = watches[story.pk]
        if levels[story.pk]:
            watch.level = max(watch.level, levels[story.pk])
            watch.things = sorted(map(list, story.things))


def _alerts(
    wanted: dict[Thing, list[tuple[_Seen, int]]],
    levels: dict[int, int],
    merged: dict[int, set[int]],
    now: datetime,
) -> Iterator[Alert]:
    found: dict[tuple[int, int], tuple[int, Alert]] = {}
    for follow in _followers(wanted):
        chosen = follow.reader.alert_settings
        for story, least in wanted[follow.kind, follow.key]:
            began = max(follow.alerts_at or now, chosen.since or now)
            fits = least < chosen.level <= levels[story.pk] and story.opened_at >= began
            if not fits or follow.reader_id in merged.get(story.pk, ()):
                continue
            place = _NARROW[follow.kind]
            other = found.get((follow.reader_id, story.pk))
            if other is None or place < other[0]:  # told for the narrowest of what is followed
                alert = _alert(follow, story, Alert.APPEARED, 0, story.points, now)
                found[follow.reader_id, story.pk] = (place, alert)
    return (alert for _, alert in found.values())


def _alert(follow: Follow, story: _Seen, reason: str, number: int, points: float, now: datetime) -> Alert:
    return Alert(
        reader_id=follow.reader_id,
        story_id=story.pk,
        reason=reason,
        number=number,
        kind=follow.kind,
        key=follow.key,
        label=follow.label,
        points=points,
        made_at=now,
    )


def _keep(alerts: Iterable[Alert]) -> None:
    """Written before anything is sent; what is there already is left as it is."""
    Alert.objects.bulk_create(list(alerts), batch_size=_WRITTEN_AT_ONCE, ignore_conflicts=True)


def _followers(things: Collection[Thing]) -> Iterator[Follow]:
    """The follows of things that alert, of readers who can be told. A query for each kind, by its index."""
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in things:
        keys[kind].append(key)
    for kind, some in keys.items():
        for start in range(0, len(some), _WRITTEN_AT_ONCE):
            part = some[start : start + _WRITTEN_AT_ONCE]
            rows = Follow.objects.filter(kind=kind, key__in=part, alerts_at__isnull=False)
            rows = rows.filter(reader__alert_settings__since__isnull=False).order_by()
            yield from rows.select_related("reader__alert_settings").only(
                *("kind", "key", "label", "alerts_at", "reader_id"),
                *("reader__alert_settings__level", "reader__alert_settings__since"),
            )


def _told_by_merged(ids: Sequence[int]) -> dict[int, set[int]]:
    """By story, the readers who were told that it appeared when it was a story of another address."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Alert.objects.filter(
        story__merged_into__isnull=False, story__merged_into__in=ids, reason=Alert.APPEARED
    )
    for into, reader in rows.order_by().values_list("story__merged_into", "reader"):
        if into is not None:
            found[into].add(reader)
    return found


# --- news of stories that are followed ------------------------------------------------------------------


def _note_growth(stories: Sequence[_Seen], watches: dict[int, StoryWatch], now: datetime) -> None:
    """Of stories that somebody follows: which have reports that nobody looked at."""
    keys = {key: story for story in stories for key in story.public_ids}
    rows = Follow.objects.filter(kind="story", key__in=list(keys), alerts_at__isnull=False)
    followed = {keys[key].pk for key in rows.order_by().values_list("key", flat=True).distinct()}
    for story in stories:
        watch = watches[story.pk]
        if story.pk not in followed:
            watch.known_at = watch.check_at = None
        elif watch.known_at is None:  # what there is now is no news for who begins to follow it
            watch.known_at, watch.independent = now, story.independent
        elif story.independent > watch.independent and watch.check_at is None:
            rests = [watch.looked_at + LOOK_REST] if watch.looked_at else []
            rests += [watch.news_at + NEWS_REST] if watch.news_at else []
            watch.check_at = max([now, *rests])


def stories_to_check(now: datetime, most: int) -> list[int]:
    """Followed stories to which something came that nobody looked at."""
    with database_errors():
        rows = StoryWatch.objects.filter(check_at__isnull=False, check_at__lte=now).order_by("check_at")
        return list(rows.values_list("pk", flat=True)[:most])


def texts_to_compare(story: int) -> tuple[list[Source], list[Source]]:
    """What was known of a story, and what came since."""
    with database_errors():
        watch = StoryWatch.objects.select_related("story").filter(pk=story).first()
    if watch is None or watch.known_at is None:
        return [], []
    return texts_since(watch.story, watch.known_at)


def note_checked(story: int, changes: Changes, now: datetime) -> bool:
    """Notes what came to a story; if that is news, writes alerts for who follows it. Says whether it is."""
    with database_errors(), transaction.atomic():
        watch = StoryWatch.objects.select_for_update().filter(pk=story).first()
        if watch is None:
            return False
        watch.looked_at, watch.check_at = now, None
        seen = _read([story], now)
        if seen and watch.known_at is not None:
            came = seen[0].independent - watch.independent
            numbers = sum(1 for one in changes.found if one.was)
            if is_news(came, len(changes.found), numbers):
                watch.news += 1
                watch.news_at = watch.known_at = now
                watch.independent = seen[0].independent
                watch.save()
                _keep(_news(seen[0], watch.news, now))
                return True
        watch.save()
        return False


def _news(story: _Seen, number: int, now: datetime) -> Iterator[Alert]:
    told: set[int] = set()
    for follow in _followers([("story", key) for key in story.public_ids]):
        if follow.reader_id not in told:
            told.add(follow.reader_id)
            yield _alert(follow, story, Alert.NEWS, number, story.points + _NEWS_POINTS, now)


def forget_watches(now: datetime) -> int:
    """Drops what is known of stories that did not change for long."""
    with database_errors():
        return StoryWatch.objects.filter(touched_at__lt=now - _KEPT).delete()[0]


# --- what of stories can be followed --------------------------------------------------------------------


def _read(ids: Sequence[int], now: datetime) -> list[_Seen]:
    columns = ("pk", "public_id", "opened_at", "importance", "independent", "category")
    rows = list(Story.objects.standing().filter(pk__in=ids).order_by("pk").values_list(*columns))
    merged = Story.objects.filter(merged_into__isnull=False, merged_into__in=ids).order_by()
    names: dict[int, list[str]] = defaultdict(list)
    for into, public_id in merged.values_list("merged_into", "public_id"):
        if into is not None:
            names[into].append(public_id)
    things = _things([row[0] for row in rows])
    return [
        _Seen(
            *(pk, (public_id, *names[pk]), opened_at, score_at(rank, now), independent),
            frozenset(things[pk] | ({("category", category)} if category else set())),
        )
        for pk, public_id, opened_at, rank, independent, category in rows
    ]


def _things(ids: Sequence[int]) -> dict[int, set[Thing]]:
    """By story: the hashtags, publishers, countries and people of its reports."""
    found: dict[int, set[Thing]] = defaultdict(set)
    places = StoryArticle.objects.filter(story__in=ids).order_by()
    columns = ("story_id", "article_id", "article__publisher__key", "article__publisher__country")
    story_of: dict[int, int] = {}
    for story, article, publisher, country in places.values_list(*columns):
        story_of[article] = story
        found[story].add(("publisher", publisher))
        if country:
            found[story].add(("country", country.lower()))
    tags = ArticleHashtag.objects.filter(article__in_story__story__in=ids).order_by()
    for article, key in tags.values_list("article_id", "hashtag__key"):
        if article in story_of:
            found[story_of[article]].add(("hashtag", key))
    people = Follow.objects.filter(kind="person", alerts_at__isnull=False).order_by()
    if followed := set(people.values_list("key", flat=True).distinct()):
        details = Understanding.objects.filter(article__in_story__story__in=ids).order_by()
        for article, packed in details.values_list("article_id", "details"):
            names = unpack_details(bytes(packed or b"")).get("names", ())
            if article in story_of:
                found[story_of[article]].update(("person", one.text) for one in names if one.text in followed)
    return found
