"""A language model as a translator: a few sentences at a time, each compared with its original by meaning.

An order that stands in a text is to be translated, not obeyed: what a model wrote in its place does not mean
what the original means. A sentence that is far from its original is dropped; another translator may stand in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from broadsheet.assist.model import LanguageModel, Usage
from broadsheet.assist.prompts import MOST, Numbered, make_messages, schema
from broadsheet.assist.statements import read_statement
from broadsheet.assist.support import FAR, nearness
from broadsheet.assist.translation import TranslationEngine
from broadsheet.assist.types import Passage
from broadsheet.assist.written import read_sentences
from broadsheet.errors import ModelFormError
from broadsheet.understand.language import is_in
from broadsheet.understand.vectors import Embedder

AT_ONCE, CHARS_AT_ONCE = 6, 1_600
"""Sentences, and their characters, of one request: a small model loses count of more."""
_MOST_TOKENS = 1_500
_SHORTEST, _LONGEST = 0.15, 6.0
"""How long a translation is, at least and at most, of its original's length: Chinese is short, Tamil long."""
_SLACK = 40


class ModelTranslator:
    """Translates by a language model.

    Args:
        language, into: ISO 639 codes.
        embedder: compares meanings across languages; None: they are not compared.
        stand_in: translates what the model did not or what was dropped; None: nobody does.

    Attributes:
        dropped: how many sentences were refused.
        usage: tokens it cost so far.
    """

    def __init__(
        self,
        model: LanguageModel,
        language: str,
        into: str,
        embedder: Embedder | None = None,
        stand_in: TranslationEngine | None = None,
    ) -> None:
        self.name = model.name
        self.version = ""
        self.dropped = 0
        self._model, self._language, self._into = model, language, into
        self._embedder, self._stand_in = embedder, stand_in
        self._before = model.usage

    @property
    def usage(self) -> Usage:
        """Tokens that it cost so far."""
        now = self._model.usage
        return Usage(now.sent - self._before.sent, now.written - self._before.written)

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """The translations of sentences; "" for those that nobody translated.

        Raises:
            ModelError: the model does not answer.
            TranslationError: the one that stands in could not.
        """
        done = [text for batch in _batches(sentences) for text in self._asked(batch)]
        missing = [place for place, text in enumerate(done) if not text]
        if missing and self._stand_in is not None:
            texts = self._stand_in.translate([sentences[place] for place in missing])
            for place, text in zip(missing, texts, strict=True):
                done[place] = text
        return done

    def _asked(self, batch: Sequence[str]) -> list[str]:
        passages = [Numbered(Passage(0, 1, (0, len(text)), text), "") for text in batch]
        messages = make_messages("translate", passages, language=self._into)
        found = [""] * len(batch)
        try:
            answer = self._model.write(messages, schema("translate"), most_tokens=_MOST_TOKENS)
            with closing(answer) as pieces:
                for text, numbers in read_sentences(pieces, MOST["translate"]):
                    if len(numbers) == 1 and 0 < numbers[0] <= len(batch) and not found[numbers[0] - 1]:
                        found[numbers[0] - 1] = text
        except ModelFormError:
            pass  # what came before it stands
        for place, text in enumerate(found):
            if text and not self._holds(batch[place], text):
                self.dropped += 1
                found[place] = ""
        return found

    def _holds(self, original: str, text: str) -> bool:
        if not _SHORTEST * len(original) - _SLACK <= len(text) <= _LONGEST * len(original) + _SLACK:
            return False
        if not is_in(text, self._into):  # a small model gives the original back
            return False
        if self._embedder is None:
            return True
        said = read_statement(original, self._language)
        return nearness(read_statement(text, self._into), [said], self._embedder) >= FAR


def _batches(sentences: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for sentence in sentences:
        if batch and (len(batch) == AT_ONCE or sum(map(len, batch)) + len(sentence) > CHARS_AT_ONCE):
            yield batch
            batch = []
        batch.append(sentence)
    if batch:
        yield batch
