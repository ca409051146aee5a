"""Messages for browsers' push services: encrypted for one browser (RFC 8291), signed by this site (RFC 8292).

Pure: what comes out is sent by the one guarded client. A subscription comes from a browser, so from anybody.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from yarl import URL

from broadsheet.errors import ReaderError

MOST_BYTES = 3000
"""Of a payload: push services take 4,096 with all that encryption adds (RFC 8291, section 4)."""
MOST_ENDPOINT = 1000
TTL = timedelta(hours=6)
"""For so long a push service keeps a message for a browser that is not there."""
_SIGNED_FOR = timedelta(hours=12)  # RFC 8292, section 2: at most 24 hours
_KEY_BYTES, _POINT_BYTES, _AUTH_BYTES = 32, 65, 16


@dataclass(frozen=True, slots=True)
class Subscription:
    """How one browser is reached (W3C Push API).

    Attributes:
        endpoint: its address at its push service; who knows it can send to it, so it stands in no log.
        p256dh: the browser's public key, base64url.
        auth: a secret of 16 bytes that it shares with us, base64url.
    """

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What is posted to a push service (RFC 8030, section 5)."""

    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def make_key() -> str:
    """A new private key (P-256), its 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _encode(number.to_bytes(_KEY_BYTES, "big"))


def public_key(private: str) -> str:
    """The key that browsers are told, as `applicationServerKey`: the uncompressed point in base64url.

    Raises:
        ReaderError: `private` is no key from `make_key`.
    """
    return _encode(_point(_private(private)))


def check_subscription(endpoint: str, p256dh: str, auth: str) -> Subscription:
    """A subscription as a browser sends it.

    An address by plain http is taken only for this machine itself, which the client's guard refuses too,
    unless the operator allows it.

    Raises:
        ReaderError: it is none.
    """
    wrong = ReaderError("This is no subscription of a browser.")
    try:
        url = URL(endpoint)
        secure = url.scheme == "https" or url.host in ("127.0.0.1", "localhost")
        plain = endpoint.isascii() and endpoint.isprintable() and len(endpoint) <= MOST_ENDPOINT
        if not (secure and url.host and plain):
            raise wrong
        point, secret = _decode(p256dh), _decode(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, TypeError) as error:
        raise wrong from error
    if len(secret) != _AUTH_BYTES or len(point) != _POINT_BYTES:
        raise wrong
    return Subscription(endpoint, _encode(point), _encode(secret))


def push_request(
    payload: bytes,
    to: Subscription,
    key: str,
    subject: str,
    now: datetime,
    *,
    topic: str = "",
    urgent: bool = False,
) -> PushRequest:
    """A message for one browser, encrypted and signed.

    Args:
        payload: 1 to `MOST_BYTES` bytes.
        key: from `make_key`.
        subject: how the push service reaches the operator: mailto:… or https://…; "" if that is not known.
        topic: a message that is still undelivered is replaced by a later one of its topic.

    Raises:
        ReaderError: the subscription's keys or ours are none, or the payload has no such length.
    """
    if not 0 < len(payload) <= MOST_BYTES:  # http_ece makes no record of nothing
        raise ReaderError(f"A message for a browser has 1 to {MOST_BYTES} bytes.")
    headers = {
        "Authorization": _vapid(key, to.endpoint, subject, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(TTL.total_seconds())),
        "Urgency": "high" if urgent else "normal",
    }
    if topic:  # RFC 8030, section 5.4: 32 characters of base64url
        headers["Topic"] = _encode(hashlib.sha256(topic.encode()).digest())[:32]
    return PushRequest(to.endpoint, headers, encrypt(payload, to))


def encrypt(payload: bytes, to: Subscription) -> bytes:
    """RFC 8291: with a key pair and a salt for this message alone.

    Raises:
        ReaderError: the subscription's keys are none.
    """
    try:
        mine = ec.generate_private_key(ec.SECP256R1())
        sealed: bytes = http_ece.encrypt(
            payload,
            private_key=mine,
            dh=_decode(to.p256dh),
            auth_secret=_decode(to.auth),
            version="aes128gcm",
        )
    except (ValueError, http_ece.ECEException) as error:
        raise ReaderError("This is no subscription of a browser.") from error
    return sealed


def _vapid(key: str, endpoint: str, subject: str, now: datetime) -> str:
    """RFC 8292: says who sends, to the push service's origin alone, for some hours."""
    claims: dict[str, object] = {
        "aud": str(URL(endpoint).origin()),
        "exp": int((now + _SIGNED_FOR).timestamp()),
    }
    if subject:
        claims["sub"] = subject
    private = _private(key)
    token = jwt.encode(claims, private, algorithm="ES256")
    return f"vapid t={token}, k={_encode(_point(private))}"


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    wrong = ReaderError("The key of web push cannot be used.")
    try:
        number = _decode(key)
        if len(number) != _KEY_BYTES:
            raise wrong
        return ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())
    except ValueError as error:
        raise wrong from error


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Base64url with or without padding (RFC 4648, section 5); ValueError for anything else."""
    padded = text.strip().rstrip("=").encode("ascii")
    return base64.b64decode(padded + b"=" * (-len(padded) % 4), altchars=b"-_", validate=True)
