"""The daily briefing: of which stories it is made, when, and how a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Count

from broadsheet.assist.briefing import BriefingItem
from broadsheet.read.choosing import is_muted, told, with_muted_hashtag
from broadsheet.read.cited import Numbering, Shown, read_articles
from broadsheet.read.editions import edition_points
from broadsheet.read.preferences import WORLD, Preferences
from broadsheet.store.briefings import KeptBriefing
from broadsheet.store.models import Article, Revision, Story

LOOKED_AT = 60
"""Stories among which those of a briefing are."""
READ = 18
"""Stories that are read for it: some may say nothing that can be told."""
_OLDEST = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A story of a briefing as the page has it; `story` is None if it is no more.

    Attributes:
        article: whose headline it is.
        foreign: whether it is told in another language than the reader's.
        edited: whether a text that it rests on was changed by its publisher since.
    """

    item: BriefingItem
    article: Article
    story: Story | None
    shown: tuple[Shown, ...]
    foreign: bool
    edited: bool

    @property
    def aid(self) -> str:
        """Begins the ids of what belongs to it on the page."""
        return f"story-{self.item.story}"

    @property
    def language(self) -> str:
        """In which it is told."""
        return self.item.answer.sentences[0].language


@dataclass(frozen=True, slots=True)
class ShownBriefing:
    """A briefing as the page has it; `muted` counts stories that the reader's choices leave out."""

    kept: KeptBriefing
    items: tuple[ShownItem, ...]
    muted: int

    @property
    def minutes(self) -> int:
        return max(1, round(self.kept.briefing.seconds / 60))

    @property
    def makers(self) -> tuple[str, ...]:
        """The models that wrote parts of it."""
        return tuple(dict.fromkeys(one.item.answer.maker for one in self.items if one.item.answer.maker))


def briefing_day(now: datetime) -> date:
    """The day (UTC) whose briefing there should be: yesterday's until today's is due."""
    at = now.astimezone(UTC)
    return at.date() if at.hour >= settings.CONFIG.briefing_hour else at.date() - timedelta(days=1)


def stories_of_briefing(edition: str, language: str, now: datetime) -> list[int]:
    """The stories for a briefing, in its order: the most important of the edition that are told of in the
    reader's language, then others.

    Args:
        language: ISO 639.
    """
    recent = Story.objects.standing().filter(last_at__gte=now - _OLDEST)
    if edition == WORLD:
        rows = list(recent.by_importance().values_list("pk", "headlines")[:LOOKED_AT])
    else:
        points = edition_points(edition, now)
        found = recent.filter(pk__in=list(points)).values_list("pk", "headlines", "importance")
        ranked = sorted(found, key=lambda row: (row[2] + points[row[0]], row[0]), reverse=True)
        rows = [(pk, headlines) for pk, headlines, _ in ranked[:LOOKED_AT]]
    rows.sort(key=lambda row: language not in row[1])  # stable: by importance within each
    return [pk for pk, _ in rows[:READ]]


def show_briefing(kept: KeptBriefing, chosen: Preferences) -> ShownBriefing:
    """A briefing with its citations; what rests on articles that were taken away is left out."""
    items = kept.briefing.items
    passages = [one for item in items for said in item.answer.sentences for one in said.passages]
    articles = read_articles([*(one.article for one in passages), *(item.article for item in items)])
    stories = _stories([item.story for item in items])
    revisions = _revisions({one.article for one in passages})
    tagged = with_muted_hashtag(articles, chosen)
    numbering = Numbering(articles)
    shown, muted = [], 0
    for item in items:
        article = articles.get(item.article)
        if article is None:
            continue
        if is_muted(told(article), chosen, tagged):
            muted += 1
            continue
        sentences = [one for said in item.answer.sentences if (one := numbering.show(said)).cited]
        if sentences:
            edited = any(
                revisions.get(one.article, 1) > one.revision
                for said in item.answer.sentences
                for one in said.passages
            )
            foreign = item.answer.sentences[0].language != kept.language.split("-")[0]
            shown.append(ShownItem(item, article, stories.get(item.story), tuple(sentences), foreign, edited))
    return ShownBriefing(kept, tuple(shown), muted)


def _stories(ids: Sequence[int]) -> dict[int, Story]:
    """By the ids that a briefing has; of one that was merged since, the story it became part of."""
    found = Story.objects.select_related("headline", "merged_into__headline").in_bulk(list(ids))
    last = {pk: story.merged_into or story for pk, story in found.items()}
    return {pk: story for pk, story in last.items() if story.articles}


def _revisions(ids: set[int]) -> dict[int, int]:
    """The number of the text that articles have now."""
    rows = Revision.objects.filter(article__in=ids).order_by().values("article").annotate(earlier=Count("pk"))
    return {row["article"]: 1 + row["earlier"] for row in rows}
