"""What else hangs on an article, for the moment when it proves to be another one.

The store knows no reader: whoever keeps something on articles adds a function here when Django starts.
"""

from __future__ import annotations

from collections.abc import Callable

# Each moves what hangs on the first article (id) to the second, in the transaction that deletes the first.
MOVERS: list[Callable[[int, int], None]] = []


def move_to(article: int, twin: int) -> None:
    """Moves all that hangs on the twin, which is about to be deleted."""
    for move in MOVERS:
        move(twin, article)
