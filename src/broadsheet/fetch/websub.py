"""WebSub, for a subscriber (W3C Recommendation of 23 January 2018): told of news instead of asking.

All but `subscribe` is pure. A hub asks back whether we meant it (section 5.3), then sends the feed whenever
it changes (section 7), signed with the secret we gave it (section 8).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urljoin

from broadsheet.errors import AddressRefused
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.guard import check_url

LEASE_S = 10 * 86_400
"""Seconds we ask a subscription to last: the span the recommendation names as usual (section 5.1)."""

MAX_LEASE_S = 30 * 86_400
MIN_RENEWAL_S = 300.0
"""Least seconds to a renewal, whatever lease a hub grants."""

MAX_SECRET_BYTES = 199  # section 5.1: less than 200 bytes

_METHODS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s=;,\"]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)

Mode = Literal["subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where to subscribe.

    Attributes:
        hub_urls: in order of preference; empty if the feed has no hub.
        topic_url: what to subscribe to.
    """

    hub_urls: tuple[str, ...]
    topic_url: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer to a hub's request at our callback (section 5.3).

    Attributes:
        accepted: whether the hub asks for what we meant.
        challenge: to be sent back with status 200 if accepted; else answer 404.
        lease_s: seconds the subscription lasts; None if it was ended or refused.
        reason: one English sentence.
    """

    accepted: bool
    challenge: str
    lease_s: int | None
    reason: str


def discover(
    headers: Mapping[str, str], feed_url: str, feed_hubs: Sequence[str] = (), feed_self: str = ""
) -> Discovery:
    """Finds hub and topic: Link headers first, then the feed's own links (section 4).

    Args:
        headers: of the answer, names in lower case.
        feed_url: the address that answered.
        feed_hubs, feed_self: as the feed states them.

    Returns:
        Absolute addresses; those that may not be asked are left out.
    """
    links = _links(headers.get("link", ""))
    hubs = [url for url, rels in links if "hub" in rels] or list(feed_hubs)
    topics = [url for url, rels in links if "self" in rels] or [feed_self]
    usable = (_absolute(feed_url, hub) for hub in hubs)
    topic = _absolute(feed_url, topics[0]) if topics[0] else ""
    return Discovery(tuple(dict.fromkeys(hub for hub in usable if hub)), topic or feed_url)


def _links(value: str) -> list[tuple[str, set[str]]]:
    """Targets and relations of a Link header (RFC 8288 section 3)."""
    found = []
    for target, parameters in _LINK.findall(value):
        rel = _REL.search(parameters)
        found.append((target.strip(), set((rel[1] or rel[2] or "").lower().split()) if rel else set()))
    return found


def _absolute(base: str, url: str) -> str:
    try:
        return str(check_url(urljoin(base, url)))
    except (AddressRefused, ValueError):
        return ""


def subscription_form(
    topic_url: str, callback_url: str, secret: str, mode: Mode = "subscribe", lease_s: int = LEASE_S
) -> dict[str, str]:
    """The form that asks a hub to subscribe us or to end it (section 5.1).

    Args:
        topic_url: the feed.
        callback_url: ours; not to be guessed, and another for every feed.
        secret: what the hub shall sign with; ASCII, under 200 characters, another for every feed.
        mode: "subscribe" or "unsubscribe".
        lease_s: seconds it shall last.

    Raises:
        ValueError: the secret is empty, too long or not ASCII.
    """
    form = {"hub.callback": callback_url, "hub.mode": mode, "hub.topic": topic_url}
    if mode == "subscribe":
        if not secret or len(secret) > MAX_SECRET_BYTES or not secret.isascii():
            raise ValueError(f"a WebSub secret has 1 to {MAX_SECRET_BYTES} ASCII characters")
        form |= {"hub.lease_seconds": str(lease_s), "hub.secret": secret}
    return form


def verify_intent(query: Mapping[str, str], topic_url: str, wanted: Mode | None) -> Verification:
    """Judges a hub's GET at our callback (sections 5.2 and 5.3).

    Args:
        query: its parameters.
        topic_url: what this callback belongs to.
        wanted: what we have asked the hub for and not yet had confirmed, or hold; None if nothing.
    """
    mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
    if topic != topic_url:
        return Verification(False, "", None, "The hub asks about another feed.")
    if mode == "denied":
        said = query.get("hub.reason", "")[:200]
        return Verification(False, "", None, f"The hub refuses the subscription. {said}".strip())
    challenge = query.get("hub.challenge", "")
    if not challenge or mode not in {"subscribe", "unsubscribe"}:
        return Verification(False, "", None, "The hub's request is incomplete.")
    if mode != wanted:
        return Verification(False, "", None, f"The hub confirms what was not asked for ({mode}).")
    if mode == "unsubscribe":
        return Verification(True, challenge, None, "The subscription has ended.")
    lease_s = _lease_s(query.get("hub.lease_seconds", ""))
    return Verification(True, challenge, lease_s, "The subscription is confirmed.")


def _lease_s(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        return LEASE_S
    return min(int(text[:12]), MAX_LEASE_S)


def signature_matches(body: bytes, signature: str, secret: str) -> bool:
    """Whether a delivery was signed with our secret (section 8); one that was not is to be ignored.

    Args:
        body: as received, byte for byte.
        signature: the X-Hub-Signature header, e.g. "sha256=…".
        secret: as given to the hub.
    """
    name, _, digest = signature.strip().partition("=")
    method = _METHODS.get(name.strip().lower())
    if method is None or not secret:
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode("utf-8", "replace"))


def renew_at(confirmed_at: datetime, lease_s: int) -> datetime:
    """When to ask for a further lease: after nine tenths of it, but a day before the end of a long one."""
    wait_s = max(lease_s * 0.9, lease_s - 86_400.0)
    return confirmed_at + timedelta(seconds=max(wait_s, MIN_RENEWAL_S))


async def subscribe(
    fetcher: Fetcher, hub_url: str, topic_url: str, callback_url: str, secret: str, mode: Mode = "subscribe"
) -> None:
    """Asks a hub to subscribe us, or to end it. It confirms later, at the callback.

    Args:
        fetcher: open.
        hub_url, topic_url: from `discover`.
        callback_url, secret, mode: as of `subscription_form`.

    Raises:
        FetchError: the hub could not be asked, or refused.
    """
    await fetcher.post(hub_url, subscription_form(topic_url, callback_url, secret, mode))
