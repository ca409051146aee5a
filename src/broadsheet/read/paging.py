"""The place in a long list where a page begins: opaque in addresses, steady while articles come in."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = struct.Struct(">qQ")


class BadPlace(ValueError):
    """An address names no place in the list."""


@dataclass(frozen=True, slots=True)
class Place:
    """Right after the row with this date and id, in `latest_first` order."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        packed = _PLACE.pack((self.at - _EPOCH) // timedelta(microseconds=1), self.pk)
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def parse_place(text: str) -> Place:
    """Reads what `str(place)` wrote.

    Raises:
        BadPlace: it is not one.
    """
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        microseconds, pk = _PLACE.unpack(packed)
        at = _EPOCH + timedelta(microseconds=microseconds)
    except (binascii.Error, struct.error, OverflowError, ValueError) as error:
        raise BadPlace(text[:80]) from error
    if pk >= 2**63:
        raise BadPlace(text[:80])
    return Place(at, pk)
