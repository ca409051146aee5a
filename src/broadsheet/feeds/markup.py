"""Texts made safe: HTML sanitised and its links made absolute; titles and names as plain text."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import lru_cache

import nh3

from broadsheet.feeds.limits import MAX_HTML_DEPTH, MAX_TEXT_CHARS
from broadsheet.feeds.raw import RawText

TAGS = {
    "a", "abbr", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code",
    "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "source", "span",
    "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "time", "tr", "tt", "u", "ul", "var", "video", "wbr",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"src", "controls"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "ol": {"start"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
    "video": {"src", "poster", "controls", "width", "height"},
}
DROPPED_WITH_CONTENT = {
    "script", "style", "iframe", "object", "embed", "applet", "noscript", "template", "form", "svg", "math",
    "textarea", "select", "title", "head",
}  # fmt: skip
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip

_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")
_ANY_MARKUP = re.compile(r"<[^<>]*>?")
_BREAK = re.compile(r"<(?=/?(?:br|p|div|li|tr|td|h[1-6]|blockquote)\b)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:a|b|blockquote|br|div|em|figure|h[1-6]|i|img|li|ol|p|span|strong|table|u|ul)(?:\s|/|&gt;)",
    re.IGNORECASE,
)
_INLINE_PAIR = re.compile(
    r"<(a|b|em|font|i|p|q|s|small|span|strong|sub|sup|u)\b[^<>]*>[^<>]*</\1\s*>|<(?:br|wbr)\s*/?>",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_ASCII_CONTROL = bytes(c for c in (*range(32), 127) if c not in (9, 10, 13))


def plain(text: RawText | None, max_chars: int) -> str:
    """A title or name as one line of plain text.

    Markup goes and entities are decoded, a second time where a feed escaped twice (`AT&amp;amp;T`). In a
    text said to be literal, only complete inline elements are taken for markup, so that a title about
    `<div>` keeps it.

    Args:
        text: as the feed has it; None gives "".
        max_chars: characters kept; a longer text ends in "…".
    """
    if text is None:
        return ""
    value = text.value[: max_chars * 8]
    if "<" in value and (text.kind == "html" or _INLINE_PAIR.search(value)):
        value = _without_markup(value)
    elif "&" in value and (text.kind == "html" or _ENTITY.search(value)):
        value = html.unescape(value)
    if "&" in value and _ENTITY.search(value):
        value = html.unescape(value)
    if "<" in value and _INLINE_PAIR.search(value):
        value = _without_markup(value)
    return squeeze(value, max_chars)


def squeeze(value: str, max_chars: int) -> str:
    """`value` without control characters, runs of white space as one space, cut to `max_chars`."""
    if not value.isprintable():
        value = " ".join(_CONTROL.sub("", _SPACE.sub(" ", value)).split())
    elif "  " in value or value[:1] == " " or value[-1:] == " ":  # the only white space that is printable
        value = " ".join(value.split())
    return value if len(value) <= max_chars else value[: max_chars - 1].rstrip() + "…"


def _without_markup(value: str) -> str:
    if _depth(value) > MAX_HTML_DEPTH:
        return html.unescape(_ANY_MARKUP.sub(" ", value))
    return html.unescape(_text_only().clean(_BREAK.sub(" <", value)))


def clean_html(text: RawText | None) -> str:
    """A summary or content as sanitised HTML whose links are absolute.

    Text said to be literal is escaped. Markup that was escaped twice is unescaped. Nesting deeper than
    `MAX_HTML_DEPTH` leaves the text without its markup.

    Returns:
        HTML that holds only `TAGS` and `ATTRIBUTES`, and only http and https addresses; "" for None.
    """
    if text is None:
        return ""
    value = text.value.strip()
    if len(value) > MAX_TEXT_CHARS:
        value = value[:MAX_TEXT_CHARS]
    if text.kind == "text":
        return _paragraphs(value)
    if "<" not in value:
        if "&" not in value:
            return _without_control(html.escape(value, quote=False))
        if not _ESCAPED_TAG.search(value):
            return _without_control(html.escape(html.unescape(value), quote=False))
        value = html.unescape(value)
    if _depth(value) > MAX_HTML_DEPTH:
        return html.escape(squeeze(html.unescape(_ANY_MARKUP.sub(" ", value)), MAX_TEXT_CHARS), quote=False)
    return _without_control(_cleaner(text.base).clean(value).strip())


def _without_control(value: str) -> str:
    if value.isascii():
        octets = value.encode()
        kept = octets.translate(None, _ASCII_CONTROL)  # three times as fast as the pattern
        return value if len(kept) == len(octets) else kept.decode()
    return _CONTROL.sub("", value)


def _paragraphs(value: str) -> str:
    value = _without_control(html.escape(value, quote=False))
    if "\n" not in value:
        return value
    blocks = [" ".join(block.split()) for block in re.split(r"\n[ \t\r]*\n", value)]
    return "".join(f"<p>{block}</p>" for block in blocks if block)


def _depth(value: str) -> int:
    """How deep `value`'s elements nest, never too low; closing tags without an opening one do not count."""
    if value.count("<") <= MAX_HTML_DEPTH:
        return 0
    open_elements: Counter[str] = Counter()
    depth = deepest = 0
    for match in _TAG.finditer(value):
        name = match[2].lower()
        if name in VOID:
            continue
        if not match[1]:
            open_elements[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_elements[name]:
            open_elements[name] -= 1
            depth -= 1
    return deepest


@lru_cache(maxsize=256)
def _cleaner(base: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        url_relative=("rewrite_with_base", base) if base else "deny",
        link_rel="noopener noreferrer nofollow",
    )


@lru_cache(maxsize=1)
def _text_only() -> nh3.Cleaner:
    return nh3.Cleaner(tags=set(), clean_content_tags={"script", "style"})
