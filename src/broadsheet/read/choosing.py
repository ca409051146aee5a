"""Which stories and articles a reader's choices leave: languages read, and what is muted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from broadsheet.store.models import Article, ArticleHashtag, Story
from broadsheet.store.models.articles import ArticleQuerySet

from .lists import PAGE_SIZE, Listing, in_order, listing, place_of, with_lead_pictures
from .paging import Place
from .preferences import Preferences

# A list looks through so many articles for one page of those that are left; then it offers the next page.
_LOOK, _LOOKS = 300, 6
# Scripts that write words together, or write articles and prepositions on to them: there a muted word is
# found inside words too.
_JOINED = re.compile(
    r"[\u0590-\u08ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


def headline_ids(story: Story, chosen: Preferences) -> list[int]:
    """The articles whose headlines may stand for a story, the fittest for this reader first.

    Those in the interface's language, then in the other languages the reader reads, then the story's own.
    """
    mine = chosen.language.split("-")[0]
    wanted = [code for code in (mine, *chosen.reads) if not chosen.reads or code in chosen.reads]
    found = [story.headlines.get(code) for code in wanted]
    return list(dict.fromkeys(pk for pk in (*found, story.headline_id) if pk))


def is_read(language: str, chosen: Preferences) -> bool:
    """Whether the reader reads it; a language nobody knows is not left out."""
    return not (chosen.reads and language) or language in chosen.reads


def is_muted(article: Article, chosen: Preferences, tagged: Collection[int]) -> bool:
    """Whether its publisher, a hashtag of it or a word of its headline or summary is muted.

    Args:
        tagged: ids of articles that have a muted hashtag (`with_muted_hashtag`).
    """
    return (
        article.publisher.key in chosen.muted("publisher")
        or article.pk in tagged
        or says_muted_word(article, chosen)
    )


def says_muted_word(article: Article, chosen: Preferences) -> bool:
    """Whether a muted word is in its headline or summary."""
    words = chosen.muted("word")
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
    """Those of the articles that have a muted hashtag; one query if any hashtag is muted, else none."""
    keys = chosen.muted("hashtag")
    if not keys:
        return set()
    rows = ArticleHashtag.objects.filter(article__in=list(articles), hashtag__key__in=keys)
    return set(rows.order_by().values_list("article_id", flat=True))


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
    kept: list[Article] = []
    muted = 0
    ended = False
    for _ in range(_LOOKS):
        part = articles.before(place.at, place.pk) if place else articles
        rows = list(part.with_publisher().for_list().latest_first()[:_LOOK])
        read = [article for article in rows if is_read(article.language, chosen)]
        tagged = with_muted_hashtag([article.pk for article in read], chosen)
        left = [article for article in read if not is_muted(article, chosen, tagged)]
        muted += len(read) - len(left)
        kept += left
        ended = len(rows) < _LOOK
        if rows:
            place = Place(rows[-1].sort_at, rows[-1].pk)
        if ended or len(kept) > PAGE_SIZE:
            break
    return ChosenListing(_page(kept, place, ended, is_first=not before), muted)


def _page(kept: Sequence[Article], reached: Place | None, ended: bool, *, is_first: bool) -> Listing:
    shown = kept[:PAGE_SIZE]
    if len(kept) > PAGE_SIZE:
        older = str(Place(shown[-1].sort_at, shown[-1].pk))
    else:
        older = str(reached) if reached and not ended else ""
    whole = in_order(with_lead_pictures(Article.objects.all()), [article.pk for article in shown])
    return Listing(whole, older, is_first=is_first)
