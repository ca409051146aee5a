"""A small OpenID Connect provider on the loopback (OpenID Connect Core 1.0, code flow with PKCE)."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "broadsheet", "a-secret-of-enough-length-for-hs256-keys"


class Provider:
    """One that vouches for one person.

    Attributes:
        person: claims of who signs in there.
        asked: the queries of its authorization address.
    """

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "42", "email": "mara@id.example", "email_verified": True}
        self.asked: list[dict[str, str]] = []
        self.address = ""

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(query)
        return f"{query['redirect_uri']}?{urlencode({'code': 'the-code', 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, if whoever asks is the one who began."""
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if form.get("code") != "the-code" or challenge != self.asked[-1].get("code_challenge"):
            return None
        now = int(time.time())
        claims = {**self.person, "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
        return {
            "access_token": "the-token",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, SECRET, algorithm="HS256"),
        }


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that runs as long as the block."""
    ours = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path)
            if path.path == "/.well-known/openid-configuration":
                names = {
                    "authorization_endpoint": "authorize",
                    "token_endpoint": "token",
                    "userinfo_endpoint": "me",
                }
                found = {name: f"{ours.address}/{end}" for name, end in names.items()}
                self._say(200, {"issuer": ours.address, "jwks_uri": f"{ours.address}/keys", **found})
            elif path.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(path.query).items()}
                self.send_response(302)
                self.send_header("Location", ours.authorize(query))
                self.end_headers()
            else:
                known = self.headers.get("Authorization") == "Bearer the-token"
                self._say(200 if known else 401, ours.person if known else {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found = ours.token({name: values[0] for name, values in parse_qs(body).items()})
            self._say(200 if found else 400, found or {"error": "invalid_grant"})

        def _say(self, status: int, data: dict[str, Any]) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ours.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield ours
    finally:
        server.shutdown()
        server.server_close()
