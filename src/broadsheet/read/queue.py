"""What a reader wants to listen to, in order: kept in a cookie. Pure but for the request.

Cookies come from outside: whatever is no entry counts as not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

COOKIE = "queue"
MOST = 30
_ENTRY = re.compile(r"([asb])\.([a-z0-9]{1,12}|\d{4}-\d\d-\d\d\.(?:world|[a-z]{2}))")
_MOST_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ("a") or story ("s") by its public id, or a briefing ("b") by day and edition."""

    kind: str
    id: str

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.id}"


def parse_entry(text: str) -> Entry | None:
    """An entry from its key; None if it is none."""
    match = _ENTRY.fullmatch(text)
    if match is None or (match[1] == "b") != ("." in match[2]):
        return None
    return Entry(match[1], match[2])


def read_queue(request: HttpRequest) -> list[Entry]:
    """The entries in their order, each once."""
    parts = request.COOKIES.get(COOKIE, "")[:_MOST_CHARS].split("/")
    found = [entry for part in parts if (entry := parse_entry(part))]
    return list(dict.fromkeys(found))[:MOST]


def format_queue(queue: Sequence[Entry]) -> str:
    """The cookie of `read_queue`."""
    return "/".join(entry.key for entry in queue)


def changed_queue(queue: Sequence[Entry], action: str, entry: Entry) -> list[Entry]:
    """The queue after an entry was added ("add"), taken out ("remove") or moved one place on ("up").

    A full queue takes nothing more.
    """
    left = [one for one in queue if one != entry]
    if action == "remove":
        return left
    if entry in queue and action == "up":
        place = max(list(queue).index(entry) - 1, 0)
        return [*left[:place], entry, *left[place:]]
    if entry in queue or action != "add" or len(queue) >= MOST:
        return list(queue)
    return [*left, entry]
