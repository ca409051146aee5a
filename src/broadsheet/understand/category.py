"""One category of the fixed list for an article in any language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from broadsheet.categories import CATEGORIES, category_of
from broadsheet.understand.category_vectors import SUBJECTS, category_log_shares
from broadsheet.understand.hashtags_concepts import find_concepts
from broadsheet.understand.opinion import is_called_opinion, url_categories
from broadsheet.understand.types import ArticleText, Name, Place

TEXT_CHARS = 3000
TITLE_MENTION = 3.0
LEAD_MENTION = 1.5
GENERAL_SHARE = 0.4
TOPIC_WEIGHT = 1.2
WORDS_WEIGHT = 1.0
FALLBACK = "world"

Vector = np.ndarray[Any, np.dtype[np.float32]]


def choose_category(
    article: ArticleText, places: Sequence[Place], names: Sequence[Name], vector: Vector | None
) -> str:
    """What kind of news an article is.

    The publisher's own word counts first: the section or feed the article stands in, then the folders of its
    address. Where it says nothing, the words of the article (concepts with their category, the publisher's
    keywords) and its vector decide together.

    “World” is what concerns states and peoples and fits no narrower category: wars, disasters, accidents.
    “Local” is the daily life of one town or region: traffic, schools, the council, the courts. “Opinion” is
    what its publisher calls so without naming a subject.

    Args:
        vector: multilingual E5 of title and beginning, shape (384,), or None.

    Returns:
        One of `CATEGORIES`.
    """
    if article.category in CATEGORIES:
        return article.category
    stated = url_categories(article.url)
    if stated:
        return stated[-1]
    if is_called_opinion(article):
        return "opinion"
    scores = _word_scores(article)
    if vector is not None:
        language = article.language or article.feed_language
        for category, share in category_log_shares(vector, language).items():
            scores[category] += share
    return max(SUBJECTS, key=lambda category: scores[category]) if any(scores.values()) else FALLBACK


def _word_scores(article: ArticleText) -> dict[str, float]:
    """What the concepts an article names and the publisher's keywords speak for."""
    scores = dict.fromkeys(SUBJECTS, 0.0)
    language = article.language or article.feed_language
    for hit in find_concepts(article.title, article.summary, article.text[:TEXT_CHARS], language).values():
        mentions = TITLE_MENTION * hit.in_title + LEAD_MENTION * hit.in_lead + hit.in_text
        scores[hit.concept.category] += math.log1p(mentions) * (GENERAL_SHARE if hit.concept.general else 1.0)
    for topic in article.topics:
        category = category_of(topic)
        if category in scores:
            scores[category] += TOPIC_WEIGHT
    total = sum(scores.values())
    return (
        {category: WORDS_WEIGHT * _log_share(score, total) for category, score in scores.items()}
        if total
        else scores
    )


def _log_share(score: float, total: float) -> float:
    """The logarithm of a share, smoothed: what no word speaks for is unlikely, not impossible."""
    smoothing = 0.5
    return math.log((score + smoothing) / (total + smoothing * len(SUBJECTS)))
