"""Whether a sentence has names, numbers or days of its sources in wrong places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import regex

from broadsheet.assist.bodies import actors
from broadsheet.assist.checkwords import UNSPACED_LANGUAGES
from broadsheet.assist.naming import is_common_word
from broadsheet.assist.statements import ELIDED, ELIDING, Statement
from broadsheet.understand.names_unspaced import FAMILY_NAMES
from broadsheet.understand.tables import words_of

COVERED = 0.55
"""Share of a sentence's words that a source's must have, for the rest to be compared place by place."""
COVERED_UNCASED = 0.6
"""The same where no capital letters tell a name from another word."""
COVERED_KNOWN = 0.62
"""The same for a name or number that stands elsewhere in the sources."""
COVERED_TURNED = 0.75
"""The same for the order of names to be compared."""
WHOLE_TURNED = 0.9
"""Share of a sentence's words that another must have, in whatever order, for names to have changed places."""
LEAST_TURNED = 3
"""Words besides names whose order must be the same."""
_BY = "by von durch pelo pela pelos par por da dal dalla dall' av af door przez od tarafından oleh"
BY = frozenset(_BY.split())
"""Words before who did it, where what was done to whom is said first."""
LONGEST = 4
MOST_NEW = 2
_ONE_IS_A_VERB = frozenset(["ar", "fa", "he", "ur", "ckb"])
"""Languages in which one unknown word in a known one's place is more often another verb than a name."""
_SOUNDS = frozenset(
    "阿埃艾安奥巴贝比伯布茨达德迪丁多尔法菲弗福戈格古哈赫霍基吉加杰卡凯科克拉莱兰勒里利林隆鲁伦罗洛马迈曼梅蒙米莫姆纳内"
    "尼诺努帕佩皮普奇切乔萨塞桑沙什斯苏索塔泰坦特廷图托瓦韦维沃乌希夏谢辛亚耶伊因尤兹奧貝達爾菲傑凱萊蘭裡魯倫羅馬邁納"
    "內諾喬薩蘇韋維烏謝亞圖"
)
"""Letters by which Chinese writes foreign names."""
_KANA = regex.compile(r"\p{Katakana}")
MOST = 200
"""Words of a sentence that are compared."""


@dataclass(frozen=True, slots=True)
class Item:
    """A word, number or day where it stands.

    Attributes:
        kind: "name", "number", "date weekday" and the like, or "".
        placed: whether a preposition of place stands before it.
    """

    key: str
    kind: str
    start: int
    placed: bool = False


def exchanged(stated: Statement, sources: Sequence[Statement]) -> str:
    """What a sentence that is nearly one of a source's has another of in its place.

    Returns:
        "name", "number" or "date"; "" if none.
    """
    own = _items(stated, 0, len(stated.text))[:MOST]
    if len(own) < 3:
        return ""
    best: list[tuple[float, list[Item], Statement, SequenceMatcher[str]]] = []
    alike: list[list[Item]] = []
    passive = _is_passive(stated, 0, len(stated.text))
    for source in sources:
        for start, stop in source.reading.sentences:
            others = _items(source, start, stop)[:MOST]
            if passive == _is_passive(source, start, stop):
                alike.append(others)
            matcher = SequenceMatcher(
                None, [one.key for one in own], [one.key for one in others], autojunk=False
            )
            covered = sum(block.size for block in matcher.get_matching_blocks()) / len(own)
            best.append((covered, others, source, matcher))
    if not best:
        return ""
    if any(_changed_places(own, items) for items in alike):
        return "name"
    covered, others, source, matcher = max(best, key=lambda one: one[0])
    cased = stated.reading.cased and source.reading.cased
    if covered < (COVERED if cased or stated.language in UNSPACED_LANGUAGES else COVERED_UNCASED):
        return ""
    if covered >= COVERED_TURNED and _is_turned(own, others):
        return "name"
    kind = _exchanged(own, others, matcher, _all_keys(sources), "" if cased else stated.language)
    # A sentence of two of the sources' may have a name or number of each.
    least = COVERED_TURNED if stated.language in UNSPACED_LANGUAGES else COVERED_KNOWN
    return "" if kind and cased != (stated.language in UNSPACED_LANGUAGES) and covered < least else kind


def _all_keys(sources: Iterable[Statement]) -> set[str]:
    return {item.key for source in sources for item in _items(source, 0, len(source.text))}


def _items(of: Statement, start: int, stop: int) -> list[Item]:
    """The words of a part of a statement, function words left out."""
    found = [
        Item(f"#{one.value.normalize()}", "number", one.span[0])
        for one in of.quantities
        if start <= one.span[0] < stop and one.unit not in ("both", "name", "part")
    ]
    found += [
        Item(f"@{one.mark}", f"date {one.mark[0]}", one.span[0])
        for one in of.moments
        if start <= one.span[0] < stop
    ]
    if of.language in UNSPACED_LANGUAGES:
        found += [
            Item(token.folded, "", token.span[0])
            for token in of.tokens
            if token.content and start <= token.span[0] < stop
        ]
    else:
        near = words_of("common", of.language, "near")
        found += [
            Item(
                token.stem,
                "name" if is_name_at(of, token.span[0], token.folded) and not _is_title(of, place) else "",
                token.span[0],
                place > 0 and of.tokens[place - 1].folded in near,
            )
            for place, token in enumerate(of.tokens)
            if token.content and start <= token.span[0] < stop
        ]
    return sorted(found, key=lambda item: item.start)


