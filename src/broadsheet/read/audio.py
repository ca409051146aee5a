"""Audio files: what they are called, and where they are kept. An address never changes what it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings

from broadsheet.shelf import Shelf
from broadsheet.speech.espeak import espeak
from broadsheet.speech.types import Part
from broadsheet.store.briefings import KeptBriefing

_VERSION = 1  # of how texts are said; another makes all files anew


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    """This process's shelf of audio files."""
    config = settings.CONFIG
    return Shelf(config.data_dir / "audio", config.audio_cache_mb * 1_000_000)


def can_speak() -> bool:
    """Whether audio files can be made on this machine."""
    return espeak(settings.CONFIG.espeak).is_there


def has_voice(language: str) -> bool:
    """Whether they can be made of a language."""
    return can_speak() and bool(espeak(settings.CONFIG.espeak).voice(language))


def audio_name(parts: Sequence[Part]) -> str:
    """The name of the file of just these words."""
    said = [(part.text, part.language, part.heading) for part in parts]
    return _name(repr((_VERSION, said)))


def briefing_name(kept: KeptBriefing) -> str:
    """The name of the file of a briefing, which is another when it was made again."""
    return _name(repr((_VERSION, kept.day, kept.edition, kept.language, kept.made_at)))


def _name(key: str) -> str:
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{digest}.mp3"
