"""Content encodings undone piece by piece, never beyond a cap (RFC 9110 section 8.4; RFC 8878, RFC 7932).

Every decoder is asked for a bounded amount at a time, so that a decompression bomb costs at most the cap.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli
import zstandard

from broadsheet.errors import BadAnswer, TooLarge

MAX_LAYERS = 2
"""Encodings on top of one another. One is usual; a gzip file sent with gzip makes two."""

STEP_BYTES = 262_144
"""Decoded bytes asked of a decoder at a time."""

_ZSTD_SLICE = 256
"""Bytes given to zstd at a time: a block of 4 bytes can stand for 128 KiB, and the library has no output
limit, so this bounds one step to 8 MiB."""

_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a client must accept, and need not exceed

_GZIP_MAGIC = b"\x1f\x8b"
_UNDECIDED_BYTES = 65_536  # input kept for the case that it turns out not to be encoded at all


class _Decoder(Protocol):
    """One encoding: bytes in, decoded pieces of bounded size out."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    @property
    def complete(self) -> bool: ...


class _Zlib:
    """gzip and deflate. Servers send deflate both with the zlib wrapper and, wrongly, without it."""

    def __init__(self, window_bits: int) -> None:
        self._bits = window_bits
        self._inner = zlib.decompressobj(window_bits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        pending = False  # a full step may have left output inside
        while data or pending:
            if self._inner.eof:
                if self._bits < 16 or not data.startswith(_GZIP_MAGIC):
                    return  # padding after the end, which everyone ignores
                self._inner = zlib.decompressobj(
                    self._bits
                )  # RFC 1952 section 2.2: members follow one another
            piece = self._inner.decompress(data, STEP_BYTES)
            pending = len(piece) == STEP_BYTES
            yield piece
            data = self._inner.unconsumed_tail or self._inner.unused_data

    @property
    def complete(self) -> bool:
        return self._inner.eof


class _Deflate:
    def __init__(self) -> None:
        self._head = b""
        self._inner: _Zlib | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None:
            data = self._head = self._head + data
            if len(data) < 2:
                return
            wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0  # RFC 1950
            self._inner = _Zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        yield from self._inner.feed(data)

    @property
    def complete(self) -> bool:
        return self._inner is not None and self._inner.complete


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner.is_finished():
            return
        yield self._inner.process(data, output_buffer_limit=STEP_BYTES)
        while not self._inner.is_finished() and not self._inner.can_accept_more_data():
            yield self._inner.process(b"", output_buffer_limit=STEP_BYTES)

    @property
    def complete(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._inner = self._new()
        self._begun = False  # within the present frame

    @staticmethod
    def _new() -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_SLICE):
            piece = data[start : start + _ZSTD_SLICE]
            while piece:
                if self._inner.eof:
                    self._inner = self._new()  # RFC 8878 section 3: frames follow one another
                yield self._inner.decompress(piece)
                piece = self._inner.unused_data

    @property
    def complete(self) -> bool:
        return bool(self._inner.eof)


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
    "x-gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
ACCEPT_ENCODING = "gzip, deflate, br, zstd"

_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError, EOFError)


