"""An article to what it is about: everything that is found out about it but its vector."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from broadsheet.understand.category import choose_category
from broadsheet.understand.hashtags import choose_hashtags
from broadsheet.understand.language import article_language
from broadsheet.understand.opinion import is_opinion
from broadsheet.understand.reading import MAX_CHARS, read_text
from broadsheet.understand.signature import signature
from broadsheet.understand.terms import article_terms
from broadsheet.understand.types import ArticleFeatures, ArticleText


def understand_article(article: ArticleText, vector: NDArray[np.float32] | None = None) -> ArticleFeatures:
    """What an article is about. Never raises, whatever the text; the first 20,000 characters are read.

    Args:
        vector: the built-in model's vector of the article, (384,), which helps to tell the category; None if
            another model made it.
    """
    article = replace(article, text=article.text[:MAX_CHARS], language=article_language(article))
    language = article.language
    reading = read_text(article.text, language)
    category = choose_category(article, (), (), vector)
    return ArticleFeatures(
        language=language,
        sentences=reading.sentences,
        hashtags=choose_hashtags(article, (), (), (), category, language),
        category=category,
        opinion=is_opinion(article),
        terms=article_terms(article.title, article.text, language),
        signature=signature(article.text),
    )
