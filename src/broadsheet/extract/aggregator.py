"""Saved aggregator pages: several articles on one page."""

from __future__ import annotations

from datetime import datetime

from broadsheet.extract.markup import Element
from broadsheet.extract.types import ExtractedArticle


def find_articles(tree: Element, url: str, saved_at: datetime) -> list[ExtractedArticle]:
    return []


def find_articles_in_text(text: str, saved_at: datetime) -> list[ExtractedArticle]:
    return []
