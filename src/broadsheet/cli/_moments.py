"""When the articles of a batch count as published: a time that cannot be true must not harm the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadsheet.group.settings import DEFAULT

_AHEAD = timedelta(days=1)  # time zones that were left out, clocks that go wrong
_LEAP = DEFAULT.window  # what leaps so far closes every open story


def read_moment(published: object) -> tuple[datetime | None, str]:
    """The time an article states (ISO 8601; UTC if it names no zone), and what is wrong with it.

    Returns:
        None and "" if it states none; None and a sentence if it cannot be read.
    """
    if published is None or published == "":
        return None, ""
    try:
        if not isinstance(published, str):
            raise ValueError
        moment = datetime.fromisoformat(published)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), ""
    except (ValueError, OverflowError):
        return None, f"its time cannot be read ({str(published)[:40]!r})"


class Moments:
    """Decides, line by line, which time counts; by the lines before only.

    Args:
        begin: what counts until a line states a time.
        now: by the clock on the wall; nothing is published after it.
    """

    def __init__(self, begin: datetime, now: datetime) -> None:
        self._last = begin
        self._latest = now + _AHEAD
        self._doubtful: datetime | None = None

    def next(self, stated: datetime | None) -> tuple[datetime, str]:
        """The time that counts for the next line, and why it is not the stated one; "" if it is.

        A time in the future does not count. One more than two days after the line before counts from the
        second line on that is as late: what is a gap in the news stays so, and one wrong date closes nothing.
        """
        doubtful, self._doubtful = self._doubtful, None
        if stated is None:
            return self._last, ""
        if stated > self._latest:
            return self._last, f"its time lies in the future ({stated:%Y-%m-%d})"
        if stated > self._last + _LEAP and (doubtful is None or stated < doubtful - _LEAP):
            self._doubtful = stated
            return self._last, f"its time ({stated:%Y-%m-%d}) leaps ahead of the line before"
        self._last = stated
        return stated, ""
