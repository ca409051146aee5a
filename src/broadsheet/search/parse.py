"""What a reader typed, read as a query. Whatever was typed is a query; what is odd in it becomes a hint.

```
word "words in this order" -without -"nor this" one OR other title:word in:title
publisher:bbc country:fr language:ar category:sport owner:state #hashtag hashtag:name after:2026-11 before:7d
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from broadsheet.search.days import parse_day
from broadsheet.search.types import Filters, Hint, Query, Wanted

MAX_CHARS = 500
MAX_WORDS = 24
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "‟": "”"}
_OPENING = "".join(re.escape(mark) for mark in _QUOTES)
_CLOSING_OF = {opening: re.compile(f"[{re.escape(closing)}]") for opening, closing in _QUOTES.items()}
_MINUS = "-\u2212\u2013"
_NAME = re.compile(r"([A-Za-z]+):")
_PLAIN = re.compile(rf"[^\s{_OPENING}]+")
_FILTERS = {
    **dict.fromkeys(("publisher", "source", "site"), "publishers"),
    "country": "countries",
    **dict.fromkeys(("language", "lang"), "languages"),
    **dict.fromkeys(("category", "section"), "categories"),
    **dict.fromkeys(("hashtag", "tag"), "hashtags"),
    **dict.fromkeys(("owner", "ownership"), "owners"),
}
_DATES = {"after": "after", "since": "after", "before": "before", "until": "before"}
_TITLE = frozenset({"title", "intitle"})
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass
class _Draft:
    """A query while it is read."""

    wanted: list[list[Wanted]] = field(default_factory=list)
    excluded: list[Wanted] = field(default_factory=list)
    filters: dict[str, list[str]] = field(default_factory=dict)
    dates: dict[str, datetime] = field(default_factory=dict)
    hints: list[Hint] = field(default_factory=list)
    either: bool = False  # OR stood before what comes now
    without: bool = False  # NOT did
    titles: bool = False  # in:title stands somewhere
    words: int = 0


def parse_query(typed: str, now: datetime) -> Query:
    """Reads what was typed. Raises nothing.

    Args:
        typed: of any length and script; what is beyond `MAX_CHARS` or `MAX_WORDS` is left out, with a hint.
        now: aware; days such as "7d" and "today" are counted from it.
    """
    text = _SPACES.sub(" ", _CONTROL.sub(" ", typed)).strip()
    draft = _Draft()
    if len(text) > MAX_CHARS:
        draft.hints.append(Hint("too-long", text[MAX_CHARS : MAX_CHARS + 20].strip()))
        text = text[:MAX_CHARS]
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        place = _read_part(text, place, draft, now)
    return _finish(draft)


def _read_part(text: str, place: int, draft: _Draft, now: datetime) -> int:
    """Reads one word, phrase or filter that begins at `place`; gives where it ends."""
    without, draft.without = draft.without, False
    if text[place] in _MINUS and place + 1 < len(text) and text[place + 1] not in _MINUS + " ":
        without, place = True, place + 1
    if text[place] == "#":
        value, end, _ = _value(text, place + 1)
        _put_filter(draft, "hashtags", "hashtag", value, without)
        return end
    match = _NAME.match(text, place)
    name = match[1].lower() if match else ""
    if match and (name in _FILTERS or name in _DATES or name in _TITLE or name == "in"):
        value, end, quoted = _value(text, match.end())
        _put_named(draft, name, value, quoted, without, now)
        return end
    value, end, quoted = _value(text, place)
    if not quoted and value in ("OR", "|") and not without:
        draft.either = bool(draft.wanted)
    elif not quoted and value in ("AND", "&", "+"):
        pass
    elif not quoted and value == "NOT":
        draft.without = True
    else:
        _put_words(draft, Wanted(value, phrase=quoted), without)
    return end


def _value(text: str, place: int) -> tuple[str, int, bool]:
    """What stands at `place`: the word, or what is in quotation marks; where it ends; whether in marks."""
    opening = text[place : place + 1]
    if opening in _QUOTES and opening:
        closing = _CLOSING_OF[opening].search(text, place + 1)
        end = closing.start() if closing else len(text)
        return text[place + 1 : end].strip(), min(end + 1, len(text)), True
    match = _PLAIN.match(text, place)
    return (match[0], match.end(), False) if match else ("", place + (not opening.isspace()), False)


def _put_named(draft: _Draft, name: str, value: str, quoted: bool, without: bool, now: datetime) -> None:
    if name in _FILTERS:
        _put_filter(draft, _FILTERS[name], name, value, without)
    elif name in _DATES:
        _put_date(draft, _DATES[name], name, value, now)
    elif name in _TITLE:
        _put_words(draft, Wanted(value, phrase=quoted, in_title=True), without)
    elif value.lower() == "title":
        draft.titles = True
    else:
        _put_words(draft, Wanted(f"in {value}"), without)


def _put_filter(draft: _Draft, kind: str, name: str, value: str, without: bool) -> None:
    values = [part.strip() for part in value.split(",")]
    if not any(values):
        draft.hints.append(Hint("empty-filter", f"{name}:"))
    draft.filters.setdefault(f"not_{kind}" if without else kind, []).extend(part for part in values if part)


def _put_date(draft: _Draft, kind: str, name: str, value: str, now: datetime) -> None:
    day = parse_day(value, now)
    if day is None:
        draft.hints.append(Hint("date" if value else "empty-filter", f"{name}:{value}"))
    else:
        draft.dates[kind] = day


def _put_words(draft: _Draft, wish: Wanted, without: bool) -> None:
    if not any(letter.isalnum() for letter in wish.text):
        return
    draft.words += len(wish.text.split())
    if draft.words > MAX_WORDS:
        if not any(hint.code == "too-long" for hint in draft.hints):
            draft.hints.append(Hint("too-long", wish.text))
    elif without:
        draft.excluded.append(wish)
    elif draft.either:
        draft.wanted[-1].append(wish)
    else:
        draft.wanted.append([wish])
    draft.either = False


def _finish(draft: _Draft) -> Query:
    limits = {kind: tuple(dict.fromkeys(values)) for kind, values in draft.filters.items() if values}
    filters = replace(Filters(**limits), **draft.dates)  # type: ignore[arg-type]
    wanted = tuple(
        tuple(replace(wish, in_title=wish.in_title or draft.titles) for wish in wishes)
        for wishes in draft.wanted
    )
    if draft.excluded and not wanted and filters == Filters():
        draft.hints.append(Hint("only-excluded", draft.excluded[0].text))
    return Query(wanted, tuple(draft.excluded), filters, tuple(draft.hints))
