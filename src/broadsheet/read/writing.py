"""Answers for readers: the built-in one at once; a model's, where one is set, when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from broadsheet.assist.check import make_check
from broadsheet.assist.model import RemoteModel
from broadsheet.assist.prompts import Numbered
from broadsheet.assist.types import Answer, Passage, Sentence, Source
from broadsheet.assist.written import Writing
from broadsheet.store.answers import Asked, keep_answer, note_spend, stored_answer, version_of, within_budget
from broadsheet.understand.vectors import builtin_embedder


def has_model() -> bool:
    """Whether the operator has set a language model."""
    return bool(settings.CONFIG.model_url)


def model_name() -> str:
    """What readers are told that wrote it."""
    return settings.CONFIG.model_name or "model"


@dataclass
class Task:
    """What a reader wants to know, and what it may be told from.

    Attributes:
        asked: what is asked, and of what.
        sources: what is read for it.
        passages: what a model may cite, the most important first.
        built_in: makes the answer without a model.
        reader: whatever tells one reader from another, for the budget.
        tokens: a day that this reader may cost; None: as many as any.
    """

    asked: Asked
    sources: Sequence[Source]
    passages: Sequence[Passage]
    built_in: Callable[[], Answer]
    reader: str = ""
    tokens: int | None = None
    answer: Answer = field(default_factory=lambda: Answer(()))

    def known(self) -> Answer | None:
        """What the model wrote of just these texts, if it was asked before."""
        if not has_model():
            return None
        return stored_answer(self.asked, model_name(), version_of(self.sources))

    def write(self, now: datetime) -> Iterator[Sentence]:
        """The model's sentences as they come; those of the built-in answer where it fails.

        `answer` is whole when it is used up; it is kept if the model made it.
        """
        config = settings.CONFIG
        tokens = config.model_reader_tokens if self.tokens is None else self.tokens
        limits = {"daily": config.model_daily_tokens, "reader_daily": tokens}
        if not within_budget(now, self.reader, **limits):
            self.answer = replace(self.built_in(), notice="over-budget")
            yield from self.answer.sentences
            return
        writing = Writing(self.asked.kind, self.asked.language, self._numbered(), self.asked.question)
        model = RemoteModel(config.model_url, config.model_key, model_name())
        check = make_check(self.sources, self.asked.language, builtin_embedder())
        try:
            yield from writing.answered(model, check, self.built_in)
        finally:
            note_spend(now, self.reader, writing.usage.sent, writing.usage.written)
        self.answer = writing.answer
        if self.answer.maker and not self.answer.notice:
            revisions = {source.id: source.revision for source in self.sources}
            keep_answer(self.asked, self.answer, version_of(self.sources), revisions, now)

    def finish(self, now: datetime) -> Answer:
        """The whole of what `write` gives."""
        for _ in self.write(now):
            pass
        return self.answer

    def _numbered(self) -> tuple[Numbered, ...]:
        of = {source.id: source for source in self.sources}
        return tuple(
            Numbered(one, f"{of[one.article].publisher}, {of[one.article].at:%Y-%m-%d}")
            for one in self.passages
        )
