"""Translations that are kept while the text they were made from stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

import msgspec

from broadsheet.assist.translation import Translation

from .guard import database_errors
from .models import StoredAnswer

_KIND = "translate"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(type=Translation)


def version_of_text(*parts: str) -> str:
    """A digest of what a translation is made from and of its translator."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def stored_translation(subject: str, into: str, maker: str, version: str) -> Translation | None:
    """What this translator made of just this text, if it was asked before.

    Args:
        subject: "article:7", or "headline:7" for its headline alone.
        into: ISO 639 code.

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        found = StoredAnswer.objects.filter(**_key(subject, into, maker), version=version).first()
    if found is None:
        return None
    try:
        return _decoder.decode(bytes(found.body))
    except msgspec.MsgspecError:  # of an earlier form
        return None


def keep_translation(
    subject: str, translation: Translation, maker: str, version: str, now: datetime, dropped: int = 0
) -> None:
    """Keeps a translation in the place of the one before.

    Args:
        subject: "article:7", or "headline:7".
        maker: who was asked; it may differ from who is named, where another stood in.
        dropped: sentences of the model that were refused.

    Raises:
        StoreError: the database could not.
    """
    made = {"version": version, "body": _encoder.encode(translation), "dropped": dropped, "made_at": now}
    with database_errors():
        StoredAnswer.objects.update_or_create(**_key(subject, translation.into, maker), defaults=made)


def forget_translations(subjects: Sequence[str]) -> None:
    """Drops what was translated of texts that are no more.

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        StoredAnswer.objects.filter(subject__in=subjects, kind=_KIND).delete()


def _key(subject: str, into: str, maker: str) -> dict[str, Any]:
    return {
        "subject": subject,
        "kind": _KIND,
        "language": into[:3],
        "question": "",
        "maker": maker[:200],
    }
