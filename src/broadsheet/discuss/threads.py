"""The order in which the comments of a discussion are drawn, and how deep each stands. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, get_args

Order = Literal["helpful", "newest", "oldest"]
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_DEPTH = 3  # of the drawing: deeper replies stand here and say what they answer
PAGE = 50


class Node(NamedTuple):
    """A comment, as far as its place depends on it.

    Attributes:
        parent: id of what it answers; None: nothing.
        rank: how helpful it is, 0 to 1; `unhelpful`: how many found it not.
        visible: whether the reader sees more of it than that it was there.
    """

    pk: int
    parent: int | None
    at: datetime
    rank: float
    unhelpful: int
    visible: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A comment's place: `depth` 0 to `MOST_DEPTH`; `quoted`: it must say itself what it answers."""

    pk: int
    depth: int
    quoted: bool


def arrange(nodes: Iterable[Node], order: Order) -> list[Line]:
    """All comments that are drawn, in order: each before its replies.

    Those that are not visible are drawn only where a reply to them is, however deep. An answer to a comment
    that is not among them stands as a beginning. Replies come in the order in which they were made, except
    in the order of helpfulness.
    """
    by_pk = {node.pk: node for node in nodes}
    below: dict[int | None, list[Node]] = defaultdict(list)
    for node in by_pk.values():
        below[node.parent if node.parent in by_pk else None].append(node)
    drawn = _drawn(by_pk)
    first, later = _KEYS[order], _KEYS["helpful" if order == "helpful" else "oldest"]
    lines: list[Line] = []
    # A stack in place of recursion: a discussion may be a chain of thousands.
    stack = [(node, 0) for node in sorted(below[None], key=first, reverse=True)]
    while stack:
        node, depth = stack.pop()
        if node.pk not in drawn:
            continue
        answers = node.parent is not None
        quoted = answers and (depth > MOST_DEPTH or not lines or lines[-1].pk != node.parent)
        lines.append(Line(node.pk, min(depth, MOST_DEPTH), quoted))
        replies = sorted(below.get(node.pk, ()), key=later, reverse=True)
        stack += [(reply, depth + 1) for reply in replies]
    return lines


def page_of(lines: Sequence[Line], pk: int) -> int | None:
    """The number of the page, from 1, on which a comment is drawn; None: on none."""
    for place, line in enumerate(lines):
        if line.pk == pk:
            return place // PAGE + 1
    return None


def on_page(lines: Sequence[Line], page: int) -> list[Line]:
    """The lines of a page, from 1; the first one says itself what it answers."""
    found = list(lines[(page - 1) * PAGE : page * PAGE])
    if found and found[0].depth:
        found[0] = Line(found[0].pk, found[0].depth, quoted=True)
    return found


def pages(lines: Sequence[Line]) -> int:
    """How many pages there are: one at least."""
    return max(1, -(-len(lines) // PAGE))


def _drawn(by_pk: dict[int, Node]) -> set[int]:
    """Those that are visible, and all that they answer."""
    drawn: set[int] = set()
    for node in by_pk.values():
        at: Node | None = node if node.visible else None
        while at is not None and at.pk not in drawn:
            drawn.add(at.pk)
            at = by_pk.get(at.parent) if at.parent is not None else None
    return drawn


# Smaller comes first; sorted in reverse, as the stack gives the last one first.
_KEYS: dict[Order, Callable[[Node], tuple[float, ...]]] = {
    "newest": lambda node: (-node.at.timestamp(), -node.pk),
    "oldest": lambda node: (node.at.timestamp(), node.pk),
    "helpful": lambda node: (-node.rank, node.unhelpful, -node.at.timestamp(), -node.pk),
}
