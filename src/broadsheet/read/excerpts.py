"""The beginning of a text, where more of it may not be shown. Pure."""

from __future__ import annotations

import re

EXCERPT_CHARS = 450
_LARGEST_SHARE = 0.25
_SHORTEST = 80
_END = re.compile(r"[.!?。！？؟।]['\"”’»)]*(?=\s|$)|[。！？]")


def excerpt(text: str, limit: int = EXCERPT_CHARS) -> str:
    """Its first whole sentences: at most `limit` characters and at most a quarter of it.

    Args:
        text: plain, paragraphs separated by line breaks.

    What is left of a sentence that had to be cut ends with "…".
    """
    plain = " ".join(text.split())
    room = max(min(limit, int(len(plain) * _LARGEST_SHARE)), min(_SHORTEST, limit))
    if len(plain) <= room:
        return plain
    ends = [end.end() for end in _END.finditer(plain, 0, room + 1) if end.end() <= room]
    if ends:
        return plain[: ends[-1]]
    return plain[:room].rsplit(" ", 1)[0] + " …"


def beginning(text: str, limit: int) -> tuple[str, bool]:
    """Its first paragraphs up to about `limit` characters, and whether that is all."""
    shown: list[str] = []
    length = 0
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    for paragraph in paragraphs:
        if shown and length + len(paragraph) > limit:
            return "\n\n".join(shown), False
        shown.append(paragraph)
        length += len(paragraph)
    return "\n\n".join(shown), True
