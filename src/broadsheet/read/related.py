"""What stands beside an article: its story, who prints the same text, and what to read next with why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from broadsheet.group.related import Related, RelatedArticle, Why, related
from broadsheet.store.models import Article, ArticleHashtag, StoryArticle, Understanding
from broadsheet.store.prepared import Prepared
from broadsheet.store.publishers import owner_key

from .linked import Linked, linked_stories
from .remembered import remembered
from .shown import ShownArticle, Tag, shown_articles, shown_stories
from .stories import Card, make_cards

LINKS = 8
SHOWN_COPIES = 12
_SAME_STORY = 60
_LINKED_STORIES = 3
_SUBJECTS = 3
_A_SUBJECT = 15
# Cosines of unrelated articles differ from model to model, so nearness is measured from the least of those
# read: an article with one hashtag in common must be this far from there to 1, if enough were read to tell.
_NEAR = 0.3
_ENOUGH_TO_TELL = 5


@dataclass(frozen=True, slots=True)
class Link:
    """An article beside another; `shared` is the hashtag they have in common."""

    article: ShownArticle
    why: Why
    shared: str


@dataclass(frozen=True, slots=True)
class Beside:
    """All that stands beside an article.

    Attributes:
        card: its story; None while it is in none.
        copy_of: the article whose text it repeats.
        copies: those that repeat its text, and how many more there are.
        links: what to read next.
        tags: its hashtags.
    """

    card: Card | None
    copy_of: ShownArticle | None
    copies: list[ShownArticle]
    more_copies: int
    links: list[Link]
    tags: list[Tag]

    @property
    def shown(self) -> set[int]:
        """The articles named above the links."""
        return {other.pk for other in (*self.copies, *([self.copy_of] if self.copy_of else []))}


class _Place(NamedTuple):
    """Where an article stands: its story, and the article that it copies."""

    story: int
    copy_of: int | None


def read_beside(article: Article) -> Beside:
    """Reads what stands beside an article: some fifteen queries, each of bounded size."""
    place = next((_Place(*row) for row in _place.rows(article.pk)), None)
    tag_rows = _hashtags.rows(article.pk)
    tags = [Tag(key, label, article.language) for _, key, label in tag_rows]
    copies = [pk for (pk,) in _copies.rows(article.pk)]
    same_story = _same_story(article, place)
    before, after = linked_stories(place.story, _LINKED_STORIES) if place else ([], [])
    known = [one.card.story.pk for one in (*before, *after)] + ([place.story] if place else [])
    subjects = [(hashtag, label) for hashtag, _, label in tag_rows[:_SUBJECTS]]
    same_subject = _same_subject(article, subjects, known)
    wanted = {*copies[:SHOWN_COPIES], *same_story, *same_subject}
    if place and place.copy_of:
        wanted.add(place.copy_of)
    articles = shown_articles(list(wanted))
    near = _closeness(article, wanted)
    least = _least(near)

    def facts(pk: int, shared: str = "") -> RelatedArticle:
        return _facts(articles[pk], near.get(pk, 0.0), same_story.get(pk, False), shared)

    standing = _standing_for(article, [*before, *after])
    articles |= {other.pk: other for other in standing.values()}
    subject = [
        facts(pk, shared[0])
        for pk, shared in same_subject.items()
        if pk in articles and (len(shared) > 1 or near.get(pk, 1.0) >= least)
    ]
    subject.sort(key=lambda one: (-len(same_subject[one.article]), -one.closeness, -one.at.timestamp()))
    chosen = related(
        _facts(article),
        same_story=[facts(pk) for pk in same_story if pk in articles and pk not in copies],
        before=[_facts(standing[linked.card.story.pk]) for linked in before],
        after=[_facts(standing[linked.card.story.pk]) for linked in after],
        same_subject=subject,
        limit=LINKS,
    )
    return Beside(
        card=next(iter(make_cards(shown_stories([place.story]), with_tags=False)), None) if place else None,
        copy_of=articles.get(place.copy_of) if place and place.copy_of else None,
        copies=[articles[pk] for pk in copies[:SHOWN_COPIES] if pk in articles],
        more_copies=max(len(copies) - SHOWN_COPIES, 0),
        links=_links(chosen, articles),
        tags=tags,
    )


def _facts(
    article: Article | ShownArticle, closeness: float = 0.0, is_copy: bool = False, shared: str = ""
) -> RelatedArticle:
    publisher = article.publisher
    owner = _owner_key(publisher.key, publisher.homepage)
    place = (owner, publisher.country, article.language, article.sort_at)
    return RelatedArticle(article.pk, *place, closeness, is_copy, shared)


_owner_key = remembered(8_192)(owner_key)


def _links(chosen: Iterable[Related], articles: dict[int, ShownArticle]) -> list[Link]:
    return [Link(articles[link.article], link.why, link.shared) for link in chosen]


def _same_story(article: Article, place: _Place | None) -> dict[int, bool]:
    """The latest others of its story, and whether each is a copy; those of its own text left out."""
    if place is None:
        return {}
    rows = [row for row in _latest.rows(place.story) if row[0] != article.pk][:_SAME_STORY]
    own_text = {article.pk, place.copy_of} if place.copy_of else {article.pk}
    return {pk: copy_of is not None for pk, copy_of in rows if pk not in own_text and copy_of not in own_text}


def _standing_for(article: Article, linked: Sequence[Linked]) -> dict[int, ShownArticle]:
    """For each linked story the article to show: its headline's, or another publisher's if that is by the
    publisher one is reading."""
    standing = {one.card.story.pk: one.card.article for one in linked}
    own = [pk for pk, other in standing.items() if other.publisher_id == article.publisher_id]
    if own:
        first = dict(reversed(_by_others.rows(own, article.publisher_id)))
        found = shown_articles(list(first.values()))
        standing |= {story: found[pk] for story, pk in first.items() if pk in found}
    return standing


def _same_subject(
    article: Article, subjects: Sequence[tuple[int, str]], known: Sequence[int]
) -> dict[int, list[str]]:
    """The latest articles that share hashtags, and which; none of the `known` stories.

    Args:
        subjects: ids of hashtags, and what the article calls them.
    """
    shared: dict[int, list[str]] = {}
    for hashtag, label in subjects:
        for (pk,) in _of_hashtag.rows(hashtag):
            shared.setdefault(pk, []).append(label)
    shared.pop(article.pk, None)
    for (pk,) in _of_stories.rows(list(shared), known):
        shared.pop(pk, None)
    return shared


def _place_of(article: int) -> QuerySet[StoryArticle, Any]:
    return StoryArticle.objects.filter(article=article).values_list("story_id", "copy_of_id")


def _hashtags_of(article: int) -> QuerySet[ArticleHashtag, Any]:
    rows = ArticleHashtag.objects.filter(article=article).order_by("position")
    return rows.values_list("hashtag_id", "hashtag__key", "label")


def _copies_of(article: int) -> QuerySet[StoryArticle, Any]:
    return StoryArticle.objects.filter(copy_of=article).order_by("pk").values_list("article_id")[:200]


def _latest_of_story(story: int) -> QuerySet[StoryArticle, Any]:
    rows = StoryArticle.objects.filter(story=story).order_by("-pk")
    return rows.values_list("article_id", "copy_of_id")[: _SAME_STORY + 1]


def _of_other_publishers(stories: Sequence[int], publisher: int) -> QuerySet[StoryArticle, Any]:
    own = StoryArticle.objects.filter(story__in=stories, copy_of=None)
    others = own.exclude(article__publisher=publisher).order_by("-score", "-pk")
    return others.values_list("story_id", "article_id")[:_SAME_STORY]


def _latest_of_hashtag(hashtag: int) -> QuerySet[ArticleHashtag, Any]:
    rows = ArticleHashtag.objects.filter(hashtag=hashtag).order_by("-sort_at", "-article_id")
    return rows.values_list("article_id")[:_A_SUBJECT]


def _among_stories(articles: Sequence[int], stories: Sequence[int]) -> QuerySet[StoryArticle, Any]:
    rows = StoryArticle.objects.filter(article__in=articles, story__in=stories)
    return rows.order_by().values_list("article_id")


def _vectors_of(articles: Sequence[int]) -> QuerySet[Understanding, Any]:
    rows = Understanding.objects.filter(article__in=articles).exclude(vector=b"").order_by()
    return rows.values_list("article_id", "model", "dim", "vector")


_place, _hashtags, _copies = Prepared(_place_of), Prepared(_hashtags_of), Prepared(_copies_of)
_latest, _by_others = Prepared(_latest_of_story), Prepared(_of_other_publishers)
_of_hashtag, _of_stories = Prepared(_latest_of_hashtag), Prepared(_among_stories)
_vectors = Prepared(_vectors_of)


def _closeness(article: Article, others: Collection[int]) -> dict[int, float]:
    """Cosine of the article's vector with each other's, where both have one of the same model."""
    rows = {pk: (model, dim, vector) for pk, model, dim, vector in _vectors.rows([article.pk, *others])}
    own = rows.pop(article.pk, None)
    if own is None:
        return {}
    alike = {pk: row[2] for pk, row in rows.items() if row[:2] == own[:2]}
    cosines = _unpack(b"".join(alike.values())).reshape(len(alike), -1) @ _unpack(own[2]) if alike else ()
    return dict(zip(alike, map(float, cosines), strict=True))


def _least(near: Mapping[int, float]) -> float:
    """The cosine from which an article counts as near."""
    if len(near) < _ENOUGH_TO_TELL:
        return -1.0
    lowest = min(near.values())
    return lowest + _NEAR * (1 - lowest)


def _unpack(vector: bytes | memoryview) -> NDArray[np.float32]:
    return np.frombuffer(vector, dtype="<f2").astype(np.float32)
