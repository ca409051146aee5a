"""Persons, organisations and works that an article names, from evidence in the article alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.understand.forms import base_forms
from broadsheet.understand.names_cased import cased_names
from broadsheet.understand.names_key import is_known, name_key
from broadsheet.understand.names_uncased import spaced_names
from broadsheet.understand.names_unspaced import unspaced_names
from broadsheet.understand.reading import Reading
from broadsheet.understand.tables import fold
from broadsheet.understand.types import Name, Span

MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name where it stands; `person` where a title or a verb of saying shows that it is one's."""

    text: str
    span: Span
    person: bool = False


def find_names(text: Reading, places: Sequence[Span]) -> list[NameMention]:
    """All mentions of names in the text, in order.

    Args:
        places: spans in the text that are places' names.
    """
    taken = set(places)
    if text.unspaced:
        found = unspaced_names(text, taken)
    elif text.cased:
        found = cased_names(text, taken)
    else:
        found = spaced_names(text, taken)
    mentions = [NameMention(*mention) for mention in found]
    surnames = {
        fold(mention.text.split(" ")[-1])
        for mention in mentions
        if " " in mention.text and mention.span not in taken
    }
    return [
        mention
        for mention in mentions
        if mention.span not in taken or (" " not in mention.text and fold(mention.text) in surnames)
    ]


def choose_names(mentions: list[NameMention], title: Reading) -> tuple[Name, ...]:
    """The names that mentions stand for, most mentioned first; a name's short form counts as the long one."""
    language = title.language
    groups: dict[str, list[NameMention]] = defaultdict(list)
    forms = _longest_forms([mention.text for mention in mentions], language)
    for mention in mentions:
        groups[forms[mention.text]].append(mention)
    folded_title = fold(title.text)
    names: dict[str, Name] = {}
    for longest, group in groups.items():
        texts = {mention.text for mention in group}
        key = name_key(longest, language)
        short = min((name_key(text, language) for text in texts if is_known(text)), default=key)
        key = short if short != key and is_known(short) else key
        if not key:
            continue
        in_title = any(_occurs(fold(text), folded_title) for text in texts | {_last(longest)})
        count = len(group) + (names[key].count if key in names else 0)
        names[key] = Name(longest, key, count, in_title or (key in names and names[key].in_title))
    order = sorted(names.values(), key=lambda name: (-(name.count + 2 * name.in_title), name.key))
    return tuple(order[:MOST_NAMES])


def _last(name: str) -> str:
    last = name.split(" ")[-1]
    return last if len(last) > 3 else name


def _occurs(folded: str, title: str) -> bool:
    """Whether the title has the name, be it with a case ending."""
    at = title.find(folded)
    return at >= 0 and not (at and title[at - 1].isalpha() and title[at - 1].isascii())


def _longest_forms(texts: list[str], language: str) -> dict[str, str]:
    """Each name's longest form: “Putin” and “Путина” go to “Vladimir Putin”, “Путин”."""
    distinct = sorted(set(texts), key=lambda text: (-len(text.split()), len(text), text))
    by_word: dict[str, str] = {}
    longest: dict[str, str] = {}
    for text in distinct:
        words = [fold(word) for word in text.split()]
        bases = base_forms(words[-1], language)
        found = next((by_word[form] for form in bases if form in by_word), "")
        if found and _may_be(words, found, language):
            longest[text] = found
            continue
        firsts = {other for other in longest.values() if fold(other.split(" ")[0]) == words[0]}
        if len(words) == 1 and len(firsts) == 1:
            longest[text] = firsts.pop()  # “Prabowo” of “Prabowo Subianto”
            continue
        longest[text] = text
        for word in {words[-1], *bases[1:]}:
            by_word.setdefault(word, text)
    return longest


def _may_be(words: list[str], longer: str, language: str) -> bool:
    """Whether words are a short form of a name that ends alike: its last word, or all but some first ones."""
    others = [fold(word) for word in longer.split()]
    if len(words) == 1:
        return True
    roots = {form for word in others for form in base_forms(word, language)}
    return all(set(base_forms(word, language)) & roots for word in words[:-1])
