"""When an article was published and last changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import lxml.html
from htmldate import find_date
from lxml import etree

from broadsheet.extract.jsonld import LinkedData, Node
from broadsheet.extract.markup import Element, Mark, PageMarkup, text_of
from broadsheet.extract.moments import Moment, read_moment, read_words

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "rnews:datepublished",
    "date",
    "datepublished",
    "date_published",
    "published_at",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "publication_date",
    "cxenseparse:recs:publishtime",
    "cxense:recs:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "article.published",
    "article.created",
    "created",
    "originalpublicationdate",
    "iso-8601-publish-date",
    "bt:pubdate",
    "citation_publication_date",
    "vr:published_time",
    "og:pubdate",
    "article_date_original",
    "timestamp",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "article:updated_time",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "datemodified",
    "date_modified",
    "modified",
)
_PATH_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[1-9])[/-]?(0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|$)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_UPDATE_WORDS = re.compile(
    r"updat|modif|aktualis|geändert|actualiz|mis à jour|aggiorn|bijgewerkt|oppdater|opdater|uppdater|güncel"
    r"|изменен|обновл|更新|수정|تحديث|zmien|stand:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dates:
    """What the page says of its times."""

    published: Moment | None = None
    modified: Moment | None = None


def read_dates(
    page: PageMarkup, data: LinkedData, article: Node, tree: Element, url: str, latest: datetime
) -> Dates:
    """Published and modified times.

    Asked in this order: JSON-LD, meta elements, microdata, `<time>`, visible dates, the address, and at last
    a search of the page's text by htmldate.

    Args:
        latest: when the page was fetched, aware; a later date (by more than a day) is not believed.
    """
    month_first = page.language.lower().replace("_", "-") in ("en-us", "es-us") or url_of_us(url)
    modified = _first_believable(
        _stated(page, data, article, ("dateModified",), _MODIFIED), latest, month_first
    )
    published = _published(page, data, article, url, latest, month_first)
    if published is None:
        published = _searched(tree, url, latest)
    if published is not None and modified is not None and _instant(modified) < _instant(published):
        modified = None
    return Dates(published, modified)


def url_of_us(url: str) -> bool:
    return bool(re.match(r"https?://[^/]+\.us(?:[:/]|$)", url))


def _published(
    page: PageMarkup, data: LinkedData, article: Node, url: str, latest: datetime, month_first: bool
) -> Moment | None:
    names = ("datePublished", "dateCreated", "uploadDate")
    stated = _first_believable(_stated(page, data, article, names, _PUBLISHED), latest, month_first)
    if stated is not None and stated.has_time:
        return stated
    shown = _shown(page, latest, month_first)
    if stated is not None:
        return shown if shown is not None and shown.has_time and _same_day(shown, stated) else stated
    addressed = date_of_address(url, latest)
    if addressed is not None and (shown is None or not _same_day(shown, addressed)):
        return addressed
    return shown


def _stated(
    page: PageMarkup, data: LinkedData, article: Node, members: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[str]:
    """What JSON-LD, meta elements and microdata say, best first."""
    for member in members:
        yield data.text(article, member)
    for name in names:
        yield from page.meta.get(name, ())
    for member in members:
        for mark in page.properties.get(member, ()):
            if not page.in_furniture(mark.element):
                element = mark.element
                yield element.get("content") or element.get("datetime") or text_of(element, 200)
    if not article:
        for placed in data.placed:
            if not placed.foreign:
                for member in members:
                    yield data.text(placed.node, member)


def _shown(page: PageMarkup, latest: datetime, month_first: bool) -> Moment | None:
    """The date that stands near the headline: `<time>` elements first, then elements named as dates."""
    anchor = page.headings[0].order if page.headings else 0
    best: tuple[tuple[bool, bool, bool, int], Moment] | None = None
    for mark in page.times[:100]:
        element = mark.element
        moment = _first_believable(
            iter((element.get("datetime") or "", element.get("content") or "", text_of(element, 200))),
            latest,
            month_first,
        )
        if moment is None:
            continue
        rank = (
            page.in_furniture(element),
            _is_update(mark),
            mark.order < anchor - 60,
            abs(mark.order - anchor),
        )
        if best is None or rank < best[0]:
            best = (rank, moment)
    if best is not None and not best[0][0]:
        return best[1]
    return _dateline(page, anchor, latest, month_first) or (best[1] if best else None)


def _dateline(page: PageMarkup, anchor: int, latest: datetime, month_first: bool) -> Moment | None:
    """A short text in an element whose class says date, nearest to the headline."""
    marks = sorted(page.datelines, key=lambda mark: abs(mark.order - anchor))
    language = page.language[:2].lower()
    worded = 0
    for mark in marks[:30]:
        if page.in_furniture(mark.element) or _is_update(mark):
            continue
        text = text_of(mark.element, 300)
        if not 6 <= len(text) <= 120 or not _YEAR.search(text):
            continue
        moment = read_moment(text, month_first=month_first)
        if moment is None and worded < 3:
            worded += 1
            moment = read_words(text, language)
        if moment is not None and _believable(moment, latest):
            return moment
    return None


def _is_update(mark: Mark) -> bool:
    element = mark.element
    around = f"{element.get('class') or ''} {element.get('itemprop') or ''} {(element.text or '')[:60]}"
    before = element.getprevious()
    parent = element.getparent()
    lead = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    return bool(_UPDATE_WORDS.search(around) or _UPDATE_WORDS.search(lead[-40:]))


def date_of_address(url: str, latest: datetime) -> Moment | None:
    """The day in an address such as /2024/05/03/title or /20240503-title."""
    for match in _PATH_DATE.finditer(url):
        moment = read_moment("-".join(match.groups()))
        if moment is not None and _believable(moment, latest):
            return moment
    return None


def _searched(tree: Element, url: str, latest: datetime) -> Moment | None:
    """htmldate's search of the whole page: the last resort, as it takes some milliseconds.

    It wants elements of lxml.html, which the rest of the stage does without.
    """
    try:
        found = find_date(
            lxml.html.document_fromstring(etree.tostring(tree, method="html", encoding="unicode")),
            extensive_search=True,
            original_date=True,
            url=url or None,
            outputformat="%Y-%m-%d",
            max_date=(latest + timedelta(days=1)).strftime("%Y-%m-%d"),
        )
    except Exception:  # the search runs over hostile text; a page without a date is no failure
        return None
    return read_moment(found) if found else None


def _first_believable(texts: Iterator[str], latest: datetime, month_first: bool) -> Moment | None:
    """The first believable date; a later one with a time of day is preferred if it names the same day."""
    day: Moment | None = None
    for text in texts:
        moment = read_moment(text, month_first=month_first) if text else None
        if moment is None or not _believable(moment, latest):
            continue
        if moment.has_time and (day is None or _same_day(day, moment)):
            return moment
        day = day or moment
    return day


def _believable(moment: Moment, latest: datetime) -> bool:
    return _instant(moment) <= latest + timedelta(days=1, hours=14)


def _same_day(a: Moment, b: Moment) -> bool:
    return abs(a.when.replace(tzinfo=None).date() - b.when.replace(tzinfo=None).date()) <= timedelta(days=0)


def _instant(moment: Moment) -> datetime:
    when = moment.when
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
