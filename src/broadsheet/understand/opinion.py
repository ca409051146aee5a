"""Whether an article is an opinion piece and no report."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from urllib.parse import unquote, urlsplit

from broadsheet.categories import category_of
from broadsheet.understand.hashtags_fold import TOPICS, fold, tokens
from broadsheet.understand.types import ArticleText

MAX_SEGMENT_WORDS = 4
TEXT_CHARS = 4000
MIN_FIRST_PERSON = 4
MIN_FIRST_PERSON_SHARE = 0.012
UNSPACED_WORD_CHARS = 2
"""Letters a word has on average where no spaces part words."""

_QUOTED = re.compile(
    r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』|\"[^\"]*\"|^\s*[–—-] .*$", re.MULTILINE
)
_PART = re.compile(r"\s*(?:[|:：｜]|\s[–—-]\s|[【】\[\]])\s*")


def is_opinion(article: ArticleText) -> bool:
    """Whether the publisher calls it opinion, or it is written in the first person.

    The publisher does so by section, address, keywords or title. Quoted words are not the author's own.
    """
    return is_called_opinion(article) or _in_first_person(article)


def is_called_opinion(article: ArticleText) -> bool:
    """Whether the publisher calls it opinion."""
    return (
        article.category == "opinion"
        or "opinion" in url_categories(article.url)
        or any(_is_mark(topic) for topic in article.topics)
        or _marked_in_title(article.title)
    )


def url_categories(url: str) -> list[str]:
    """The categories that the parts of an address name, the site's own name and the last part left out."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").split(".")
    except ValueError:
        return []
    folders = unquote(parts.path, errors="replace").split("/")[1:-1]
    names = [*host[:-2], *folders]
    found = []
    for name in names:
        words = name.replace("-", " ").replace("_", " ").strip()
        if (
            words
            and len(words.split()) <= MAX_SEGMENT_WORDS
            and not any(letter.isdigit() for letter in words)
        ):
            found.append(category_of(words))
    return [category for category in found if category]


@cache
def _marks() -> dict[str, frozenset[str]]:
    table = tomllib.loads((TOPICS / "opinion.toml").read_text(encoding="utf-8"))
    return {
        "title": frozenset(_plain(word) for words in table["title"].values() for word in words),
        **{language: frozenset(map(_plain, words)) for language, words in table["first_person"].items()},
    }


def _plain(words: str) -> str:
    return " ".join(tokens(fold(words)))


def _is_mark(words: str) -> bool:
    return _plain(words) in _marks()["title"]


def _marked_in_title(title: str) -> bool:
    """“Opinion | …”, “Kommentar: …”, “… – Leitartikel”, “【社论】…”."""
    parts = [part for part in _PART.split(title) if part.strip()]
    return len(parts) > 1 and (_is_mark(parts[0]) or _is_mark(parts[-1]))


def _in_first_person(article: ArticleText) -> bool:
    language = article.language or article.feed_language
    own = _marks().get(language.split("-")[0].casefold(), frozenset())
    if not own:
        return False
    text = fold(_QUOTED.sub(" ", article.text[:TEXT_CHARS]))
    if language.startswith(("zh", "ja")):
        count, words = sum(text.count(word) for word in own), len(text) / UNSPACED_WORD_CHARS
    else:
        plain = tokens(text)
        count, words = sum(word in own for word in plain), len(plain)
    return count >= MIN_FIRST_PERSON and count / max(words, 1) >= MIN_FIRST_PERSON_SHARE
