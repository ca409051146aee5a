"""Articles and stories as lists show them: the columns that are shown, as plain values.

A page shows dozens of each. As models they would take most of the time that it has: these are tuples, read
by queries whose SQL is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from broadsheet.store.models import Article, ArticleHashtag, Picture, Publisher, Story
from broadsheet.store.models.articles import ArticleQuerySet
from broadsheet.store.prepared import Kept, Prepared

from .addresses import web_link

TAGS_A_CARD = 3


class ShownPublisher(NamedTuple):
    """Whose an article is."""

    pk: int
    key: str
    name: str
    country: str
    ownership: str
    homepage: str


class Listed(NamedTuple):
    """A publisher in the list of all, with how many articles and feeds of it are held."""

    key: str
    name: str
    country: str
    ownership: str
    held: int
    asked: int


class ShownArticle(NamedTuple):
    """An article without its text; the attributes are named as those of the model."""

    pk: int
    public_id: str
    title: str
    summary: str
    language: str
    category: str
    kind: str
    paywalled: bool
    text_from: str
    sort_at: datetime
    published_has_time: bool
    publisher: ShownPublisher

    @property
    def publisher_id(self) -> int:
        return self.publisher.pk


class ShownPicture(NamedTuple):
    """A picture of an article, with its own words."""

    article_id: int
    url: str
    width: int | None
    height: int | None
    alt: str
    caption: str
    credit: str


class ShownStory(NamedTuple):
    """A story as lists show it; the attributes are named as those of the model.

    `headline_title` is the title of its headline: its address has the words.
    """

    pk: int
    public_id: str
    opened_at: datetime
    first_at: datetime
    last_at: datetime
    changed_at: datetime
    headline_id: int | None
    headlines: dict[str, int]
    owners: dict[str, int]
    category: str
    articles: int
    independent: int
    languages: int
    countries: int
    importance: float
    picture: ShownPicture | None
    headline_title: str = ""


class Tag(NamedTuple):
    """A hashtag as one article has it."""

    key: str
    label: str
    language: str


ARTICLE_COLUMNS = (
    *("pk", "public_id", "title", "summary", "language", "category", "kind", "paywalled", "text_from"),
    *("sort_at", "published_has_time", "publisher_id", "publisher__key", "publisher__name"),
    *("publisher__country", "publisher__ownership", "publisher__homepage"),
)
_OWN = len(ShownArticle._fields) - 1
_STORY = (
    *("pk", "public_id", "opened_at", "first_at", "last_at", "changed_at", "headline_id", "headlines"),
    *("owners", "category", "articles", "independent", "languages", "countries", "importance"),
    *("picture__article_id", "picture__url", "picture__width", "picture__height"),
    *("picture__alt", "picture__caption", "picture__credit"),
)
_OF_STORY = len(ShownStory._fields) - 2


def shown_articles(ids: Sequence[int]) -> dict[int, ShownArticle]:
    """The articles with these ids, by id, in no order; one that is gone is left out. One query."""
    return {article.pk: article for article in _articles.rows(ids)}


def articles_in_order(ids: Sequence[int]) -> list[ShownArticle]:
    """The articles with these ids, in the order of the ids; one that is gone is left out. One query."""
    found = shown_articles(ids)
    return [found[pk] for pk in ids if pk in found]


def shown_of(articles: ArticleQuerySet) -> list[ShownArticle]:
    """The articles of a query, in its order."""
    return [article_of(row) for row in articles.values_list(*ARTICLE_COLUMNS)]


def shown_stories(ids: Sequence[int]) -> list[ShownStory]:
    """Those of the stories with these ids that stand, the most important first. One query."""
    return _stories.rows(ids)


def story_at(public_id: str) -> tuple[ShownStory, int | None] | None:
    """The story of an address, and the id of the one that it became part of. One query."""
    return next(iter(_story_by_address.rows(public_id)), None)


def shown_tags(articles: dict[int, ShownArticle]) -> dict[int, tuple[Tag, ...]]:
    """The first hashtags of articles. One query."""
    found: dict[int, list[Tag]] = {}
    for article, _, key, label in sorted(_tags.rows(list(articles))):
        found.setdefault(article, []).append(Tag(key, label, articles[article].language))
    return {article: tuple(tags) for article, tags in found.items()}


def article_of(row: tuple[Any, ...]) -> ShownArticle:
    """The article of a row of `ARTICLE_COLUMNS`."""
    return ShownArticle._make((*row[:_OWN], ShownPublisher._make(row[_OWN:])))


def _story(row: tuple[Any, ...], title: str = "") -> ShownStory:
    of_picture = row[_OF_STORY:]
    picture = ShownPicture(*of_picture) if of_picture[0] is not None and web_link(of_picture[1]) else None
    return ShownStory._make((*row[:_OF_STORY], picture, title))


def _articles_by_id(ids: Sequence[int]) -> QuerySet[Article, Any]:
    return Article.objects.filter(pk__in=ids).order_by().values_list(*ARTICLE_COLUMNS)


def _stories_by_id(ids: Sequence[int]) -> QuerySet[Story, Any]:
    return Story.objects.standing().filter(pk__in=ids).by_importance().values_list(*_STORY)


def _tags_by_article(ids: Sequence[int]) -> QuerySet[ArticleHashtag, Any]:
    rows = ArticleHashtag.objects.filter(article__in=ids, position__lt=TAGS_A_CARD).order_by()
    return rows.values_list("article_id", "position", "hashtag__key", "label")


def _story_of_address(public_id: str) -> QuerySet[Story, Any]:
    rows = Story.objects.filter(public_id=public_id).order_by()
    return rows.values_list(*_STORY, "headline__title", "merged_into_id")


def _story_and_where(row: tuple[Any, ...]) -> tuple[ShownStory, int | None]:
    *own, title, merged_into = row
    return _story(tuple(own), title or ""), merged_into


_story_by_address = Kept(_story_of_address, _story_and_where, 1_024)
_WHOLE = tuple(field.attname for field in Article._meta.concrete_fields)
_ITS_PUBLISHER = tuple(field.attname for field in Publisher._meta.concrete_fields)


def article_at(public_id: str) -> Article | None:
    """The article of an address, whole and with its publisher. One query."""
    for row in _article_by_address.rows(public_id):
        found = Article.from_db(DEFAULT_DB_ALIAS, _WHOLE, row[: len(_WHOLE)])
        found.publisher = Publisher.from_db(DEFAULT_DB_ALIAS, _ITS_PUBLISHER, row[len(_WHOLE) :])
        return found
    return None


def lead_picture(article: int) -> ShownPicture | None:
    """The first picture of an article. One query."""
    return next((ShownPicture(*row) for row in _lead_picture.rows(article)), None)


def _article_of_address(public_id: str) -> QuerySet[Article, Any]:
    of_publisher = (f"publisher__{name}" for name in _ITS_PUBLISHER)
    rows = Article.objects.filter(public_id=public_id).order_by()
    return rows.values_list(*_WHOLE, *of_publisher)


def _first_picture(article: int) -> QuerySet[Picture, Any]:
    return Picture.objects.filter(article=article).order_by("position").values_list(*ShownPicture._fields)[:1]


_article_by_address, _lead_picture = Prepared(_article_of_address), Prepared(_first_picture)
_articles = Kept(_articles_by_id, article_of, 8_192)
_stories = Kept(_stories_by_id, _story, 2_048)
_tags = Prepared(_tags_by_article)


def shown_picture(picture: Picture) -> ShownPicture:
    """A stored picture, as pages show it."""
    return ShownPicture(
        *(picture.article_id, picture.url, picture.width, picture.height),
        *(picture.alt, picture.caption, picture.credit),
    )


def shown_story(story: Story) -> ShownStory:
    """A story that is loaded, with its picture and headline, as lists show it."""
    values = [getattr(story, name) for name in ShownStory._fields[:_OF_STORY]]
    picture = story.picture
    title = story.headline.title if story.headline else ""
    shown = shown_picture(picture) if picture and web_link(picture.url) else None
    return ShownStory._make((*values, shown, title))
