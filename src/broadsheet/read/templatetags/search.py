"""How results of a search show what was looked for."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from broadsheet.read.words import direction
from broadsheet.search.types import Piece

register = template.Library()


@register.simple_tag
def marked(pieces: Sequence[Piece], language: str = "") -> SafeString:
    """A text of any language in pieces, each escaped, with what was looked for marked."""
    shown = format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", piece.text) if piece.marked else piece.text,) for piece in pieces),
    )
    if not language:
        return format_html('<bdi dir="auto">{}</bdi>', shown)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), shown)
