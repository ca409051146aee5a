"""Answers as pages show them: numbered citations, each with its passage and the way to its article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from broadsheet.assist.types import Answer, Passage, Sentence
from broadsheet.read.addresses import slug
from broadsheet.store.models import Article

_WORDS, _LETTERS = 5, 12  # of the beginning and of the end of a passage, by which a browser finds it


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage with its number; `href` opens its article there, where the browser can."""

    number: int
    text: str
    article: Article
    href: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with its citations."""

    sentence: Sentence
    cited: tuple[Cited, ...]


class Numbering:
    """Gives each passage the next number, and the same passage the same one.

    Args:
        articles: those that passages may be of, by their ids, each with its publisher.
    """

    def __init__(self, articles: dict[int, Article]) -> None:
        self._articles = articles
        self._known: dict[Passage, Cited] = {}

    def show(self, sentence: Sentence) -> Shown:
        """A passage whose article was taken away meanwhile is left out."""
        cited = [self._cite(passage) for passage in sentence.passages if passage.article in self._articles]
        return Shown(sentence, tuple(cited))

    def _cite(self, passage: Passage) -> Cited:
        known = self._known.get(passage)
        if known is None:
            article = self._articles[passage.article]
            href = reverse("article", args=(article.public_id, slug(article.title)))
            known = Cited(
                len(self._known) + 1, passage.text, article, f"{href}#:~:text={text_fragment(passage.text)}"
            )
            self._known[passage] = known
        return known


def show_answer(answer: Answer) -> list[Shown]:
    """An answer's sentences with their citations numbered from 1, in one query."""
    return show_sentences(answer.sentences)


def show_sentences(sentences: Sequence[Sentence]) -> list[Shown]:
    numbering = Numbering(articles_of(sentences))
    return [shown for one in sentences if (shown := numbering.show(one)).cited]


def articles_of(sentences: Iterable[Sentence]) -> dict[int, Article]:
    """The articles of all passages, by their ids, with their publishers."""
    return read_articles(passage.article for one in sentences for passage in one.passages)


def read_articles(ids: Iterable[int]) -> dict[int, Article]:
    return Article.objects.for_list().with_publisher().in_bulk(set(ids))


def text_fragment(text: str) -> str:
    """What a browser looks for in the article to show the passage (WICG, URL Fragment Text Directives)."""
    words = text.split()
    if len(words) > 2 * _WORDS:
        parts = [" ".join(words[:_WORDS]), " ".join(words[-_WORDS:])]
    elif len(words) < 3 and len(text) > 2 * _LETTERS:  # a script without spaces
        parts = [text[:_LETTERS], text[-_LETTERS:]]
    else:
        parts = [" ".join(words)]
    return ",".join(_encoded(parts))


def _encoded(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        yield quote(part, safe="").replace("-", "%2D")
