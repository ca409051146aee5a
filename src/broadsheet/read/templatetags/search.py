"""How results of a search show what was looked for."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from broadsheet.read.markup import html, html_join
from broadsheet.read.words import direction
from broadsheet.search.types import Piece

register = template.Library()


@register.simple_tag
def marked(pieces: Sequence[Piece], language: str = "") -> SafeString:
    """A text of any language in pieces, each escaped, with what was looked for marked."""
    shown = html_join(
        "",
        "{}",
        ((html("<mark>{}</mark>", piece.text) if piece.marked else piece.text,) for piece in pieces),
    )
    if not language:
        return html('<bdi dir="auto">{}</bdi>', shown)
    return html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), shown)
