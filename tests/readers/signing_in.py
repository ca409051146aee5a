"""Readers to test with, and their browsers."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from broadsheet.readers.models import Reader, Role

PASSWORD = "quiet-harbour-lamp-7"


def make_reader(
    email: str = "mara@example.org", role: Role = Role.READER, *, confirmed: bool = True
) -> Reader:
    reader = Reader.objects.create_user(email, PASSWORD, role=role)
    EmailAddress.objects.create(user=reader, email=email, verified=confirmed, primary=True)
    return reader


def signed_in(reader: Reader, language: str = "en") -> Client:
    """A browser in which the reader has signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(reader)
    assert settings.SESSION_COOKIE_NAME in client.cookies
    return client
