"""Services outside that accounts use, from settings: the mail server and the OpenID Connect provider."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from broadsheet.config import Config


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings of a mail server.

    Args:
        url: as `config.load_config` takes it: smtp:// (TLS is asked for, RFC 3207, unless the server is this
            machine) or smtps:// (TLS at once, RFC 8314).
    """
    parts = urlsplit(url)
    at_once = parts.scheme == "smtps"
    host = parts.hostname or ""
    own = host in ("localhost", "127.0.0.1", "::1")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": parts.port or (465 if at_once else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": at_once,
        "EMAIL_USE_TLS": not at_once and not own,
    }


def openid_apps(config: Config) -> list[dict[str, Any]]:
    """The OpenID Connect provider as allauth wants it, under the id "oidc"; empty if none is set."""
    if not (config.oidc_url and config.oidc_client):
        return []
    app = {
        "provider_id": "oidc",
        "name": config.oidc_name,
        "client_id": config.oidc_client,
        "secret": config.oidc_secret,
        "settings": {"server_url": config.oidc_url},
    }
    return [app]
