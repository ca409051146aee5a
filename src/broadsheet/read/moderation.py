"""Moderation in words: why a comment is held, what was reported, what was decided."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from broadsheet.discuss.holding import Rule

# Said to the author and to moderators alike.
RULE_SENTENCES: dict[Rule, Promise] = {
    "first": _("The first comments of an account are looked at before they are shown."),
    "links": _("It has many links."),
    "new-links": _("It has a link, and the account is new."),
    "rate": _("One reader wrote many comments within a few minutes."),
    "network": _("Many comments came from one network within a few minutes."),
    "word": _("It has a word that this site watches for."),
    "copy": _("Somebody else wrote nearly the same text."),
    "own-copy": _("The same reader wrote nearly the same text before."),
    "shouting": _("It is mostly in capitals."),
    "long": _("It is very long."),
    "mentions": _("It mentions many readers."),
    "reports": _("Several readers reported it."),
    "moderator": _("A moderator wants to look at it again."),
}
BAN_NAMES: dict[str, Promise] = {
    "day": _("for a day"),
    "week": _("for a week"),
    "month": _("for a month"),
    "always": _("for good"),
}
MOST_RULES, MOST_RULE = 50, 1_000


def own_rules(path: Path) -> tuple[str, ...]:
    """The operator's own rules, one a line of a text file; none if there is no file."""
    if path == Path():
        return ()
    try:
        return _read_rules(path, path.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=4)
def _read_rules(path: Path, _changed: int) -> tuple[str, ...]:
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = [line.strip()[:MOST_RULE] for line in file.read(MOST_RULES * MOST_RULE).splitlines()]
    return tuple(line for line in lines if line and not line.startswith("#"))[:MOST_RULES]
