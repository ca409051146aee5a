"""Which stories and articles a reader's choices leave: languages read, and what is muted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from broadsheet.store.models import Article, ArticleHashtag, Story, StoryArticle
from broadsheet.store.models.articles import ArticleQuerySet

from .lists import PAGE_SIZE, Listing, listing, place_of
from .paging import Place
from .preferences import Preferences
from .shown import ShownArticle, ShownStory, articles_in_order

# A list looks through so many articles for one page of those that are left; then it offers the next page.
_LOOKS = (100, 200, 500, 1000)
# Scripts that write words together, or write articles and prepositions on to them: there a muted word is
# found inside words too.
_JOINED = re.compile(
    r"[\u0590-\u08ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


def headline_ids(story: Story | ShownStory, chosen: Preferences) -> list[int]:
    """The articles whose headlines may stand for a story, the fittest for this reader first.

    Those in the interface's language, then in the other languages the reader reads, then the story's own.
    """
    found = [story.headlines.get(code) for code in _wanted(chosen.language, chosen.reads)]
    return list(dict.fromkeys([pk for pk in (*found, story.headline_id) if pk]))


@lru_cache(maxsize=256)
def _wanted(language: str, reads: tuple[str, ...]) -> list[str]:
    """The languages of headlines, the fittest first."""
    mine = language.split("-")[0]
    return [code for code in (mine, *reads) if not reads or code in reads]


def is_read(language: str, chosen: Preferences) -> bool:
    """Whether the reader reads it; a language nobody knows is not left out."""
    return not (chosen.reads and language) or language in chosen.reads


class Told(NamedTuple):
    """What decides whether an article is left out; `at` is its `sort_at`."""

    pk: int
    at: datetime
    language: str
    publisher: str
    title: str
    summary: str
    category: str = ""
    country: str = ""


_TOLD = (
    *("pk", "sort_at", "language", "publisher__key", "title", "summary"),
    *("category", "publisher__country"),
)


def told(article: ShownArticle | Article) -> Told:
    """What decides about an article that is loaded, with its publisher."""
    return Told(
        *(article.pk, article.sort_at, article.language, article.publisher.key, article.title),
        *(article.summary, article.category, article.publisher.country),
    )


def is_muted(article: Told, chosen: Preferences, tagged: Collection[int]) -> bool:
    """Whether its publisher, country, category, story, a hashtag of it or a word or name of its headline or
    summary is muted.

    Args:
        tagged: ids of articles that have a muted hashtag, are in a muted story or were found by a muted
            search (`with_muted_hashtag`).
    """
    if not chosen.mutes:
        return False
    return (
        article.publisher in chosen.muted("publisher")
        or article.category in chosen.muted("category")
        or article.country.lower() in chosen.muted("country")
        or article.pk in tagged
        or says_muted_word(article, chosen)
    )


def says_muted_word(article: Told, chosen: Preferences) -> bool:
    """Whether a muted word or name is in its headline or summary."""
    words = (*chosen.muted("word"), *chosen.muted("person"))
    return bool(words) and says_any(words, f"{article.title}\n{article.summary}")


def says_any(words: tuple[str, ...], text: str) -> bool:
    """Whether the text has one of the words, whole; upper case does not count.

    Args:
        words: at least one, as `preferences.tidy_word` makes them.
    """
    return _pattern(words).search(" ".join(text.casefold().split())) is not None


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_as_pattern(word) for word in words))


def _as_pattern(word: str) -> str:
    quoted = re.escape(word)
    return quoted if _JOINED.search(word) else rf"(?<!\w){quoted}(?!\w)"


def with_muted_hashtag(articles: Iterable[int], chosen: Preferences) -> set[int]:
    """Those of the articles that have a muted hashtag, are in a muted story or were found by a muted search;
    a query for each of the first two of which any is muted."""
    asked = list(articles)
    found: set[int] = set(chosen.hidden.intersection(asked))
    if keys := chosen.muted("hashtag"):
        rows = ArticleHashtag.objects.filter(article__in=asked, hashtag__key__in=keys)
        found.update(rows.order_by().values_list("article_id", flat=True))
    if stories := chosen.muted("story"):
        places = StoryArticle.objects.filter(article__in=asked, story__public_id__in=stories)
        found.update(places.order_by().values_list("article_id", flat=True))
    return found


@dataclass(frozen=True, slots=True)
class ChosenListing:
    """A page of a list, and how many articles were left out of it because they are muted."""

    listing: Listing
    muted: int = 0


def chosen_listing(articles: ArticleQuerySet, before: str, chosen: Preferences) -> ChosenListing:
    """As `lists.listing`, of what this reader's choices leave.

    At most 1,800 articles are looked at: where few are left the page is short, and the next one goes on.

    Raises:
        BadRequest: `before` is no place.
    """
    if not chosen.reads and not chosen.mutes:
        return ChosenListing(listing(articles, before))
    place = place_of(before)
    kept: list[Told] = []
    muted = 0
    ended = False
    for look in _LOOKS:
        part = articles.before(place.at, place.pk) if place else articles
        rows = [Told(*row) for row in part.latest_first().values_list(*_TOLD)[:look]]
        read = [row for row in rows if is_read(row.language, chosen)]
        tagged = with_muted_hashtag([row.pk for row in read], chosen)
        left = [row for row in read if not is_muted(row, chosen, tagged)]
        muted += len(read) - len(left)
        kept += left
        ended = len(rows) < look
        if rows:
            place = Place(rows[-1].at, rows[-1].pk)
        if ended or len(kept) > PAGE_SIZE:
            break
    return ChosenListing(_page(kept, place, ended, is_first=not before), muted)


def _page(kept: Sequence[Told], reached: Place | None, ended: bool, *, is_first: bool) -> Listing:
    shown = kept[:PAGE_SIZE]
    if len(kept) > PAGE_SIZE:
        older = str(Place(shown[-1].at, shown[-1].pk))
    else:
        older = str(reached) if reached and not ended else ""
    return Listing(articles_in_order([article.pk for article in shown]), older, is_first=is_first)
