"""Read marks in finished pages.

Cards are remembered for all readers; so they have only places for marks, and those only in pages of readers
who keep a history. What is read of all that a page shows is asked for at once, when the page is made.

    cards with places ──▶ page ──▶ ids ──three queries──▶ what is read ──▶ page with marks
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from broadsheet.readers.access import is_personal, reader_of
from broadsheet.readers.models import Reader
from broadsheet.readers.reading import cleared_among, opened_among, stories_read_among

from . import words
from .markup import NOTHING, html
from .remembered import remembered

# Nobody outside knows it, so that no text of an article can look like a place for a mark.
_SECRET = secrets.token_hex(5)
_PLACE = re.compile(
    rf"<!--{_SECRET}-(?P<text>[saot]\d+|count)-->| {_SECRET}-(?P<class>[saot]\d+)".encode(), re.ASCII
)
_COUNT = f"<!--{_SECRET}-count-->"
_READ_CLASS = b" was-read"
_LEFT_OUT = "sa"


def marks_for(reader: Reader | None) -> bool:
    """Whether pages of this reader have places for marks."""
    return reader is not None and reader.keeps_history


def story_mark(story: int, *, stays: bool = False) -> str:
    """What stands for a story's mark, for `class_place` and `text_place`.

    Args:
        stays: it is never left out of the page.
    """
    return f"{'t' if stays else 's'}{story}"


def article_mark(article: int, *, stays: bool = False) -> str:
    """What stands for an article's mark.

    Args:
        stays: it is never left out of the page; and that its story is read does not count, for there that
            story is what is shown.
    """
    return f"{'o' if stays else 'a'}{article}"


def class_place(mark: str) -> SafeString:
    """Goes after the classes of an element; becomes the class `was-read`, or nothing."""
    return SafeString(f" {_SECRET}-{mark}") if mark else NOTHING


def text_place(mark: str) -> SafeString:
    """Becomes the word "Read", or nothing."""
    return SafeString(f"<!--{_SECRET}-{mark}-->") if mark else NOTHING


def count_place() -> SafeString:
    """Becomes a line on how many things are left out because they were read, or nothing."""
    return SafeString(_COUNT)


@dataclass(frozen=True, slots=True)
class _Found:
    """By mark, what was found: "opened", "cleared"; nothing for what is not read."""

    of: Mapping[str, str]

    def text(self, mark: str, lang: str) -> bytes:
        return _text(self.of[mark], lang) if mark in self.of else b""

    def of_class(self, mark: str) -> bytes:
        return _READ_CLASS if mark in self.of else b""


class ReadMarkMiddleware:
    """Puts the marks into pages of readers; the innermost, so that all others see the page as it is sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and is_personal(request) and _is_page(response):
            reader = reader_of(request)
            if marks_for(reader) and reader is not None:
                response.content = with_marks(response.content, reader.pk, _way_to_all(request, reader))
        return response


def hides_read(request: HttpRequest, reader: Reader | None) -> bool:
    """Whether the page that is asked for leaves out what was read."""
    shown = request.GET.get("read") == "shown"
    return reader is not None and reader.keeps_history and reader.hides_read and not shown


def _way_to_all(request: HttpRequest, reader: Reader) -> str:
    """The query of this page with nothing left out; "" if nothing is."""
    if not hides_read(request, reader):
        return ""
    asked = request.GET.copy()
    asked["read"] = "shown"
    return f"?{asked.urlencode()}"


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def with_marks(page: bytes, reader: int, way_to_all: str = "") -> bytes:
    """A page with its marks put in.

    Args:
        page: UTF-8.
        reader: id of the reader.
        way_to_all: if the page leaves out what was read, the address where it is shown: the page says so.
    """
    names = {(match["text"] or match["class"]).decode() for match in _PLACE.finditer(page)}
    if not names:
        return page
    found = _Found(_find(reader, names - {"count"}))
    hidden = sum(1 for name in found.of if name[0] in _LEFT_OUT) if way_to_all else 0
    lang = get_language() or ""
    line = _hidden_line(hidden, way_to_all) if hidden else b""

    def put(match: re.Match[bytes]) -> bytes:
        if match["class"]:
            return found.of_class(match["class"].decode())
        name = match["text"].decode()
        return line if name == "count" else found.text(name, lang)

    return _PLACE.sub(put, page)


def _find(reader: int, names: Iterable[str]) -> dict[str, str]:
    ids: dict[str, list[int]] = {kind: [] for kind in "saot"}
    for name in names:
        ids[name[0]].append(int(name[1:]))
    opened = opened_among(reader, [*ids["a"], *ids["o"]])
    cleared = cleared_among(reader, [pk for pk in ids["a"] if pk not in opened])
    stories = stories_read_among(reader, list({*ids["s"], *ids["t"]}))
    found = {f"{kind}{pk}": "opened" for kind in "st" for pk in ids[kind] if pk in stories}
    found |= {f"{kind}{pk}": "opened" for kind in "ao" for pk in ids[kind] if pk in opened}
    return found | {f"a{pk}": "cleared" for pk in cleared}


@remembered(64)
def _text(how: str, _lang: str) -> bytes:
    said = gettext("Story read") if how == "cleared" else pgettext("done", "Read")
    return html(' <span class="done">{}</span>', said).encode()


def _hidden_line(count: int, way_to_all: str) -> bytes:
    said = ngettext(
        "%(shown)s that you have read is left out.", "%(shown)s that you have read are left out.", count
    ) % {"shown": words.number(count)}
    return html(
        '<p class="meta dots hidden-read"><span>{}</span> <a href="{}" rel="nofollow">{}</a></p>',
        said,
        way_to_all,
        gettext("Show them"),
    ).encode()
