"""Questions to everything that is stored: which articles are read for an answer.

```
          ┌─ by its words, from all of them to any ──────┐
question ─┼─ by what it means, however far ──────────────┼─▶ one order ─▶ and more reports of the best stories
          └─ the same, the nearest of each other language┘
```
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, zip_longest

from broadsheet.assist.ask import Finding, History, find_answer
from broadsheet.assist.question import Question, read_question
from broadsheet.assist.types import Source
from broadsheet.search.fuse import fuse
from broadsheet.search.types import Query, Wanted

from .guard import database_errors
from .models import StoryArticle
from .search import find, nearest
from .sources import sources_of

MOST_ARTICLES = 24
"""Articles that are read for one answer."""
_LOOKED_THROUGH = 60  # hits of each search that are put in one order
_MEANING, _ALL, _NAMES, _ANY = 1.0, 1.0, 0.7, 0.5  # weights: of the more words, the more
_NEAREST = 400  # in meaning, of which the first count, and the first of each other language
_OF_LANGUAGE, _ABROAD = 6, 0.7
_STORIES = 4  # whose other reports are read too
_VOICES = 3  # of its reports that were found, by which a story is judged
_LOOKED_AT = 400  # reports of the best stories, the latest
_OF_STORY = 10  # reports of one story at most, as different in language as there are
_PLACE = ("article_id", "story_id", "copy_of_id")
_STORY = 0.25  # of a story's score, for each of its reports


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
    """The articles to read for an answer: by all words of the question, by some, by what it means in its own
    language and in others, and those that tell of the same as the best of these.

    Raises:
        StoreError: the database could not.
    """
    read = read_question(question, language, history)
    orders = [
        (weight, [hit.article_id for hit in find(query, now).hits[:_LOOKED_THROUGH]])
        for weight, query in _queries(read)
    ]
    found = fuse([*_by_meaning(read), *orders] if read.words else [])
    with database_errors():
        scores = _with_stories(found)
    order = sorted(scores, key=lambda pk: -scores[pk])[:most]
    sources = sources_of(order)
    best = max(scores.values(), default=1.0)
    return Gathered(sources, tuple(scores[source.id] / best for source in sources))


def _by_meaning(question: Question) -> list[tuple[float, list[int]]]:
    """The articles nearest to a question; and those of other languages alone, of each language the nearest:
    a text is nearer to all texts in its own language."""
    found = nearest(question.text, _NEAREST)
    if found is None:
        return []
    seen: Counter[str] = Counter()
    abroad: list[int] = []
    for pk, language in zip(found.ids, found.languages, strict=True):
        if language != question.language and seen[language] < _OF_LANGUAGE:
            seen[language] += 1
            abroad.append(pk)
    return [(_MEANING, found.ids[:_LOOKED_THROUGH]), (_ABROAD, abroad[:_LOOKED_THROUGH])]


def _with_stories(found: dict[int, float]) -> dict[int, float]:
    """The scores with those of the best stories' other reports: what a report in one language was found for,
    another may say in more words. What repeats another that was found is left out."""
    best = list(found)[: 2 * _LOOKED_THROUGH]
    rows = list(StoryArticle.objects.filter(article__in=best).order_by().values_list(*_PLACE))
    repeats = {pk for pk, _, copied in rows if copied in found}
    story_of = {pk: story for pk, story, _ in rows if pk not in repeats}
    voices: dict[int, list[float]] = {}
    for pk in best:
        if pk in story_of:
            voices.setdefault(story_of[pk], []).append(found[pk])
    judged = {story: sum(scores[:_VOICES]) for story, scores in voices.items()}
    stories = sorted(judged, key=lambda story: (-judged[story], story))[:_STORIES]
    scores = {pk: score for pk, score in found.items() if pk not in repeats}
    for pk, story in _reports(stories, found):
        scores[pk] = scores.get(pk, 0.0) + _STORY * judged[story]
    return scores


def _reports(stories: Sequence[int], found: dict[int, float]) -> list[tuple[int, int]]:
    """Of each story so many of its reports, no copies: those of each language in turn, what was found first.

    Returns:
        pairs of article and story.
    """
    # By time, which has no index: in the order of one, SQLite would walk through the articles of all stories.
    members = StoryArticle.objects.filter(story__in=stories, copy_of=None).order_by("-joined_at", "-article")
    rows = members.values_list("article_id", "story_id", "article__language")
    reports: dict[int, dict[str, list[int]]] = {}
    for pk, story, language in rows[:_LOOKED_AT]:
        reports.setdefault(story, {}).setdefault(language, []).append(pk)
    chosen: list[tuple[int, int]] = []
    for story, languages in reports.items():
        for of_language in languages.values():
            of_language.sort(key=lambda pk: -found.get(pk, 0.0))
        turns = chain.from_iterable(zip_longest(*languages.values()))
        chosen += [(pk, story) for pk in islice((pk for pk in turns if pk), _OF_STORY)]
    return chosen


def _queries(question: Question) -> list[tuple[float, Query]]:
    """Searches from strict to loose; a word as a phrase is looked for by its forms, not by its meaning."""
    texts = list(dict.fromkeys(word.text for word in question.words))
    if not texts:
        return []
    words = [Wanted(text, phrase=True) for text in texts]
    queries = [(_ALL, _all(words))]
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
