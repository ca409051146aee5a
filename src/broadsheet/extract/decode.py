"""Bytes as served to text, and text to a tree; neither can be brought down by what it is given.

The order of evidence follows the WHATWG encoding sniffing algorithm, with one change that real pages
ask for: bytes that are valid UTF-8 are UTF-8 whatever the headers say.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes
from lxml import etree

from broadsheet.errors import ExtractError

MAX_PAGE_BYTES = 10_000_000
"""Bytes of a page that are read; the rest is cut off."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that mean a larger encoding than they name (WHATWG Encoding, section 4.2, and common practice).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_NOT_TEXT = {"utf-7", "idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}
_MARKUP_CHARSET = re.compile(
    rb"""<(?:meta\b|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_MARKUP_HEAD = 8192
_DETECT_SAMPLE = 30_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def decode_page(body: bytes, content_type: str = "") -> str:
    """Text of a page, by byte order mark, valid UTF-8, HTTP charset, `meta` charset, detection.

    Args:
        body: the bytes as served, after decompression; only the first `MAX_PAGE_BYTES` count.
        content_type: the HTTP `Content-Type`, if known.
    """
    body = body[:MAX_PAGE_BYTES]
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    declared = _declared_codecs(body, content_type)
    if body.isascii():
        if b"\x1b" in body and "iso2022_jp" in declared:
            return body.decode("iso2022_jp", "replace")
        wide = _wide_without_mark(body)
        return body.decode(wide or "ascii", "replace")
    text, bad = _decode_utf8(body)
    if not bad:
        return text
    for codec in declared:
        if codec != "utf-8" and (decoded := _decode_if_clean(body, codec)) is not None:
            return decoded
    # A few broken bytes in a page that is UTF-8 otherwise: comments cut in the middle of a letter.
    if bad * 20 < len(body) - len(text):
        return text
    if wide := _wide_without_mark(body):
        return body.decode(wide, "replace")
    return body.decode(_detect(body), "replace")


def _decode_utf8(body: bytes) -> tuple[str, int]:
    """Text and the number of places that are not UTF-8; a letter cut off at the end is none."""
    try:
        text = codecs.utf_8_decode(body, "strict", False)[0]
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        return text, text.count("\ufffd")
    return text, int(text.isascii())  # only the end is not ASCII: a cut that nothing else speaks for


def _declared_codecs(body: bytes, content_type: str) -> list[str]:
    """Python codecs that the HTTP header and the markup name, in that order, known ones only."""
    labels = _HEADER_CHARSET.findall(content_type)[:1]
    labels += [label.decode("ascii", "replace") for label in _MARKUP_CHARSET.findall(body[:_MARKUP_HEAD])[:1]]
    names = []
    for label in labels:
        try:
            info = codecs.lookup(label)
        except (LookupError, ValueError):
            continue
        name = info.name
        # `_is_text_encoding` tells charsets from transformations such as "hex" or "rot13".
        # UTF-16 cannot be: a label that ASCII reads is not written in it (HTML, 13.2.3.3).
        if (
            name not in _NOT_TEXT
            and not name.startswith(("utf-16", "utf-32"))
            and getattr(info, "_is_text_encoding", True)
        ):
            names.append(_WIDER.get(name, name))
    return names


def _decode_if_clean(body: bytes, codec: str) -> str | None:
    """Text if at most one character in a thousand is not of this encoding."""
    try:
        text = body.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return None
    return text if text.count("\ufffd") * 1000 <= len(text) else None


def _wide_without_mark(body: bytes) -> str:
    """UTF-16 without a byte order mark: markup then has a zero in every second byte."""
    head = body[:40]
    if len(head) < 20 or head.count(0) * 5 < len(head) * 2:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _detect(body: bytes) -> str:
    """Best guess from the bytes around the first letters outside ASCII."""
    start = next((i for i in range(len(body)) if body[i] > 127), 0)
    sample = body[max(0, start - 200) : start + _DETECT_SAMPLE]
    try:
        best = from_bytes(sample).best()
    except (UnicodeError, ValueError, LookupError):
        best = None
    name = best.encoding if best else "cp1252"
    name = codecs.lookup(name).name
    return _WIDER.get(name, name)


def parse_page(page: bytes | str, content_type: str = "") -> etree._Element:
    """The page as a tree, without comments; nesting ends at 2,048 levels (libxml2's own bound).

    Raises:
        ExtractError: there is no markup and no text at all.
    """
    text = decode_page(page, content_type) if isinstance(page, bytes) else page[:MAX_PAGE_BYTES]
    text = _CONTROL.sub("", text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ExtractError("The page is empty.") from error
    if tree is None:
        raise ExtractError("The page is empty.")
    return tree
