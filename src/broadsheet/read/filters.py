"""Which reports of a story a reader wants to see. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from broadsheet.group.coverage import CoverageArticle

INDEPENDENT, COPIES = "independent", "copies"
_MAX_CHARS = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen; "" takes everything.

    Attributes:
        language: ISO 639.
        country: ISO 3166-1, upper case.
        owner: kind of owner.
        publisher: its key.
        kind: `INDEPENDENT` for texts of their own, `COPIES` for those that repeat one.
    """

    language: str = ""
    country: str = ""
    owner: str = ""
    publisher: str = ""
    kind: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    def takes(self, article: CoverageArticle, is_copy: bool) -> bool:
        """Whether the article is wanted; `is_copy`: it repeats another's text."""
        return (
            self.language in ("", article.language)
            and self.country in ("", article.country)
            and self.owner in ("", article.ownership)
            and self.publisher in ("", article.publisher)
            and (not self.kind or is_copy == (self.kind == COPIES))
        )


def read_filters(query: Mapping[str, str]) -> Filters:
    """The filters that an address names; what it does not name, or names strangely, is left open."""
    chosen = {name: str(query.get(name, ""))[:_MAX_CHARS] for name in Filters.__slots__}
    if chosen["kind"] not in (INDEPENDENT, COPIES):
        chosen["kind"] = ""
    return Filters(**chosen)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: values with how many articles have each, most first."""

    languages: list[tuple[str, int]]
    countries: list[tuple[str, int]]
    owners: list[tuple[str, int]]
    publishers: list[tuple[str, int]]


def choices(articles: Iterable[CoverageArticle]) -> Choices:
    known = list(articles)
    return Choices(
        _counted([article.language for article in known]),
        _counted([article.country for article in known]),
        _counted([article.ownership for article in known]),
        _counted([article.publisher for article in known]),
    )


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    counts = Counter(values)
    counts.pop("", None)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
