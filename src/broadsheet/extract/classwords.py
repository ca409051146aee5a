"""What the words in `class`, `id` and the like say of a part of a page.

Designers everywhere name the parts of their pages with a small common vocabulary. Each group of
`words/classwords.txt` is one thing a part may be; a part may be several at once. The words say nothing for
sure: they are evidence for the classifier.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

_FILE = Path(__file__).parent / "words" / "classwords.txt"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GLUE = re.compile(r"[\s_:./\d-]+")
_LONGEST = 400
_NONE: frozenset[int] = frozenset()


def _read() -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in _FILE.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            name, _, pattern = line.partition(": ")
            groups[name] = f"{groups[name]}|{pattern}" if name in groups else pattern
    return groups


_GROUPS = _read()
_ALL = tuple(re.compile(pattern) for pattern in _GROUPS.values())

GROUP_NAMES: tuple[str, ...] = tuple(_GROUPS)
"""Names of the groups; their order is that of the classifier's columns."""


@lru_cache(maxsize=20_000)
def match_class_words(names: str) -> frozenset[int]:
    """Indices into `GROUP_NAMES` of what a `class`, `id`, `role` … string speaks of."""
    plain = _GLUE.sub("-", _CAMEL.sub("-", names[:_LONGEST])).lower()
    words = [word for word in plain.split("-") if word]
    if len(words) < 2:
        return _match(words[0]) if words else _NONE
    # No expression spans more than two words, and pairs of words recur from site to site where whole
    # strings do not: looking at pairs keeps the cache useful on pages never seen.
    return _NONE.union(*[_match(f"{first}-{second}") for first, second in pairwise(words)])


@lru_cache(maxsize=50_000)
def _match(words: str) -> frozenset[int]:
    return frozenset(i for i, group in enumerate(_ALL) if group.search(words))
