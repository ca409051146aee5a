"""A reader's own data to take away: everything as JSON, what they follow as OPML for other readers.

Here and not in `read`, because OPML is written by the catalogue, which knows feeds.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from broadsheet.catalogue.opml import OpmlDocument, OpmlFeed, write_opml
from broadsheet.read.personal import reader_required
from broadsheet.read.things import quoted
from broadsheet.readers.accounts import site_address
from broadsheet.readers.export import export
from broadsheet.readers.models import Follow, Reader
from broadsheet.store.models import Feed

_FEED_NAMES = {
    "hashtag": "hashtag-feed",
    "category": "category-feed",
    "country": "country-feed",
    "story": "story-feed",
}


@never_cache
@require_safe
@reader_required
def as_json(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All that is kept of the reader."""
    response = JsonResponse(export(reader), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _to_keep(response, "broadsheet.json")


@never_cache
@require_safe
@reader_required
def as_opml(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What the reader follows: of publishers their own feeds, of the rest ours."""
    follows = list(Follow.objects.filter(reader=reader))
    keys = [one.key for one in follows if one.kind == "publisher"]
    own = (
        Feed.objects.active()
        .filter(publisher__key__in=keys)
        .select_related("publisher")
        .order_by("publisher", "pk")
    )
    feeds = [
        OpmlFeed(
            url=feed.url,
            title=feed.title or feed.publisher.name,
            site_url=feed.site_url or feed.publisher.homepage,
            language=feed.language,
            folders=("publisher",),
        )
        for feed in own
    ]
    feeds += [
        OpmlFeed(url=site_address() + _feed_of(one), title=one.label, folders=(one.kind,))
        for one in follows
        if one.kind != "publisher"
    ]
    data = write_opml(OpmlDocument(title="Broadsheet", feeds=tuple(feeds), created=timezone.now()))
    return _to_keep(HttpResponse(data, content_type="text/x-opml; charset=utf-8"), "broadsheet.opml")


def _feed_of(one: Follow) -> str:
    if one.kind in _FEED_NAMES:
        return reverse(_FEED_NAMES[one.kind], args=(one.key, "atom"))
    typed = quoted(one.key) if one.kind == "person" else one.key
    return f"{reverse('search-feed', args=('atom',))}?{urlencode({'q': typed}, quote_via=quote)}"


def _to_keep(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
