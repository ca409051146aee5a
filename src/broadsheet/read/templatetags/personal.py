"""What is one reader's: buttons to follow, to save, to be done with a story; read marks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from broadsheet.read import readmarks
from broadsheet.read.highlights import text_to_mark
from broadsheet.read.markup import NOTHING, html
from broadsheet.read.readmarks import (
    article_mark,
    class_place,
    count_place,
    marks_for,
    story_mark,
    text_place,
)
from broadsheet.read.shown import ShownArticle, ShownStory
from broadsheet.readers.highlighting import placed
from broadsheet.readers.models import Follow, Reader, Saved
from broadsheet.readers.reading import is_cleared
from broadsheet.store.models import Article

register = template.Library()
_NO_PART = SafeString("\n")


def _part(name: str, values: dict[str, Any]) -> SafeString:
    """A part of a page, of these values alone."""
    return SafeString(get_template(f"read/parts/{name}.html").render(values))


@register.simple_tag(takes_context=True)
def follow_button(context: template.Context, kind: str, key: str) -> SafeString:
    """Follows a thing or stops; for who has no account, a link that says how, the same for all of them."""
    reader = context.get("reader")
    if reader is None:
        return html(
            '<p class="row"><a class="btn" href="{}?kind={}&amp;key={}" rel="nofollow">{}</a></p>\n',
            *(reverse("follow"), kind, quote(key, safe="/"), gettext("Follow or mute")),
        )
    values = {
        "kind": kind,
        "key": key,
        "following": (kind, key) in _follows(context, reader),
        "next": context["here"],
        "csrf_token": context.get("csrf_token"),
    }
    return _part("follow_button", values)


def _follows(context: template.Context, reader: Reader) -> set[tuple[str, str]]:
    """All that the reader follows: asked once a page."""
    request = context["request"]
    if not hasattr(request, "_follows"):
        rows = Follow.objects.filter(reader=reader).order_by()
        request._follows = set(rows.values_list("kind", "key"))
    found: set[tuple[str, str]] = request._follows
    return found


@register.simple_tag(takes_context=True)
def save_button(context: template.Context, kind: str, key: str) -> SafeString:
    """Keeps an article or a story in the account; nothing for who has none."""
    reader = context.get("reader")
    if reader is None:
        return _NO_PART
    kept = Saved.objects.filter(reader=reader, kind=kind, key=key).first()
    facts = {"kind": kind, "key": key, "kept": kept, "next": context["here"]}
    return _part("save_button", {**facts, "csrf_token": context.get("csrf_token")})


@register.simple_tag(takes_context=True)
def read_class(
    context: template.Context, of: ShownArticle | ShownStory, *, stays: bool = False
) -> SafeString:
    """After the classes of an element: one more, if what it shows was read.

    Args:
        stays: it is never left out of the page, as what has the class `item` is.
    """
    return class_place(_mark(context, of, stays))


@register.simple_tag(takes_context=True)
def read_mark(context: template.Context, of: ShownArticle | ShownStory, *, stays: bool = False) -> SafeString:
    """The word "Read", if it was."""
    return text_place(_mark(context, of, stays))


def _mark(context: template.Context, of: ShownArticle | ShownStory, stays: bool) -> str:
    if not marks_for(context.get("reader")):
        return ""
    mark = story_mark if isinstance(of, ShownStory) else article_mark
    return mark(of.pk, stays=stays)


@register.simple_tag(takes_context=True)
def hidden_read(context: template.Context) -> SafeString:
    """How many things the page leaves out because they were read."""
    return count_place() if marks_for(context.get("reader")) else NOTHING


@register.simple_tag(takes_context=True)
def hides_read(context: template.Context) -> bool:
    """Whether this page leaves out what was read."""
    request = context.get("request")
    return request is not None and readmarks.hides_read(request, context.get("reader"))


@register.simple_tag(takes_context=True)
def clear_button(context: template.Context, story: ShownStory) -> SafeString:
    """Marks the whole story as read, or takes that back; nothing for who keeps no history."""
    reader = context.get("reader")
    if reader is None or not marks_for(reader):
        return _NO_PART
    return _part("clear_button", {"story": story, "cleared": is_cleared(reader, story.pk)})


@register.simple_tag(takes_context=True)
def highlights(context: template.Context, article: Article) -> SafeString:
    """What the reader marked in an article, and the form that a selection is sent with."""
    reader = context.get("reader")
    if reader is None:
        return _NO_PART
    rows = Saved.objects.filter(reader=reader, kind="article", key=article.public_id)
    saved = rows.prefetch_related("highlights").first()
    rows_of = list(saved.highlights.all()) if saved else []
    values = {
        "article": article,
        "saved": saved,
        "marked": placed(rows_of, text_to_mark(article)) if rows_of else [],
        "next": context["here"],
        "csrf_token": context.get("csrf_token"),
    }
    return _part("highlights", values)
