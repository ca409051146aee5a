"""Signing in by an OpenID Connect provider: a real one, though a small one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from broadsheet.outside import openid_apps
from broadsheet.readers.models import Reader
from tests.readers.identity import CLIENT, SECRET, Provider, provider
from tests.readers.signing_in import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings: Any) -> Iterator[Provider]:
    with provider() as ours:
        settings.CONFIG = replace(
            settings.CONFIG, oidc_url=ours.address, oidc_client=CLIENT, oidc_secret=SECRET, oidc_signup=True
        )
        known = {"OAUTH_PKCE_ENABLED": True, "APPS": openid_apps(settings.CONFIG)}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": known}
        yield ours


def sign_in(client: Client) -> Any:
    """As a browser does: there, and back."""
    begun = client.post("/account/openid/oidc/login/")
    assert begun.status_code == 302, begun.content[:300]
    back = requests.get(begun.headers["Location"], allow_redirects=False, timeout=60).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}", follow=True)


def test_whoever_the_provider_vouches_for_gets_an_account_once(there: Provider) -> None:
    assert "Signed in as" in sign_in(Client()).content.decode()
    assert "Signed in as" in sign_in(Client()).content.decode()
    reader = Reader.objects.get()
    assert (reader.email, reader.has_usable_password()) == ("mara@id.example", False)
    assert SocialAccount.objects.get().uid == "42"


def test_without_the_setting_nobody_joins_by_it(there: Provider, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, oidc_signup=False)
    assert "by invitation" in sign_in(Client()).content.decode()
    assert not Reader.objects.exists()


def test_an_address_that_is_the_same_opens_no_account_made_here(there: Provider) -> None:
    here = make_reader("mara@id.example")
    client = Client()
    sign_in(client)
    assert client.get("/account").status_code == 302
    assert not SocialAccount.objects.filter(user=here).exists()


def test_an_answer_that_was_not_asked_for_is_refused(there: Provider) -> None:
    answer = Client().get("/account/openid/oidc/login/callback/?code=the-code&state=made-up", follow=True)
    assert "Signing in did not work" in answer.content.decode()
    assert not Reader.objects.exists()
