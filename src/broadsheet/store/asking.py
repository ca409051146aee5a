"""Questions to everything that is stored: which articles are read for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from broadsheet.assist.ask import Finding, History, find_answer
from broadsheet.assist.question import Question, read_question
from broadsheet.assist.types import Source
from broadsheet.search.fuse import fuse
from broadsheet.search.types import Query, Wanted

from .search import find
from .sources import sources_of

MOST_ARTICLES = 24
"""Articles that are read for one answer."""
_LOOKED_THROUGH = 60  # hits of each search that are put in one order
_MEANING, _ALL, _NAMES, _ANY = 1.0, 1.0, 0.7, 0.5  # weights: of the more words, the more


@dataclass(frozen=True, slots=True)
class Gathered:
    """Articles that may answer a question, the likeliest first, each with how likely, 1 to 0."""

    sources: tuple[Source, ...]
    prior: tuple[float, ...]


def ask_store(
    question: str, now: datetime, *, language: str = "", history: History = (), most: int = MOST_ARTICLES
) -> Finding:
    """Answers a question from everything stored.

    Args:
        now: aware; of several reports that fit, the later ones are read.
        language: ISO 639, of the reader.
        history: earlier questions with their answers, the latest last.
        most: articles that are read.

    Raises:
        StoreError: the database could not.
    """
    found = gather_sources(question, now, language=language, history=history, most=most)
    return find_answer(
        question,
        found.sources,
        language=language,
        history=history,
        prior=found.prior,
    )


def gather_sources(
    question: str, now: datetime, *, language: str = "", history: History = (), most: int = MOST_ARTICLES
) -> Gathered:
    """The articles to read for an answer: by all words of the question, by some, and by what it means.

    Raises:
        StoreError: the database could not.
    """
    read = read_question(question, language, history)
    orders = []
    for weight, query in _queries(read):
        hits = find(query, now).hits[:_LOOKED_THROUGH]
        orders.append((weight, [hit.article_id for hit in hits]))
    scores = fuse(orders)
    order = list(scores)[:most]
    sources = sources_of(order)
    best = max(scores.values(), default=1.0)
    return Gathered(sources, tuple(scores[source.id] / best for source in sources))


def _queries(question: Question) -> list[tuple[float, Query]]:
    """Searches from strict to loose; a word as a phrase is looked for by its forms, not by its meaning."""
    texts = list(dict.fromkeys(word.text for word in question.words))
    if not texts:
        return []
    words = [Wanted(text, phrase=True) for text in texts]
    queries = [(_MEANING, Query(((Wanted(question.text),),))), (_ALL, _all(words))]
    names = [Wanted(word.text, phrase=True) for word in question.words if word.name]
    others = [Wanted(word.text, phrase=True) for word in question.words if not word.name]
    if names and others:
        queries.append((_NAMES, Query((*((name,) for name in names), tuple(others)))))
    elif len(words) > 2:
        queries.append((_NAMES, Query(((words[0],), tuple(words[1:])))))
    queries.append((_ANY, Query((tuple(words),))))
    return queries


def _all(words: Sequence[Wanted]) -> Query:
    return Query(tuple((word,) for word in words))
