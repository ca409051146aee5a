"""What stands beside an article: its story, who prints the same text, and what to read next with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.related import Related, RelatedArticle, Why, related
from broadsheet.store.models import Article, ArticleHashtag, StoryArticle, Understanding
from broadsheet.store.publishers import owner_key

from .stories import Card, Linked, Tag, linked_stories, make_cards

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

    article: Article
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
    copy_of: Article | None
    copies: list[Article]
    more_copies: int
    links: list[Link]
    tags: list[Tag]

    @property
    def shown(self) -> set[int]:
        """The articles named above the links."""
        return {other.pk for other in (*self.copies, *([self.copy_of] if self.copy_of else []))}


def read_beside(article: Article) -> Beside:
    """Reads what stands beside an article: at most a dozen queries, each of bounded size."""
    place = StoryArticle.objects.filter(article=article).select_related("story__picture").first()
    tag_rows = list(article.hashtag_rows.select_related("hashtag").order_by("position"))
    tags = [Tag(row.hashtag.key, row.label, article.language) for row in tag_rows]
    copies = list(
        StoryArticle.objects.filter(copy_of=article).order_by("pk").values_list("article_id", flat=True)[:200]
    )
    same_story = _same_story(article, place)
    before, after = linked_stories(place.story, _LINKED_STORIES) if place else ([], [])
    known = [one.card.story.pk for one in (*before, *after)] + ([place.story_id] if place else [])
    same_subject = _same_subject(article, tag_rows[:_SUBJECTS], known)
    wanted = {*copies[:SHOWN_COPIES], *same_story, *same_subject}
    if place and place.copy_of_id:
        wanted.add(place.copy_of_id)
    articles = Article.objects.filter(pk__in=wanted).with_publisher().for_list().in_bulk()
    near = _closeness(article, wanted)
    least = _least(near)

    def facts(pk: int, shared: str = "") -> RelatedArticle:
        found = articles[pk]
        return replace(
            _facts(found), closeness=near.get(pk, 0.0), is_copy=same_story.get(pk, False), shared=shared
        )

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
        card=next(iter(make_cards([place.story], with_tags=False)), None) if place else None,
        copy_of=articles.get(place.copy_of_id) if place and place.copy_of_id else None,
        copies=[articles[pk] for pk in copies[:SHOWN_COPIES] if pk in articles],
        more_copies=max(len(copies) - SHOWN_COPIES, 0),
        links=_links(chosen, articles),
        tags=tags,
    )


def _facts(article: Article) -> RelatedArticle:
    publisher = article.publisher
    owner = owner_key(publisher.key, publisher.homepage)
    return RelatedArticle(article.pk, owner, publisher.country, article.language, article.sort_at)


def _links(chosen: Iterable[Related], articles: dict[int, Article]) -> list[Link]:
    return [Link(articles[link.article], link.why, link.shared) for link in chosen]


def _same_story(article: Article, place: StoryArticle | None) -> dict[int, bool]:
    """The latest others of its story, and whether each is a copy; those of its own text left out."""
    if place is None:
        return {}
    others = StoryArticle.objects.filter(story=place.story_id).exclude(article=article.pk)
    rows = others.order_by("-pk").values_list("article_id", "copy_of_id")[:_SAME_STORY]
    own_text = {article.pk, place.copy_of_id} if place.copy_of_id else {article.pk}
    return {pk: copy_of is not None for pk, copy_of in rows if pk not in own_text and copy_of not in own_text}


def _standing_for(article: Article, linked: Sequence[Linked]) -> dict[int, Article]:
    """For each linked story the article to show: its headline's, or another publisher's if that is by the
    publisher one is reading."""
    standing = {one.card.story.pk: one.card.article for one in linked}
    own = [pk for pk, other in standing.items() if other.publisher_id == article.publisher_id]
    if own:
        others = StoryArticle.objects.filter(story__in=own, copy_of=None)
        others = others.exclude(article__publisher=article.publisher_id).order_by("-score", "-pk")
        first = dict(reversed(others.values_list("story_id", "article_id")[:_SAME_STORY]))
        found = Article.objects.filter(pk__in=first.values()).with_publisher().for_list().in_bulk()
        standing |= {story: found[pk] for story, pk in first.items() if pk in found}
    return standing


def _same_subject(
    article: Article, tag_rows: Sequence[ArticleHashtag], known: Sequence[int]
) -> dict[int, list[str]]:
    """The latest articles that share its first hashtags, and which, as its own page names them; none of
    `known` stories."""
    shared: dict[int, list[str]] = {}
    for mine in tag_rows:
        rows = ArticleHashtag.objects.filter(hashtag=mine.hashtag_id).order_by("-sort_at", "-article_id")
        for pk in rows.values_list("article_id", flat=True)[:_A_SUBJECT]:
            shared.setdefault(pk, []).append(mine.label)
    shared.pop(article.pk, None)
    elsewhere = StoryArticle.objects.filter(article__in=shared, story__in=known)
    for pk in elsewhere.values_list("article_id", flat=True):
        shared.pop(pk, None)
    return shared


def _closeness(article: Article, others: Iterable[int]) -> dict[int, float]:
    """Cosine of the article's vector with each other's, where both have one of the same model."""
    rows = list(
        Understanding.objects.filter(article__in=[article.pk, *others])
        .exclude(vector=b"")
        .values_list("article_id", "model", "dim", "vector")
    )
    own = next(((model, dim, vector) for pk, model, dim, vector in rows if pk == article.pk), None)
    if own is None:
        return {}
    model, dim, mine = own[0], own[1], _unpack(own[2])
    return {
        pk: float(np.dot(mine, _unpack(vector)))
        for pk, other_model, other_dim, vector in rows
        if (other_model, other_dim) == (model, dim) and pk != article.pk
    }


def _least(near: Mapping[int, float]) -> float:
    """The cosine from which an article counts as near."""
    if len(near) < _ENOUGH_TO_TELL:
        return -1.0
    lowest = min(near.values())
    return lowest + _NEAR * (1 - lowest)


def _unpack(vector: bytes | memoryview) -> NDArray[np.float32]:
    return np.frombuffer(vector, dtype="<f2").astype(np.float32)
