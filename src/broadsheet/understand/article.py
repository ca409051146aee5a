"""An article to what it is about: the order in which its parts are found.

```
text ─▶ language ─▶ sentences, words ─▶ places ─▶ names ─▶ quotations
                                    └─▶ numbers, dates, phrases
places, names, phrases, vector ─▶ category ─▶ hashtags; terms; signature
```
"""

from __future__ import annotations

from dataclasses import replace

from broadsheet.understand.category import Vector, choose_category
from broadsheet.understand.cognates import article_cognates
from broadsheet.understand.dates import day_spans, find_dates
from broadsheet.understand.hashtags import choose_hashtags
from broadsheet.understand.language import article_language
from broadsheet.understand.names import choose_names, find_names
from broadsheet.understand.numbers import find_numbers
from broadsheet.understand.opinion import is_opinion
from broadsheet.understand.phrases import find_phrases
from broadsheet.understand.places import choose_places, find_mentions, without_surnames
from broadsheet.understand.quotes import find_quotes
from broadsheet.understand.reading import read_text
from broadsheet.understand.signature import signature
from broadsheet.understand.terms import article_terms
from broadsheet.understand.types import ArticleFeatures, ArticleText

MAX_TITLE = 1_000


def understand_article(article: ArticleText, vector: Vector | None = None) -> ArticleFeatures:
    """What an article is about. Raises nothing, whatever the text; reads its first `MAX_CHARS` characters.

    Where there is no text, the summary is read in its place, and spans are ranges in that.

    Args:
        vector: of title and beginning, shape (384,), a help for the category; None if there is none.
    """
    language = article_language(article)
    title = read_text(article.title[:MAX_TITLE], language)
    text = read_text(article.text or article.summary, language)
    title_mentions, mentions = find_mentions(title), find_mentions(text)
    spoken = find_names(text, [mention.span for mention in mentions])
    places = choose_places(title_mentions, without_surnames(mentions, [name.span for name in spoken]))
    names = choose_names(spoken, title)
    phrases = find_phrases(title, text)
    dates = find_dates(text.text, language)
    days = (*(span for span, _ in dates), *day_spans(text.text, language))
    known = _with(article, language)
    category = choose_category(known, places, names, vector)
    numbers = find_numbers(text.text, language, days)
    hashtags = choose_hashtags(known, places, names, phrases, category, language)
    return ArticleFeatures(
        language=language,
        sentences=text.sentences,
        places=places,
        names=names,
        numbers=numbers,
        dates=tuple(dict.fromkeys(day for _, day in dates)),
        phrases=phrases,
        quotes=find_quotes(text, spoken),
        hashtags=hashtags,
        category=category,
        opinion=is_opinion(known),
        terms=article_terms(article.title[:MAX_TITLE], text.text, language),
        cognates=article_cognates(places, names, numbers, hashtags),
        signature=signature(text.text),
    )


def _with(article: ArticleText, language: str) -> ArticleText:
    """The article with the language that was found, for the parts that ask it."""
    return article if article.language == language else replace(article, language=language)
