"""What a web process holds in memory for good, and how seldom it looks through all of it for garbage."""

from __future__ import annotations

import gc

# Python looks through what is new often and through all that lives now and then, for objects that nobody
# uses: of what a web process holds that takes 60 ms, in the middle of some reader's request. Here the young
# are looked at in steps of a few milliseconds, and all of it once in hundreds of pages.
_NEW_OBJECTS, _YOUNG, _MIDDLE = 5_000, 10, 200


def settle() -> None:
    """What is loaded by now stays: the collector need not walk through it while a reader waits."""
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _MIDDLE)
    gc.collect()
    gc.freeze()
