"""Stories in lists: with a headline for this reader, as their choices leave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from broadsheet.store.models import Story, StoryArticle

from .choosing import headline_ids, is_muted, is_read, says_muted_word, told, with_muted_hashtag
from .preferences import Preferences
from .shown import (
    ShownArticle,
    ShownPicture,
    ShownStory,
    Tag,
    shown_articles,
    shown_tags,
)

REMEMBERED_S = 5
_MOST_OTHERS = 400


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list: `article` is the one whose headline and first sentence stand for it."""

    story: ShownStory
    article: ShownArticle
    picture: ShownPicture | None = None
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Stories as a reader's choices leave them.

    `foreign` are those that no report in a language the reader reads tells of; `muted` counts what is muted.
    """

    shown: list[Card]
    foreign: list[Card] = field(default_factory=list)
    muted: int = 0


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
    tagged = with_muted_hashtag(articles, chosen)
    looked_at = articles if chosen.mutes else {}
    muted = {pk for pk, article in looked_at.items() if is_muted(told(article), chosen, tagged)}
    unwanted = {pk for pk in muted if pk in tagged or says_muted_word(told(articles[pk]), chosen)}
    stuck = [pk for pk, mine in wanted.items() if muted.issuperset(mine) and unwanted.isdisjoint(mine)]
    others = _by_others(stuck, chosen)
    articles |= {article.pk: article for article in others.values()}
    tags = shown_tags(articles) if with_tags else {}
    found = Chosen([], [])
    for story in stories:
        mine = wanted[story.pk]
        article = next((articles[pk] for pk in mine if pk in articles and pk not in muted), None)
        article = article or others.get(story.pk)
        if article is not None and unwanted.isdisjoint(mine):
            headline = articles.get(story.headline_id or 0)
            named = _named(story, headline.title) if headline else story
            card = Card(named, article, story.picture, tags.get(article.pk, ()))
            (found.shown if is_read(article.language, chosen) else found.foreign).append(card)
    known_stories = sum(1 for mine in wanted.values() if not articles.keys().isdisjoint(mine))
    return Chosen(found.shown, found.foreign, known_stories - len(found.shown) - len(found.foreign))


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
