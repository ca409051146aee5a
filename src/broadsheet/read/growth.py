"""How a story grew, as a chart shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import get_language_bidi

from broadsheet.group.coverage import CoverageArticle, GrowthHour

from .charts import Bar, stacked_bars

_BARS = 24
_MINUTES = (1, 2, 5)  # that a bar may be wide


@dataclass(frozen=True, slots=True)
class Span:
    """Reports that came in the time from `begins`."""

    begins: datetime
    independent: int
    others: int


@dataclass(frozen=True, slots=True)
class Growth:
    """The chart of a story's growth; the width of a bar in time is `hours`, or `minutes` if those are 0."""

    hours: int
    spans: list[Span]
    bars: list[Bar]
    minutes: int = 0

    @property
    def peak(self) -> int:
        return max(span.independent + span.others for span in self.spans)

    @property
    def width(self) -> int:
        return 10 * len(self.spans)

    @property
    def busiest(self) -> Span:
        return max(self.spans, key=lambda span: span.independent + span.others)


def growth(hours: Sequence[GrowthHour]) -> Growth | None:
    """The chart of growth, in at most 24 bars of whole hours; None for what came within one hour."""
    if len(hours) < 2:
        return None
    width = -(-len(hours) // _BARS)
    spans = []
    for start in range(0, len(hours), width):
        part = hours[start : start + width]
        spans.append(
            Span(part[0].begins, sum(hour.independent for hour in part), sum(hour.others for hour in part))
        )
    return Growth(width, spans, _bars(spans))


def growth_in_minutes(counted: Sequence[CoverageArticle], independent: Collection[int]) -> Growth | None:
    """The chart of what came within one hour, in at most 24 bars; None if it came within two minutes."""
    if not counted:
        return None
    minutes = [int(article.at.timestamp()) // 60 for article in counted]
    first, count = min(minutes), max(minutes) - min(minutes) + 1
    if count < 3:
        return None
    width = next(width for width in _MINUTES if count <= _BARS * width or width == _MINUTES[-1])
    own = Counter((minute - first) // width for minute in _of(counted, independent, minutes))
    every = Counter((minute - first) // width for minute in minutes)
    spans = [
        Span(datetime.fromtimestamp((first + place * width) * 60, UTC), own[place], every[place] - own[place])
        for place in range(max(every) + 1)
    ]
    return Growth(0, spans, _bars(spans), width)


def _of(counted: Sequence[CoverageArticle], chosen: Collection[int], values: Sequence[int]) -> list[int]:
    """The values of the articles chosen."""
    return [value for article, value in zip(counted, values, strict=True) if article.id in chosen]


def _bars(spans: Sequence[Span]) -> list[Bar]:
    return stacked_bars(
        [span.independent for span in spans], [span.others for span in spans], get_language_bidi()
    )
