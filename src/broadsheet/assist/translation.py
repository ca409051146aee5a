"""What translating takes and returns: an article's words beside their translation. Plain frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from broadsheet.understand.types import Span

LOST = ("name", "number", "date", "order")
"""What a translation may be marked for: a name, a number or a day of the original that it lacks or has
otherwise; by a model also what the original does not say ("order")."""


class TranslationEngine(Protocol):
    """What translates one sentence from one language into another."""

    @property
    def name(self) -> str:
        """What readers are told that translated it."""

    @property
    def version(self) -> str:
        """Another as soon as it may translate otherwise."""

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """The translations of sentences, one each, in their order; "" for what it could not.

        Raises:
            TranslationError: it could not.
        """


@dataclass(frozen=True, slots=True)
class Lost:
    """Words of the original that the translation lacks or has otherwise: `kind` is one of `LOST`."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence beside its translation.

    Attributes:
        span: where the original stands in the text that was translated.
        original: its words.
        text: the translation; "" if there is none.
        lost: what the translation is marked for.
    """

    span: Span
    original: str
    text: str
    lost: tuple[Lost, ...] = ()


Paragraph = tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """A text beside its translation.

    Attributes:
        language, into: ISO 639 codes.
        maker: who translated it, as readers are told; "" if nobody could.
        title, standfirst: of an article; empty if there is none.
        paragraphs: in their order, each of its sentences; together the whole text that was given.
        notice: why the built-in translator stands in for the model, a key of `types.NOTICES`; "" if it does
            not.
    """

    language: str
    into: str
    maker: str = ""
    title: Paragraph = ()
    standfirst: Paragraph = ()
    paragraphs: tuple[Paragraph, ...] = ()
    notice: str = ""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """All sentences, in the order in which they are read."""
        return (*self.title, *self.standfirst, *(pair for one in self.paragraphs for pair in one))

    @property
    def is_complete(self) -> bool:
        """Whether every sentence is translated."""
        return all(pair.text for pair in self.pairs)
