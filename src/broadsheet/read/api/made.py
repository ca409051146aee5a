"""The store's objects and the AI features' answers in the shapes of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from broadsheet.assist.types import Answer, Sentence
from broadsheet.read.addresses import slug, web_link
from broadsheet.read.cited import read_articles
from broadsheet.read.outgoing import absolute
from broadsheet.read.stories import Card
from broadsheet.store.models import Article

Made = dict[str, Any]


def article_out(request: HttpRequest, article: Article) -> Made:
    """An article with its publisher, as lists have it."""
    return {
        "id": article.public_id,
        "title": article.title,
        "summary": article.summary,
        "language": article.language,
        "category": article.category,
        "kind": article.kind,
        "published_at": article.sort_at.astimezone(UTC),
        "publisher": {
            "key": article.publisher.key,
            "name": article.publisher.name,
            "country": article.publisher.country,
            "owner_kind": article.publisher.ownership,
        },
        "url": web_link(article.canonical_url),
        "page": absolute(request, reverse("article", args=(article.public_id, slug(article.title)))),
    }


def story_out(request: HttpRequest, card: Card) -> Made:
    """A story under the headline that stands for it for this reader."""
    story = card.story
    return {
        "id": story.public_id,
        "title": card.article.title,
        "language": card.article.language,
        "category": story.category,
        "first_at": story.first_at.astimezone(UTC),
        "last_at": story.last_at.astimezone(UTC),
        "articles": story.articles,
        "independent": story.independent,
        "languages": story.languages,
        "countries": story.countries,
        "headline": card.article.public_id,
        "page": absolute(request, reverse("story-short", args=(story.public_id,))),
    }


class Citing:
    """Makes sentences of the API: passages by the public ids of their articles, which are read once.

    Args:
        sentences: all that will be made.
    """

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        found = read_articles(passage.article for one in sentences for passage in one.passages)
        self.ids: Mapping[int, str] = {pk: article.public_id for pk, article in found.items()}

    def sentence(self, one: Sentence) -> Made:
        """A sentence with its citations; those of articles that were taken away meanwhile are left out."""
        return {
            "text": one.text,
            "language": one.language,
            "quoted": one.quoted,
            "citations": [
                {
                    "article": self.ids[passage.article],
                    "revision": passage.revision,
                    "start": passage.span[0],
                    "end": passage.span[1],
                    "text": passage.text,
                }
                for passage in one.passages
                if passage.article in self.ids
            ],
        }

    def sentences(self, several: Iterable[Sentence]) -> list[Made]:
        """Those that still have a citation: nothing is said without what it rests on."""
        return [made for one in several if (made := self.sentence(one))["citations"]]


def answer_out(answer: Answer) -> Made:
    """An answer with its citations."""
    return {
        "sentences": Citing(answer.sentences).sentences(answer.sentences),
        "maker": answer.maker,
        "read": answer.articles,
        "dropped": len(answer.dropped),
        "notice": answer.notice,
    }


def paragraph_out(paragraph: Sequence[Any]) -> list[Made]:
    """The pairs of a translated paragraph."""
    return [
        {
            "original": pair.original,
            "text": pair.text,
            "lost": [{"kind": lost.kind, "words": lost.words} for lost in pair.lost],
        }
        for pair in paragraph
    ]
