"""Stories in lists: with a headline for this reader, and in their place on the front page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from broadsheet.categories import CATEGORIES
from broadsheet.store.models import Article, Story, StoryArticle, StoryLink
from broadsheet.store.prepared import Prepared

from .choosing import headline_ids, is_muted, is_read, says_muted_word, told, with_muted_hashtag
from .editions import edition_points
from .preferences import WORLD, Preferences
from .shown import (
    ARTICLE_COLUMNS,
    ShownArticle,
    ShownPicture,
    ShownStory,
    Tag,
    article_of,
    shown_articles,
    shown_stories,
    shown_tags,
)

SECONDS = 3
FOREIGN = 3
TAGS_A_PAGE = 10
SECTION_MIN, SECTION_MAX = 3, 5
REST = 9
JUST_IN = 6
_LOOKED_AT = 10  # times as many are read where some may be left out
LINKED = 8
REMEMBERED_S = 5
_MAX_MERGED, _MAX_LINKS = 100, 200
_MOST_OTHERS = 400
# Enough of each category, even where the top of the page takes some of it.
_A_CATEGORY = SECTION_MAX + 1 + SECONDS
_TOP = 1 + SECONDS + REST


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list: `article` is the one whose headline and first sentence stand for it."""

    story: ShownStory
    article: ShownArticle
    picture: ShownPicture | None = None
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Stories of one category, one of them with its picture."""

    category: str
    main: Card
    others: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Stories as a reader's choices leave them.

    `foreign` are those that no report in a language the reader reads tells of; `muted` counts what is muted.
    """

    shown: list[Card]
    foreign: list[Card] = field(default_factory=list)
    muted: int = 0


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


def reader_language() -> str:
    """The language of the page, without its region."""
    return (get_language() or "en").split("-")[0]


def headline_id(story: Story | ShownStory, language: str) -> int | None:
    """The article whose headline stands for the story for a reader of `language`."""
    chosen: int | None = story.headlines.get(language)
    return chosen if chosen is not None else story.headline_id


def make_cards(stories: Sequence[ShownStory], with_tags: bool = True) -> list[Card]:
    """The stories with what is shown of them, in the order given: two queries, however many they are.

    A story whose headline's article was taken away since is left out.
    """
    return choose_cards(stories, Preferences(reader_language()), with_tags).shown


def choose_cards(stories: Sequence[ShownStory], chosen: Preferences, with_tags: bool = True) -> Chosen:
    """As `make_cards`, with what a reader's choices leave; two more queries at most, for what is muted.

    The headline is one that the reader reads, of a publisher that is not muted. A word or a hashtag mutes
    the whole story: whoever does not want to read of a thing does not want another headline about it.
    """
    wanted = {story.pk: headline_ids(story, chosen) for story in stories}
    ids = {pk for candidates in wanted.values() for pk in candidates}
    articles = shown_articles(list(ids))
    if not chosen.mutes:
        return _unmuted(stories, chosen, wanted, articles, shown_tags(articles) if with_tags else {})
    tagged = with_muted_hashtag(articles, chosen)
    muted = {pk for pk, article in articles.items() if is_muted(told(article), chosen, tagged)}
    unwanted = {pk for pk in muted if pk in tagged or says_muted_word(told(articles[pk]), chosen)}
    stuck = [pk for pk, mine in wanted.items() if muted.issuperset(mine) and unwanted.isdisjoint(mine)]
    others = _by_others(stuck, chosen)
    articles |= {article.pk: article for article in others.values()}
    tags = shown_tags(articles) if with_tags else {}
    found = Chosen([], [])
    for story in stories:
        headline = articles.get(story.headline_id or 0)
        known = [articles[pk] for pk in wanted[story.pk] if pk in articles]
        left = [article for article in known if article.pk not in muted]
        if not left and story.pk in others:
            left = [others[story.pk]]
        if left and unwanted.isdisjoint(wanted[story.pk]):
            named = _named(story, headline.title) if headline else story
            card = Card(named, left[0], story.picture, tags.get(left[0].pk, ()))
            (found.shown if is_read(left[0].language, chosen) else found.foreign).append(card)
    known_stories = sum(1 for mine in wanted.values() if not articles.keys().isdisjoint(mine))
    return Chosen(found.shown, found.foreign, known_stories - len(found.shown) - len(found.foreign))


