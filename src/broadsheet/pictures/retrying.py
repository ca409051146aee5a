"""When a picture that could not be had is asked for again. Pure."""

from __future__ import annotations

from .types import Failure

FIRST_WAIT_S = 300.0
LONGEST_WAIT_S = 86_400.0
SETTLED_WAIT_S = 7 * 86_400.0

_SETTLED = frozenset({"not-a-picture", "address-refused", "too-large", "robots", "too-many-redirects"})
"""Codes of what seldom changes: a file, an address, a site's wish."""


def next_failure(
    before: Failure | None, code: str, detail: str, now: float, asked_to_wait_s: float | None = None
) -> Failure:
    """What to note after a further failure.

    Args:
        before: what was noted before, None at the first failure.
        code, detail: of the error.
        now: seconds since 1970, UTC.
        asked_to_wait_s: what the server asked for (Retry-After).

    Returns:
        Five minutes the first time, four times as long each further time, a day at most; a week for what
        seldom changes; and never sooner than the server asked, a week at most.
    """
    attempts = before.attempts + 1 if before else 1
    wait_s = min(FIRST_WAIT_S * 4 ** min(attempts - 1, 9), LONGEST_WAIT_S)
    if code in _SETTLED:
        wait_s = SETTLED_WAIT_S
    if asked_to_wait_s is not None:
        wait_s = max(wait_s, min(asked_to_wait_s, SETTLED_WAIT_S))
    return Failure(code, detail[:500], attempts, now + wait_s)
