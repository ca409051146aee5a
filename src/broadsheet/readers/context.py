"""What every template knows of accounts; read only where it is shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .access import reader_of
from .adapters import has_mail, may_join


def account(request: HttpRequest) -> dict[str, Any]:
    """Who reads, and what this site's accounts are like."""
    config = settings.CONFIG
    return {
        "reader": reader_of(request),
        "mode": config.accounts_mode,
        "has_mail": has_mail(),
        "signup_open": SimpleLazyObject(lambda: may_join(request)),
        "providers": [config.oidc_name] if config.oidc_url and config.oidc_client else [],
    }
