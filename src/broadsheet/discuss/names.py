"""The names that readers are shown by: which may be chosen, and when two are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import regex

FEWEST, MOST = 2, 40
_MOST_KEY = 60

_LETTERS = regex.compile(r"[\p{L}\p{N}]")
_ALLOWED = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[ ._'’-]{1,2}[\p{L}\p{M}\p{N}]+)*\.?")
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_PILES = regex.compile(r"\p{Mn}{4}")
# Each pattern: the scripts that are written together (UTS 39, "highly restrictive").
_TOGETHER = tuple(
    regex.compile(rf"[\p{{Common}}\p{{Inherited}}{scripts}]*")
    for scripts in (
        *(r"\p{Latin}\p{Han}\p{Hiragana}\p{Katakana}", r"\p{Latin}\p{Han}\p{Hangul}"),
        *(r"\p{Latin}\p{Han}\p{Bopomofo}",),
    )
)
_SCRIPT = regex.compile(r"\p{L}")
# Who speaks for the site, in the languages of the interface, as `name_key` has them: no name holds one.
_OFFICE = (
    *(
        "moderator",
        "moderation",
        "moderateur",
        "moderador",
        "moderatrice",
        "модератор",
        "مشرف",
        "版主",
        "管理员",
    ),
    *("operator", "operateur", "betreiber", "operador", "оператор", "administrator", "administrateur"),
    *("administrador", "администратор", "مدير", "المشغل", "sysadmin", "webmaster", "broadsheet", "redaktion"),
    *("redaction", "redaccion", "редакция", "editorialteam"),
)
_WHOLE = frozenset(
    (
        *(
            "admin",
            "admins",
            "root",
            "system",
            "support",
            "security",
            "staff",
            "mod",
            "mods",
            "owner",
            "team",
        ),
        *("help", "info", "abuse", "postmaster", "hostmaster", "nobody", "anonymous", "deleted", "everyone"),
        *("all", "reader", "editor", "editors", "official", "помощь", "админ", "المشرف"),
    )
)
# Put to a name to make it look like that of an office or a publisher: "BBC News official".
_FILLING = regex.compile(r"(?:official|officiel|oficial|offiziell|real|the|news|team|online|\p{N})+")
_LOOKS = str.maketrans("013457", "oleast")


def tidy_name(name: str) -> str:
    """A name as it is kept: composed (NFC), one space between words."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def name_key(name: str) -> str:
    """What of a name is compared: letters, marks and digits, without regard to case and form (NFKC)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return str(_BETWEEN.sub("", folded)[:_MOST_KEY])


def fault_of(name: str) -> str:
    """What is wrong with a name (`tidy_name`): "name" (not a name), "name-reserved", or "" (nothing)."""
    key = name_key(name)
    usable = (
        FEWEST <= len(name) <= MOST
        and bool(_SCRIPT.search(name))
        and len(_LETTERS.findall(name)) >= FEWEST
        and bool(_ALLOWED.fullmatch(name))
        and not _PILES.search(name)
        and _of_one_script(name)
    )
    if not usable:
        return "name"
    return "name-reserved" if _is_office(key) else ""


def is_reserved(name: str, publishers: Iterable[str]) -> bool:
    """Whether a name looks like that of one of the publishers (their names)."""
    bare = _bare(name_key(name))
    return any(bare == _bare(name_key(publisher)) for publisher in publishers)


def _is_office(key: str) -> bool:
    looks = _without_accents(key.translate(_LOOKS))
    return (
        any(word in key or word in looks for word in _OFFICE)
        or key in _WHOLE
        or regex.sub(r"\p{N}+$", "", key) in _WHOLE
        or looks in _WHOLE
    )


def _bare(key: str) -> str:
    return _FILLING.sub("", key) or key


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(one for one in parts if not "\u0300" <= one <= "\u036f"))


def _of_one_script(name: str) -> bool:
    if any(pattern.fullmatch(name) for pattern in _TOGETHER):
        return True
    first = _SCRIPT.search(name)
    script = _script_of(first[0]) if first else ""
    return bool(script) and all(_script_of(letter) == script for letter in _SCRIPT.findall(name))


def _script_of(letter: str) -> str:
    """The script of a letter, by its Unicode name's first word: "ARABIC LETTER BEH"."""
    return unicodedata.name(letter, "").partition(" ")[0]
