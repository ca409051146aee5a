"""One article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, strip_tags
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from broadsheet.read.addresses import slug as slug_of
from broadsheet.read.addresses import web_link
from broadsheet.read.cards import open_cards
from broadsheet.read.differences import Passage, differences
from broadsheet.read.excerpts import excerpt
from broadsheet.read.related import read_beside
from broadsheet.read.remembered import remembered
from broadsheet.read.shown import ShownArticle, ShownPicture, article_at, lead_picture, shown_of
from broadsheet.readers.access import reader_of
from broadsheet.readers.saving import mark_read
from broadsheet.store.models import Article, Page, Revision
from broadsheet.store.prepared import Prepared
from broadsheet.store.rights import shown_whole

_WORDS_A_MINUTE = 230
_FIRST_PARAGRAPH = re.compile(r"\s*<p>(.*?)</p>", re.DOTALL)
_SHOWN_EDITS = 8
_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Edit:
    """What the publisher changed, and when that was seen; `unshown`: only that the text changed is told."""

    seen_at: datetime
    title: tuple[Passage, ...]
    text: tuple[Passage, ...]
    unshown: bool = False


class _Revision(NamedTuple):
    """An earlier text, as it is compared with the next."""

    title: str
    text: str
    seen_at: datetime


def _latest_revisions(article: int) -> QuerySet[Revision, Any]:
    rows = Revision.objects.filter(article=article).order_by("-number")
    return rows.values_list("title", "text", "seen_at")[: _SHOWN_EDITS + 1]


def _error_of_page(article: int) -> QuerySet[Page, Any]:
    pages = Page.objects.filter(article=article).exclude(error_code="").order_by("pk")
    return pages.values_list("error_code")[:1]


_revisions, _error = Prepared(_latest_revisions), Prepared(_error_of_page)


@require_safe
def article(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The article; the slug is decoration, so a wrong one leads to the right address."""
    found = article_at(public_id)
    if found is None:
        raise Http404(public_id)
    right = slug_of(found.title)
    if slug != right:
        return redirect("article", found.public_id, right, permanent=False)
    revisions = [_Revision(*row) for row in _revisions.rows(found.pk)]
    beside = read_beside(found)
    allowed = shown_whole([found, *(link.article for link in beside.links)])
    whole = found.pk in allowed
    context = {
        "article": found,
        "whole": whole,
        "body": without_standfirst(found.html, found.summary) if whole else "",
        "excerpt": "" if whole else _excerpt(found),
        "cards": open_cards(beside.links, allowed),
        "address": request.build_absolute_uri(reverse("article", args=(found.public_id, right))),
        "picture": _shown_picture(found),
        "minutes": max(1, round(found.words / _WORDS_A_MINUTE)) if found.words else 0,
        "edits": _edits(found, revisions[:_SHOWN_EDITS], whole),
        "first_text": _first_text(revisions),
        "beside": beside,
        "others": [] if beside.links else _by_others(found, beside.shown),
        "reason": _why_from_feed(found),
    }
    reader = reader_of(request)
    if reader is not None and request.headers.get("Sec-Purpose", "") == "":  # fetched ahead is not read
        mark_read(reader, found.pk, timezone.now())
    response = render(request, "read/article.html", context)
    response.headers["Last-Modified"] = http_date(found.updated_at.timestamp())
    return response


def without_standfirst(html: str, summary: str) -> str:
    """The text without its first paragraph where that is the summary, which stands above it already.

    Args:
        html: sanitised, as stored.
        summary: plain text.
    """
    first = _FIRST_PARAGRAPH.match(html)
    if first and _words(unescape(strip_tags(first[1]))) == _words(summary):
        return html[first.end() :]
    return html


def _excerpt(found: Article) -> str:
    """The beginning of the text, unless the standfirst above it says just that."""
    shown = excerpt(found.text)
    return "" if _words(shown.rstrip(" …"))[:12] == _words(found.summary)[:12] else shown


def _words(text: str) -> list[str]:
    return text.casefold().split()


def _shown_picture(found: Article) -> ShownPicture | None:
    """The lead picture, unless the text shows it already."""
    picture = lead_picture(found.pk)
    if picture is None or not web_link(picture.url) or escape(picture.url) in found.html:
        return None
    return picture


_differences = remembered(64)(differences)


def _edits(found: Article, revisions: list[_Revision], whole: bool) -> list[Edit]:
    """The changes from each revision to the text after it, newest first.

    Args:
        whole: whether the whole text may be shown; else its changes are not.
    """
    edits = []
    seen_at, title, text = found.updated_at, found.title, found.text
    for before in revisions:
        changed = _differences(before.text, text) if whole else ()
        unshown = not whole and before.text != text
        edits.append(Edit(seen_at, _differences(before.title, title), changed, unshown))
        seen_at, title, text = before.seen_at, before.title, before.text
    return edits


def _first_text(revisions: list[_Revision]) -> datetime | None:
    """When the first text was seen, if all edits since are shown."""
    return revisions[-1].seen_at if 0 < len(revisions) <= _SHOWN_EDITS else None


def _by_others(found: Article, shown: set[int]) -> list[ShownArticle]:
    """The latest articles of other publishers, one each, those of the same category first; none `shown`."""
    latest = shown_of(Article.objects.exclude(publisher=found.publisher_id).latest_first()[:40])
    of_publisher: dict[int, ShownArticle] = {}
    for other in sorted(latest, key=lambda other: other.category != found.category):
        if other.pk not in shown:
            of_publisher.setdefault(other.publisher_id, other)
    return list(of_publisher.values())[:_OTHERS]


def _why_from_feed(found: Article) -> str:
    """The error code of its page, where the text had to be taken from the feed."""
    if found.text_from != Article.TextFrom.FEED:
        return ""
    return next((code for (code,) in _error.rows(found.pk)), "")
