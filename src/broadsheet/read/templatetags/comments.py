"""The comments at the end of an article's and a story's page."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from broadsheet.read.discussions import few_of_article, few_of_story
from broadsheet.read.shown import ShownStory
from broadsheet.readers.discussions import Home
from broadsheet.readers.models.comments import MOST_TEXT
from broadsheet.readers.moderation import lock_of
from broadsheet.readers.naming import shown_name
from broadsheet.store.models import Article

register = template.Library()


@register.simple_tag
def comments_offered() -> bool:
    """Whether this site has discussions."""
    return bool(settings.CONFIG.offers_comments)


@register.inclusion_tag("read/comments/section.html", takes_context=True)
def comments_of(context: template.Context, thing: Article | ShownStory) -> dict[str, Any]:
    """The most helpful comments, the form or how to get it, and the way to all. One query, two for who may
    write; none if switched off."""
    if not settings.CONFIG.offers_comments:
        return {"offered": False}
    if isinstance(thing, Article):
        few, named, home = few_of_article(thing.pk), "article-comments", Home(article=thing.pk)
    else:
        few, named = few_of_story(thing.pk, thing.changed_at), "story-comments"
        home = Home(story=thing.pk)
    reader = context.get("reader")
    names = ("language", "dir", "now", "request")
    return {
        **{name: context.get(name) for name in names},
        "offered": True,
        "few": few,
        "all": reverse(named, args=(thing.public_id,)),
        "reader": reader,
        "asks_name": reader is not None and not shown_name(reader),
        "locked": lock_of(home) if reader else None,  # what nobody could send is not asked for
        "most": MOST_TEXT,
        # Asked for by nobody without a session: it would set a cookie, and the page could not be remembered.
        "csrf_token": context.get("csrf_token") if reader else None,
    }


@register.filter
def said(html: str) -> SafeString:
    """What a comment says: `Comment.html`, which nh3 sanitised before it was stored."""
    return mark_safe(html)
