"""Documents whose bytes are not in the encoding they state."""

from __future__ import annotations

import re

_BARE_MARKUP = re.compile(rb"<[^<>]{0,2000}>")
_ASCII = bytes(range(128))
_SAMPLE_BYTES = 60_000
_WIDE = [
    "utf_16",
    "utf_16_be",
    "utf_16_le",
    "utf_32",
    "utf_32_be",
    "utf_32_le",
    "utf_7",
]  # its markup is ASCII
_UTF8 = ("", "utf-8", "utf8")
_MOSTLY_FOREIGN = 0.2
"""Share of bytes beyond ASCII in a text that is certainly not in the Latin alphabet."""
_BAD_IN_GOOD = 10
"""Valid multi-byte characters for each bad byte in what is still UTF-8. Another encoding that makes even one
valid UTF-8 character is chance; a feed of many sources, or one cut in the middle, has a few bad bytes."""


def mended_utf8(body: bytes, stated: str, charset: str) -> tuple[bytes, str]:
    """UTF-8 with a few bad bytes, each replaced by U+FFFD; without this, one would spoil all the text.

    Args:
        body: a document in an encoding that extends ASCII.
        stated: the encoding it states, in lower case; empty if it states none.
        charset: the encoding the server states.

    Returns:
        The document and what was put right; unchanged and "" if it is UTF-8, or something else.
    """
    if body.isascii() or stated not in _UTF8 or charset not in _UTF8 or decodes(body, "utf-8"):
        return body, ""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    if good < bad * _BAD_IN_GOOD:
        return body, ""
    return text.encode(), f"{bad} of its bytes were not UTF-8 and were replaced."


def detected_encoding(body: bytes, stated: str, charset: str) -> str:
    """The encoding of a document that is in none of those stated, nor in UTF-8, judged by its text.

    Only texts mostly beyond ASCII are judged (Cyrillic, Greek, Arabic, Chinese …): for Latin alphabets the
    few bytes say too little, and Windows-1252 is the better guess.

    Args:
        body, stated, charset: as for `mended_utf8`.

    Returns:
        Its name; "" if a stated encoding fits, or none is found.
    """
    if body.isascii() or any(decodes(body, name) for name in (charset, stated, "utf-8") if name):
        return ""
    sample = _BARE_MARKUP.sub(b" ", body)[:_SAMPLE_BYTES]
    if len(sample.translate(None, _ASCII)) < len(sample) * _MOSTLY_FOREIGN:
        return ""
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_exclusion=_WIDE).best()
    if found is None or not decodes(body, found.encoding):
        return ""
    return re.sub(r"^cp(?=125\d$)", "windows-", found.encoding.replace("_", "-"))


def decodes(body: bytes, codec: str) -> bool:
    """Whether every byte of `body` means something in `codec`, which may be unknown."""
    try:
        body.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        return False
    return True
