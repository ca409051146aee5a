"""Bytes to `ParsedFeed`: picks the reader and lets `normal` decide what leaves."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from broadsheet.errors import FeedError
from broadsheet.feeds.fastpath import read_fast
from broadsheet.feeds.feedparser_fields import raw_from_feedparser
from broadsheet.feeds.jsonfeed import raw_from_json, read_json
from broadsheet.feeds.normal import normalise
from broadsheet.feeds.prepare import Prepared, not_a_feed, prepare, root_name, wide_encoding
from broadsheet.feeds.raw import RawFeed
from broadsheet.feeds.reference import read_reference
from broadsheet.feeds.sitemap import raw_from_sitemap, raw_from_sitemap_index
from broadsheet.feeds.types import ParsedFeed


def parse_feed(body: bytes, url: str = "", *, headers: Mapping[str, str] | None = None) -> ParsedFeed:
    """Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, RDF, CDF, JSON Feed 1 and 1.1, news sitemaps.

    Broken feeds are read as far as they go, and `problem` says what was wrong with them. Nothing is asked of
    the network or the disk whatever the document refers to.

    Args:
        body: the document as received; gzip is undone.
        url: the address that answered, base of relative links.
        headers: HTTP headers of the answer; `content-type`, `content-language` and `content-location` count.

    Raises:
        NotAFeed: it is something else: a web page, OPML, a text.
        FeedError: it is empty, too large, or so damaged that nothing could be read.
    """
    prepared = prepare(body, headers)
    base = base_address(url, prepared)
    raw = read_raw(prepared, base)
    raw.problems[:0] = prepared.problems
    return normalise(raw, base)


def base_address(url: str, prepared: Prepared) -> str:
    """The address that relative links are relative to (RFC 9110 section 8.7: Content-Location)."""
    stated = prepared.headers.get("content-location", "").strip()
    try:
        joined = urljoin(url, stated)
    except ValueError:
        return url
    return joined if joined.startswith(("http://", "https://")) else url


def read_raw(prepared: Prepared, base: str) -> RawFeed:
    """Reads with the reader that fits the document's shape.

    Raises:
        NotAFeed, FeedError: as `parse_feed`.
    """
    match prepared.shape:
        case "json":
            raw = raw_from_json(read_json(prepared.body), base)
            raw.encoding = wide_encoding(prepared.body) or "utf-8"
            return raw
        case "sitemap":
            return raw_from_sitemap(prepared.body)
        case "sitemap-index":
            return raw_from_sitemap_index(prepared.body)
        case "html" | "opml" | "other":
            raise not_a_feed(prepared.shape)
        case "empty":
            raise FeedError("The feed is empty.")
        case _:
            return read_fast(prepared, base) or read_carefully(prepared, base)


def check_is_feed(raw: RawFeed, prepared: Prepared) -> None:
    """Tells feeds from other XML, and a CDF channel, for which feedparser has no version.

    Raises:
        NotAFeed: neither its root nor what was read is a feed's.
    """
    if not raw.version and root_name(prepared.body[:5000]) == "channel":
        raw.kind = raw.version = "cdf"
    if not raw.version and not raw.entries and prepared.shape != "feed":
        raise not_a_feed(prepared.shape)


def read_carefully(prepared: Prepared, base: str) -> RawFeed:
    """Reads XML with feedparser.

    Raises:
        NotAFeed: it is other XML.
    """
    result = read_reference(prepared, base)
    raw = raw_from_feedparser(result, base)
    check_is_feed(raw, prepared)
    if result["broadsheet_problem"]:
        raw.problems.append(result["broadsheet_problem"])
    elif result["bozo"] and "declared as" in str(result.get("bozo_exception")):
        raw.problems.append(f"Its text is not in the encoding it states; it was read as {raw.encoding}.")
    return raw