class _Layer:
    """One encoding of a body, that passes through what turns out not to be encoded.

    Some servers say gzip and send plain text (a cache before them unpacked it).
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._decoder: _Decoder | None = _DECODERS[name]()
        self._seen = b""  # input so far, until there is output
        self._undecided = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._decoder is None:
            yield data
            return
        if self._undecided:
            self._seen += data
        try:
            for piece in self._decoder.feed(data):
                if piece:
                    self._decided()
                    yield piece
        except _ERRORS as error:
            if not (self._undecided and _is_plain(self._seen)):
                raise BadAnswer(f"The server sent broken data (it says they are {self._name}).") from error
            self._decoder = None
            plain = self._seen
            self._decided()
            yield plain
        if len(self._seen) > _UNDECIDED_BYTES:
            self._decided()

    def _decided(self) -> None:
        self._undecided = False
        self._seen = b""

    def finish(self) -> Iterator[bytes]:
        if self._decoder is None or self._decoder.complete:
            return
        if self._undecided and (not self._seen or _is_plain(self._seen)):
            yield self._seen
        else:
            raise BadAnswer(f"The answer is cut off (its {self._name} data end too early).")


def _is_plain(data: bytes) -> bool:
    """Whether data look like a feed, page or robots.txt as it is: no byte that text does not have."""
    head = data[:512].removeprefix(b"\xef\xbb\xbf")
    return bool(head) and not any(byte < 9 or 13 < byte < 32 for byte in head)


class BodyDecoder:
    """Collects a body while undoing its content encodings.

    Args:
        content_encoding: the Content-Encoding header; empty if none.
        max_bytes: most that the decoded body, and each encoding on the way, may have.
        truncate: keep the first `max_bytes` and ignore the rest instead of refusing (robots.txt).

    Raises:
        BadAnswer: an encoding we did not ask for, or too many of them.
    """

    def __init__(self, content_encoding: str, max_bytes: int, *, truncate: bool = False) -> None:
        names = [n for n in (part.strip().lower() for part in content_encoding.split(",")) if n]
        names = [
            name for name in names if name not in {"identity", "none", "utf-8"}
        ]  # said, but mean nothing
        unknown = [name for name in names if name not in _DECODERS]
        if unknown:
            raise BadAnswer(f"The server sent an encoding that was not asked for ({unknown[0][:40]}).")
        if len(names) > MAX_LAYERS:
            raise BadAnswer(f"The answer is encoded {len(names)} times over.")
        self._layers = [_Layer(name) for name in reversed(names)]
        self._produced = [0] * len(self._layers)
        self._max = max_bytes
        self._truncate = truncate
        self._received = 0
        self._body = bytearray()
        self.full = False

    def feed(self, data: bytes) -> None:
        """Takes a piece from the wire.

        Raises:
            TooLarge: more than the cap came out.
            BadAnswer: the data are not what the server says.
        """
        self._received += len(data)
        if self._received > self._max and not self._truncate:  # encoded data need not bring anything out
            raise self._too_large()
        self._pass(data, 0)

    def _pass(self, data: bytes, depth: int) -> None:
        if depth == len(self._layers):
            self._keep(data)
            return
        for piece in self._layers[depth].feed(data):
            self._down(piece, depth)
            if self.full:
                return

    def _down(self, piece: bytes, depth: int) -> None:
        self._produced[depth] += len(piece)
        if self._produced[depth] > self._max and not self._truncate:
            raise self._too_large()
        self._pass(piece, depth + 1)

    def _keep(self, data: bytes) -> None:
        room = self._max - len(self._body)
        if len(data) > room:
            if not self._truncate:
                raise self._too_large()
            self.full = True
        self._body += data[:room]

    def _too_large(self) -> TooLarge:
        return TooLarge(f"The answer has more than the {self._max:,} bytes allowed.")

    def finish(self) -> bytes:
        """The whole body, after the last piece.

        Raises:
            BadAnswer: an encoding ends too early.
            TooLarge: as `feed`.
        """
        if not self.full:
            for depth, layer in enumerate(self._layers):
                for piece in layer.finish():
                    self._down(piece, depth)
        return bytes(self._body)


def undo_gzip_file(body: bytes, max_bytes: int) -> bytes:
    """Unpacks a body that is itself a gzip file, as sitemaps are published (news.xml.gz); others as they are.

    Raises:
        TooLarge: it unpacks to more than `max_bytes`.
        BadAnswer: it is broken.
    """
    if not body.startswith(_GZIP_MAGIC):
        return body
    decoder = BodyDecoder("gzip", max_bytes)
    decoder.feed(body)
    return decoder.finish()
