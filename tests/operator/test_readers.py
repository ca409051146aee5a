"""What operators do with accounts, and what they cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from broadsheet.readers.models import Invitation, OperatorAction, Reader, ReaderSession, Role
from tests.readers.signing_in import PASSWORD, make_reader, signed_in

pytestmark = pytest.mark.django_db


def act(client: Client, about: Reader, action: str, **more: str) -> Any:
    return client.post(f"/operator/readers/{about.pk}", {"action": action, **more}, follow=True)


def test_readers_are_found_by_address_and_name(client: Client) -> None:
    make_reader("mara@example.org")
    make_reader("idris@example.org", confirmed=False)
    everybody = client.get("/operator/readers").content.decode()
    assert "address not confirmed" in everybody
    found = client.get("/operator/readers?q=MARA").content.decode()
    assert "mara@example.org" in found
    assert "idris@example.org" not in found
    assert "No reader is like that." in client.get("/operator/readers?q=%00nobody").content.decode()


def test_no_page_shows_a_secret(client: Client) -> None:
    mara = make_reader("mara@example.org")
    signed_in(mara)
    session = ReaderSession.objects.get(reader=mara)
    for path in ("/operator/readers", f"/operator/readers/{mara.pk}"):
        page = client.get(path).content.decode()
        assert mara.password not in page
        assert session.session_key not in page


def test_what_opens_accounts_is_done_only_after_one_shows_who_one_is(client: Client) -> None:
    mara = make_reader("mara@example.org")
    first = client.post(f"/operator/readers/{mara.pk}", {"action": "role", "role": "moderator"})
    assert first.headers["Location"].startswith("/account/reauthenticate/")
    mara.refresh_from_db()
    assert mara.role == Role.READER
    then = client.post(first.headers["Location"], {"password": PASSWORD})
    mara.refresh_from_db()
    assert (then.status_code, mara.role) == (302, Role.MODERATOR)  # what was sent before is done now


def test_a_role_is_given_and_the_last_operator_stays_one(sure: Client, ines: Reader) -> None:
    mara = make_reader("mara@example.org")
    refused = act(sure, ines, "role", role="reader")
    assert refused.status_code == 422
    assert "This is the last operator." in refused.content.decode()
    assert act(sure, ines, "deactivate", sure="yes").status_code == 422
    act(sure, mara, "role", role="operator")
    mara.refresh_from_db()
    assert mara.role == Role.OPERATOR
    assert act(sure, mara, "role", role="emperor").status_code == 422
    act(sure, mara, "deactivate", sure="yes")  # now there are two, so that one may go
    assert act(sure, ines, "role", role="reader").status_code == 422  # one who cannot sign in does not count


def test_an_account_is_switched_off_and_on(sure: Client) -> None:
    mara = make_reader("mara@example.org")
    hers = signed_in(mara)
    assert "Are you sure?" in act(sure, mara, "deactivate").content.decode()
    assert hers.get("/account").status_code == 200
    act(sure, mara, "deactivate", sure="yes")
    assert hers.get("/account").status_code == 302
    signing = Client().post("/account/login/", {"login": "mara@example.org", "password": PASSWORD})
    assert signing.headers.get("Location") != "/account"
    act(sure, mara, "reactivate")
    assert signed_in(mara).get("/account").status_code == 200
    kinds = list(OperatorAction.objects.filter(about=mara).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["deactivate", "reactivate"]


def test_an_address_is_confirmed_and_sessions_are_ended(sure: Client) -> None:
    mara = make_reader("mara@example.org", confirmed=False)
    act(sure, mara, "confirm")
    assert EmailAddress.objects.get(user=mara).verified
    hers, elsewhere = signed_in(mara), signed_in(mara)
    act(sure, mara, "sessions", sure="yes")
    assert [one.get("/account").status_code for one in (hers, elsewhere)] == [302, 302]


def test_a_link_for_a_password_is_shown_once_or_sent(sure: Client, settings: Any) -> None:
    mara = make_reader("mara@example.org")
    page = act(sure, mara, "password").content.decode()
    assert "/account/password/reset/key/" in page
    assert "/account/password/reset/key/" not in sure.get(f"/operator/readers/{mara.pk}").content.decode()
    settings.CONFIG = replace(
        settings.CONFIG, email_url="smtp://localhost", public_url="https://news.example.org"
    )
    sent = act(sure, mara, "password").content.decode()
    assert "/account/password/reset/key/" not in sent  # then it is the reader's alone
    assert mail.outbox[0].to == ["mara@example.org"]
    assert "https://news.example.org/account/password/reset/key/" in mail.outbox[0].body


def test_an_invitation_is_shown_this_once(sure: Client) -> None:
    answer = sure.post("/operator/readers/invite", {"email": "Tolland@example.org", "role": "moderator"})
    assert "/account/invitation/" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    made = Invitation.objects.get()
    assert (made.email, made.role) == ("tolland@example.org", "moderator")
    assert made.token_hash not in answer.content.decode()
    assert sure.post("/operator/readers/invite", {"email": "no address"}).status_code == 422
    assert [one.subject for one in OperatorAction.objects.all()] == ["moderator"]  # no address in the log


def test_what_is_no_action_is_refused(sure: Client, ines: Reader) -> None:
    assert act(sure, ines, "promote").status_code == 400
    assert sure.get("/operator/readers/999999").status_code == 404


def test_the_one_reader_of_a_private_machine_is_an_operator_and_asked_for_nothing(
    db: None, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, accounts="single")
    alone = Client(headers={"host": "localhost"})
    mara = make_reader("mara@example.org")
    assert alone.get("/operator").status_code == 200
    assert alone.get("/operator/admin/").status_code == 200
    assert act(alone, mara, "role", role="moderator").status_code == 200
    mara.refresh_from_db()
    assert mara.role == Role.MODERATOR
