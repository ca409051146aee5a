"""Numbers as drawings: the geometry of bars and lines, ready for SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BAR_PITCH = 10
BAR_WIDTH = 6
CHART_HEIGHT = 150
SPARK_WIDTH = 88
SPARK_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar, in the chart's own units, y downwards."""

    x: float
    lower_y: float
    lower_height: float
    upper_y: float
    upper_height: float


def stacked_bars(lower: Sequence[int], upper: Sequence[int], from_right: bool = False) -> list[Bar]:
    """One bar a pair of counts, the highest filling the chart; `from_right` runs time the other way."""
    peak = max((a + b for a, b in zip(lower, upper, strict=True)), default=0) or 1
    scale = CHART_HEIGHT / peak
    bars = []
    for place, (low, high) in enumerate(zip(lower, upper, strict=True)):
        column = len(lower) - 1 - place if from_right else place
        low_height, high_height = round(low * scale, 2), round(high * scale, 2)
        bars.append(
            Bar(
                x=column * BAR_PITCH + (BAR_PITCH - BAR_WIDTH) / 2,
                lower_y=round(CHART_HEIGHT - low_height, 2),
                lower_height=low_height,
                upper_y=round(CHART_HEIGHT - low_height - high_height, 2),
                upper_height=high_height,
            )
        )
    return bars


def sparkline(counts: Sequence[int], from_right: bool = False) -> str:
    """The `points` of a polyline through the counts; a flat one at the bottom if all are 0."""
    values = list(reversed(counts)) if from_right else list(counts)
    peak = max(values, default=0) or 1
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    top, bottom = 2, SPARK_HEIGHT - 2
    return " ".join(
        f"{round(place * step, 2):g},{round(bottom - (bottom - top) * value / peak, 2):g}"
        for place, value in enumerate(values)
    )
