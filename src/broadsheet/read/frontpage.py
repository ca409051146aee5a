"""The front page: which stories it has, each in one place; and the latest that are in no story yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from broadsheet.categories import CATEGORIES
from broadsheet.store.models import Article, Story
from broadsheet.store.prepared import Prepared

from .choosing import is_muted, is_read, told, with_muted_hashtag
from .editions import edition_points
from .preferences import WORLD, Preferences
from .shown import (
    ARTICLE_COLUMNS,
    ShownArticle,
    ShownStory,
    Tag,
    article_of,
    shown_stories,
    shown_tags,
)
from .stories import REMEMBERED_S, Card, Chosen, choose_cards

SECONDS = 3
FOREIGN = 3
TAGS_A_PAGE = 10
SECTION_MIN, SECTION_MAX = 3, 5
REST = 9
JUST_IN = 6
_LOOKED_AT = 10  # times as many are read where some may be left out
# Enough of each category, even where the top of the page takes some of it.
_A_CATEGORY = SECTION_MAX + 1 + SECONDS
_TOP = 1 + SECONDS + REST


@dataclass(frozen=True, slots=True)
class Section:
    """Stories of one category, one of them with its picture."""

    category: str
    main: Card
    others: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a reader last looked: stories that were opened since, and others that grew."""

    new: list[Card]
    changed: list[Card]


@dataclass(frozen=True)
class FrontPage:
    """The front page's stories, each in one place; `lead` is None where the choices leave none."""

    lead: Card | None
    seconds: list[Card] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    rest: list[Card] = field(default_factory=list)
    foreign: list[Card] = field(default_factory=list)
    muted: int = 0

    @cached_property
    def cards(self) -> list[Card]:
        in_sections = [card for part in self.sections for card in (part.main, *part.others)]
        lead = [self.lead] if self.lead else []
        return [*lead, *self.seconds, *in_sections, *self.rest, *self.foreign]

    @property
    def reports(self) -> int:
        return sum(card.story.articles for card in self.cards)

    @property
    def tags(self) -> list[Tag]:
        """The hashtags of most of its stories."""
        tags = {tag.key: tag for card in self.cards for tag in card.tags}
        counts = Counter(tag.key for card in self.cards for tag in card.tags)
        return [tags[key] for key, _ in counts.most_common(TAGS_A_PAGE)]

    def news(self, since: datetime) -> News:
        """What of it is new since a time."""
        new = [card for card in self.cards if card.story.opened_at >= since]
        grown = [card for card in self.cards if card.story.opened_at < since <= card.story.last_at]
        return News(new, grown)


def front_page(ids: FrontIds, chosen: Preferences, now: datetime) -> FrontPage:
    """The stories of a reader's edition, arranged. `ids` are those of the world's."""
    if chosen.edition != WORLD:
        points = edition_points(chosen.edition, now)
        stories = shown_stories(list(points))
        stories.sort(key=lambda story: (story.importance + points[story.pk], story.pk), reverse=True)
    else:
        if not (chosen.reads or chosen.mutes):  # so all of them are shown, and others need not be read
            page = arrange(choose_cards(shown_stories(ids.placed), chosen, with_tags=False))
            if len(page.cards) == len(ids.placed):
                return _with_tags(page)
        stories = shown_stories(ids.all)
    return _with_tags(arrange(choose_cards(stories, chosen, with_tags=False)))


def _with_tags(page: FrontPage) -> FrontPage:
    """The page with the hashtags of its stories: many more were looked at than have a place. One query."""
    tags = shown_tags({card.article.pk: card.article for card in page.cards})

    def tagged(card: Card) -> Card:
        return Card(card.story, card.article, card.picture, tags.get(card.article.pk, ()))

    def all_tagged(cards: Iterable[Card]) -> list[Card]:
        return [tagged(card) for card in cards]

    return FrontPage(
        tagged(page.lead) if page.lead else None,
        all_tagged(page.seconds),
        [Section(part.category, tagged(part.main), all_tagged(part.others)) for part in page.sections],
        all_tagged(page.rest),
        all_tagged(page.foreign),
        page.muted,
    )


class FrontIds(NamedTuple):
    """The most important stories of all and of each category (ids); `placed` are those of them that have a
    place on the page of a reader whose choices leave all."""

    all: list[int]
    placed: list[int]


