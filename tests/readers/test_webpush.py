"""Messages to browsers are encrypted and signed as the RFCs say; what browsers send is checked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import ReaderError
from broadsheet.personal.webpush import (
    MOST_BYTES,
    Subscription,
    check_subscription,
    encrypt,
    make_key,
    public_key,
    push_request,
)
from broadsheet.readers import vapid
from tests.readers.push_service import Browser, decode, encode

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = make_key()

# RFC 8291, appendix A.
EXAMPLE_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
EXAMPLE_SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
EXAMPLE_BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
    "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def subscription(browser: Browser, service: str = "https://push.example:8443") -> Subscription:
    return check_subscription(**browser.subscription(service))


def test_the_tests_browser_reads_the_example_of_the_rfc() -> None:
    key = ec.derive_private_key(int.from_bytes(decode(EXAMPLE_KEY), "big"), ec.SECP256R1())
    browser = Browser(key, decode(EXAMPLE_SECRET))
    assert browser.decrypt(decode(EXAMPLE_BODY)) == b"When I grow up, I want to be a watermelon"


@given(st.binary(min_size=1, max_size=MOST_BYTES))
def test_only_the_browser_meant_reads_it(payload: bytes) -> None:
    browser = Browser()
    body = encrypt(payload, subscription(browser))
    assert browser.decrypt(body) == payload
    assert len(body) <= 4096  # RFC 8291, section 4
    with pytest.raises(Exception):  # noqa: B017
        Browser().decrypt(body)


def test_a_message_says_who_sends_it_to_that_service_alone_and_for_how_long() -> None:
    browser = Browser()
    to = subscription(browser)
    request = push_request(b"{}", to, KEY, "mailto:ines@example.org", NOW, topic="/story/abc")
    scheme, _, rest = request.headers["Authorization"].partition(" ")
    token, key = (part.split("=", 1)[1] for part in rest.split(", "))
    assert (scheme, key) == ("vapid", public_key(KEY))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(key))
    claims: dict[str, Any] = jwt.decode(
        token,
        point,
        algorithms=["ES256"],
        audience="https://push.example:8443",
        options={"verify_exp": False},
    )
    assert claims["sub"] == "mailto:ines@example.org"
    assert 0 < claims["exp"] - NOW.timestamp() <= 24 * 3600
    assert request.headers["TTL"].isdigit()
    assert len(request.headers["Topic"]) <= 32
    other = push_request(b"{}", to, KEY, "", NOW, topic="/story/xyz")
    assert other.headers["Topic"] != request.headers["Topic"]
    assert "sub" not in json.loads(decode(other.headers["Authorization"].split(".")[1]))
    for payload in (b"", b"x" * (MOST_BYTES + 1)):
        with pytest.raises(ReaderError):
            push_request(payload, to, KEY, "", NOW)


GOOD = Browser().subscription("https://push.example")


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": ""},
        {"endpoint": "http://push.example/x"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://"},
        {"endpoint": "https://[::1"},
        {"endpoint": "https://push.example/é"},
        {"endpoint": "https://push.example/\r\nX: y"},
        {"endpoint": "https://push.example/" + "x" * 1000},
        {"p256dh": ""},
        {"p256dh": "AAAA"},
        {"p256dh": encode(b"\4" + b"\1" * 64)},  # no point of the curve
        {"p256dh": "é" * 87},
        {"auth": ""},
        {"auth": encode(b"x" * 15)},
        {"auth": "!!"},
    ],
)
def test_what_is_no_subscription_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(ReaderError):
        check_subscription(**(GOOD | changed))


@given(st.text(max_size=80), st.text(max_size=90), st.text(max_size=30))
def test_whatever_is_sent_is_taken_or_refused(endpoint: str, p256dh: str, auth: str) -> None:
    for parts in (
        (endpoint, p256dh, auth),
        (GOOD["endpoint"], p256dh, GOOD["auth"]),
        (*list(GOOD.values())[:2], auth),
    ):
        try:
            check_subscription(*parts)
        except ReaderError:
            pass


def test_an_address_shows_in_no_text_of_a_subscription() -> None:
    assert "push.example" not in repr(check_subscription(**GOOD))
    assert "push.example" not in repr(push_request(b"{}", check_subscription(**GOOD), KEY, "", NOW))


class TestTheSitesKey:
    def test_is_made_once_for_its_owner_alone(self, tmp_path: Path, settings: Any) -> None:
        settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path / "data", vapid_key="")
        made = vapid.told_key()
        vapid._kept.cache_clear()
        assert vapid.told_key() == made
        file = tmp_path / "data" / "web-push-key"
        assert file.stat().st_mode & 0o777 == 0o600
        assert [one.name for one in file.parent.iterdir()] == ["web-push-key"]

    def test_may_be_of_the_settings(self, settings: Any, tmp_path: Path) -> None:
        settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path, vapid_key=KEY)
        assert vapid.told_key() == public_key(KEY)
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("key", [encode(b"\0" * 32), encode(b"\xff" * 32)])
    def test_that_is_none_is_refused(self, key: str) -> None:
        with pytest.raises(ReaderError):
            public_key(key)

    @pytest.mark.parametrize(
        ("contact", "public_url", "subject"),
        [
            ("ines@example.org", "", "mailto:ines@example.org"),
            ("https://example.org/about", "", "https://example.org/about"),
            ("", "https://news.example.org", "https://news.example.org"),
            ("", "http://news.home", ""),
        ],
    )
    def test_comes_with_whom_to_ask(self, settings: Any, contact: str, public_url: str, subject: str) -> None:
        settings.CONFIG = replace(settings.CONFIG, contact=contact, public_url=public_url)
        assert vapid.subject() == subject
