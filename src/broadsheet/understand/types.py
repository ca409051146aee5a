"""What the stage takes and returns. Plain frozen values; no Django."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]
"""A range of characters: first, and one past the last."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as it goes into `understand_article`.

    Attributes:
        language: ISO 639 code as extraction found it; "" if it found none.
        feed_language: what the feed says; "" if it says nothing.
        category: what the publisher's section or the feed gave, one of `CATEGORIES`; "" if nothing.
        topics: the publisher's own keywords.
        publisher: the publisher's name, so that it is not taken for what the article is about.
    """

    title: str
    summary: str = ""
    text: str = ""
    language: str = ""
    feed_language: str = ""
    category: str = ""
    topics: tuple[str, ...] = ()
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A country or a city that is mentioned.

    Attributes:
        key: "UA" for a country (ISO 3166), "g703448" for a city (GeoNames).
        name: in English.
        country: ISO 3166 code.
        count: mentions.
        in_title: whether the title names it.
    """

    key: str
    name: str
    country: str
    count: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A person, organisation or work that is mentioned.

    Attributes:
        text: as written, in its longest form here.
        key: the same for the same name in any script and case: transliterated, folded.
        count: mentions.
        in_title: whether the title names it.
    """

    text: str
    key: str
    count: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """Words somebody is quoted with: `span` in the text, without the marks; `speaker` "" if unknown."""

    text: str
    speaker: str
    span: Span


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity: `value` as a plain decimal ("12500"), `unit` ("%", "USD", "dead", or "")."""

    value: str
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class Hashtag:
    """What a reader would follow.

    Attributes:
        key: the same across languages where names allow it: "ukraine", "nord-stream", "interest-rates".
        label: as shown in the article's language, without the "#": "Ukraine", "NordStream", "أوكرانيا".
    """

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ArticleFeatures:
    """What an article is about. Spans are ranges in `ArticleText.text`.

    Attributes:
        sentences: ranges in the text.
        dates: days that are mentioned, ISO 8601 ("2026-11-24", "2026-11", "2026").
        phrases: key phrases, weightiest first.
        category: one of `CATEGORIES`.
        opinion: whether it is an opinion piece and no report.
        terms: folded rare words and names for comparing articles: key to weight in this article.
        cognates: cities, names by their sound, numbers, hashtags: what reports in other languages may share.
        signature: MinHash of the text's word shingles, for wire copies; b"" where there is too little text.
    """

    language: str
    sentences: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    names: tuple[Name, ...] = ()
    numbers: tuple[Number, ...] = ()
    dates: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    category: str = ""
    opinion: bool = False
    terms: tuple[tuple[str, float], ...] = ()
    cognates: tuple[str, ...] = ()
    signature: bytes = b""
