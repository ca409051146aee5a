"""Many saved pages to one file of answers, a line of JSON each: what benchmarks and archives ask for."""

from __future__ import annotations

import gzip
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from broadsheet.errors import BroadsheetError
from broadsheet.extract.article import extract_article
from broadsheet.extract.decode import MAX_PAGE_BYTES
from broadsheet.extract.types import ExtractedArticle


def answer_lines(lines: list[bytes], folder: str) -> list[bytes]:
    """Answers to several lines, in order; runs in a worker process.

    Args:
        lines: JSON objects {"id", "url", "html_path"}.
        folder: what a relative `html_path` is relative to.
    """
    return [answer_line(line, folder) for line in lines]


def answer_line(line: bytes, folder: str) -> bytes:
    """The answer to one line; a page that cannot be read is answered with its id and an "error"."""
    answer: dict[str, Any] = {"id": line_id(line)}
    try:
        job = msgspec.json.decode(line)
        body = read_saved(Path(folder, str(job["html_path"])))
        article = extract_article(body, str(job.get("url") or ""))
        answer |= describe(article)
    except BroadsheetError as error:
        answer["error"] = str(error)
    except OSError as error:
        answer["error"] = f"The file could not be read: {error.strerror or error}."
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        answer["error"] = 'The line is not an object with "id" and "html_path".'
    except Exception as error:  # one page never ends the run
        answer["error"] = f"Reading it failed: {type(error).__name__}: {error}"
    return msgspec.json.encode(answer)


def error_line(line: bytes, message: str) -> bytes:
    """The answer to a line whose page could not be worked on at all."""
    return msgspec.json.encode({"id": line_id(line), "error": message})


def line_id(line: bytes) -> Any:
    """The id that a line of input or output carries; None if it cannot be read."""
    try:
        return msgspec.json.decode(line).get("id")
    except (msgspec.DecodeError, AttributeError):
        return None


def read_saved(path: Path) -> bytes:
    """A saved page, decompressed if it is gzip; at most `MAX_PAGE_BYTES` of it.

    Raises:
        OSError: it cannot be read, or is no whole gzip file.
    """
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            file.seek(0)
            return file.read(MAX_PAGE_BYTES)
    try:
        with gzip.open(path) as packed:
            return packed.read(MAX_PAGE_BYTES)
    except (EOFError, zlib.error) as error:
        raise OSError("it is damaged") from error


def describe(article: ExtractedArticle) -> dict[str, Any]:
    """An article as plain data for JSON; times are ISO 8601, days where no time is known."""
    return {
        "title": article.title,
        "authors": list(article.authors),
        "published": write_time(article.published, article.published_has_time),
        "modified": write_time(article.modified, True),
        "language": article.language,
        "site_name": article.site_name,
        "url": article.canonical_url,
        "summary": article.summary,
        "text": article.text,
        "image": article.image or None,
        "topics": list(article.topics),
        "kind": article.kind,
        "paywalled": article.paywalled,
    }


def describe_fully(article: ExtractedArticle) -> dict[str, Any]:
    """As `describe`, with publisher, HTML, all pictures and, on an aggregator page, the age as written."""
    described = describe(article)
    described["publisher"] = article.site_name
    described["html"] = article.html
    described["pictures"] = [msgspec.to_builtins(picture) for picture in article.pictures]
    if article.published_text:
        described["published_text"] = article.published_text
    return described


def write_time(when: datetime | None, has_time: bool) -> str | None:
    """A time with its offset as stated, a day without time, or nothing."""
    if when is None:
        return None
    return when.isoformat() if has_time else when.date().isoformat()
