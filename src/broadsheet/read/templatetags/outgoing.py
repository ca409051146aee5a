"""Which feeds a page has."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from broadsheet.read.markup import NOTHING, html, html_join
from broadsheet.read.remembered import remembered
from broadsheet.read.syndication import FORMATS

register = template.Library()
_WITH_FEEDS = {"front", "latest", "category", "story", "hashtag", "publisher", "country"}


@dataclass(frozen=True, slots=True)
class Link:
    """A feed of the page: its address, media type and the format's name."""

    address: str
    media_type: str
    label: str


@register.simple_tag
@remembered(1024)
def feeds_in_head(links: tuple[Link, ...]) -> SafeString:
    """The page's feeds, for programs that look for them."""
    shown = ((one.media_type, one.label, one.address) for one in links)
    return html_join("", '<link rel="alternate" type="{}" title="{}" href="{}">\n', shown)


@register.simple_tag
def feeds_in_foot(links: tuple[Link, ...]) -> SafeString:
    """The page's feeds as links; nothing where it has none."""
    return _in_foot(links, get_language() or "") if links else NOTHING


@remembered(1024)
def _in_foot(links: tuple[Link, ...], _lang: str) -> SafeString:
    shown = ((one.address, one.media_type, one.label) for one in links)
    items = html_join("", '<li><a href="{}" type="{}" dir="ltr">{}</a></li>\n', shown)
    label = gettext("This page as a feed")
    return html('<nav aria-label="{}"><ul>\n{}</ul></nav>\n  ', label, items)


@register.simple_tag(takes_context=True)
def outgoing_feeds(context: template.Context) -> tuple[Link, ...]:
    """The page's list as RSS, Atom and JSON Feed in the page's language; empty where it has none."""
    request = context.get("request")
    match = request.resolver_match if request else None
    if match is None or match.url_name not in _WITH_FEEDS:
        return ()
    decoration = "slug" if match.url_name == "story" else ""
    named = {name: value for name, value in match.kwargs.items() if name != decoration}
    language = get_language()
    return _links(match.url_name, tuple(named.items()), language or settings.LANGUAGE_CODE)


@remembered(1024)
def _links(of: str, named: tuple[tuple[str, str], ...], language: str) -> tuple[Link, ...]:
    query = f"?language={language}" if language != settings.LANGUAGE_CODE else ""
    return tuple(
        Link(
            reverse(f"{of}-feed", kwargs={**dict(named), "kind": one.name}) + query,
            one.media_type,
            one.label,
        )
        for one in FORMATS.values()
    )
