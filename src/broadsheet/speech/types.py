"""What the stage takes and returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Words said in one go, after which there is a pause.

    Attributes:
        language: ISO 639 or BCP 47 code of `text`.
        heading: whether it is a headline: a longer pause stands before and after it.
    """

    text: str
    language: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Sound:
    """An audio file.

    Attributes:
        mp3: MPEG-1/2 Audio Layer III, one channel.
        seconds: its length.
        unsaid: how many of the parts could not be said: no voice for their language, or the program failed.
    """

    mp3: bytes
    seconds: float
    unsaid: int = 0
