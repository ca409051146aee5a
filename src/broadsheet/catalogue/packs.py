"""Starter packs: real publishers as facts in text files.

A pack file is TOML: a `title`, then a `[[publisher]]` block each (the fields are those of
`CataloguePublisher` and `CatalogueFeed`; docs/catalogue.md shows one). Reading a file never stops at the
first fault: all of them are collected, so that a contributor sees everything at once.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec

from broadsheet.errors import CatalogueError

from .checks import country_names, find_faults, language_name
from .types import CatalogueFeed, CataloguePublisher, Fault, FeedKind, Ownership, Pack

PACKS_FOLDER = Path(__file__).with_name("packs")
STARTER = "starter"
WORLD = "world"
LANGUAGE_PREFIX = "language:"
COUNTRY_PREFIX = "country:"


class _FeedBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed as written in a file."""

    url: str
    category: str = ""
    language: str = ""
    kind: FeedKind = "feed"
    title: str = ""
    starter: bool = False


class _PublisherBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A publisher as written in a file."""

    key: str
    name: str
    domains: tuple[str, ...]
    homepage: str
    country: str
    languages: tuple[str, ...]
    ownership: Ownership
    feeds: tuple[_FeedBlock, ...]
    ownership_source: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class PackFile:
    """What could be read of a file, and what could not.

    Attributes:
        name: the file's name without ".toml".
        title: for people.
        publishers: those whose blocks have the right shape, in the file's order.
        faults: of shape; what the blocks say is judged by `find_faults`.
    """

    name: str
    title: str
    publishers: tuple[CataloguePublisher, ...]
    faults: tuple[Fault, ...]


def read_pack_file(path: Path) -> PackFile:
    """Reads one pack file; whatever is wrong with it becomes faults.

    Raises:
        CatalogueError: the file cannot be opened.
    """
    try:
        text = path.read_bytes().decode()
        table = tomllib.loads(text)
    except OSError as error:
        raise CatalogueError(
            "The pack file cannot be opened.", subject=str(path), advice=f"{error.strerror}."
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return PackFile(
            path.stem, path.stem, (), (Fault(path.name, "", "", f"is not TOML in UTF-8: {error}."),)
        )
    title = table.pop("title", "")
    blocks = table.pop("publisher", [])
    faults = [Fault(path.name, "", field, "is not a field of a pack file.") for field in table]
    if not isinstance(title, str) or not title:
        faults.append(Fault(path.name, "", "title", "is missing: a few words for people."))
        title = path.stem
    if not isinstance(blocks, list):
        faults.append(Fault(path.name, "", "publisher", "must be written as [[publisher]] blocks."))
        blocks = []
    publishers = []
    for number, block in enumerate(blocks, start=1):
        try:
            publishers.append(_adapt(msgspec.convert(block, _PublisherBlock), path.stem))
        except msgspec.ValidationError as error:
            faults.append(_shape_fault(path.name, number, block, error))
    return PackFile(path.stem, title, tuple(publishers), tuple(faults))


def _adapt(block: _PublisherBlock, pack: str) -> CataloguePublisher:
    main_language = block.languages[0] if block.languages else ""
    return CataloguePublisher(
        key=block.key,
        name=block.name,
        domains=block.domains,
        homepage=block.homepage,
        country=block.country,
        languages=block.languages,
        ownership=block.ownership,
        ownership_source=block.ownership_source,
        feeds=tuple(
            CatalogueFeed(
                url=feed.url,
                language=feed.language or main_language,
                category=feed.category,
                kind=feed.kind,
                title=feed.title,
                starter=feed.starter,
            )
            for feed in block.feeds
        ),
        name_en=block.name_en,
        pack=pack,
    )


def _shape_fault(file: str, number: int, block: object, error: msgspec.ValidationError) -> Fault:
    """msgspec says "Expected `str`, got `int` - at `$.feeds[0].url`"; the path becomes the field."""
    message, _, path = str(error).partition(" - at `$")
    # People count from 1, as `find_faults` does.
    field = re.sub(r"\[(\d+)\]", lambda index: f"[{int(index[1]) + 1}]", path.strip("`."))
    if field == "ownership":
        message += f"; it must be one of {', '.join(Ownership)}"
    key = block.get("key") if isinstance(block, dict) else None
    publisher = key if isinstance(key, str) else f"publisher {number}"
    return Fault(file, publisher, field, f"{message.rstrip('.')}.")


@cache
def _pack_files() -> tuple[PackFile, ...]:
    return tuple(read_pack_file(path) for path in sorted(PACKS_FOLDER.glob("*.toml")))


@cache
def load_packs() -> tuple[CataloguePublisher, ...]:
    """Every publisher of the packs that come with Broadsheet, by file, country and key.

    Raises:
        CatalogueError: a pack file is faulty; names the file, the publisher and the field.
    """
    faults = check_files(_pack_files())
    if faults:
        fault = faults[0]
        place = ", ".join(part for part in (fault.file, fault.publisher, fault.field) if part)
        raise CatalogueError(
            fault.message,
            subject=place,
            advice="“broadsheet catalogue check” lists everything that is wrong.",
        )
    return tuple(publisher for file in _pack_files() for publisher in file.publishers)


def check_files(files: Iterable[PackFile]) -> tuple[Fault, ...]:
    """All faults of shape and content of pack files, those of shape first."""
    files = tuple(files)
    shape = tuple(fault for file in files for fault in file.faults)
    return shape + find_faults([publisher for file in files for publisher in file.publishers])


def check_packs(path: Path | None = None) -> tuple[Fault, ...]:
    """Faults of the packs that come with Broadsheet, or of one file beside them.

    Args:
        path: a pack file, one of Broadsheet's own or another; None checks all of Broadsheet's own.

    Raises:
        CatalogueError: the file cannot be opened.
    """
    if path is None:
        return check_files(_pack_files())
    others = tuple(file for file in _pack_files() if file.name != path.stem)
    mine = read_pack_file(path)
    return tuple(fault for fault in check_files((*others, mine)) if fault.file == path.name)


def packs() -> tuple[Pack, ...]:
    """The packs to choose from: the starter, the world, and one a region (a file each).

    Beside these, `find_pack` makes one for any language and country.

    Raises:
        CatalogueError: a pack file is faulty.
    """
    everything = load_packs()
    regions = tuple(Pack(file.name, file.title, file.publishers) for file in _pack_files())
    starter = _select(STARTER, "A first selection over the whole world", lambda _, feed: feed.starter)
    return (starter, Pack(WORLD, "Everything", everything), *regions)


def find_pack(name: str) -> Pack:
    """The pack of that name.

    Args:
        name: "starter", "world", a region's name, "language:" with a BCP 47 code or "country:" with an
            ISO 3166-1 alpha-2 code.

    Raises:
        CatalogueError: there is no such pack, or a pack file is faulty.
    """
    if name.startswith(LANGUAGE_PREFIX):
        language = name.removeprefix(LANGUAGE_PREFIX)
        found = _select(name, language_name(language), lambda _, feed: _speaks(feed.language, language))
    elif name.startswith(COUNTRY_PREFIX):
        country = name.removeprefix(COUNTRY_PREFIX).upper()
        title = country_names().get(country, "")
        found = _select(name, title, lambda publisher, _: publisher.country == country)
    else:
        found = next((pack for pack in packs() if pack.name == name), Pack(name, "", ()))
    if not found.publishers:
        names = [pack.name for pack in packs()]
        near = difflib.get_close_matches(name, names, n=1)
        advice = f"Did you mean “{near[0]}”?" if near else f"There are {', '.join(names)}."
        raise CatalogueError("There is no such pack.", subject=name, advice=advice)
    return found


def find_publisher(key: str) -> CataloguePublisher:
    """The publisher of that key.

    Raises:
        CatalogueError: there is none, or a pack file is faulty.
    """
    by_key = {publisher.key: publisher for publisher in load_packs()}
    if key not in by_key:
        near = difflib.get_close_matches(key, by_key, n=3)
        advice = f"Did you mean {', '.join(near)}?" if near else "“broadsheet catalogue show” lists them."
        raise CatalogueError("The catalogue has no publisher of this key.", subject=key, advice=advice)
    return by_key[key]


def _select(name: str, title: str, wanted: Callable[[CataloguePublisher, CatalogueFeed], bool]) -> Pack:
    chosen = []
    for publisher in load_packs():
        feeds = tuple(feed for feed in publisher.feeds if wanted(publisher, feed))
        if feeds:
            chosen.append(replace(publisher, feeds=feeds))
    return Pack(name, title, tuple(chosen))


def _speaks(language: str, wanted: str) -> bool:
    """Whether a feed's language is the wanted one or a narrower form of it ("pt" wants "pt-BR" too)."""
    return language == wanted or language.startswith(f"{wanted}-")
