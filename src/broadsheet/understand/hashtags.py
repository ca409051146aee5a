"""Hashtags of an article: what a reader would follow, the same across languages where it can be."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from broadsheet.understand.hashtags_concepts import Found, concepts, find_concepts
from broadsheet.understand.hashtags_fold import fold, is_traditional, is_unspaced, tokens
from broadsheet.understand.hashtags_labels import (
    city_label,
    concept_label,
    country_key,
    country_label,
    key_of,
    label_of,
)
from broadsheet.understand.hashtags_noise import is_noise
from broadsheet.understand.names_key import name_key
from broadsheet.understand.types import ArticleText, Hashtag, Name, Place

FEWEST = 3
MOST = 8
LEAD_CHARS = 400
TEXT_CHARS = 6000
"""How far into a text is read: news comes first, and a page may be of any length."""

Kind = Literal["country", "city", "name", "concept", "topic", "phrase"]
MOST_OF: dict[Kind, int] = {"country": 3, "city": 2, "name": 4, "concept": 5, "topic": 3, "phrase": 1}
KIND_WEIGHT: dict[Kind, float] = {
    "country": 1.0,
    "city": 0.9,
    "name": 1.0,
    "concept": 1.0,
    "topic": 0.9,
    "phrase": 0.5,
}
GENERAL_WEIGHT = 0.55
IN_TITLE = 2.0
IN_LEAD = 1.0
A_TOPIC = 1.5
PER_MENTION = 0.6
ENOUGH = 1.2
"""A tag below this weight is taken only where there would be fewer than `FEWEST`…"""
LEAST = 0.8
"""… and below this one, a single mention far down, only after the countries named and the category."""
MOST_TOPICS = 12
"""Of more keywords than these, the rest are written for search engines."""
MAX_WORDS = 4
MAX_LETTERS = 32


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: str
    label: str
    kind: Kind
    weight: float


def choose_hashtags(
    article: ArticleText,
    places: Sequence[Place],
    names: Sequence[Name],
    phrases: Sequence[str],
    category: str,
    language: str,
) -> tuple[Hashtag, ...]:
    """The hashtags of an article, weightiest first.

    Evidence is where the article speaks of a thing: in the title, at the beginning, how often, and whether
    the publisher's own keywords say so too. One mention in passing is not enough unless there would be fewer
    than `FEWEST` otherwise; words of the page's furniture never count (`is_noise`).

    Args:
        places, names, phrases: what was found in this article.
        category: one of `CATEGORIES` or "", the last resort.
        language: ISO 639, in which labels are written.

    Returns:
        At most `MOST`; fewer than `FEWEST` only where the article names nothing more.
    """
    lead, rest = _parts(article)
    if language == "zh" and is_traditional(article.title + lead):
        language = "zh-Hant"
    topics = {key_of(topic): topic.strip() for topic in article.topics}
    title, start, end = (_without_publisher(part, article) for part in (article.title, lead, rest))
    found = find_concepts(title, start, end, language)
    candidates = [
        *_of_places(places, topics, language),
        *_of_names(names, topics, article, language),
        *_of_concepts(found, article, category, language),
        *_of_topics(article, lead, rest, language),
    ]
    chosen = _choose(candidates, ENOUGH, MOST)
    if len(chosen) < FEWEST:
        chosen = _choose(candidates, LEAST, FEWEST)
    tags = [Hashtag(candidate.key, candidate.label) for candidate in chosen]
    if len(tags) < FEWEST and (lead or rest).strip():
        phrased = _choose([*candidates, *_of_phrases(phrases, article, language)], 0.0, FEWEST)
        spare = [*_last_resort(places, category, language), *(Hashtag(one.key, one.label) for one in phrased)]
        for tag in spare:
            if len(tags) < FEWEST and tag.key not in {known.key for known in tags}:
                tags.append(tag)
    return tuple(tags)


def _parts(article: ArticleText) -> tuple[str, str]:
    """Summary and beginning of the text, and the rest as far as it is read."""
    text = article.text[:TEXT_CHARS]
    if text.startswith(article.summary):
        return text[:LEAD_CHARS], text[LEAD_CHARS:]
    return f"{article.summary[:LEAD_CHARS]} {text[:LEAD_CHARS]}", text[LEAD_CHARS:]


def _without_publisher(text: str, article: ArticleText) -> str:
    """A text without its publisher's name: “The Harbour Ledger” speaks of no harbour."""
    return text.replace(article.publisher, " ") if article.publisher else text


def _weight(kind: Kind, in_title: bool, in_lead: bool, count: int, topic: bool) -> float:
    evidence = IN_TITLE * in_title + IN_LEAD * in_lead + A_TOPIC * topic + PER_MENTION * math.log2(1 + count)
    return KIND_WEIGHT[kind] * evidence


def _of_places(places: Sequence[Place], topics: dict[str, str], language: str) -> Iterable[_Candidate]:
    countries: dict[str, list[Place]] = {}
    for place in places:
        countries.setdefault(place.country, []).append(place)
        if place.key != place.country:
            key = key_of(place.name)
            weight = _weight("city", place.in_title, False, place.count, key in topics)
            label = city_label(key, language) or label_of(place.name, language)
            yield _Candidate(key, label, "city", weight)
    for code, within in countries.items():
        key = country_key(code)
        if not key:
            continue
        named = [place for place in within if place.key == code]
        count = sum(place.count for place in named) or max(place.count for place in within) // 2
        in_title = any(place.in_title for place in named)
        yield _Candidate(
            key,
            country_label(code, language),
            "country",
            _weight("country", in_title, False, count, key in topics),
        )


