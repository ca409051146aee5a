"""Reads and checks the newsroom's written content (TOML files).

`publishers.toml` holds `[[publisher]]` tables, `words.toml` a table of page furniture for each language,
`events/*.toml` one event each with its `[[article]]` tables.
Every fault is a `ConfigurationError` that names the file.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TypeVar, get_args

import msgspec

from broadsheet.categories import CATEGORIES
from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.model import ArticleKind, FeedFormat, LayoutName

CONTENT_FOLDER = Path(__file__).with_name("content")
OWNERSHIPS = frozenset(
    {"private", "public-service", "non-profit", "news-agency", "state", "party", "government", "academic"}
)

NEEDED_WORDS = frozenset(
    [
        "share",
        "related",
        "most_read",
        "cookies",
        "accept",
        "subscribe",
        "comments",
        "no_comments",
        "advertisement",
        "newsletter",
        "by",
        "updated",
        "published",
        "minutes_to_read",
        "read_more",
        "home",
        "about",
        "search",
        "sign_in",
        "contact",
        "privacy",
        "all_rights",
        "live",
        "opinion",
        "video",
        "photo",
        "wire_credit",
    ]
)


class WrittenPublisher(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A `[[publisher]]` table: `sections` are categories, `section_names` the publisher's words for them."""

    key: str
    name: str
    language: str
    country: str
    ownership: str
    tagline: str
    sections: list[str]
    section_names: list[str]
    journalists: list[str]
    feed: FeedFormat
    layout: LayoutName
    full_content: bool = False
    timezone: str = ""


