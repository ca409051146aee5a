"""What never becomes a hashtag: words that say how news is made and sold, not what an article is about."""

from __future__ import annotations

import tomllib
from functools import cache
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError

from broadsheet.understand.hashtags_fold import TOPICS, fold, tokens
from broadsheet.understand.types import ArticleText

MIN_LETTERS = 2
MIN_PUBLISHER_LETTERS = 4


@cache
def _noise_words() -> frozenset[str]:
    table = tomllib.loads((TOPICS / "noise.toml").read_text(encoding="utf-8"))
    return frozenset(_same(word) for words in table.values() for word in words)


@cache
def calendar_words(language: str) -> frozenset[str]:
    """Names of weekdays and months in a language and in English (Unicode CLDR)."""
    names: set[str] = set()
    for tag in {language or "en", "en"}:
        try:
            locale = Locale.parse(tag.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            continue
        for table in (locale.days, locale.months):
            for forms in table.values():
                for width in forms.values():
                    names |= {_same(name) for name in width.values()}
    return frozenset(names)


def _same(name: str) -> str:
    return " ".join(tokens(fold(name)))


def is_noise(name: str, article: ArticleText, language: str) -> bool:
    """Whether a name is furniture: “Breaking”, a weekday, a news agency, the publisher itself, a number."""
    plain = _same(name)
    letters = sum(letter.isalpha() for letter in plain)
    if letters < MIN_LETTERS and not (letters and not plain.isascii()):
        return True
    return plain in _noise_words() or plain in calendar_words(language) or _is_publisher(plain, article)


def _is_publisher(plain: str, article: ArticleText) -> bool:
    publisher = _same(article.publisher)
    if publisher and (plain == publisher or plain == publisher.removeprefix("the ")):
        return True
    joined = plain.replace(" ", "")
    host = _host(article.url)
    return len(joined) >= MIN_PUBLISHER_LETTERS and (
        joined in host.split(".") or joined == host.replace(".", "")
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").replace("-", "")
    except ValueError:
        return ""