def front_ids() -> FrontIds:
    """Which stories the front page has, as of at most five seconds ago. One query."""
    ids: FrontIds | None = cache.get("read:front")
    if ids is None:
        ids = _front_ids()
        if ids.all:  # the first story is shown at once
            cache.set("read:front", ids, REMEMBERED_S)
    return ids


def _front_ids() -> FrontIds:
    best = sorted(set(_best.rows(shape=(_TOP, _A_CATEGORY))), reverse=True)
    sections, rest = _places([category for _, _, category in best])
    placed = {*range(1 + SECONDS), *(place for _, found in sections for place in found), *rest}
    ids = [pk for _, pk, _ in best]
    return FrontIds(sorted(ids), sorted(pk for place, pk in enumerate(ids) if place in placed))


def _best_stories(most: int, most_of_category: int) -> tuple[QuerySet[Story, Any], ...]:
    stories = Story.objects.standing().by_importance().values_list("importance", "pk", "category")
    of_each = (stories.filter(category=category)[:most_of_category] for category in CATEGORIES)
    return (stories[:most], *of_each)


def _best_of_category(category: str, most: int) -> QuerySet[Story, Any]:
    return Story.objects.standing().filter(category=category).by_importance().values_list("pk")[:most]


_best, _best_of = Prepared(_best_stories), Prepared(_best_of_category)


def best_of_category(category: str, most: int) -> list[ShownStory]:
    """The most important stories of a category. Two queries."""
    return shown_stories([pk for (pk,) in _best_of.rows(category, shape=(most,))])


def arrange(chosen: Chosen) -> FrontPage:
    """Gives each story its place: the most important leads, the next stand beside it, each category with
    three or more has a section, what is left is a list; then what only others report.

    Args:
        chosen: the most important first.
    """
    foreign = chosen.foreign[:FOREIGN]
    if not chosen.shown:
        return FrontPage(None, foreign=foreign, muted=chosen.muted)
    shown = chosen.shown
    sections = []
    places, rest = _places([card.story.category for card in shown])
    for category, found in places:
        cards = [shown[place] for place in found]
        main = next((card for card in cards if card.picture), cards[0])
        sections.append(Section(category, main, [card for card in cards if card is not main]))
    seconds, left = shown[1 : 1 + SECONDS], [shown[place] for place in rest]
    return FrontPage(shown[0], seconds, sections, left, foreign, chosen.muted)


def _places(categories: Sequence[str]) -> tuple[list[tuple[str, list[int]]], list[int]]:
    """Which of the stories below the lead and those beside it stand in which section, and which are left.

    Args:
        categories: of the stories, the most important first.

    Returns:
        the sections, each with the places of its stories in `categories`, and the places of those left.
    """
    found: dict[str, list[int]] = {category: [] for category in CATEGORIES}
    left = []
    for place in range(1 + SECONDS, len(categories)):
        of_category = found.get(categories[place])
        if of_category is None or len(of_category) == SECTION_MAX:
            left.append(place)
        else:
            of_category.append(place)
    sections = [(category, places) for category, places in found.items() if len(places) >= SECTION_MIN]
    left += [place for places in found.values() if len(places) < SECTION_MIN for place in places]
    return sections, sorted(left)[:REST]


def just_in(chosen: Preferences, count: int = JUST_IN) -> list[ShownArticle]:
    """The latest articles that are in no story yet, of those that the reader's choices leave."""
    most = count * (_LOOKED_AT if chosen.reads or chosen.mutes else 1)
    states = (Article.State.UNDERSTOOD, Article.State.EXTRACTED)
    found = [article_of(row) for state in states for row in _waiting.rows(shape=(state.value, most))]
    read = [article for article in found if is_read(article.language, chosen)]
    tagged = with_muted_hashtag([article.pk for article in read], chosen)
    left = [article for article in read if not is_muted(told(article), chosen, tagged)]
    return sorted(left, key=lambda article: (article.sort_at, article.pk), reverse=True)[:count]


def _waiting_in(state: str, most: int) -> QuerySet[Article, Any]:
    return Article.objects.waiting(state).order_by("-pk").values_list(*ARTICLE_COLUMNS)[:most]


_waiting = Prepared(_waiting_in)
