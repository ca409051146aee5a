"""Buttons that are one reader's: follow and save."""

from __future__ import annotations

from typing import Any

from django import template

from broadsheet.readers.models import Follow, Reader, Saved

register = template.Library()


@register.inclusion_tag("read/parts/follow_button.html", takes_context=True)
def follow_button(context: template.Context, kind: str, key: str) -> dict[str, Any]:
    """Follows a thing or stops; for who has no account, a link that says how, the same for all of them."""
    reader = context.get("reader")
    following = (kind, key) in _follows(context, reader) if reader else False
    return {
        "kind": kind,
        "key": key,
        "reader": reader,
        "following": following,
        "next": context["here"],
        "csrf_token": context.get("csrf_token") if reader else None,
    }


def _follows(context: template.Context, reader: Reader) -> set[tuple[str, str]]:
    """All that the reader follows: asked once a page."""
    request = context["request"]
    if not hasattr(request, "_follows"):
        rows = Follow.objects.filter(reader=reader).order_by()
        request._follows = set(rows.values_list("kind", "key"))
    found: set[tuple[str, str]] = request._follows
    return found


@register.inclusion_tag("read/parts/save_button.html", takes_context=True)
def save_button(context: template.Context, kind: str, key: str) -> dict[str, Any]:
    """Keeps an article or a story in the account; nothing for who has none."""
    reader = context.get("reader")
    kept = Saved.objects.filter(reader=reader, kind=kind, key=key).first() if reader else None
    facts = {"kind": kind, "key": key, "reader": reader, "kept": kept, "next": context["here"]}
    return {**facts, "csrf_token": context.get("csrf_token") if reader else None}
