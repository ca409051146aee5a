"""The pictures of an article, the lead picture first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from broadsheet.extract.address import web_address
from broadsheet.extract.jsonld import LinkedData, Node
from broadsheet.extract.markup import CAPTION, Element, Mark, PageMarkup, class_flags, names_of, text_of
from broadsheet.extract.plain import squeeze, strip_markup
from broadsheet.extract.types import ArticlePicture

MAX_PICTURES = 40
MAX_SHOWN = 15  # pictures of the page among which the lead is looked for
MIN_SIDE = 120  # pixels; smaller ones are icons and portraits of authors
_NO_PICTURE = re.compile(
    r"(?<![a-z])(?:logos?|icons?|avatars?|sprite|placeholder|pixel|spacer|blank|emoji|badge|favicon|1x1"
    r"|loading|spinner"
    r"|default[-_](?:image|img|share|og)|og[-_]default|fallback)(?![a-z])|gravatar\.com",
    re.IGNORECASE,
)
_SMALL_PARTS = re.compile(r"author|avatar|byline|logo|icon|profile|portrait", re.IGNORECASE)
_MARK = re.compile(r"[a-z0-9]{6,}")
_DATE_MARK = re.compile(r"^(?:19|20)\d{4,6}$")
_SIZE_END = re.compile(
    r"[-_](?:\d{2,4}x\d{2,4}|scaled|large|small|medium|\d{3,4}w?)(?=\.\w+$|$)", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:©|\(c\)|copyright|foto(?:graf)?|photo(?:graph)?|bild|image|credit|imago|getty)\s*:?\s*(.{2,120})$",
    re.IGNORECASE,
)
# Addresses may hold commas, so a candidate is what stands before a width or density (HTML, srcset attribute).
_SRCSET = re.compile(r"(\S+)\s+(\d{1,5}(?:\.\d+)?)([wx])\b")


def read_pictures(
    page: PageMarkup, data: LinkedData, article: Node, url: str, inside: Iterable[ArticlePicture] = ()
) -> tuple[ArticlePicture, ...]:
    """The lead picture, then those within the text.

    The lead is the picture that the page shares if it also shows it; else the first picture after the
    headline; else the shared one.

    Args:
        url: address of the page, against which addresses are resolved.
        inside: pictures found between the blocks of the text.
    """
    base = web_address(url, page.base) or url
    shown = list(_shown(page, base))
    shared = _shared(page, data, article, base)
    lead = _lead(page, shown, shared)
    found: list[ArticlePicture] = [lead] if lead else []
    known = [picture_marks(lead.url)] if lead else []
    for picture in inside:
        marks = picture_marks(picture.url)
        if marks and not any(marks & other for other in known) and len(found) < MAX_PICTURES:
            found.append(picture)
            known.append(marks)
    return tuple(found)


def picture_marks(url: str) -> frozenset[str]:
    """What tells a picture from others whatever its size: its file name, and long words with digits."""
    path = unquote(unquote(url)).lower()
    words = {w for w in _MARK.findall(path) if any(c.isdigit() for c in w) and not _DATE_MARK.match(w)}
    name = _SIZE_END.sub("", re.split(r"[?#]", path)[0].rstrip("/").rsplit("/", 1)[-1])
    name = re.sub(r"\.\w{2,5}$", "", name)
    if len(name) > 5:
        words.add(name)
    return frozenset(words)


def _lead(
    page: PageMarkup, shown: list[tuple[Mark, ArticlePicture]], shared: list[ArticlePicture]
) -> ArticlePicture | None:
    for picture in shared:
        marks = picture_marks(picture.url)
        for _, other in shown:
            if picture.url == other.url or marks & picture_marks(other.url):
                return replace(
                    picture,
                    alt=picture.alt or other.alt,
                    caption=picture.caption or other.caption,
                    credit=picture.credit or other.credit,
                )
    anchor = page.headings[0].order if page.headings else 0
    near = [picture for mark, picture in shown if mark.order > anchor and _has_figure(mark.element)]
    return near[0] if near else shared[0] if shared else None


def _shown(page: PageMarkup, base: str) -> Iterator[tuple[Mark, ArticlePicture]]:
    """The pictures in the page's body that are large enough, stand outside furniture, and are no logos."""
    seen = 0
    for mark in page.images:
        if page.in_furniture(mark.element):
            continue
        picture = picture_of(mark.element, base)
        if picture is not None:
            yield mark, picture
            seen += 1
        if seen >= MAX_SHOWN:
            return


