"""What a command is given to read: a text file, a saved page, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from broadsheet.errors import ExtractError
from broadsheet.extract.article import extract_page
from broadsheet.extract.batch import read_saved


class Given(NamedTuple):
    """A text with its title and language; either may be empty."""

    title: str
    text: str
    language: str


def read_given(target: str, language: str = "") -> Given:
    """The text of a file, or the article of a saved page.

    Args:
        target: a path, or "-" for standard input.
        language: ISO 639 code; "": what a page states.

    Raises:
        ExtractError: the file cannot be read.
    """
    try:
        body = sys.stdin.buffer.read() if target == "-" else read_saved(Path(target))
    except OSError as error:
        raise ExtractError(
            f"The file could not be read: {error.strerror or error}.", subject=target
        ) from None
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        page = extract_page(body, "")[0]
        return Given(page.title, page.text, language or page.language)
    return Given("", body.decode("utf-8", errors="replace"), language)
