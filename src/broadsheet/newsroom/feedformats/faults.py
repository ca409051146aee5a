"""The usual ways in which real feeds are broken."""

from __future__ import annotations

import re

from broadsheet.newsroom.model import Fault

_TITLE_END = re.compile(rb"(?=</(?:\w+:)?title>)")
_ATTRIBUTE_OR_TEXT_AMPERSAND = re.compile(rb"&amp;")


def break_feed(feed: bytes, fault: Fault) -> bytes:
    """The feed with a fault; what it says stays readable to a lenient parser.

    Args:
        feed: well-formed XML in UTF-8.
        fault: "entities": HTML's named entities, undeclared in XML; "ampersand": bare ampersands;
            "encoding": declares ISO-8859-1 though the bytes are UTF-8; "blank": white space before the XML
            declaration; "bom": a byte order mark and a comment at the end; "control": control characters
            that XML forbids.
    """
    match fault:
        case "entities":
            return _TITLE_END.sub(b"&nbsp;&ndash;&nbsp;&hellip;", feed, count=1).replace(
                "’".encode(), b"&rsquo;"
            )
        case "ampersand":
            return _ATTRIBUTE_OR_TEXT_AMPERSAND.sub(b"&", _TITLE_END.sub(b" &amp; more", feed, count=1))
        case "encoding":
            return feed.replace(b"encoding='UTF-8'", b"encoding='ISO-8859-1'", 1)
        case "blank":
            return b"\n\n  " + feed
        case "bom":
            return b"\xef\xbb\xbf" + feed + b"<!-- served in 0.02 s -->\n"
        case "control":
            return _TITLE_END.sub(b"\x0b", feed, count=1)
        case _:
            return feed
