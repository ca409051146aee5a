"""Comparisons of coverage that were made ahead: kept while their texts are the same."""

from __future__ import annotations

from datetime import datetime

import msgspec

from broadsheet.assist.compare import Comparison

from .guard import database_errors
from .models import StoredAnswer

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(type=Comparison)
_KIND = "compare"


def kept_comparison(story: int, language: str, version: str) -> Comparison | None:
    """What was made from just these texts (`answers.version_of`); None also if it is of an earlier form."""
    with database_errors():
        found = StoredAnswer.objects.filter(
            subject=f"story:{story}", kind=_KIND, language=language[:3], maker="", version=version
        ).first()
    try:
        return _decoder.decode(bytes(found.body)) if found else None
    except msgspec.MsgspecError:
        return None


def keep_comparison(story: int, language: str, version: str, found: Comparison, now: datetime) -> None:
    """Keeps it in the place of the one before."""
    made = {"version": version, "body": _encoder.encode(found), "dropped": 0, "made_at": now}
    with database_errors():
        StoredAnswer.objects.update_or_create(
            subject=f"story:{story}", kind=_KIND, language=language[:3], question="", maker="", defaults=made
        )
