"""What a person decides about stories: merge, split, move, keep apart, and take back.

Each function runs within `grouping_transaction`, writes one line of the log, and gives it together with the
stories (ids) whose articles changed. What it decides is held: the machine leaves it so. A running Broadsheet
reads the log and follows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q

from broadsheet.errors import StoryError

from .models import Article, Story, StoryApart, StoryArticle, StoryChange
from .stories import free_key, keep_apart, merge_into, move_to, put_back, revive, snapshot

Changed = tuple[StoryChange, set[int]]


def find_story(name: str) -> Story:
    """The story of a public id or an address that ends in one; for a merged one, what it became part of.

    Raises:
        StoryError: there is none.
    """
    story = Story.objects.filter(public_id=_public_id(name)).select_related("merged_into").first()
    if story is None:
        raise StoryError("There is no such story.", subject=name, advice="Give its address, or the id in it.")
    return story.merged_into or story


def find_article(name: str) -> Article:
    """The article of a public id, of our address of it, or of its publisher's address.

    Raises:
        StoryError: there is none, or it is in no story yet.
    """
    wanted = Q(public_id=_public_id(name)) | Q(canonical_url=name)
    article = Article.objects.filter(wanted).select_related("in_story").first()
    if article is None:
        raise StoryError("There is no such article.", subject=name)
    if not hasattr(article, "in_story"):
        raise StoryError("This article has no story yet.", subject=name, advice="Try again in a moment.")
    return article


def merge(story: Story, other: Story, by: str, at: datetime, reason: str = "") -> Changed:
    """Makes `other` part of `story`; its address leads there from now on.

    Raises:
        StoryError: they are one already.
    """
    if story.pk == other.pk:
        raise StoryError("These are one story already.", subject=story.public_id)
    articles = _articles(other)
    before = snapshot([story.pk, other.pk], articles + _articles(story))
    first, second = sorted((story.pk, other.pk))
    StoryApart.objects.filter(first=first, second=second).delete()
    merge_into(story.pk, other.pk)
    _hold([story.pk])
    change = _log(StoryChange.Kind.MERGE, story, other, articles, before, by, at, reason)
    return change, {story.pk, other.pk}


def split(story: Story, articles: Collection[Article], by: str, at: datetime, reason: str = "") -> Changed:
    """Makes a story of its own of some of a story's articles, and keeps the two apart.

    Raises:
        StoryError: an article is not in the story, or none would be left.
    """
    ids = sorted(article.pk for article in articles)
    for article in articles:
        if article.in_story.story_id != story.pk:
            raise StoryError(f"This article is not in the story {story.public_id}.", subject=article.title)
    everything = _articles(story)
    if not ids or len(ids) == len(everything):
        raise StoryError(
            "A split leaves some articles in the story and takes some out.", subject=story.public_id
        )
    key = free_key(ids)
    before = snapshot([story.pk, *Story.objects.filter(key=key).values_list("pk", flat=True)], everything)
    new = Story.objects.get(pk=revive(key, at))
    move_to(new.pk, ids)
    _hold([story.pk, new.pk])
    change = _log(StoryChange.Kind.SPLIT, story, new, ids, before, by, at, reason)
    keep_apart(story.pk, new.pk, change.pk)
    return change, {story.pk, new.pk}


def move(article: Article, story: Story, by: str, at: datetime, reason: str = "") -> Changed:
    """Puts an article into another story.

    Raises:
        StoryError: it is there already.
    """
    old = article.in_story.story
    if old.pk == story.pk:
        raise StoryError("The article is in this story already.", subject=article.title)
    before = snapshot([old.pk, story.pk], [article.pk])
    StoryArticle.objects.filter(pk=article.pk).update(story=story, held=True)
    if not _articles(old):
        _lead_on([old.pk], story.pk)
        Story.objects.filter(merged_into=old.pk).update(merged_into=story.pk)
    change = _log(StoryChange.Kind.MOVE, story, old, [article.pk], before, by, at, reason)
    return change, {old.pk, story.pk}


def apart(story: Story, other: Story, by: str, at: datetime, reason: str = "") -> Changed:
    """Tells the machine that two stories are not one.

    Raises:
        StoryError: they are one already.
    """
    if story.pk == other.pk:
        raise StoryError("These are one story already.", subject=story.public_id, advice="Split it.")
    before = snapshot([], [])
    change = _log(StoryChange.Kind.APART, story, other, [], before, by, at, reason)
    keep_apart(story.pk, other.pk, change.pk)
    return change, set()


def undo(number: int, by: str, at: datetime, reason: str = "") -> Changed:
    """Takes one change back: stories and articles stand as before it.

    What the machine had done and a person takes back is held, so that the machine does not do it again.

    Raises:
        StoryError: there is no such change, it is undone already, or later ones stand on it.
    """
    undone = StoryChange.objects.filter(pk=number).select_related("story", "other").first()
    if undone is None:
        raise StoryError("There is no such change.", subject=str(number), advice="See: broadsheet story log")
    if undone.undone_at is not None:
        raise StoryError("This change is undone already.", subject=str(number))
    _check_nothing_stands_on(undone)
    stories = {pk for pk in (undone.story_id, undone.other_id) if pk is not None}
    before = snapshot(stories, [row[0] for row in undone.before["places"]])
    touched = put_back(undone.before, still_held=_is_still_held(undone, stories))
    _lead_on(stories, undone.story_id)
    StoryChange.objects.filter(pk=undone.pk).update(undone_at=at)
    change = _log(
        StoryChange.Kind.UNDO, undone.story, undone.other, undone.articles, before, by, at, reason, undone
    )
    StoryApart.objects.filter(change=undone).delete()
    if undone.by == StoryChange.MACHINE and undone.other is not None:
        StoryArticle.objects.filter(pk__in=undone.articles).update(held=True)
        if undone.kind == StoryChange.Kind.MERGE:
            keep_apart(undone.story.pk, undone.other.pk, change.pk)
    return change, touched | stories


def _is_still_held(undone: StoryChange, stories: Collection[int]) -> bool:
    """Whether a person decided about these stories after the change, and did not take it back."""
    later = StoryChange.objects.filter(pk__gt=undone.pk, undone_at=None).exclude(by=StoryChange.MACHINE)
    of_them = later.exclude(kind=StoryChange.Kind.UNDO).filter(Q(story__in=stories) | Q(other__in=stories))
    return of_them.exists()


def _lead_on(stories: Collection[int], to: int) -> None:
    """The address of a story that has no article any more leads to where they went."""
    empty = Story.objects.filter(pk__in=stories, members__isnull=True, merged_into=None).exclude(pk=to)
    Story.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).update(merged_into=to)


def _check_nothing_stands_on(change: StoryChange) -> None:
    """Every article that the change placed must still be where it left it."""
    ids = set(change.articles)
    places = dict(StoryArticle.objects.filter(pk__in=ids).values_list("pk", "story_id"))
    left = _left_by(change)
    gone = {article for article, story in places.items() if story != left.get(article, story)}
    if not gone:
        return
    later = StoryChange.objects.filter(pk__gt=change.pk, undone_at=None).order_by("-pk")
    number = next((c.pk for c in later if gone & set(c.articles)), None)
    advice = f"Undo change {number} first." if number else "Move the articles one by one instead."
    raise StoryError("Later changes stand on this one.", subject=str(change.pk), advice=advice)


def _left_by(change: StoryChange) -> dict[int, int]:
    """Where the change put its articles."""
    if change.kind == StoryChange.Kind.UNDO:
        assert change.undoes is not None
        places = {article: story for article, story, _ in change.undoes.before["places"]}
        return {article: places[article] for article in change.articles if article in places}
    target = change.other_id if change.kind == StoryChange.Kind.SPLIT else change.story_id
    return dict.fromkeys(change.articles, target or 0)


def log_of(story: Story | None, limit: int) -> list[StoryChange]:
    """The latest changes, the latest first: of one story and those that became part of it, or of all."""
    changes = StoryChange.objects.select_related("story", "other", "undoes").order_by("-pk")
    if story is not None:
        ids = list(
            Story.objects.filter(Q(pk=story.pk) | Q(merged_into=story.pk)).values_list("pk", flat=True)
        )
        changes = changes.filter(Q(story__in=ids) | Q(other__in=ids))
    return list(changes[:limit])


def _articles(story: Story) -> list[int]:
    return list(StoryArticle.objects.filter(story=story).order_by("pk").values_list("pk", flat=True))


def _hold(story_ids: Sequence[int]) -> None:
    """All that these stories have now is a person's decision."""
    Story.objects.filter(pk__in=story_ids).update(held=True)
    StoryArticle.objects.filter(story_id__in=story_ids).update(held=True)


def _log(
    kind: str,
    story: Story,
    other: Story | None,
    articles: list[int],
    before: dict[str, Any],
    by: str,
    at: datetime,
    reason: str,
    undoes: StoryChange | None = None,
) -> StoryChange:
    if not by.strip() or by == StoryChange.MACHINE:
        raise StoryError("Say who decides this.", subject=by, advice="Give a name with --by.")
    return StoryChange.objects.create(
        kind=kind,
        story=story,
        other=other,
        articles=articles,
        before=before,
        reason=reason[:500],
        by=by[:150],
        at=at,
        undoes=undoes,
    )


def _public_id(name: str) -> str:
    """Of an address like /story/PUBLIC-ID/title; a public id as it is."""
    parts = urlsplit(name).path.strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[0] in ("story", "article") else parts[-1]
