"""What goes into the fetch stage and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

FetchKind = Literal["feed", "page", "robots", "picture", "websub", "push"]


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One thing to ask for.

    Attributes:
        url: absolute http or https address.
        kind: what it is fetched as; decides size cap, Accept header and whether robots.txt counts
            (it counts for pages and pictures; a feed is published to be asked for).
        etag: validator of the copy we hold, sent as If-None-Match; empty if none.
        last_modified: validator of the copy we hold, sent as If-Modified-Since as it was received.
    """

    url: str
    kind: FetchKind = "page"
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """An answer: the body of a page, feed or picture, or the word that it has not changed.

    Attributes:
        url: the address that was asked.
        final_url: the address that answered, after all redirects.
        permanent_url: the address to ask from now on: where a chain of only permanent redirects
            (301, 308) led, else `url`.
        status: 200, or 304 (then `body` is empty).
        headers: response headers, names in lower case; several of one name joined by ", ".
        body: the answer with its content encoding (gzip, br, zstd) undone.
        fetched_at: when the answer was complete, UTC.
        elapsed_s: seconds from sending the first request to the whole answer.
    """

    url: str
    final_url: str
    permanent_url: str
    status: int
    headers: dict[str, str]
    body: bytes
    fetched_at: datetime
    elapsed_s: float

    @property
    def not_modified(self) -> bool:
        return self.status == 304

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        return self.headers.get("last-modified", "")

    @property
    def content_type(self) -> str:
        """The Content-Type header as received, parameters included."""
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Caps on one request, with what they guard against.

    Attributes:
        max_bytes: decoded size of a body, by kind (endless bodies, decompression bombs).
        max_header_bytes: all response headers together (header floods).
        max_redirects: hops before giving up (loops).
        connect_s: seconds to connect, TLS included.
        total_s: seconds for the whole request, redirects included (slow drips).
        min_bytes_per_s: slowest allowed rate of a body on the wire, from its first byte (slow drips).
        slow_grace_s: seconds that a body may be slower than that.
    """

    max_bytes: dict[str, int] = field(
        default_factory=lambda: {
            "feed": 10_000_000,
            "page": 8_000_000,
            "robots": 512_000,
            "picture": 15_000_000,
            "websub": 1_000_000,
            "push": 64_000,
        }
    )
    max_header_bytes: int = 64_000
    max_redirects: int = 8
    connect_s: float = 10.0
    total_s: float = 30.0
    min_bytes_per_s: float = 500.0
    slow_grace_s: float = 10.0
