"""Where WebSub hubs knock: they confirm subscriptions and say that there is news.

What a hub delivers is taken as the word that there is news, not as the news: the feed itself is then asked at
its publisher, through the same guarded client as ever. So a forged delivery costs one request at most.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from broadsheet.fetch.websub import Mode, signature_matches, verify_intent
from broadsheet.store.models import Feed
from broadsheet.store.websub import callback_token, note_confirmed, note_news

_MAX_DELIVERY = 2_000_000


@csrf_exempt  # hubs have no session; they know the address and the secret
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, feed_id: int, token: str) -> HttpResponse:
    """A hub's confirmation (GET) or delivery (POST) for one feed."""
    feed = get_object_or_404(Feed, pk=feed_id)
    if not feed.websub_secret or not secrets.compare_digest(
        token.encode(), callback_token(feed.websub_secret).encode()
    ):
        return HttpResponse(status=404)
    return _confirm(request, feed) if request.method == "GET" else _deliver(request, feed)


def _confirm(request: HttpRequest, feed: Feed) -> HttpResponse:
    wanted: Mode | None = "subscribe" if feed.hub_url and feed.state == Feed.State.ACTIVE else None
    verdict = verify_intent(request.GET.dict(), feed.topic_url or feed.url, wanted)
    if not verdict.accepted:
        note_confirmed(feed.pk, None)
        return HttpResponse(status=404)
    lease = timedelta(seconds=verdict.lease_s) if verdict.lease_s else None
    note_confirmed(feed.pk, timezone.now() + lease if lease else None)
    return HttpResponse(verdict.challenge, content_type="text/plain; charset=utf-8")


def _deliver(request: HttpRequest, feed: Feed) -> HttpResponse:
    """Always 2xx, as section 8 asks; an unsigned or wrongly signed delivery is ignored."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = _MAX_DELIVERY + 1
    if length <= _MAX_DELIVERY and signature_matches(
        request.body, request.headers.get("X-Hub-Signature", ""), feed.websub_secret
    ):
        note_news(feed.pk, timezone.now())
    return HttpResponse(status=202)
