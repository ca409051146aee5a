"""WebSub: finding hubs, asking them, and not being fooled."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import StatusError
from broadsheet.fetch.websub import (
    Discovery,
    discover,
    renew_at,
    signature_matches,
    subscribe,
    subscription_form,
    verify_intent,
)

from .servers import fetcher, ok, serve

FEED = "https://news.example/feed"


@pytest.mark.parametrize(
    ("link", "hubs", "own", "found"),
    [
        (
            '<https://hub.example/>; rel="hub", <https://news.example/topic>; rel="self"',
            ("https://other.example/",),
            "https://other.example/self",
            Discovery(("https://hub.example/",), "https://news.example/topic"),
        ),
        (
            "",
            ("https://hub.example/a", "/b"),
            "",
            Discovery(("https://hub.example/a", "https://news.example/b"), FEED),
        ),
        ('</x>; title="a, b"; rel=HUB', (), "", Discovery(("https://news.example/x",), FEED)),
        ('<https://hub.example/>; rel="alternate hub"', (), FEED, Discovery(("https://hub.example/",), FEED)),
        ('<https://github.example/>; rel="notahub"', (), "", Discovery((), FEED)),
        ("<javascript:x>; rel=hub, <http://u:p@h.example/>; rel=hub", (), "", Discovery((), FEED)),
        ("<<<>>;;;rel=hub", (), "file:///etc/passwd", Discovery((), FEED)),
        ("", (), "", Discovery((), FEED)),
    ],
)
def test_finds_hub_and_topic(link: str, hubs: tuple[str, ...], own: str, found: Discovery) -> None:
    assert discover({"link": link}, FEED, hubs, own) == found


@given(st.text(alphabet='<>;,="rel hub/a:.', max_size=200))
def test_any_link_header_is_read(link: str) -> None:
    discover({"link": link}, FEED)


def test_a_form_for_subscribing_has_what_the_recommendation_asks() -> None:
    form = subscription_form(FEED, "https://us.example/websub/k", "s3cret")
    assert form == {
        "hub.callback": "https://us.example/websub/k",
        "hub.mode": "subscribe",
        "hub.topic": FEED,
        "hub.lease_seconds": "864000",
        "hub.secret": "s3cret",
    }
    assert "hub.secret" not in subscription_form(FEED, "https://us.example/", "", "unsubscribe")
    for secret in ("", "x" * 200, "é"):
        with pytest.raises(ValueError, match="secret"):
            subscription_form(FEED, "https://us.example/", secret)


QUERY = {"hub.mode": "subscribe", "hub.topic": FEED, "hub.challenge": "abc", "hub.lease_seconds": "1000"}


def test_confirms_what_was_asked_for() -> None:
    verification = verify_intent(QUERY, FEED, "subscribe")
    assert (verification.accepted, verification.challenge, verification.lease_s) == (True, "abc", 1000)
    assert verify_intent(QUERY | {"hub.mode": "unsubscribe"}, FEED, "unsubscribe").accepted


@pytest.mark.parametrize("lease", ["", "soon", "-1", "9" * 50])
def test_an_odd_lease_is_given_a_usable_length(lease: str) -> None:
    verification = verify_intent(QUERY | {"hub.lease_seconds": lease}, FEED, "subscribe")
    assert verification.accepted
    assert 0 < (verification.lease_s or 0) <= 30 * 86_400


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.topic": "https://evil.example/"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "denied", "hub.reason": "no"},
        {"hub.mode": "delete"},
        {"hub.challenge": ""},
    ],
)
def test_refuses_what_was_not_asked_for(changed: dict[str, str]) -> None:
    verification = verify_intent(QUERY | changed, FEED, "subscribe")
    assert not verification.accepted
    assert verification.challenge == ""
    assert verification.reason


def test_nothing_is_confirmed_where_nothing_is_wanted() -> None:
    assert not verify_intent(QUERY, FEED, None).accepted


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_true_signature_matches_and_no_other(method: str) -> None:
    body, secret = b"<feed/>", "s3cret"
    digest = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    assert signature_matches(body, f"{method}={digest}", secret)
    assert signature_matches(body, f"{method.upper()}={digest.upper()}", secret)
    assert not signature_matches(body + b" ", f"{method}={digest}", secret)
    assert not signature_matches(body, f"{method}={digest}", "other")
    assert not signature_matches(body, f"{method}={digest[:-1]}", secret)
    assert not signature_matches(body, digest, secret)
    assert not signature_matches(body, f"md5={digest}", secret)


@given(st.text(max_size=80))
def test_no_made_up_signature_matches(signature: str) -> None:
    assert not signature_matches(b"<feed/>", signature, "s3cret")
    assert not signature_matches(b"<feed/>", f"sha256={signature}", "s3cret")
    assert not signature_matches(b"<feed/>", f"sha256={hmac.new(b'', b'<feed/>', 'sha256').hexdigest()}", "")


@given(st.integers(0, 30 * 86_400))
def test_a_lease_is_renewed_before_its_end_but_not_at_once(lease_s: int) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    renewal = renew_at(now, lease_s)
    assert renewal >= now + timedelta(seconds=300)
    assert lease_s <= 300 or renewal < now + timedelta(seconds=lease_s)


def test_a_hub_is_asked_and_its_refusal_is_an_error() -> None:
    forms = []

    async def hub(request: web.Request) -> web.Response:
        forms.append(parse_qs((await request.read()).decode()))
        return web.Response(status=202)

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/hub", hub)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hub"
        async with fetcher() as client, serve(ok(b"no", status="403 No")) as refusing:
            await subscribe(client, url, FEED, "https://us.example/w?a=1&b=2", "s3cret")
            with pytest.raises(StatusError):
                await subscribe(client, refusing.url, FEED, "https://us.example/w", "s3cret")
        await runner.cleanup()

    asyncio.run(run())
    assert forms[0]["hub.callback"] == ["https://us.example/w?a=1&b=2"]
    assert forms[0]["hub.topic"] == [FEED]
    assert forms[0]["hub.mode"] == ["subscribe"]
