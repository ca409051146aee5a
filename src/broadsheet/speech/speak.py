"""Parts of a text, each in its language's voice, to one audio file."""

from __future__ import annotations

from collections.abc import Sequence

import lameenc
import numpy as np

from broadsheet.errors import SpeechError
from broadsheet.speech.espeak import Samples, espeak
from broadsheet.speech.types import Part, Sound

BITRATE = 40
"""Thousand bits a second: of speech at 22,050 samples a second nothing more can be told."""
RATE = 22_050
MOST_S = 3_600.0
"""Seconds of an audio file at most; what comes after is left unsaid."""
_PAUSE_S, _HEADING_S = 0.35, 0.9
_QUALITY = 5  # of 2 (best) to 7 (fastest); no difference at this rate


def speak(parts: Sequence[Part], program: str = "espeak-ng") -> Sound:
    """Says all parts one after another.

    Args:
        program: name or path of espeak-ng.

    Raises:
        SpeechError: not one of them could be said.
    """
    said: list[Samples] = []
    length = unsaid = 0
    trouble: SpeechError | None = None
    for part in parts:
        if length > MOST_S * RATE:
            unsaid += 1
            continue
        try:
            samples, rate = espeak(program).say(part.text, part.language)
        except SpeechError as error:
            trouble, unsaid = error, unsaid + 1
            continue
        pause = np.zeros(int(RATE * (_HEADING_S if part.heading else _PAUSE_S)), np.int16)
        spoken = [pause] if part.heading and said else []
        spoken += [_at_rate(samples, rate), pause]
        said += spoken
        length += sum(len(one) for one in spoken)
    if not said:
        raise trouble or SpeechError("There is nothing to say.")
    return Sound(_encode(np.concatenate(said)), length / RATE, unsaid)


def _at_rate(samples: Samples, rate: int) -> Samples:
    """Samples at `RATE`; the program's voices have it but for a few."""
    if rate == RATE or not len(samples):
        return samples
    count = int(len(samples) * RATE / rate)
    places = np.linspace(0, len(samples) - 1, count)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.int16)


def _encode(samples: Samples) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE)
    encoder.set_bit_rate(BITRATE)
    encoder.set_quality(_QUALITY)
    return bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())
