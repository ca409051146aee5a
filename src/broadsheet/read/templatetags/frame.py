"""The frame of every page: what of it is the same for all readers of a language is written once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from broadsheet.read.markup import html
from broadsheet.read.preferences import THEMES
from broadsheet.read.remembered import forgotten

register = template.Library()
_MOST = 512


class RememberNode(template.Node):
    """What stands inside, as it was for the same language and the same values."""

    def __init__(self, inside: NodeList, names: list[FilterExpression], lasting: bool) -> None:
        self._inside = inside
        self._names = names
        self._kept: dict[tuple[object, ...], SafeString] = {}
        if not lasting:
            forgotten(self._kept.clear)

    def render(self, context: template.Context) -> SafeString:
        """Renders the inside, or gives what it gave before."""
        values = (name.resolve(context, ignore_failures=True) for name in self._names)
        key: tuple[object, ...] = (get_language(), *values)
        shown = self._kept.get(key)
        if shown is None:
            shown = self._inside.render(context)
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = shown
        return shown


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """`{% remember VALUE … %}…{% endremember %}`: for what follows from the language and these values alone.

    Nothing of an article or a publisher may stand inside, no `block`, and no value of which there are many.
    """
    return _node(parser, token, "endremember", lasting=True)


@register.tag
def remember_version(parser: Parser, token: Token) -> RememberNode:
    """`{% remember_version VERSION %}…{% endremember_version %}`: for what this version of a thing shows."""
    return _node(parser, token, "endremember_version", lasting=False)


def _node(parser: Parser, token: Token, end: str, *, lasting: bool) -> RememberNode:
    names = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    inside = parser.parse((end,))
    parser.delete_first_token()
    return RememberNode(inside, names, lasting)


@register.simple_tag(takes_context=True)
def look_links(context: template.Context) -> SafeString:
    """The languages and themes that there are, as items of a list; each link leads back to this page."""
    before, after = _look_links(get_language() or "", str(context.get("theme")))
    return mark_safe(quote(str(context.get("here", "/")), safe="/").join(before) + after)


@lru_cache(maxsize=64)
def _look_links(language: str, theme: str) -> tuple[tuple[str, ...], str]:
    """The links cut where the address to come back to belongs, and what follows the last."""
    look = reverse("look")
    links = [
        html(
            '<li><a href="{}?language={}&amp;next=\0" lang="{}" hreflang="{}" dir="auto"'
            ' rel="nofollow">{}</a></li>\n',
            *(look, code, code, code, name),
        )
        for code, name in settings.LANGUAGES
        if code != language
    ]
    names: dict[str, Any] = {"auto": gettext("Automatic"), "light": gettext("Light"), "dark": gettext("Dark")}
    links += [
        html(
            '<li><a href="{}?theme={}&amp;next=\0" rel="nofollow"{}>{}</a></li>\n',
            *(look, one, mark_safe(' aria-current="true"') if one == theme else "", names[one]),
        )
        for one in THEMES
    ]
    *before, after = "".join(links).split("\0")
    return (*before, ""), after
