"""Which feeds a page has."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from broadsheet.read.syndication import FORMATS

register = template.Library()
_WITH_FEEDS = {"front", "latest", "category", "story", "hashtag", "publisher", "country"}


@dataclass(frozen=True, slots=True)
class Link:
    """A feed of the page: its address, media type and the format's name."""

    address: str
    media_type: str
    label: str


@register.simple_tag(takes_context=True)
def outgoing_feeds(context: template.Context) -> list[Link]:
    """The page's list as RSS, Atom and JSON Feed in the page's language; empty where it has none."""
    request = context.get("request")
    match = request.resolver_match if request else None
    if match is None or match.url_name not in _WITH_FEEDS:
        return []
    decoration = "slug" if match.url_name == "story" else ""
    named = {name: value for name, value in match.kwargs.items() if name != decoration}
    language = get_language()
    query = f"?language={language}" if language != settings.LANGUAGE_CODE else ""
    return [
        Link(
            reverse(f"{match.url_name}-feed", kwargs=named | {"kind": one.name}) + query,
            one.media_type,
            one.label,
        )
        for one in FORMATS.values()
    ]