class WrittenRevision(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A later text of an article: what is given replaces what stood there."""

    after_minutes: float
    title: str | None = None
    standfirst: str | None = None
    paragraphs: list[str] | None = None


class WrittenArticle(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """An `[[article]]` table of an event."""

    publisher: str
    delay_minutes: float
    author: str = ""
    title: str = ""
    standfirst: str = ""
    paragraphs: list[str] = []
    tags: list[str] = []
    picture: str = ""
    caption: str = ""
    wire_from: str = ""
    opinion: bool = False
    kind: ArticleKind = "article"
    paywalled: bool = False
    also_in_sections: list[str] = []
    revision: list[WrittenRevision] = []


class WrittenEvent(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A file of `events/`: something that happened `hour` hours after the newsroom's start."""

    key: str
    title: str
    category: str
    hour: float
    place: str
    article: list[WrittenArticle]
    after: str = ""


class _PublisherFile(msgspec.Struct, forbid_unknown_fields=True):
    publisher: list[WrittenPublisher]


class Content(msgspec.Struct, frozen=True):
    """All written content, checked: every reference leads somewhere."""

    publishers: tuple[WrittenPublisher, ...]
    events: tuple[WrittenEvent, ...]
    words: dict[str, dict[str, str]]

    def words_for(self, language: str) -> dict[str, str]:
        """The furniture of a language, found by dropping subtags from the right (RFC 4647, section 3.4)."""
        while language not in self.words and "-" in language:
            language = language.rpartition("-")[0]
        return self.words[language]


T = TypeVar("T")


def load_content(folder: Path = CONTENT_FOLDER) -> Content:
    """Reads `folder`; raises ConfigurationError where a file is missing, malformed or contradicts another."""
    publishers_file = folder / "publishers.toml"
    publishers = tuple(_decode(publishers_file, _PublisherFile).publisher)
    words = _decode(folder / "words.toml", dict[str, dict[str, str]])
    _check_publishers(publishers, publishers_file)
    for language in {publisher.language for publisher in publishers}:
        _demand(language.split("-")[0] in words, folder / "words.toml", f"There are no words in {language}.")
    for language, table in words.items():
        missing = sorted(NEEDED_WORDS - set(table))
        _demand(not missing, folder / "words.toml", f"[{language}] lacks {', '.join(missing)}.")
    by_key = {publisher.key: publisher for publisher in publishers}
    events: list[WrittenEvent] = []
    for path in sorted((folder / "events").glob("*.toml")):
        event = _decode(path, WrittenEvent)
        _check_event(event, by_key, path)
        events.append(event)
    _check_events(events, folder)
    return Content(publishers, tuple(sorted(events, key=lambda event: (event.hour, event.key))), words)


def _decode(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise ConfigurationError(f"The file cannot be read ({error.strerror}).", subject=path.name) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{error}.", subject=path.name) from error


def _demand(good: bool, path: Path, message: str) -> None:
    if not good:
        raise ConfigurationError(message, subject=path.name)


def _check_publishers(publishers: tuple[WrittenPublisher, ...], path: Path) -> None:
    for key, times in Counter(publisher.key for publisher in publishers).items():
        _demand(times == 1, path, f"Publisher {key} is given {times} times.")
    for publisher in publishers:
        key = publisher.key
        label = key.replace("-", "")
        _demand(label.isascii() and label.isalnum() and key == key.lower(), path, f"{key!r} is no slug.")
        _demand(publisher.ownership in OWNERSHIPS, path, f"{key}: unknown ownership {publisher.ownership}.")
        _demand(len(publisher.country) == 2 and publisher.country.isupper(), path, f"{key}: bad country.")
        _demand(bool(publisher.sections), path, f"{key} has no sections.")
        _demand(
            len(set(publisher.sections)) == len(publisher.sections), path, f"{key}: a section is doubled."
        )
        _demand(len(publisher.section_names) == len(publisher.sections), path, f"{key}: sections lack names.")
        unknown = set(publisher.sections) - set(CATEGORIES)
        _demand(not unknown, path, f"{key}: unknown categories {sorted(unknown)}.")


def _check_event(event: WrittenEvent, publishers: dict[str, WrittenPublisher], path: Path) -> None:
    _demand(event.category in CATEGORIES, path, f"Unknown category {event.category}.")
    _demand(event.hour >= 0, path, "The hour is before the newsroom's start.")
    _demand(bool(event.article), path, "The event has no article.")
    for article in event.article:
        publisher = publishers.get(article.publisher)
        if publisher is None:
            raise ConfigurationError(f"Unknown publisher {article.publisher}.", subject=path.name)
        unknown = set(article.also_in_sections) - set(publisher.sections)
        _demand(not unknown, path, f"{publisher.key} has no section {sorted(unknown)}.")
        _demand(article.delay_minutes >= 0, path, f"{publisher.key}: published before it happened.")
        if article.wire_from:
            _check_reprint(event, article, publishers, path)
        else:
            _demand(bool(article.title and article.paragraphs), path, f"{publisher.key}: no title or text.")
        moments = [revision.after_minutes for revision in article.revision]
        _demand(moments == sorted(moments) and all(m > 0 for m in moments), path, "Revisions out of order.")


def _check_reprint(
    event: WrittenEvent, article: WrittenArticle, publishers: dict[str, WrittenPublisher], path: Path
) -> None:
    originals = [
        other for other in event.article if other.publisher == article.wire_from and not other.wire_from
    ]
    what = f"{article.publisher} reprints {article.wire_from}"
    _demand(bool(originals), path, f"{what}, which has no article of its own on this event.")
    _demand(
        min(original.delay_minutes for original in originals) <= article.delay_minutes,
        path,
        f"{what} before that was published.",
    )
    languages = {publishers[key].language.split("-")[0] for key in (article.publisher, article.wire_from)}
    _demand(len(languages) == 1, path, f"{what}, which writes in another language.")


def _check_events(events: list[WrittenEvent], folder: Path) -> None:
    keys = Counter(event.key for event in events)
    for event in events:
        _demand(keys[event.key] == 1, folder, f"Event {event.key} is given {keys[event.key]} times.")
        _demand(not event.after or event.after in keys, folder, f"{event.key} follows unknown {event.after}.")


LAYOUTS: tuple[LayoutName, ...] = get_args(LayoutName)
FORMATS: tuple[FeedFormat, ...] = get_args(FeedFormat)
