"""How much of each text is embedded, so that none waits long on a machine that does not keep up."""

from __future__ import annotations

import math

from broadsheet.understand.vectors import LEAD_CHARS

LENGTHS = (LEAD_CHARS, LEAD_CHARS // 2, LEAD_CHARS // 4, 0)
"""Characters of the text beside the title, the longest first; 0: the title alone."""

_FEW, _MANY, _LONG = 1 / 8, 1 / 2, 4  # of those that may be in hand
_PATIENCE_S = 20.0


class Lead:
    """Shortens while more arrive than are understood, and lengthens when hardly any wait.

    What comes all at once, as from a poll of many feeds, is no reason to embed less of it: only a queue that
    stays is, or one so long that it would take minutes.

    Args:
        limit: articles that may be in hand.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._level = 0
        self._changed_at = -math.inf

    def chars(self, waiting: int, now: float) -> int:
        """Characters of the text that go into a vector.

        Args:
            waiting: articles that wait, those in hand with them.
            now: seconds of a clock that never goes back.
        """
        load = waiting / self._limit
        if load < _MANY and self._level == 0:
            self._changed_at = now  # the time that a queue stays counts from when it was not there
        level = self._level
        if load >= _LONG:
            level = len(LENGTHS) - 1
        elif now - self._changed_at >= _PATIENCE_S and not _FEW <= load < _MANY:
            level = min(max(0, level + (1 if load >= _MANY else -1)), len(LENGTHS) - 1)
        if level != self._level:
            self._level, self._changed_at = level, now
        return LENGTHS[self._level]
