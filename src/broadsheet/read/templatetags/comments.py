"""The comments at the end of an article's and a story's page."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from broadsheet.read.addresses import ANY_ID, own_path
from broadsheet.read.discussions import few_of_article, few_of_story
from broadsheet.read.markup import NOTHING
from broadsheet.read.remembered import remembered
from broadsheet.read.shown import ShownStory
from broadsheet.readers.discussions import Home
from broadsheet.readers.models.comments import MOST_TEXT
from broadsheet.readers.moderation import lock_of
from broadsheet.readers.naming import shown_name
from broadsheet.store.models import Article

register = template.Library()
_SECTION = "read/comments/section.html"


@register.simple_tag
def comments_offered() -> bool:
    """Whether this site has discussions."""
    return bool(settings.CONFIG.offers_comments)


@register.simple_tag(takes_context=True)
def comments_of(context: template.Context, thing: Article | ShownStory) -> SafeString:
    """The most helpful comments, the form or how to get it, and the way to all. One query, two for who may
    write; none if switched off."""
    if not settings.CONFIG.offers_comments:
        return NOTHING
    if isinstance(thing, Article):
        few, kind, home = few_of_article(thing.pk), "article", Home(article=thing.pk)
    else:
        few, kind = few_of_story(thing.pk, thing.changed_at), "story"
        home = Home(story=thing.pk)
    reader = context.get("reader")
    if reader is None and not few.total:
        parts = _no_comments(kind, get_language() or "")
        return SafeString(own_path(kind, thing.public_id).join(parts))
    names = ("language", "dir", "now", "request")
    values = {
        **{name: context.get(name) for name in names},
        "few": few,
        "all": reverse(f"{kind}-comments", args=(thing.public_id,)),
        "reader": reader,
        "asks_name": reader is not None and not shown_name(reader),
        "locked": lock_of(home) if reader else None,  # what nobody could send is not asked for
        "most": MOST_TEXT,
        # Asked for by nobody without a session: it would set a cookie, and the page could not be remembered.
        "csrf_token": context.get("csrf_token") if reader else None,
    }
    return SafeString(get_template(_SECTION).render(values))


@remembered(64)
def _no_comments(kind: str, _lang: str) -> tuple[str, ...]:
    """The section of a thing without comments, cut where addresses name the thing; for who has no account."""
    shown = get_template(_SECTION).render({"few": None, "all": reverse(f"{kind}-comments", args=(ANY_ID,))})
    return tuple(shown.split(own_path(kind, ANY_ID)))


@register.filter
def said(html: str) -> SafeString:
    """What a comment says: `Comment.html`, which nh3 sanitised before it was stored."""
    return mark_safe(html)
