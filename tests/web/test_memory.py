"""What is loaded when a web process is ready is not looked through for garbage again."""

from __future__ import annotations

import gc

from broadsheet.web.memory import settle


def test_what_lives_when_it_settles_is_left_out_of_the_search_for_garbage() -> None:
    before = gc.get_threshold()
    held = [[number] for number in range(1000)]
    try:
        settle()
        assert gc.get_freeze_count() >= len(held)
        assert not any(one is held for one in gc.get_objects())
        young, middle, old = gc.get_threshold()
        assert young * middle * old > 50 * before[0] * before[1] * before[2]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
