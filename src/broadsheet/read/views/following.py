"""Following and muting: buttons' answers, and the page of all of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from broadsheet.errors import ReaderError
from broadsheet.personal.mutes import DURATIONS, MUTE_KINDS, ends_at
from broadsheet.personal.ranking import FOLLOW_KINDS
from broadsheet.read.personal import back_to, reader_required, refused
from broadsheet.read.things import KIND_NAMES, Thing, address_of, find_thing, kinds_in_order, label_of
from broadsheet.readers import following as store
from broadsheet.readers.access import reader_of
from broadsheet.readers.models import Follow, Mute, Reader

DURATION_NAMES: dict[str, Promise] = {
    "day": _("For a day"),
    "week": _("For a week"),
    "month": _("For a month"),
    "always": _("For good"),
}
_TYPED = ("person", "search", "word")


@dataclass(frozen=True, slots=True)
class Kept:
    """A thing that is followed or muted, as it is shown."""

    thing: Thing
    ends_at: datetime | None = None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Asked: what can be done with a thing. Sent: follows it, or follows it no more, and goes back."""
    if request.method == "POST":
        return _follow(request)
    thing = _thing(request.GET.get("kind", ""), request.GET.get("key", ""))
    reader = reader_of(request)
    context = {
        "thing": thing,
        "followable": thing.kind in FOLLOW_KINDS,
        "mutable": thing.kind in MUTE_KINDS,
        "durations": DURATION_NAMES,
        "next": request.get_full_path(),
    }
    if reader:
        mine = {"reader": reader, "kind": thing.kind, "key": thing.key}
        context["follows"] = Follow.objects.filter(**mine).exists()
        context["mute"] = Mute.objects.filter(**mine).first()
    return render(request, "read/follow.html", context)


@reader_required
def _follow(request: HttpRequest, reader: Reader) -> HttpResponse:
    kind, key = sent_thing(request)
    if request.POST.get("action") == "stop":
        store.unfollow(reader, kind, key)
        return _back(request)
    thing = _thing(kind, key, typed=True)
    try:
        store.follow(reader, thing.kind, thing.key, thing.label, timezone.now())
    except ReaderError as error:
        return refused(request, error, "following")
    return _back(request)


@never_cache
@require_POST
@reader_required
def mute(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Mutes a thing, a word or a phrase for a time, or mutes it no more, and goes back."""
    kind, key = sent_thing(request)
    if request.POST.get("action") == "stop":
        store.unmute(reader, kind, key)
        return _back(request)
    thing = _thing(kind, key, typed=True)
    duration = request.POST.get("for", "always")
    try:
        store.mute(reader, thing.kind, thing.key, thing.label, ends_at(duration, timezone.now()))
    except ReaderError as error:
        return refused(request, error, "following")
    return _back(request)


@never_cache
@require_safe
@reader_required
def following(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All that a reader follows and mutes."""
    now = timezone.now()
    follows, mutes = defaultdict(list), defaultdict(list)
    for row in Follow.objects.filter(reader=reader):
        follows[row.kind].append(Kept(_shown(row)))
    for other in Mute.objects.filter(reader=reader):
        if other.ends_at is None or other.ends_at > now:
            mutes[other.kind].append(Kept(_shown(other), other.ends_at))
    context = {
        "follows": [(kind, KIND_NAMES[kind], follows[kind]) for kind in kinds_in_order(follows)],
        "mutes": [(kind, KIND_NAMES[kind], mutes[kind]) for kind in kinds_in_order(mutes)],
        "durations": {name: DURATION_NAMES[name] for name in DURATIONS},
        "section": "following",
    }
    return render(request, "read/following.html", context)


def _shown(row: Follow | Mute) -> Thing:
    label = label_of(row.kind, row.key, row.label)
    return Thing(row.kind, row.key, label, address_of(row.kind, row.key))


def _thing(kind: str, key: str, typed: bool = False) -> Thing:
    found = find_thing(kind, key)
    if found is None and typed and kind in _TYPED:
        raise BadRequest("There is nothing in it.")
    if found is None:
        raise Http404("There is no such thing.")
    return found


def sent_thing(request: HttpRequest) -> tuple[str, str]:
    """The kind and key that a form sends; whatever they are, the database can be asked for them."""
    return request.POST.get("kind", "").replace("\0", ""), request.POST.get("key", "").replace("\0", "")


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(back_to(request, "following"))
