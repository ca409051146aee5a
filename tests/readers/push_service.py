"""A push service on the loopback (RFC 8030) and browsers that it serves: what arrives there is decrypted as a
browser does it (RFC 8291), by code of its own, and its signature is checked (RFC 8292)."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.pipeline.servers import serve_app


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Browser:
    """One that has subscribed: its key pair and its secret."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    name: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, service: str) -> dict[str, str]:
        """As its `toJSON` has it, flat."""
        return {
            "endpoint": f"{service}/push/{self.name}",
            "p256dh": encode(self.public),
            "auth": encode(self.secret),
        }

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8291, section 3.4, and RFC 8188 for one record."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        info = b"WebPush: info\0" + self.public + sender
        material = HKDF(SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(material)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(material)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain.endswith(b"\2")
        return plain[:-1]


@dataclass(frozen=True)
class Received:
    """A message as it came."""

    browser: str
    headers: dict[str, str]
    said: dict[str, Any]
    claims: dict[str, Any]


class PushService:
    """Attributes:
    answers: statuses of the next answers; 201 where there is none; 0: it never answers; -1: it hangs up.
    """

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.received: list[Received] = []
        self.answers: list[int] = []
        self.address = ""

    def new_browser(self) -> Browser:
        browser = Browser()
        self.browsers[browser.name] = browser
        return browser

    async def take(self, request: web.Request) -> web.Response:
        browser = self.browsers[request.match_info["name"]]
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        kind, _, rest = headers["authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert kind == "vapid"
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(parts["k"]))
        claims = jwt.decode(
            parts["t"], point, algorithms=["ES256"], audience=self.address, options={"verify_exp": False}
        )
        said = json.loads(browser.decrypt(body))
        self.received.append(Received(browser.name, headers, said, claims))
        status = self.answers.pop(0) if self.answers else 201
        if status == 0:
            await asyncio.sleep(3600)
        if status == -1 and request.transport:
            request.transport.close()
            return web.Response()
        return web.Response(status=status, headers={"Retry-After": "90"} if status == 429 else {})


@contextmanager
def push_service() -> Iterator[PushService]:
    """One that runs as long as the block."""
    service = PushService()
    with serve_app([web.post("/push/{name}", service.take)]) as address:
        service.address = address
        yield service