def picture_of(element: Element, base: str) -> ArticlePicture | None:
    """An `img` with its largest address, caption and credit; None if it is an icon or has no address."""
    address, width = _largest(element)
    if not address or address.startswith("data:") or _NO_PICTURE.search(address):
        return None
    url = _absolute(address, base)
    stated = _pixels(element.get("width")), _pixels(element.get("height"))
    if not url or any(side is not None and 1 < side < MIN_SIDE for side in stated):
        return None
    around = " ".join(names_of(node) for node in (element, element.getparent()) if node is not None)
    if _SMALL_PARTS.search(around):
        return None
    caption, credit = _caption(element)
    return ArticlePicture(
        url=url,
        width=stated[0] or width,
        height=stated[1],
        alt=strip_markup(element.get("alt") or "")[:500],
        caption=caption,
        credit=credit,
    )


def _largest(element: Element) -> tuple[str, int | None]:
    """The best address of an `img`, with its width in pixels if a `srcset` states it."""
    parent = element.getparent()
    holders = [element]
    if parent is not None and parent.tag == "picture":
        holders.extend(parent.iterchildren("source"))
    best: tuple[float, str] = (0.0, "")
    for holder in holders:
        for name in ("srcset", "data-srcset", "data-lazy-srcset"):
            for address, size, unit in _SRCSET.findall((holder.get(name) or "")[:8000]):
                weight = float(size) * (1 if unit == "w" else 400)
                if weight > best[0] and not address.startswith("data:"):
                    best = (weight, address.lstrip(","))
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        address = (element.get(name) or "").strip()
        if address and not address.startswith("data:"):
            if best[0] <= 1.0:
                return address, None
            break
    return best[1], int(best[0]) if best[0] > 1.0 else None


def _has_figure(element: Element) -> bool:
    node = element
    for _ in range(6):
        if node is None:
            return False
        if node.tag in ("figure", "picture"):
            return True
        node = node.getparent()
    return False


def _caption(element: Element) -> tuple[str, str]:
    node = element.getparent()
    for _ in range(6):
        if node is None or node.tag in ("body", "article", "main"):
            break
        if node.tag == "figure":
            for part in node.iter("figcaption", "span", "div", "p"):
                if part.tag == "figcaption" or class_flags(names_of(part)) & CAPTION:
                    return split_caption(text_of(part, 1000))
            break
        node = node.getparent()
    return "", ""


def split_caption(text: str) -> tuple[str, str]:
    """A caption without its closing credit, and the credit ("Photo: A. Lee/AFP" gives "A. Lee/AFP")."""
    match = _CREDIT.search(text)
    if match is None:
        return squeeze(text), ""
    return squeeze(text[: match.start()].rstrip(" (|–-[")), match.group(1).strip(" )]")


def _shared(page: PageMarkup, data: LinkedData, article: Node, base: str) -> list[ArticlePicture]:
    """What the page offers for sharing: `og:image`, Twitter's card, JSON-LD, `image_src`."""
    found: dict[str, ArticlePicture] = {}
    width, height = _pixels(page.first_meta("og:image:width")), _pixels(page.first_meta("og:image:height"))
    alt = strip_markup(page.first_meta("og:image:alt"))[:500]
    addresses: list[tuple[str, int | None, int | None, str]] = []
    for name in ("og:image", "og:image:secure_url", "og:image:url"):
        for number, address in enumerate(page.meta.get(name, ())):
            addresses.append((address, None, None, "") if number else (address, width, height, alt))
    addresses += [
        (a, None, None, "") for n in ("twitter:image", "twitter:image:src") for a in page.meta.get(n, ())
    ]
    for member in ("image", "thumbnailUrl"):
        addresses += [_linked_picture(value) for value in data.values(article, member)]
    addresses += [(a, None, None, "") for a in page.links.get("image_src", ())]
    for address, wide, high, words in addresses:
        url = _absolute(address, base)
        if url and not _NO_PICTURE.search(url):
            found.setdefault(url, ArticlePicture(url, wide, high, words))
    return list(found.values())[:10]


def _linked_picture(value: Any) -> tuple[str, int | None, int | None, str]:
    if isinstance(value, dict):
        address = value.get("url") or value.get("contentUrl") or value.get("@id")
        address = address[0] if isinstance(address, list) and address else address
        words = value.get("caption") or value.get("name")
        return (
            address if isinstance(address, str) else "",
            _pixels(value.get("width")),
            _pixels(value.get("height")),
            strip_markup(words)[:500] if isinstance(words, str) else "",
        )
    return (value if isinstance(value, str) else ""), None, None, ""


def _absolute(address: str, base: str) -> str:
    """An http or https address, resolved; empty if it is none."""
    return web_address(base, address) if address.strip() else ""


def _pixels(value: Any) -> int | None:
    match = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", str(value)) if value is not None else None
    return int(match.group(1)) if match else None
