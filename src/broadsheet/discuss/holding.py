"""What holds a comment until a moderator has seen it, and why. Old, new and now in; reasons out.

    links ─┐
    first comments ─┤
    pace (account, network) ─┤→ reasons, none: it is shown at once
    blocked words ─┤
    near copies ─┤
    shouting, length, mentions ─┘

A rule holds, it never refuses: nothing that a reader wrote is lost to a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, cast, get_args

import regex

from broadsheet.hosts import registered_domain

from .blocked import BlockedWords, block_words
from .copies import Said, near_copy
from .folding import MAX_CHARS, fold_text

Rule = Literal[
    "first", "links", "new-links", "rate", "network", "word", "copy", "own-copy", "shouting", "long",
    "mentions", "reports", "moderator",
]  # fmt: skip
RULES: tuple[Rule, ...] = get_args(Rule)
"""By rule: what a reader is told stands in read/moderation.py. The last two are no rules of this file: so
many reports, and a moderator who holds it."""

_LINK = regex.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", regex.I)
# A host without a scheme: what stands around the dot is looked up in the Public Suffix List.
_HOST = regex.compile(
    r"(?<![\w@./-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,4}\p{L}{2,24}\b"
)
_MENTION = regex.compile(r"(?<![\w@])@\w")
_MOST_HOSTS = 50  # that are looked up; more are links enough
_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken as usual.

    Attributes:
        first: comments of an account that are held, until so many were shown.
        links: that a comment may have.
        new_account: age below which any link holds.
        pace, pace_in: comments of one account within a time.
        network_pace: comments from one network within the same time, whoever writes.
        chars: of a comment.
        mentions: of other readers in one comment.
        shouting, shouting_from: the share of capitals, from so many letters on.
    """

    first: int = 1
    links: int = 2
    new_account: timedelta = timedelta(days=1)
    pace: int = 5
    pace_in: timedelta = timedelta(minutes=10)
    network_pace: int = 10
    chars: int = 3_000
    mentions: int = 5
    shouting: float = 0.7
    shouting_from: int = 24


@dataclass(frozen=True, slots=True)
class Posting:
    """A comment that is about to be stored, and what stands around it.

    Attributes:
        text: Markdown as typed.
        links: absolute addresses that it links to, each once.
        at: now, aware.
        joined_at: when its author's account was made.
        shown_before: comments of the author that are, or were, shown to all.
        lately: other comments of the author within `Limits.pace_in`.
        from_network: comments from the same network within it, whoever wrote them.
        said: what anybody wrote lately, without this one.
    """

    text: str
    links: tuple[str, ...]
    at: datetime
    joined_at: datetime
    shown_before: int
    lately: int = 0
    from_network: int = 0
    said: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment is held: the rule, and what it found (a number, a word of the list; may be empty)."""

    rule: Rule
    detail: str = ""


NOTHING_BLOCKED = block_words(())


@dataclass(frozen=True, slots=True)
class House:
    """How this site holds: its limits and its list of words."""

    limits: Limits = field(default_factory=Limits)
    blocked: BlockedWords = field(default=NOTHING_BLOCKED)


USUAL = House()


def hold_reasons(posting: Posting, house: House = USUAL) -> tuple[Reason, ...]:
    """Why a comment is held; empty: it is shown at once.

    Returns:
        Each rule at most once, the weightiest first.
    """
    text = posting.text[:MAX_CHARS]
    return (
        *_by_words(text, posting, house),
        *_by_form(text, posting, house.limits),
        *_by_pace(posting, house.limits),
    )


def _by_words(text: str, posting: Posting, house: House) -> Iterator[Reason]:
    if blocked := house.blocked.find(fold_text(text)):
        yield Reason("word", ", ".join(blocked)[:_DETAIL])
    if copied := near_copy(text, posting.said):
        yield Reason("own-copy" if copied.own else "copy")


def _by_form(text: str, posting: Posting, limits: Limits) -> Iterator[Reason]:
    links = max(len(posting.links), count_links(text))
    if links > limits.links:
        yield Reason("links", str(links))
    elif links and posting.at - posting.joined_at < limits.new_account:
        yield Reason("new-links", str(links))
    if (mentions := len(_MENTION.findall(text))) > limits.mentions:
        yield Reason("mentions", str(mentions))
    if len(posting.text) > limits.chars:
        yield Reason("long", str(len(posting.text)))
    if is_shouting(text, limits):
        yield Reason("shouting")


def _by_pace(posting: Posting, limits: Limits) -> Iterator[Reason]:
    if posting.lately >= limits.pace:
        yield Reason("rate", str(posting.lately + 1))
    if posting.from_network >= limits.network_pace:
        yield Reason("network")
    if posting.shown_before < limits.first:
        yield Reason("first")


def count_links(text: str) -> int:
    """Links of a text: addresses, and hosts without a scheme whose suffix somebody can register."""
    rest, links = cast("tuple[str, int]", _LINK.subn(" ", text))
    hosts = [match[0] for match in _HOST.finditer(rest)]
    if len(hosts) > _MOST_HOSTS:
        return links + len(hosts)
    return links + sum(1 for host in hosts if _is_host(host))


# Suffixes that make a link where no scheme is written; any of the list would take "it was.it" for one.
_SOLD = frozenset((
    *("com", "net", "org", "info", "biz", "io", "co", "me", "tv", "ru", "cn", "de", "fr", "uk", "xyz", "top"),
    *("site", "online", "shop", "store", "club", "vip", "live", "pro", "app", "dev", "icu", "cc", "ly", "gg"),
    *("link", "click", "loan", "bid", "win", "website", "рф", "中国", "موقع"),
))  # fmt: skip


def _is_host(host: str) -> bool:
    """Of two labels by what it ends with, of more by whether somebody registered it."""
    known = host.rpartition(".")[2] in _SOLD
    return known or (host.count(".") > 1 and registered_domain(host) != host)


def is_shouting(text: str, limits: Limits) -> bool:
    """Whether a text is in capitals, as far as its script has any."""
    bare: str = _LINK.sub(" ", text)
    capitals = sum(map(str.isupper, bare))
    cased = capitals + sum(map(str.islower, bare))
    return cased >= limits.shouting_from and capitals > limits.shouting * cased


def write_reasons(reasons: Sequence[Reason]) -> str:
    """Reasons as one text of lines, to be kept with the comment."""
    return "\n".join(
        f"{one.rule}:{' '.join(one.detail.split())}" if one.detail else one.rule for one in reasons
    )


def read_reasons(written: str) -> tuple[Reason, ...]:
    """What `write_reasons` wrote; of another version's rules nothing."""
    pairs = (line.partition(":") for line in written.split("\n"))
    return tuple(Reason(rule, detail) for rule, _, detail in pairs if rule in RULES)


def enough_reports(independent: int, needed: int) -> bool:
    """Whether so many readers' reports hold a comment by themselves; 0 needed: never."""
    return 0 < needed <= independent
