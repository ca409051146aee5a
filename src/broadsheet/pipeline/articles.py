"""From a fetched page to an article: what a worker does between the raw page and the database."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import zstandard

from broadsheet.errors import BroadsheetError, ExtractError, NoArticle
from broadsheet.extract.article import extract_article
from broadsheet.extract.types import ArticlePicture, EntryHint, ExtractedArticle
from broadsheet.pipeline.address import clean_address
from broadsheet.pipeline.entries import clean_picture, digest, storable
from broadsheet.pipeline.feedtext import article_from_entry
from broadsheet.store.records import ArticleRecord, PageToExtract

# Publishers edit mostly in the first hour and the first day; each look is a conditional request.
RECHECK_AFTER = (timedelta(hours=1), timedelta(days=1))
MAX_PAGE_BYTES = 10_000_000
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")
_WORD = re.compile(r"\w+")
# A naive time that differs from the feed's instant by a whole quarter of an hour is the same moment on the
# publisher's own clock.
_QUARTER_S = 900
_WIDEST_OFFSET = timedelta(hours=14)
# Printed news begin in 1605; what is dated beyond this is a mistake, and calendars end.
_EARLIEST, _LATEST = datetime(1600, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MAX_INTEGER = 2**31 - 1  # of a database's column
log = logging.getLogger("broadsheet.pipeline")


def compress_page(body: bytes) -> bytes:
    """A raw page as it is kept. Level 3: 6 times smaller at about 300 MB/s."""
    return zstandard.ZstdCompressor(level=3).compress(body)


def make_articles(pages: Iterable[PageToExtract], now: datetime) -> list[ArticleRecord]:
    """Extracts a batch of pages; one that cannot be read is a result like any other. Runs in a worker."""
    return [_make_guarded(page, now) for page in pages]


def _make_guarded(page: PageToExtract, now: datetime) -> ArticleRecord:
    """A mistake of ours in reading one page must not keep the others of the batch from being read."""
    try:
        return make_article(page, now)
    except MemoryError:
        raise  # the pool tells of it
    except Exception:
        log.exception("stage=extract page_id=%s address=%s", page.id, page.address)
        error = ExtractError(advice="This is a fault of Broadsheet; it is in its log.")
        detail = f"{error.message} {error.advice}"
        return ArticleRecord(page.id, page.address, now, error_code=error.code, error_detail=detail)


def make_article(page: PageToExtract, now: datetime) -> ArticleRecord:
    """The article of one page: from the page, or from what the feed said if the page gives none."""
    address = clean_address(page.address) or page.address
    code, detail = page.error_code, page.error_detail
    found: ExtractedArticle | None = None
    if page.body is not None:
        try:
            found = _from_page(page)
            code = detail = ""
        except BroadsheetError as error:
            code, detail = error.code, error.message
    from_feed = found is None
    if found is None:
        found = article_from_entry(page, address)
    if found is None:
        return ArticleRecord(page.id, address, now, error_code=code or "no-article", error_detail=detail)
    found = storable_article(found, address)
    published, has_time = published_instant(found, page.entry_published)
    found = replace(found, published_has_time=has_time)
    return ArticleRecord(
        page_id=page.id,
        address=address,
        at=now,
        article=found,
        content_hash=digest(found.title, found.text),
        from_feed=from_feed,
        published=published,
        words=count_words(found.text),
        error_code=code,
        error_detail=detail,
        recheck_at=next_recheck(page.discovered_at, now),
    )


def _from_page(page: PageToExtract) -> ExtractedArticle:
    assert page.body is not None
    try:
        body = zstandard.ZstdDecompressor().decompress(page.body, max_output_size=MAX_PAGE_BYTES)
    except zstandard.ZstdError:
        raise NoArticle("The stored page is damaged.", subject=page.address) from None
    hint = EntryHint(
        title=page.entry_title,
        summary=page.entry_summary,
        content=page.entry_content,
        authors=page.entry_authors,
        published=page.entry_published,
        language=page.entry_language or page.feed_language,
        categories=page.entry_categories,
        picture_url=page.entry_picture_url,
    )
    found = extract_article(
        body, page.address, content_type=page.content_type, fetched_at=page.fetched_at, hint=hint
    )
    if found.kind in ("listing", "nothing") or not (found.title and (found.text or found.kind != "article")):
        raise NoArticle(
            "The page is a list of links." if found.kind == "listing" else "", subject=page.address
        )
    return found


def storable_article(found: ExtractedArticle, address: str) -> ExtractedArticle:
    """The article with its address cleaned, and without what a database refuses."""
    return replace(
        found,
        canonical_url=address
        if address.startswith("urn:")
        else clean_address(found.canonical_url) or address,
        title=storable(found.title, 1000),
        summary=storable(found.summary, 5_000),
        text=storable(found.text, 2_000_000),
        html=storable(found.html, 4_000_000),
        authors=tuple(storable(name, 200) for name in found.authors)[:50],
        topics=tuple(storable(name, 200) for name in found.topics)[:50],
        site_name=storable(found.site_name, 200),
        pictures=tuple(_picture(picture) for picture in found.pictures if clean_picture(picture.url)),
        modified=found.modified if _is_likely(found.modified) else None,
        published=found.published if _is_likely(found.published) else None,
    )


def _picture(picture: ArticlePicture) -> ArticlePicture:
    return replace(
        picture,
        url=clean_picture(picture.url),
        width=picture.width if picture.width and 0 < picture.width <= _MAX_INTEGER else None,
        height=picture.height if picture.height and 0 < picture.height <= _MAX_INTEGER else None,
        alt=storable(picture.alt, 2000),
        caption=storable(picture.caption, 2000),
        credit=storable(picture.credit, 500),
    )


def _is_likely(date: datetime | None) -> bool:
    return date is not None and _EARLIEST < (date if date.tzinfo else date.replace(tzinfo=UTC)) < _LATEST


def published_instant(found: ExtractedArticle, of_feed: datetime | None) -> tuple[datetime | None, bool]:
    """When the article was published, as an instant, and whether its time of day is known.

    A page often gives its own clock without the zone, the feed nearly always an instant: where the two can be
    the same moment, the feed's is taken; else a time without a zone is read as UTC.
    """
    published = found.published
    if published is None:
        return of_feed, of_feed is not None
    if published.tzinfo is not None:
        return published.astimezone(UTC), found.published_has_time
    as_utc = published.replace(tzinfo=UTC)
    if of_feed is not None:
        gap = of_feed - as_utc
        if not found.published_has_time:
            if -_WIDEST_OFFSET <= gap <= timedelta(days=1) + _WIDEST_OFFSET:
                return of_feed, True
        elif abs(gap) <= _WIDEST_OFFSET and _near_quarter(gap):
            return of_feed, True
    return as_utc, found.published_has_time


def _near_quarter(gap: timedelta) -> bool:
    rest = abs(gap.total_seconds()) % _QUARTER_S
    return min(rest, _QUARTER_S - rest) <= 60


def count_words(text: str) -> int:
    """Words of a text; two characters count as one in scripts that set no spaces."""
    unspaced = len(_CJK.findall(text))
    spaced = len(_WORD.findall(_CJK.sub(" ", text) if unspaced else text))
    return spaced + unspaced // 2


def next_recheck(discovered_at: datetime, now: datetime) -> datetime | None:
    """When to look again whether the publisher edited the page; None: not again."""
    return next((discovered_at + after for after in RECHECK_AFTER if discovered_at + after > now), None)
