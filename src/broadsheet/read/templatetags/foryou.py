"""Why a story is among a reader's own."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from broadsheet.read.markup import html, html_join
from broadsheet.read.remembered import remembered
from broadsheet.read.templatetags.broadsheet import foreign
from broadsheet.read.things import Thing

register = template.Library()


@register.simple_tag
def why_here(because: tuple[Thing, ...]) -> SafeString:
    """The things followed for which a story is there, each with the way to it; none: it is important."""
    return _why_here(because, get_language() or "")


@remembered(4096)  # readers who follow the same read the same
def _why_here(because: tuple[Thing, ...], _lang: str) -> SafeString:
    said = gettext("you follow")
    reasons = html_join(" ", "<span>{} {}</span>", ((said, _linked(thing)) for thing in because))
    if not because:
        reasons = html("<span>{}</span>", gettext("it is important, though you follow nothing of it"))
    return html('<p class="meta dots because"><b>{}</b> {}</p>', gettext("Why it is here:"), reasons)


def _linked(thing: Thing) -> SafeString:
    shown = foreign(thing.label)
    return html('<a href="{}">{}</a>', thing.address, shown) if thing.address else shown
