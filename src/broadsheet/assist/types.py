"""What the stage takes and returns. Plain frozen values; no Django.

    Source ──▶ (built in, or a model) ──▶ Sentence with its Passages ──▶ check ──▶ Answer

The promise of the stage stands in these types: a `Sentence` cannot be made without a passage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broadsheet.understand.types import Name, Number, Place, Quote, Span


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """An article as the AI features read it: its text, and what understanding found in it.

    Attributes:
        id: the store's key of the article.
        revision: which of its texts this is, counted from 1; an edit makes the next.
        publisher: the publisher's name.
        owner: key of the publisher's owner: two titles of one house are one voice.
        ownership: kind of owner, as `catalogue` names it ("private", "public", "state", …); "" if unknown.
        country: ISO 3166 code of the publisher; "" if unknown.
        language: ISO 639 code.
        at: when it was published, or first seen; time zone aware.
        summary: the publisher's standfirst; "" if there is none.
        sentences: ranges in `text`, one after another (`understand.sentences`).
        copy: whether its text is another's (wire copy): never a second witness.
        opinion: whether it is an opinion piece.
    """

    id: int
    revision: int
    publisher: str
    owner: str
    language: str
    at: datetime
    title: str
    text: str
    summary: str = ""
    ownership: str = ""
    country: str = ""
    sentences: tuple[Span, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    numbers: tuple[Number, ...] = ()
    dates: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    copy: bool = False
    opinion: bool = False

    def passage(self, span: Span) -> Passage:
        """The passage of a range of its text."""
        return Passage(self.id, self.revision, span, self.text[slice(*span)])


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article that a sentence rests on.

    Attributes:
        article: the store's key of the article.
        revision: which of its texts, counted from 1.
        span: range of characters in that text.
        text: the words themselves, as they stand there.
    """

    article: int
    revision: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    Attributes:
        text: what is shown, plain text.
        passages: what it rests on; at least one.
        quoted: whether the words are a publisher's own, unchanged; else a model wrote them.
        language: ISO 639 code of `text`.
        doubt: why the check doubts it, a key of `check.DOUBTS`; "" if it holds.

    Raises:
        ValueError: there is no passage.
    """

    text: str
    passages: tuple[Passage, ...]
    quoted: bool = True
    language: str = ""
    doubt: str = ""

    def __post_init__(self) -> None:
        if not self.passages:
            raise ValueError("a sentence needs a passage to rest on")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that a model wrote and the check refused: `doubt` is a key of `check.DOUBTS`."""

    text: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown: sentences that each rest on passages, or an honest nothing.

    Attributes:
        sentences: in their order; empty if the sources do not say.
        maker: name of the model; "" if it is built in (all sentences are quoted then).
        articles: how many articles were read for it.
        dropped: what the check refused.
        notice: why the built-in way was taken instead of the model, a key of `NOTICES`; "" if nothing failed.
        nearest: to a question that no sentence answers for certain, those that come nearest, the best first.
    """

    sentences: tuple[Sentence, ...]
    maker: str = ""
    articles: int = 0
    dropped: tuple[Dropped, ...] = ()
    notice: str = ""
    nearest: tuple[Sentence, ...] = ()


NOTICES = ("no-answer", "over-budget", "not-understood", "nothing-held")
"""The model did not answer; its budget is used up; its answer was not of the asked form; no sentence of it
held the check."""
