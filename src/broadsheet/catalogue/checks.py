"""Checks of what pack files say: everything about a publisher that can be judged without the network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from broadsheet.categories import CATEGORIES

from .types import CataloguePublisher, Fault, Ownership

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}))?")
_COUNTRY = re.compile(r"[A-Z]{2}")
# CLDR lists these beside the countries: groupings, "unknown" and codes reserved for tests.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
MAX_KEY_CHARS = 80
MAX_NAME_CHARS = 200


@cache
def country_names() -> dict[str, str]:
    """English names of countries by ISO 3166-1 alpha-2 code, with XK for Kosovo (Unicode CLDR)."""
    names = Locale("en").territories
    return {code: name for code, name in names.items() if _is_country(code)}


def _is_country(code: str) -> bool:
    return bool(_COUNTRY.fullmatch(code)) and code not in _NOT_COUNTRIES


def language_name(code: str) -> str:
    """English name of a language by BCP 47 code (Unicode CLDR); empty if there is no such language.

    Only the shapes `xx`, `xx-Xxxx`, `xx-XX` and `xx-Xxxx-XX` are known here (RFC 5646, section 2.1).
    """
    match = _LANGUAGE.fullmatch(code)
    if not match:
        return ""
    english = Locale("en")
    language, script, territory = match.groups()
    known = english.languages.get(language, "")
    parts = [english.scripts.get(script, "")] if script else []
    parts += [country_names().get(territory, "")] if territory else []
    if not known or not all(parts):
        return ""
    return f"{known} ({', '.join(parts)})" if parts else known


def find_faults(publishers: Sequence[CataloguePublisher]) -> tuple[Fault, ...]:
    """Everything wrong with publishers, alone and beside one another, in their order.

    Args:
        publishers: of one or several files, those of a file together; of two that claim the same key, domain
            or address, the later one is at fault.
    """
    faults: list[Fault] = []
    for publisher in publishers:
        faults.extend(_faults_of_one(publisher))
    faults.extend(_clashes(publishers))
    faults.extend(_out_of_order(publishers))
    return tuple(faults)


def _faults_of_one(publisher: CataloguePublisher) -> Iterator[Fault]:
    for field, message in (
        *_identity(publisher),
        *_place(publisher),
        *_ownership(publisher),
        *_feeds(publisher),
    ):
        yield Fault(_file(publisher), publisher.key, field, message)


def _identity(publisher: CataloguePublisher) -> Iterator[tuple[str, str]]:
    if not _KEY.fullmatch(publisher.key) or len(publisher.key) > MAX_KEY_CHARS:
        yield (
            "key",
            f"must be lower-case letters and digits joined by “-”, at most {MAX_KEY_CHARS} characters.",
        )
    for field, name in (("name", publisher.name), ("name_en", publisher.name_en)):
        if name != name.strip() or len(name) > MAX_NAME_CHARS:
            yield field, f"must have no space around it and at most {MAX_NAME_CHARS} characters."
    if not publisher.name:
        yield "name", "is missing."
    if not publisher.domains:
        yield "domains", "at least one is needed."
    for domain in publisher.domains:
        if not _DOMAIN.fullmatch(domain) or domain.startswith("www."):
            yield "domains", f"“{domain}” must be a domain in lower case without “www.” or “https://”."
    if problem := _address_problem(publisher.homepage):
        yield "homepage", problem


def _place(publisher: CataloguePublisher) -> Iterator[tuple[str, str]]:
    if publisher.country not in country_names():
        yield "country", f"“{publisher.country}” is not an ISO 3166-1 alpha-2 code in upper case."
    if not publisher.languages:
        yield "languages", "at least one is needed."
    for code in publisher.languages:
        if not language_name(code):
            yield "languages", f"“{code}” is not a BCP 47 code such as “en”, “pt-BR” or “sr-Latn”."
    if len(set(publisher.languages)) < len(publisher.languages):
        yield "languages", "names one twice."


def _ownership(publisher: CataloguePublisher) -> Iterator[tuple[str, str]]:
    known = publisher.ownership is not Ownership.UNKNOWN
    if known and not publisher.ownership_source.strip():
        yield "ownership_source", "is missing: say where the kind of ownership can be looked up."
    if not known and publisher.ownership_source:
        yield "ownership_source", "must not be given where the ownership is unknown."


def _feeds(publisher: CataloguePublisher) -> Iterator[tuple[str, str]]:
    if not publisher.feeds:
        yield "feeds", "at least one is needed."
    for number, feed in enumerate(publisher.feeds, start=1):
        place = f"feeds[{number}]"
        if problem := _address_problem(feed.url):
            yield f"{place}.url", problem
        if feed.category and feed.category not in CATEGORIES:
            wanted = ", ".join(CATEGORIES)
            yield f"{place}.category", f"“{feed.category}” is none of {wanted}; leave it out for mixed news."
        if feed.language not in publisher.languages:
            yield f"{place}.language", f"“{feed.language}” is not among the publisher's languages."


def _address_problem(url: str) -> str:
    """What is wrong with an address, one sentence; empty if nothing."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        default_port = parts.port is None
    except ValueError:
        return f"“{url}” is not an address."
    if parts.scheme != "https":
        return f"“{url}” must begin with “https://”."
    if not _DOMAIN.fullmatch(host) or not default_port or parts.username is not None:
        return f"“{url}” must name a public host, without port or password."
    if parts.fragment or re.search(r"\s", url) or not url.isascii():
        return f"“{url}” must be written without spaces, “#” and unescaped letters of other scripts."
    return ""


def _clashes(publishers: Sequence[CataloguePublisher]) -> Iterator[Fault]:
    owners: dict[tuple[str, str], CataloguePublisher] = {}
    for publisher in publishers:
        claims = [("key", publisher.key)]
        claims += [("domains", domain) for domain in publisher.domains]
        claims += [("feeds", feed.url.removesuffix("/")) for feed in publisher.feeds]
        for claim in claims:
            if claim in owners:
                field, value = claim
                other = owners[claim]
                yield Fault(
                    _file(publisher),
                    publisher.key,
                    field,
                    f"“{value}” stands already in {_file(other)}, {other.key}.",
                )
            owners.setdefault(claim, publisher)


def _out_of_order(publishers: Iterable[CataloguePublisher]) -> Iterator[Fault]:
    before: CataloguePublisher | None = None
    for publisher in publishers:
        if before and before.pack == publisher.pack and _rank(publisher) < _rank(before):
            yield Fault(
                _file(publisher),
                publisher.key,
                "",
                f"stands after {before.key}; sort by country, then by key.",
            )
        before = publisher


def _rank(publisher: CataloguePublisher) -> tuple[str, str]:
    return publisher.country, publisher.key


def _file(publisher: CataloguePublisher) -> str:
    return f"{publisher.pack}.toml"
