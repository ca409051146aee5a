"""How what an article is about is packed into its columns: MessagePack without names. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any

import msgspec

from broadsheet.group.terms import are_packed, is_packed, renewed, to_bytes
from broadsheet.understand.types import ArticleFeatures, Name, Number, Place, Quote

_ROWS: dict[str, type] = {"places": Place, "names": Name, "numbers": Number, "quotes": Quote}
_PLAIN = ("sentences", "dates", "phrases")
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(type=dict[str, list[Any]])
_terms_decoder = msgspec.msgpack.Decoder(type=tuple[tuple[str, float], ...])


def pack_details(features: ArticleFeatures) -> bytes:
    """Sentences, places, names, numbers, dates, phrases and quotes."""
    known: dict[str, Any] = {name: getattr(features, name) for name in _PLAIN}
    known |= {name: [astuple(row) for row in getattr(features, name)] for name in _ROWS}
    return _encoder.encode({name: value for name, value in known.items() if value})


def unpack_details(details: bytes) -> dict[str, Any]:
    """What `pack_details` packed, as arguments of `ArticleFeatures`; what was not packed then is empty."""
    known = _decoder.decode(details) if details else {}
    found: dict[str, Any] = {name: _tuples(known.get(name, ())) for name in _PLAIN}
    for name, kind in _ROWS.items():
        count = len(fields(kind))
        found[name] = tuple(kind(*_tuples(row)[:count]) for row in known.get(name, ()))
    return found


class _Said(msgspec.Struct):
    """The parts of the details that a story's page reads, of many articles: the others are passed over."""

    sentences: list[tuple[int, int]] = []
    numbers: list[tuple[str, str, tuple[int, int]]] = []


_said_decoder = msgspec.msgpack.Decoder(type=_Said)


def unpack_said(details: bytes) -> tuple[tuple[tuple[int, int], ...], tuple[Number, ...]]:
    """Only the sentences and the numbers of what `pack_details` packed."""
    known = _said_decoder.decode(details) if details else _Said()
    return tuple(known.sentences), tuple(Number(*row) for row in known.numbers)


def pack_terms(terms: Sequence[tuple[str, float]], cognates: Sequence[str] = ()) -> bytes:
    """Hashes and weights, which are all that grouping needs and quickly read."""
    return to_bytes(tuple(terms), cognates) if terms else b""


def packed_terms(stored: bytes) -> bytes:
    """What `pack_terms` packed, now or once: without cognates, or the terms themselves as MessagePack."""
    if is_packed(stored):
        return stored
    return renewed(stored) or to_bytes(_terms_decoder.decode(stored) if stored else ())


def all_packed_terms(stored: Sequence[bytes]) -> Sequence[bytes]:
    """`packed_terms` of many: a restart reads a million, hardly one of which is of old."""
    return stored if are_packed(stored) else [packed_terms(one) for one in stored]


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, (list, tuple)) else value
