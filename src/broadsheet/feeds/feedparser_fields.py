"""feedparser's dictionaries as `RawFeed`."""

from __future__ import annotations

from typing import Any

from broadsheet.feeds.raw import RawEnclosure, RawEntry, RawFeed, RawPicture, RawText

_HTML = {"text/html", "application/xhtml+xml", "html", "xhtml"}
_TEXT = {"text/plain", "text"}


def raw_from_feedparser(result: dict[str, Any], base: str) -> RawFeed:
    """Picks what `ParsedFeed` holds out of what feedparser found.

    Args:
        result: from `read_reference` with `sanitise=False`.
        base: the feed's address.
    """
    feed = result["feed"]
    version = result["version"] or ""
    image = _get(feed, "image")
    raw = RawFeed(
        kind=kind_of(version),
        version=version,
        title=_text(feed, "title", base),
        description=_text(feed, "subtitle", base) or _text(feed, "summary", base),
        site_url=_link(feed),
        self_url=_related(feed, "self"),
        hub_urls=[link["href"] for link in _links(feed, "hub")],
        language=_string(feed, "language"),
        icon_url=_string(feed, "icon") or _string(image, "href") or _string(feed, "logo"),
        ttl_minutes=_string(feed, "ttl"),
        update_period=_string(feed, "sy_updateperiod"),
        update_frequency=_string(feed, "sy_updatefrequency"),
        skip_hours=list(_get(feed, "broadsheet_skip_hours") or ()),
        skip_days=list(_get(feed, "broadsheet_skip_days") or ()),
        encoding=result.get("encoding") or "",
    )
    raw.entries = [_entry(entry, raw, base) for entry in result["entries"]]
    return raw


def kind_of(version: str) -> str:
    """The kind of feed for one of feedparser's version words; "rss" where it has none."""
    if version in ("rss10", "rss090"):
        return "rdf"
    if version.startswith("atom"):
        return "atom"
    return "cdf" if version == "cdf" else "rss"


def _entry(entry: dict[str, Any], feed: RawFeed, base: str) -> RawEntry:
    source = _get(entry, "source")
    published = _string(entry, "published") or _string(entry, "created")
    updated = _string(entry, "updated")
    return RawEntry(
        id=_string(entry, "id"),
        url=_string(entry, "feedburner_origlink") or _link(entry) or _string(entry, "broadsheet_guid_link"),
        title=_text(entry, "title", base),
        # feedparser copies a content without a summary into `summary`; a stated summary has its details too
        summary=_text(entry, "summary", base) if "summary_detail" in entry else None,
        content=_content(entry, base),
        authors=_authors(entry),
        categories=[str(tag.get("label") or tag.get("term") or "") for tag in _get(entry, "tags") or ()],
        published=published or (updated if feed.kind != "atom" else ""),
        updated=updated,
        pictures=_pictures(entry),
        enclosures=[
            RawEnclosure(link.get("href", ""), link.get("type", ""), str(link.get("length", "")))
            for link in _links(entry, "enclosure")
        ],
        language=_language(entry, feed),
        source_title=_string(source, "title"),
        source_url=_string(source, "href") or _link(source),
        comments_url=_string(entry, "comments") or _related(entry, "replies"),
    )


def _get(fields: Any, key: str) -> Any:
    # dict.get: FeedParserDict's own would answer `updated` with `published`
    return dict.get(fields, key) if isinstance(fields, dict) else None


def _string(fields: Any, key: str) -> str:
    value = _get(fields, key)
    return value.strip() if isinstance(value, str) else ""


def _text(fields: Any, key: str, base: str) -> RawText | None:
    value = _get(fields, key)
    if not isinstance(value, str) or not value.strip():
        return None
    detail = _get(fields, f"{key}_detail")
    stated = str(_get(detail, "type") or "text/plain")
    return _raw_text(value, stated, _get(detail, "base") or base)


def _content(entry: dict[str, Any], base: str) -> RawText | None:
    for content in _get(entry, "content") or ():
        stated, value = content.get("type", ""), content.get("value", "")
        if stated in (_HTML | _TEXT) and value and value.strip():
            return _raw_text(value, stated, content.get("base") or base)
    return None


def _raw_text(value: str, stated: str, base: str) -> RawText:
    if stated == "application/xhtml+xml":  # feedparser writes <br/> as <br></br>, to HTML two line breaks
        value = value.replace("</br>", "")
    return RawText(value, "html" if stated in _HTML else "text", base)


def _links(fields: Any, rel: str) -> list[dict[str, Any]]:
    return [link for link in _get(fields, "links") or () if link.get("rel") == rel and link.get("href")]


def _related(fields: Any, rel: str) -> str:
    links = _links(fields, rel)
    return str(links[0]["href"]) if links else ""


def _link(fields: Any) -> str:
    """The first alternate page; feedparser's `link` is the last (often an AMP or another language's page)."""
    for link in _links(fields, "alternate"):
        if link.get("type", "text/html") in _HTML:
            return str(link["href"])
    return _string(fields, "link") or _related(fields, "alternate")


def _authors(entry: dict[str, Any]) -> list[str]:
    named = [str(a.get("name") or a.get("email") or "") for a in _get(entry, "authors") or ()]
    return [name for name in named if name] or [_string(entry, "author")]


def _pictures(entry: dict[str, Any]) -> list[RawPicture]:
    caption, credit = _string(entry, "broadsheet_caption"), _string(entry, "broadsheet_credit")
    stated = [m for m in _get(entry, "media_content") or () if is_picture(m)]
    stated += _get(entry, "media_thumbnail") or ()
    pictures = [
        RawPicture(
            str(m.get("url") or ""),
            str(m.get("width") or ""),
            str(m.get("height") or ""),
            m.get("broadsheet_caption") or caption,
            m.get("broadsheet_credit") or credit,
        )
        for m in stated
    ]
    for link in _links(entry, "enclosure"):
        if str(link.get("type", "")).startswith("image/"):
            pictures.append(RawPicture(link["href"]))
    image = _string(_get(entry, "image"), "href")
    return [*pictures, RawPicture(image)] if image else pictures


def is_picture(media: dict[str, Any]) -> bool:
    """Whether a media:content's attributes name a picture (Media RSS 1.5.1: `medium`, else `type`, else the
    address's ending)."""
    medium, stated = media.get("medium", ""), media.get("type", "")
    if medium or stated:
        return medium == "image" or (not medium and stated.startswith("image/"))
    path = str(media.get("url") or "").split("?", 1)[0].lower()
    return path.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))


def _language(entry: dict[str, Any], feed: RawFeed) -> str:
    own = _string(entry, "language")
    for key in ("title_detail", "summary_detail"):
        own = own or _string(_get(entry, key), "language")
    return "" if own.lower() == feed.language.lower() else own
