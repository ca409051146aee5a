"""Who is named in a comment: `@name`, written without spaces."""

from __future__ import annotations

import regex

from .names import name_key

MOST = 10  # are told; a comment that names more calls nobody else

# Not within a word or an address: neither of e-mail nor of a page.
_NAMED = regex.compile(r"(?<![\p{L}\p{M}\p{N}_@/.:-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._'’-]{1,59})")


def mentioned(plain: str) -> tuple[str, ...]:
    """The names in a text, as they are compared (`name_key`), in order, each once; at most `MOST`.

    Args:
        plain: the words of a comment, without its markup and code.
    """
    found: dict[str, None] = {}
    for match in _NAMED.finditer(plain):
        key = name_key(match[1])
        if key:
            found.setdefault(key)
        if len(found) == MOST:
            break
    return tuple(found)
