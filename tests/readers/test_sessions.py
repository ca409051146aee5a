"""Whose a session is: the reader who signed in, for as long as it lasts and they may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from broadsheet.readers.models import Reader, ReaderSession
from tests.readers.signing_in import PASSWORD, make_reader, signed_in

pytestmark = pytest.mark.django_db


def _is_known(client: Client) -> bool:
    answer = client.get("/account")
    assert answer.status_code in (200, 302), answer.status_code
    return answer.status_code == 200


def test_a_session_is_its_readers_until_it_ends() -> None:
    client = signed_in(make_reader())
    signed_in(make_reader("idris@example.org"))
    assert "mara@example.org" in client.get("/account").content.decode()
    ReaderSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not _is_known(client)


def test_who_may_not_sign_in_or_is_gone_is_nobody() -> None:
    reader, other = make_reader(), make_reader("idris@example.org")
    client, others = signed_in(reader), signed_in(other)
    assert _is_known(client)
    assert _is_known(others)
    Reader.objects.filter(pk=reader.pk).update(is_active=False)
    other.delete()
    assert not _is_known(client)
    assert not _is_known(others)


def test_a_new_password_ends_the_sessions_of_the_old_one() -> None:
    reader = make_reader()
    client = signed_in(reader)
    assert _is_known(client)
    reader.set_password(f"{PASSWORD}-another")
    reader.save()
    assert not _is_known(client)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "no-such-session",
        "a" * 32,
        "a" * 5000,
        "\x01" * 32,
        "é" * 32,
        '"\\000aaaaaaaaaa"',
        "' OR 1=1",
    ],
)
def test_a_key_of_no_session_is_nobodys(key: str) -> None:
    signed_in(make_reader())
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not _is_known(client)
