"""The tools that Broadsheet's extraction is compared with, each as a function from a page to its text."""

from __future__ import annotations

from collections.abc import Callable

import trafilatura
from newspaper import Article, Config

Extract = Callable[[bytes, str], str]


def by_trafilatura(body: bytes, url: str) -> str:
    """Default settings, metadata included, as Broadsheet's own run includes it."""
    return trafilatura.extract(body, url=url or None, with_metadata=True, output_format="txt") or ""


def by_trafilatura_text(body: bytes, url: str) -> str:
    """Default settings, text alone."""
    return trafilatura.extract(body, url=url or None) or ""


def by_trafilatura_precision(body: bytes, url: str) -> str:
    """The setting that favours precision, text alone."""
    return trafilatura.extract(body, url=url or None, favor_precision=True) or ""


def by_newspaper(body: bytes, url: str) -> str:
    """newspaper4k on the page as given, without fetching anything."""
    config = Config()
    config.fetch_images = False
    article = Article(url or "https://page.example/", config=config)
    try:
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
    except Exception:  # what a peer cannot read is its empty answer
        return ""
    return str(article.text)
