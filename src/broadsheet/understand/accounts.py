"""Where reports of one event give different numbers of people. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from broadsheet.understand.types import Number

# A report names many percentages and sums, of many things; of the dead it names one number and its parts.
UNITS = ("dead", "injured")
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Account:
    """A number, and the reports (article ids) that give it."""

    value: Decimal
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """The numbers that reports give for one thing, that of the most reports first."""

    unit: str
    accounts: tuple[Account, ...]


def differing_accounts(
    reports: Mapping[int, Sequence[Number]], units: Sequence[str] = UNITS
) -> list[Differing]:
    """For which units the reports disagree. Of each report the largest number counts: the others are parts.

    Args:
        reports: by article, the numbers it names; independent reports only, the order kept.
        units: of which units; of others than people a report names many numbers, so give only those of one
            sentence of each.
    """
    found = []
    for unit in units:
        given: dict[Decimal, list[int]] = {}
        for article, numbers in reports.items():
            values = [
                value for one in numbers if one.unit == unit and (value := _decimal(one.value)) is not None
            ]
            if values:
                given.setdefault(max(values), []).append(article)
        if len(given) > 1:
            ranked = sorted(given.items(), key=lambda item: (-len(item[1]), -item[0]))
            found.append(Differing(unit, tuple(Account(v, tuple(a)) for v, a in ranked[:SHOWN])))
    return found


def _decimal(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None
