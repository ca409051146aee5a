"""What stands in messages: in the reader's language, as a browser's notification and as e-mail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_bidi, gettext, ngettext

from broadsheet.personal.webpush import MOST_BYTES
from broadsheet.read.addresses import slug
from broadsheet.read.stories import Card
from broadsheet.read.things import label_of
from broadsheet.read.words import day, number
from broadsheet.readers.accounts import site_address
from broadsheet.readers.alerts import mail_address, unsubscribe_token, zone_of
from broadsheet.readers.models import Alert, AlertMessage, AlertSettings

from .messages import cards_for

_MOST_TITLE, _MOST_BODY, _MOST_SUMMARY, _LISTED = 160, 240, 300, 4
_ISOLATE, _END = "\u2068", "\u2069"  # Unicode's first strong isolate: a foreign headline in its direction
_Kind = AlertMessage.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """A story as a message tells it.

    Attributes:
        path: of its page, `url` with the site.
        why: sentences.
    """

    title: str
    language: str
    publisher: str
    summary: str
    path: str
    reports: int
    why: tuple[str, ...] = ()
    url: str = field(default="")


def push_payload(message: AlertMessage, chosen: AlertSettings, now: datetime) -> tuple[bytes, str]:
    """What a browser is sent, as JSON that sw.js reads, and its topic; empty if nothing is left to tell."""
    with translation.override(chosen.language):
        told = _told(message, chosen, now)
        if message.kind == _Kind.TEST:
            title, body = gettext("A test"), gettext("Alerts of Broadsheet arrive in this browser.")
            said = _said(title, body, reverse("alerts"), "test")
        elif not told:
            return b"", ""
        elif len(told) == 1:
            one = told[0]
            body = " ".join((*one.why, one.publisher))
            said = _said(_isolated(one, chosen.language), body, one.path, one.path)
        else:
            title = _while_quiet(len(told))
            lines = [_isolated(one, chosen.language) for one in told[:_LISTED]]
            said = _said(title, "\n".join(lines), reverse("alerts"), f"summary-{message.pk}")
    return _as_json(said), said["tag"]


def _said(title: str, body: str, path: str, tag: str) -> dict[str, str]:
    return {
        "title": _cut(title, _MOST_TITLE),
        "body": _cut(body, _MOST_BODY),
        "url": path,
        "tag": tag[:80],
        "lang": translation.get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
    }


def _as_json(said: dict[str, str]) -> bytes:
    """At most as many bytes as push services take, whatever the script."""
    while len(data := json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")) > MOST_BYTES:
        said = {**said, "body": said["body"][: len(said["body"]) // 2], "title": said["title"][:80]}
    return data


def _isolated(one: Told, language: str) -> str:
    same = one.language == language.split("-")[0]
    return one.title if same else f"{_ISOLATE}{_cut(one.title, _MOST_TITLE - 2)}{_END}"


def _while_quiet(count: int) -> str:
    said = ngettext("%(count)s story while it was quiet", "%(count)s stories while it was quiet", count)
    return said % {"count": number(count)}


def mail_of(message: AlertMessage, chosen: AlertSettings, now: datetime) -> EmailMultiAlternatives | None:
    """The e-mail of a message; None if there is nothing left to tell or nowhere to send it."""
    address = mail_address(message.reader)
    with translation.override(chosen.language):
        told = _told(message, chosen, now)
        if not told or not address:
            return None
        kind = message.kind if message.kind in (_Kind.MORNING, _Kind.WEEKLY) else "alert"
        token = unsubscribe_token(message.reader_id, kind)
        ending = site_address() + reverse("unsubscribe", args=(token,))
        subject, heading = _headings(message, told, chosen)
        context = {
            "told": told,
            "heading": heading,
            "kind": kind,
            "ending": ending,
            "choices": site_address() + reverse("alerts"),
            "site": site_address() + reverse("front"),
            "language": chosen.language,
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start": "right" if get_language_bidi() else "left",
        }
        text = render_to_string("read/mail/stories.txt", context)
        page = render_to_string("read/mail/stories.html", context)
    mail = EmailMultiAlternatives(_one_line(subject), text, to=[address], headers=_headers(message, ending))
    mail.attach_alternative(page, "text/html")
    return mail


def _headers(message: AlertMessage, ending: str) -> dict[str, str]:
    """RFC 8058: ended by one click in the mail program. The id is the message's: sent twice it is one."""
    host = urlsplit(site_address()).hostname or "localhost"
    return {
        "List-Unsubscribe": f"<{ending}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",  # RFC 3834
        "Message-ID": f"<broadsheet-{message.pk}-{int(message.made_at.timestamp())}@{host}>",
    }


def _headings(message: AlertMessage, told: Sequence[Told], chosen: AlertSettings) -> tuple[str, str]:
    """Subject and heading."""
    if message.kind == _Kind.MORNING:
        today = day(message.made_at.astimezone(zone_of(chosen.zone)).date())
        return gettext("Your morning: %(title)s") % {"title": told[0].title}, today
    if message.kind == _Kind.WEEKLY:
        return gettext("Your week: %(title)s") % {"title": told[0].title}, gettext("Your week")
    if len(told) > 1:
        return _while_quiet(len(told)), _while_quiet(len(told))
    return told[0].title, gettext("Alert")


def _told(message: AlertMessage, chosen: AlertSettings, now: datetime) -> list[Told]:
    """The stories of a message as they are now, in its order and each once; muted and vanished ones are left
    out."""
    if message.kind in (_Kind.MORNING, _Kind.WEEKLY):
        items: list[tuple[int, tuple[str, ...]]] = [(one["pk"], _because(one)) for one in message.items]
    else:
        alerts = Alert.objects.filter(message=message).order_by("-points", "pk")
        items = [(alert.story_id, (_why(alert),)) for alert in alerts]
    cards = cards_for(message.reader, chosen, [pk for pk, _ in items], now)
    found: dict[int, Told] = {}
    for pk, why in items:
        if pk in cards:  # two of a message may have become one story
            found.setdefault(cards[pk].story.pk, _of_card(cards[pk], why))
    return list(found.values())


def _of_card(card: Card, why: tuple[str, ...]) -> Told:
    path = reverse("story", args=(card.story.public_id, slug(card.story.headline_title)))
    article = card.article
    return Told(
        title=_one_line(article.title),
        language=article.language,
        publisher=article.publisher.name,
        summary=_cut(article.summary, _MOST_SUMMARY),
        path=path,
        reports=card.story.independent,
        why=why,
        url=site_address() + path,
    )


def _why(alert: Alert) -> str:
    if alert.reason == Alert.NEWS:
        return gettext("News in a story that you follow.")
    return _you_follow(label_of(alert.kind, alert.key, alert.label))


def _because(item: dict[str, Any]) -> tuple[str, ...]:
    """Why a story is in a digest, as "for you" says it."""
    labels = [one["label"] for one in item["because"]]
    if not labels:
        return (gettext("It is important, though you follow nothing of it."),)
    return tuple(_you_follow(label) for label in labels)


def _you_follow(label: str) -> str:
    return gettext("You follow %(thing)s.") % {"thing": f"{_ISOLATE}{label}{_END}"}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _one_line(text: str) -> str:
    """Without what could begin another header."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
