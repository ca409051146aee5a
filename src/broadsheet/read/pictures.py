"""Pictures in pages: from this server only, in widths a browser may choose from."""

from __future__ import annotations

from functools import lru_cache

import nh3
from django.urls import reverse

from broadsheet.pictures.naming import picture_key, widths_for

from .addresses import web_link

BODY_WIDTH = 960
_TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre",
    "figure", "img", "figcaption", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "a",
    "em", "strong",
    "b", "i", "u", "s", "code", "sub", "sup", "br", "hr", "q", "cite", "abbr", "time", "small", "mark", "del",
    "ins", "div", "span", "bdi",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}


@lru_cache(maxsize=8192)
def picture_address(article: int, url: str, width: int) -> str:
    """Our address of the picture that an article has from `url`, at one of `WIDTHS`."""
    return reverse("picture", args=(article, picture_key(url), width))


def source_set(article: int, url: str, stated_width: int | None) -> str:
    """A `srcset` of the widths worth offering (HTML, section 4.8.4.2.1)."""
    return ", ".join(f"{picture_address(article, url, width)} {width}w" for width in widths_for(stated_width))


def with_own_pictures(html: str, article: int) -> str:
    """An article's stored HTML, sanitised once more, its pictures from this server and loaded when needed.

    Args:
        html: as stored.
        article: its id.
    """
    if "<img" not in html:
        return html

    def own(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return picture_address(article, value, BODY_WIDTH) if web_link(value) else None
        return value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=own,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"img": {"loading": "lazy", "decoding": "async"}},
    )


def body_pictures(html: str) -> list[str]:
    """The addresses of the pictures in an article's stored HTML."""
    found: list[str] = []
    if "<img" not in html:
        return found

    def note(tag: str, name: str, value: str) -> str:
        if tag == "img" and name == "src" and web_link(value):
            found.append(value)
        return value

    nh3.clean(html, tags={"img"}, attributes={"img": {"src"}}, attribute_filter=note)
    return found