def _is_title(of: Statement, place: int) -> bool:
    """Whether a sentence's first word stands before a name: “Archivist Gertraud Pichlsberg”."""
    token, after = of.tokens[place], of.tokens[place + 1 : place + 2]
    return token.opens and bool(after) and after[0].capital and after[0].span[0] == token.span[1] + 1


def is_name_at(of: Statement, start: int, folded: str) -> bool:
    """Whether the word at a place is written as a name is."""
    if of.language == "de":  # every noun has a capital letter
        spans = (*of.names, *(span for span, _ in of.lands))
        return any(first <= start < last for first, last in spans)
    first = of.text[start]
    if of.language in ELIDING and (elided := ELIDED.match(of.text, start)):
        first = elided[0][-1]  # “d’Arvenne”
    return first.isupper() and not is_common_word(folded, of.language)


def _exchanged(
    own: Sequence[Item], others: Sequence[Item], matcher: SequenceMatcher[str], known: set[str], uncased: str
) -> str:
    theirs = {item.key for item in others}
    mine = {item.key for item in own}
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "replace" or b - a > LONGEST or d - c > LONGEST + 2:
            continue
        new = [item for item in own[a:b] if item.key not in theirs]
        old = [item for item in others[c:d] if item.key not in mine]
        kinds = sorted({item.kind for item in new} & {item.kind for item in old} - {""}, reverse=True)
        if kinds:
            return kinds[0].split(" ")[0]
        if (
            uncased
            and old
            and (a or uncased != "ar")
            and len(new) == b - a
            and _is_unknown_name(new, old, known, uncased, own[a - 1].key if a else "")
        ):
            return "name"
    if uncased == "ja":
        return "name" if _has_unknown_kana(own, known) else ""
    return ""


def _is_turned(own: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether names stand in another order than in a sentence that is nearly the same."""
    names = [item.key for item in own if item.kind == "name"]
    theirs = [item.key for item in others if item.kind == "name"]
    both = [key for key in names if names.count(key) == 1 and theirs.count(key) == 1]
    return both != sorted(both, key=theirs.index)


def _is_passive(of: Statement, start: int, stop: int) -> bool:
    """Whether a word stands there before who did something."""
    return any(token.folded in BY for token in of.tokens if start <= token.span[0] < stop)


def _changed_places(own: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether names changed places around words that kept theirs: “A resigned, accepted by B”."""
    theirs = {item.key for item in others}
    if sum(item.key in theirs for item in own) < WHOLE_TURNED * len(own):
        return False
    words = [item.key for item in own if item.kind != "name" and item.key in theirs]
    places = {item.key: place for place, item in enumerate(others) if item.kind != "name"}
    order = [places[key] for key in dict.fromkeys(words) if key in places]
    if len(order) < LEAST_TURNED or order != sorted(order):
        return False
    return _is_turned_around(own, others, set(words))


def _is_turned_around(own: Sequence[Item], others: Sequence[Item], words: set[str]) -> bool:
    """Whether two names each stand on other sides of a word than in the other sentence."""
    mine, theirs = (
        {item.key: place for place, item in reversed(list(enumerate(items)))} for items in (own, others)
    )
    names = [item.key for item in own if item.kind == "name" and item.key in theirs]
    for word in words:
        if word not in theirs:
            continue
        left = {name for name in names if mine[name] < mine[word]}
        before = {name for name in names if theirs[name] < theirs[word]}
        if left - before and before - left:
            return True
    return False


def _is_unknown_name(
    new: Sequence[Item], old: Sequence[Item], known: set[str], language: str, before: str
) -> bool:
    """Whether words stand nowhere in the sources and take the place of others as a name does.

    Args:
        before: the word before them; after “the government of” a single word is a name, too.
    """
    if any(item.kind for item in (*new, *old)) or any(item.key in known for item in new):
        return False
    if language == "zh":
        return _is_chinese_name(new, old)
    if language == "ja":
        return all(_KANA.match(item.key) for item in new)
    belongs = language != "ar" and bool(actors(before, before, language))
    alone = len(new) == 1 and language in _ONE_IS_A_VERB
    if len(new) > MOST_NEW or (alone and not new[0].placed and not belongs):
        return False
    return not any(is_common_word(item.key, language) for item in new)


def _is_chinese_name(new: Sequence[Item], old: Sequence[Item]) -> bool:
    """Whether a name that is written by its sound, or two of persons, changed places."""
    if sum(item.key in _SOUNDS for item in old) > 1 or sum(item.key in _SOUNDS for item in new) > 2:
        return len(new) > 1
    return len(new) in (2, 3) and new[0].key in FAMILY_NAMES and len(old) == len(new)


def _has_unknown_kana(own: Sequence[Item], known: set[str]) -> bool:
    """Whether letters of foreign names stand one beside the other that the sources nowhere have."""
    return any(
        _KANA.match(one.key) and _KANA.match(two.key) and two.start == one.start + 1 and one.key not in known
        for one, two in pairwise(own)
    )
