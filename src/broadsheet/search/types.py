"""What a reader asks for, as plain frozen values; no Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that are to stand together, or a single word.

    Attributes:
        text: as typed, without quotation marks.
        phrase: whether it stood in quotation marks: its words are wanted in this order.
        in_title: whether the title alone counts.
    """

    text: str
    phrase: bool = False
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What limits the results; values as typed but dates. Several of one kind mean: any of them.

    Attributes:
        after: from this moment on; `before`: earlier than this one. Aware, UTC.
        not_publishers, not_countries, …: none of these.
    """

    publishers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    not_publishers: tuple[str, ...] = ()
    not_countries: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    not_hashtags: tuple[str, ...] = ()
    not_owners: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What of a query could not be understood as it was probably meant.

    Attributes:
        code: "date", "empty-filter", "only-excluded", "too-long".
        subject: the part of the query.
    """

    code: str
    subject: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read.

    Attributes:
        wanted: all of these, each of them one or another of a few (`OR`).
        excluded: none of these.
    """

    wanted: tuple[tuple[Wanted, ...], ...] = ()
    excluded: tuple[Wanted, ...] = ()
    filters: Filters = field(default_factory=Filters)
    hints: tuple[Hint, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing: no words and no filter."""
        return not self.wanted and not self.excluded and self.filters == Filters()

    @property
    def strict(self) -> bool:
        """Whether the words themselves are meant, so that what only means the same is no answer."""
        return any(wish.phrase or wish.in_title for wishes in self.wanted for wish in wishes)

    @property
    def text(self) -> str:
        """The wanted words as one text."""
        return " ".join(wish.text for wishes in self.wanted for wish in wishes)


@dataclass(frozen=True, slots=True)
class IndexText:
    """An article's words as the index holds them, with a space between two.

    Attributes:
        words: of the title as they are written, in lower case: what corrections are chosen from.
    """

    title: str
    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that is shown; `marked` where it is what was looked for."""

    text: str
    marked: bool = False
