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
_FORKS = re.compile(r"\|(?![^(]*\))")
# Words after which an expression goes on in the next word.
_OPENERS = tuple(
    {
        word
        for pattern in _GROUPS.values()
        for part in _FORKS.split(pattern)
        if "-" in part.replace("a-z", "")
        for word in re.findall("[a-z]{2,}", part.replace("a-z", "").rpartition("-")[0])
    }
)
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
    # Single words and pairs recur from site to site where whole strings do not, so the cache below also
    # serves pages never seen. No expression spans more than two words.
    found = _NONE.union(*map(_match, words))
    for first, second in pairwise(words):
        if first.endswith(_OPENERS):
            found |= _match(f"{first}-{second}")
    return found


@lru_cache(maxsize=50_000)
def _match(words: str) -> frozenset[int]:
    return frozenset(i for i, group in enumerate(_ALL) if group.search(words))
