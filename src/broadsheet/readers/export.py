"""All that is kept of a reader, for them to take away. As JSON; what they follow also as OPML (`read`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from broadsheet.personal.highlights import as_annotation

from .accounts import site_address
from .alerts_export import alerts_of
from .highlighting import passage_of
from .models import (
    Comment,
    Follow,
    Highlight,
    Mention,
    Mute,
    Reader,
    ReaderSession,
    ReadMark,
    Saved,
    StoryRead,
    Vote,
)
from .moderated import moderation_of

FORM = "broadsheet-reader-1"


def export(reader: Reader) -> dict[str, Any]:
    """All of it, in plain values, by what it is of."""
    return {
        "form": FORM,
        "account": _account(reader),
        **_wanted(reader),
        **_kept(reader),
        **alerts_of(reader),
        **_said(reader),
        "moderation": moderation_of(reader),
    }


def _account(reader: Reader) -> dict[str, Any]:
    """What opens the account (password, keys) is told of, not given."""
    addresses = EmailAddress.objects.filter(user=reader)
    keys = Authenticator.objects.filter(user=reader).order_by("pk")
    sessions = ReaderSession.objects.filter(reader=reader)
    return {
        "email": reader.email,
        "name": reader.name,
        "role": reader.role,
        "joined_at": _time(reader.joined_at),
        "last_login": _time(reader.last_login),
        "keeps_history": reader.keeps_history,
        "dial": reader.dial,
        "clears_stories": reader.clears_stories,
        "hides_read": reader.hides_read,
        "addresses": [{"email": one.email, "confirmed": one.verified} for one in addresses],
        "sign_in": [
            {"kind": one.type, "made_at": _time(one.created_at), "last_used_at": _time(one.last_used_at)}
            for one in keys
        ],
        "elsewhere": [
            {"provider": provider, "id": uid, "told": told}
            for provider, uid, told in SocialAccount.objects.filter(user=reader).values_list(
                "provider", "uid", "extra_data"
            )
        ],
        "sessions": [{"ends_at": _time(one)} for one in sessions.values_list("expire_date", flat=True)],
    }


def _wanted(reader: Reader) -> dict[str, Any]:
    """What they follow, and what they do not want to see."""
    return {
        "follows": [
            {
                "kind": one.kind, "key": one.key, "label": one.label,
                "made_at": _time(one.made_at), "alerts_at": _time(one.alerts_at),
            }
            for one in Follow.objects.filter(reader=reader)
        ],
        "mutes": [
            {
                "kind": one.kind, "key": one.key, "label": one.label,
                "made_at": _time(one.made_at), "ends_at": _time(one.ends_at),
            }
            for one in Mute.objects.filter(reader=reader)
        ],
    }  # fmt: skip


def _kept(reader: Reader) -> dict[str, Any]:
    """What they saved, with what they wrote on it, and what they read."""
    marks = ReadMark.objects.filter(reader=reader).order_by("-at")
    stories = StoryRead.objects.filter(reader=reader).order_by("-at")
    return {
        "saved": [
            {
                "kind": one.kind, "key": one.key, "title": one.title, "saved_at": _time(one.saved_at),
                "note": one.note, "labels": [label.label for label in one.labels.all()],
                "highlights": [_annotation(one, mark) for mark in one.highlights.all()],
            }
            for one in Saved.objects.filter(reader=reader).prefetch_related("labels", "highlights")
        ],
        "read": [
            {"article": key, "title": title, "at": _time(at)}
            for key, title, at in marks.values_list("article__public_id", "article__title", "at")
        ],
        "stories_read": [
            {"story": key, "at": _time(at)} for key, at in stories.values_list("story__public_id", "at")
        ],
    }  # fmt: skip


def _said(reader: Reader) -> dict[str, Any]:
    """What they said in discussions, how they found what others said, and where they were told of."""
    comments = Comment.objects.filter(author=reader).select_related("article", "story", "parent")
    votes = Vote.objects.filter(reader=reader).select_related("comment")
    return {
        "comments": [
            {
                "id": one.public_id, "text": one.text, "language": one.language, "state": one.state,
                "article": one.article.public_id if one.article else None,
                "story": one.story.public_id if one.story else None,
                "answers": one.parent.public_id if one.parent else None,
                "made_at": _time(one.made_at), "edited_at": _time(one.edited_at),
                "helpful": one.helpful, "unhelpful": one.unhelpful,
            }
            for one in comments
        ],
        "votes": [
            {"comment": one.comment.public_id, "helpful": one.helpful, "at": _time(one.at)} for one in votes
        ],
        "mentions": [
            {"comment": key, "kind": kind, "at": _time(at), "seen_at": _time(seen)}
            for key, kind, at, seen in Mention.objects.filter(reader=reader).values_list(
                "comment__public_id", "kind", "at", "seen_at"
            )
        ],
    }  # fmt: skip


def _annotation(saved: Saved, mark: Highlight) -> dict[str, Any]:
    source = site_address() + reverse("article-short", args=(saved.key,))
    return as_annotation(passage_of(mark), mark.note, source, mark.made_at)


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
