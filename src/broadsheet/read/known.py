"""What is known of a story: the first sentences of its reports, and the numbers they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from broadsheet.group.coverage import CoverageArticle
from broadsheet.store.features import unpack_said
from broadsheet.store.models import Article, Understanding
from broadsheet.store.prepared import Prepared
from broadsheet.understand.types import Number

from .shown import ShownArticle
from .stories import reader_language

SHOWN_LEADS = 5
# Of a story of hundreds of reports so many are compared: the earliest, which the others follow.
_COMPARED = 60
_LEAD_CHARS = 260
_LEAST_CHARS = 40
_LEAST_DENSE = 15
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE = re.compile(r".{40,}?[.!?。！？؟।]['\"”’»)]*(?=\s|$)|.{15,}?[。！？]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lead:
    """What one report says first."""

    article: ShownArticle
    sentence: str


@dataclass(frozen=True, slots=True)
class Said:
    """By article: the first sentence of its text, and the numbers it names."""

    sentences: dict[int, str]
    numbers: dict[int, tuple[Number, ...]]


def read_said(leads: Sequence[int], independent: Sequence[int]) -> Said:
    """What understanding found in these articles, in two queries.

    Args:
        leads: ids of the articles whose first sentences are wanted.
        independent: ids of the independent reports, the earliest first.
    """
    compared = independent[:_COMPARED]
    rows = _said.rows(list({*leads, *compared}))
    found = {pk: unpack_said(bytes(details)) for pk, details in rows}
    texts = _texts.rows(leads)
    sentences = {}
    for pk, title, text in texts:
        spans = found[pk][0] if pk in found else ()
        if sentence := _first_of(text, title, spans):
            sentences[pk] = sentence
    return Said(sentences, {pk: found[pk][1] for pk in compared if pk in found})


def _said_in(articles: Sequence[int]) -> QuerySet[Understanding, Any]:
    current = Understanding.objects.filter(content_hash=F("article__content_hash"))
    return current.filter(pk__in=articles).order_by().values_list("pk", "details")


def _texts_of(articles: Sequence[int]) -> QuerySet[Article, Any]:
    return Article.objects.filter(pk__in=articles).order_by().values_list("pk", "title", "text")


_said, _texts = Prepared(_said_in), Prepared(_texts_of)


def _first_of(text: str, title: str, spans: Sequence[tuple[int, int]]) -> str:
    """The first sentence that says something: no dateline, not the headline again, not too long to quote."""
    for start, end in spans[:4]:
        sentence = " ".join(text[start:end].split())
        least = _LEAST_DENSE if _DENSE.search(sentence) else _LEAST_CHARS
        if least <= len(sentence) <= _LEAD_CHARS and sentence.casefold() != title.casefold():
            return sentence
    return ""


def lead_candidates(heads: Sequence[CoverageArticle], headline: int | None) -> list[CoverageArticle]:
    """Reports whose first sentences may be shown, one an owner: that of the headline first, then others in
    the reader's language, then the latest in each other language.

    Args:
        heads: articles with a text of their own, the latest first.
        headline: the article whose headline stands for the story.
    """
    language = reader_language()
    first = [article for article in heads if article.id == headline]
    mine = [article for article in heads if article.language == language and article.id != headline]
    foreign = [article for article in heads if article.language != language and article.id != headline]
    chosen: dict[str, CoverageArticle] = {}
    languages: set[str] = set()
    for article in (*first, *mine, *foreign):
        is_new = article.language == language or article.language not in languages
        if is_new and article.owner not in chosen:
            chosen[article.owner] = article
            languages.add(article.language)
    own = [article for article in chosen.values() if article.language == language]
    return [*own[: 2 * SHOWN_LEADS], *(a for a in chosen.values() if a.language != language)][
        : 3 * SHOWN_LEADS
    ]


def make_leads(articles: Sequence[ShownArticle], sentences: Mapping[int, str]) -> list[Lead]:
    """What reports say first, none of which says nearly the same as one before it; no opinions.

    Args:
        sentences: by article, the first of its text; where there is none, the standfirst's is taken.
    """
    leads: list[Lead] = []
    said: list[set[str]] = []
    for article in articles:
        sentence = sentences.get(article.pk) or first_sentence(article.summary)
        words = set(sentence.casefold().split())
        if not words or article.category == "opinion":
            continue
        if any(len(words & before) > 0.6 * min(len(words), len(before)) for before in said):
            continue
        leads.append(Lead(article, sentence))
        said.append(words)
    return leads[:SHOWN_LEADS]


def first_sentence(text: str) -> str:
    """The first sentence of a standfirst; its first words where that is too long."""
    text = " ".join(text.split())
    found = _SENTENCE.match(text)
    sentence = found[0] if found else text
    if len(sentence) <= _LEAD_CHARS:
        return sentence
    return sentence[:_LEAD_CHARS].rsplit(" ", 1)[0] + " …"
