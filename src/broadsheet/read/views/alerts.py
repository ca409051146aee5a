"""Alerts and digests: what a reader chose, their browsers, and the way out that e-mail has (RFC 8058)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from broadsheet.errors import BroadsheetError, ReaderError
from broadsheet.personal.alerting import MOST_A_DAY
from broadsheet.read.personal import reader_required, refused
from broadsheet.read.things import KIND_NAMES, kinds_in_order, label_of
from broadsheet.read.words import clock, weekday
from broadsheet.readers import alerts as store
from broadsheet.readers.models import Alert, AlertSettings, Follow, PushDevice, Reader
from broadsheet.readers.vapid import told_key

_LATEST = 20
LEVELS: dict[int, Promise] = {
    1: _("Every story"),
    2: _("Stories that several report"),
    3: _("Only what is widely reported"),
}
STATES: dict[str, Promise] = {
    "waiting": _("waits for the end of your quiet hours"),
    "told": _("sent"),
    "over": _("not sent: over your limit, too old, or switched off"),
    "muted": _("not sent: you mute it"),
}
MAIL_KINDS: dict[str, Promise] = {
    "alert": _("alerts"),
    "morning": _("the morning digest"),
    "weekly": _("the weekly digest"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def alerts(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All of it; sent: when and how the reader is told."""
    wrong = False
    if request.method == "POST":
        try:
            store.save_wishes(reader, _wishes(request), get_language() or "en", timezone.now())
            return HttpResponseRedirect(f"{reverse('alerts')}?done=saved")
        except (ReaderError, ValueError):
            wrong = True
    context = _context(request, reader) | {"wrong": wrong}
    return render(request, "read/alerts.html", context, status=422 if wrong else 200)


def _wishes(request: HttpRequest) -> store.Wishes:
    """What a form sends; ValueError for what is no number."""
    sent = request.POST
    numbers = (
        *("quiet_from", "quiet_until", "most_a_day", "level"),
        *("morning_hour", "weekly_hour", "weekly_day"),
    )
    given: dict[str, Any] = {name: int(sent.get(name, "")[:4]) for name in numbers}
    switches = ("by_mail", "morning", "weekly")
    given |= {name: sent.get(name) == "on" for name in switches}
    return store.Wishes(zone=sent.get("zone", "")[:64].strip(), **given)


def _context(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    chosen = store.settings_of(reader)
    hours = [(hour, clock(datetime(2026, 1, 1, hour, tzinfo=UTC))) for hour in range(24)]
    return {
        "settings": chosen,
        "stored": AlertSettings.objects.filter(reader=reader).exists(),
        "devices": PushDevice.objects.filter(reader=reader),
        "key": _key(),
        "mail_address": store.mail_address(reader),
        "hours": hours,
        "weekdays": [(day, weekday(day)) for day in range(7)],
        "levels": LEVELS,
        "most_a_day": MOST_A_DAY,
        "zones": store.zone_names(),
        "follows": _follows(reader),
        "latest": _latest(reader),
        "done": request.GET.get("done", ""),
        "section": "account",
    }


def _key() -> str:
    """The site's public key; "" where there is none, and no browser can be told anything."""
    try:
        return told_key()
    except BroadsheetError:
        return ""


def _follows(reader: Reader) -> list[tuple[str, Promise, list[dict[str, Any]]]]:
    """What is followed and can alert, by kind."""
    found = defaultdict(list)
    for row in Follow.objects.filter(reader=reader, kind__in=store.ALERTING_KINDS):
        label = label_of(row.kind, row.key, row.label)
        found[row.kind].append({"pk": row.pk, "label": label, "on": row.alerts_at is not None})
    return [(kind, KIND_NAMES[kind], found[kind]) for kind in kinds_in_order(found)]


def _latest(reader: Reader) -> list[dict[str, Any]]:
    rows = Alert.objects.filter(reader=reader).select_related("story__headline")
    return [
        {"alert": row, "state": STATES[row.state], "label": label_of(row.kind, row.key, row.label)}
        for row in rows[:_LATEST]
    ]


@never_cache
@require_POST
@reader_required
def follows(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Which of what the reader follows alerts."""
    chosen = {int(pk) for pk in request.POST.getlist("follow")[:1000] if pk.isdecimal() and len(pk) < 19}
    store.choose_follows(reader, chosen, timezone.now())
    return HttpResponseRedirect(f"{reverse('alerts')}?done=saved")


@never_cache
@require_POST
@reader_required
def device(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Adds the browser that sends this, or takes one of the reader's out, or sends one a test."""
    sent, now = request.POST, timezone.now()
    action = sent.get("action", "")
    if action == "add":
        endpoint, p256dh, auth = (sent.get(name, "") for name in ("endpoint", "p256dh", "auth"))
        name = store.device_name(request.headers.get("User-Agent", "")) or gettext("A browser")
        language, zone = get_language() or "en", sent.get("zone", "")
        try:
            store.add_device(reader, endpoint, p256dh, auth, name, language, now, zone)
        except ReaderError as error:
            return refused(request, error, "alerts")
        return HttpResponseRedirect(f"{reverse('alerts')}?done=on")
    pk = sent.get("device", "")
    if not (pk.isdecimal() and len(pk) < 19):
        raise BadRequest("no device")
    if action == "test":
        done = "test" if store.send_test(reader, int(pk), now) else "wait"
        return HttpResponseRedirect(f"{reverse('alerts')}?done={done}")
    store.remove_device(reader, int(pk), now)
    return HttpResponseRedirect(f"{reverse('alerts')}?done=off")


@csrf_exempt  # mail programs send it without a session; the token in the address is our own
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ends e-mail of one kind, without signing in. Only what is sent changes anything (RFC 8058)."""
    found = store.read_unsubscribe(token[:300])
    if found is None:
        raise Http404("There is no such address.")
    reader, kind = found
    ended = request.method == "POST"
    if ended:
        store.unsubscribe(reader, kind, timezone.now())
    context = {"kind": MAIL_KINDS[kind], "ended": ended, "section": "account"}
    response = render(request, "read/unsubscribe.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