def _unmuted(
    stories: Sequence[ShownStory],
    chosen: Preferences,
    wanted: Mapping[int, Sequence[int]],
    articles: Mapping[int, ShownArticle],
    tags: Mapping[int, tuple[Tag, ...]],
) -> Chosen:
    """The stories with what is shown of them, by a reader who mutes nothing: as most are, and quicker."""
    found = Chosen([], [])
    for story in stories:
        article = next((articles[pk] for pk in wanted[story.pk] if pk in articles), None)
        if article is not None:
            headline = articles.get(story.headline_id or 0)
            named = _named(story, headline.title) if headline else story
            card = Card(named, article, story.picture, tags.get(article.pk, ()))
            (found.shown if is_read(article.language, chosen) else found.foreign).append(card)
    return found


def _named(story: ShownStory, title: str) -> ShownStory:
    """The story with its headline's title, its last column: `_replace` takes twenty times as long."""
    return ShownStory._make((*story[:-1], title))


def _by_others(stories: Sequence[int], chosen: Preferences) -> dict[int, ShownArticle]:
    """Of stories that only muted publishers' headlines stand for: the latest article of another publisher."""
    if not stories:
        return {}
    places = StoryArticle.objects.filter(story__in=stories, copy_of=None)
    rows = places.exclude(article__publisher__key__in=chosen.muted("publisher"))
    newest = rows.order_by("-article__sort_at", "-article")
    story_of = dict(newest.values_list("article_id", "story_id")[:_MOST_OTHERS])
    found = shown_articles(list(story_of))
    tagged = with_muted_hashtag(found, chosen)
    left = [found[pk] for pk in story_of if pk in found and not is_muted(told(found[pk]), chosen, tagged)]
    left.sort(key=lambda article: not is_read(article.language, chosen))
    return {story_of[article.pk]: article for article in reversed(left)}


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


@dataclass(frozen=True, slots=True)
class Linked:
    """A story before or after another, and why it is linked."""

    card: Card
    reason: str


def linked_stories(story: int, most: int = LINKED) -> tuple[list[Linked], list[Linked]]:
    """The stories nearest before and nearest after one, each in the order of time; a merged one counts as
    the story it became part of. Four queries.

    Args:
        story: id of the one.
    """
    mine = [story, *(pk for (pk,) in _merged.rows(story))]
    reasons: dict[bool, dict[int, str]] = {True: {}, False: {}}  # by whether it came before
    for before, into, after, later_into, reason in _links.rows(mine):
        came_before = after in mine
        other = (into or before) if came_before else (later_into or after)
        if other not in mine:
            reasons[came_before].setdefault(other, reason)
    standing = shown_stories([*reasons[True], *reasons[False]])
    earlier = [one for one in standing if one.pk in reasons[True]]
    earlier = sorted(earlier, key=lambda one: (one.first_at, one.pk))[-most:]
    later = [one for one in standing if one.pk in reasons[False]]
    later = sorted(later, key=lambda one: (one.first_at, one.pk))[:most]
    cards = {card.story.pk: card for card in make_cards(earlier + later, with_tags=False)}
    return (
        [Linked(cards[one.pk], reasons[True][one.pk]) for one in earlier if one.pk in cards],
        [Linked(cards[one.pk], reasons[False][one.pk]) for one in later if one.pk in cards],
    )


def _merged_into(story: int) -> QuerySet[Story, Any]:
    # Said as the index's condition is, or SQLite does not see that the index answers it.
    merged = Story.objects.filter(~Q(merged_into__isnull=True), merged_into=story)
    return merged.order_by().values_list("pk")[:_MAX_MERGED]


def _links_of(stories: Sequence[int]) -> QuerySet[StoryLink, Any]:
    links = StoryLink.objects.filter(Q(before__in=stories) | Q(after__in=stories)).order_by("-pk")
    columns = ("before_id", "before__merged_into_id", "after_id", "after__merged_into_id", "reason")
    return links.values_list(*columns)[:_MAX_LINKS]


_merged, _links = Prepared(_merged_into), Prepared(_links_of)