def _of_names(
    names: Sequence[Name], topics: dict[str, str], article: ArticleText, language: str
) -> Iterable[_Candidate]:
    for name in names:
        key = key_of(name.key) or key_of(name.text)
        if not _is_short(name.text) or is_noise(name.text, article, language):
            continue
        topic = key in topics or key_of(name.text) in topics
        yield _Candidate(
            key,
            label_of(name.text, language),
            "name",
            _weight("name", name.in_title, False, name.count, topic),
        )


def _of_concepts(
    found: dict[str, Found], article: ArticleText, category: str, language: str
) -> Iterable[_Candidate]:
    """Concepts that the article names, or a keyword of its publisher: in the table is no furniture.

    One word at the beginning makes an article about what it is of the kind of: “wine” in a report of an
    election is a comparison or a dinner, in a report of a harvest its subject.
    """
    stated: set[str] = set()
    for keyword in article.topics[:MOST_TOPICS]:
        if _is_short(keyword) and not is_noise(keyword, article, language):
            stated |= find_concepts(keyword, "", "", language).keys()
    subjects = {category} | {
        hit.concept.category for key, hit in found.items() if hit.in_title or hit.count > 1 or key in stated
    }
    for key in found.keys() | stated:
        hit = found.get(key) or Found(concepts()[key])
        in_passing = hit.count == 1 and hit.concept.category not in subjects
        in_lead = hit.in_lead > 0 and not in_passing
        weight = _weight("concept", hit.in_title > 0, in_lead, hit.count, key in stated)
        if hit.concept.general:
            weight *= GENERAL_WEIGHT
        yield _Candidate(key, concept_label(key, language), "concept", weight)


def _of_topics(article: ArticleText, lead: str, rest: str, language: str) -> Iterable[_Candidate]:
    """The publisher's own keywords, as far as the article speaks of them."""
    title, lead, rest = (" ".join(tokens(fold(part))) for part in (article.title, lead, rest))
    for topic in article.topics[:MOST_TOPICS]:
        plain = " ".join(tokens(fold(topic)))
        if not plain or not _is_short(topic) or is_noise(topic, article, language):
            continue
        if find_concepts(topic, "", "", language):
            continue
        in_title, in_lead = plain in title, plain in lead
        count = title.count(plain) + lead.count(plain) + rest.count(plain)
        if in_title or in_lead or count > 1:
            yield _Candidate(
                _name_key(topic, language),
                label_of(topic, language),
                "topic",
                _weight("topic", in_title, in_lead, count, True),
            )


def _of_phrases(phrases: Sequence[str], article: ArticleText, language: str) -> Iterable[_Candidate]:
    for place, phrase in enumerate(phrases):
        if _is_short(phrase) and not is_noise(phrase, article, language):
            yield _Candidate(
                _name_key(phrase, language),
                label_of(phrase, language),
                "phrase",
                KIND_WEIGHT["phrase"] / (1 + place),
            )


def _name_key(name: str, language: str) -> str:
    """The key that this name has in all scripts, as far as transliteration goes."""
    return key_of(name_key(name, language)) or key_of(name)


def _is_short(name: str) -> bool:
    words = tokens(name)
    unspaced = any(is_unspaced(letter) for letter in name)
    return 0 < len(words) <= MAX_WORDS and sum(map(len, words)) <= (
        MAX_LETTERS // 3 if unspaced else MAX_LETTERS
    )


def _choose(candidates: Iterable[_Candidate], least: float, most: int) -> list[_Candidate]:
    """The weightiest, no kind crowding out the others, and no tag that is a part of one already taken."""
    best: dict[str, _Candidate] = {}
    for candidate in candidates:
        if (
            candidate.key
            and candidate.label
            and candidate.weight > best.get(candidate.key, candidate).weight - 1e-9
        ):
            best[candidate.key] = candidate
    taken: list[_Candidate] = []
    kinds: dict[Kind, int] = {}
    for candidate in sorted(best.values(), key=lambda one: (-one.weight, one.key)):
        if (
            candidate.weight < least
            or len(taken) == most
            or kinds.get(candidate.kind, 0) == MOST_OF[candidate.kind]
        ):
            continue
        if any(_repeats(candidate, other) for other in taken):
            continue
        kinds[candidate.kind] = kinds.get(candidate.kind, 0) + 1
        taken.append(candidate)
    return taken


def _repeats(candidate: _Candidate, other: _Candidate) -> bool:
    """Whether one is a part of the other's name (“Kesh” and “Kesh dam”), places and concepts apart."""
    if candidate.kind in ("country", "city", "concept"):
        return candidate.label.casefold() == other.label.casefold()
    mine, its = set(candidate.key.split("-")), set(other.key.split("-"))
    return mine <= its or its <= mine or candidate.label.casefold() == other.label.casefold()


def _last_resort(places: Sequence[Place], category: str, language: str) -> list[Hashtag]:
    """The countries that are named, most mentioned first, then the category."""
    counts: Counter[str] = Counter()
    for place in places:
        counts[place.country] += place.count
    codes = [code for code, _ in counts.most_common() if country_key(code)]
    tags = [Hashtag(country_key(code), country_label(code, language)) for code in codes]
    label = concept_label(category, language)
    return [*tags, Hashtag(category, label)] if label else tags
