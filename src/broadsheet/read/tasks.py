"""What readers can ask for, from pages and from the API: summaries, and questions one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from broadsheet.assist.ask import History, find_answer, suggest
from broadsheet.assist.summarize import LENGTHS, Length, ranked, ranked_story, summarize, summarize_story
from broadsheet.assist.types import Answer, Source
from broadsheet.read.writing import Task
from broadsheet.store.answers import Asked
from broadsheet.store.asking import Gathered, gather_sources
from broadsheet.store.models import Article
from broadsheet.store.rights import shown_whole

MOST_ASKED = 300
"""Characters of a question."""
MOST_EARLIER = 2
"""Earlier questions that a follow-up question leans on: each is answered again for it."""
_FOR_MODEL = 40  # passages


def lengths_of(article: Article) -> Sequence[Length]:
    """How long a summary of an article may be: a paragraph only where its text may be shown whole."""
    return LENGTHS if shown_whole([article]) else LENGTHS[:-1]


def choose_length(asked: str, lengths: Sequence[Length] = LENGTHS) -> Length:
    """The length that was asked for, if it is one; else three points."""
    return next((length for length in lengths if length == asked), "points")


def article_summary_task(article: Article, source: Source, length: Length, reader: str) -> Task:
    """An article in a sentence, in points or in a paragraph."""
    return Task(
        Asked(f"article:{article.pk}", length, source.language),
        (source,),
        [source.passage(one.span) for one in ranked(source, _FOR_MODEL)],
        lambda: summarize(source, length),
        reader,
    )


def story_summary_task(
    story: int,
    sources: Sequence[Source],
    length: Length,
    language: str,
    reader: str,
    tokens: int | None = None,
) -> Task:
    """A story in a sentence, in points or in a paragraph, in the reader's language where reports are.

    Args:
        story: the store's key.
        tokens: a day that this reader may cost; None: as many as any.
    """
    return Task(
        Asked(f"story:{story}", length, language),
        sources,
        ranked_story(sources, _FOR_MODEL, language),
        lambda: summarize_story(sources, length, language),
        reader,
        tokens,
    )


def clean_question(text: str) -> str:
    """A question on one line, as far as one is read."""
    return " ".join(text.replace("\0", "").split())[:MOST_ASKED]


def clean_earlier(texts: Sequence[str]) -> tuple[str, ...]:
    """Earlier questions, the latest last, as many as are looked at."""
    cleaned = [one for text in texts[-4 * MOST_EARLIER :] if (one := clean_question(text))]
    return tuple(cleaned[-MOST_EARLIER:])


Gather = Callable[[str, History], Gathered]


def gathering(sources: Sequence[Source] | None, language: str = "") -> Gather:
    """Which articles are read for a question: these; if None, those of everything stored that may answer."""
    if sources is not None:
        return lambda _, __: Gathered(tuple(sources), ())
    return lambda text, history: gather_sources(text, timezone.now(), language=language, history=history)


@dataclass(frozen=True)
class Question:
    """What a reader asks, with the questions that came before it.

    Attributes:
        subject: "article:7", "story:3" or "all".
        gather: the articles to read for a question with its history.
    """

    subject: str
    text: str
    earlier: tuple[str, ...]
    language: str
    gather: Gather

    def task(self, reader: str) -> Task:
        """The question as something to answer: earlier ones are answered first, for what "they" means."""
        history: list[tuple[str, Answer]] = []
        for text in self.earlier:
            before = self.gather(text, history)
            finding = find_answer(
                text, before.sources, language=self.language, history=history, prior=before.prior
            )
            history.append((text, finding.answer))
        found = self.gather(self.text, history)
        finding = find_answer(
            self.text, found.sources, language=self.language, history=history, prior=found.prior
        )
        asked = "\n".join((*self.earlier, self.text))
        return Task(
            Asked(self.subject, "ask", self.language, asked),
            found.sources,
            finding.passages,
            lambda: finding.answer,
            reader,
        )


def suggestions(sources: Sequence[Source], language: str, question: str = "") -> tuple[str, ...]:
    """Questions that these articles answer, other than the one that was asked."""
    return tuple(one for one in suggest(sources, language) if one.casefold() != question.casefold())
