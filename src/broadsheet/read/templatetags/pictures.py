"""`{% picture … %}`: every picture of a page, from this server."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from broadsheet.read import pictures
from broadsheet.read.markup import html
from broadsheet.read.shown import ShownPicture
from broadsheet.store.models import Picture

register = template.Library()

_CARD = "(min-width: 60em) 30vw, (min-width: 40em) 45vw, 100vw"
_SIZES = {
    "card": _CARD,
    "lead": "(min-width: 60em) 55vw, 100vw",
    "text": "(min-width: 50em) 46em, 100vw",
}
_DEFAULT_SIZE = (1200, 800)


@register.simple_tag(name="picture")
def picture_tag(
    shown: Picture | ShownPicture,
    place: str = "card",
    whole: bool = False,
    spoken: bool = False,
    eager: bool = False,
) -> SafeString:
    """An `img` of a stored picture.

    Args:
        shown: the picture.
        place: "card", "lead" or "text": how wide it will be, so that the browser chooses well.
        whole: with the proportions it has; else those of all cards, 3 to 2.
        spoken: with its own words for those who hear the page; else it is decoration beside a headline.
        eager: loaded at once, for what is seen first.
    """
    size = (shown.width, shown.height) if whole and shown.width and shown.height else _DEFAULT_SIZE
    return html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} decoding="async">',
        pictures.picture_address(shown.article_id, shown.url, 640),
        pictures.source_set(shown.article_id, shown.url, shown.width),
        _SIZES[place],
        *size,
        shown.alt if spoken else "",
        mark_safe(' fetchpriority="high"' if eager else ' loading="lazy"'),
    )


@register.filter
def own_pictures(body: str, article: int) -> SafeString:
    """An article's stored HTML with its pictures from this server."""
    return mark_safe(pictures.with_own_pictures(body, article))
