"""Making an account, signing in and out: for whom it opens, and what it tells to whom."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from broadsheet.errors import ReaderError
from broadsheet.readers import accounts
from broadsheet.readers.models import Invitation, Reader, ReaderSession, Role
from tests.readers.signing_in import PASSWORD, make_reader, signed_in

pytestmark = pytest.mark.django_db
FORM = {"email": "Idris@Example.org", "password1": PASSWORD}


def sign_up(client: Client, **facts: str) -> Any:
    return client.post("/account/signup/", FORM | facts, follow=True)


def sign_in(client: Client, email: str = "mara@example.org", password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": email, "password": password}, follow=True)


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https://news\.example\.org(/account/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def test_an_account_is_made_confirmed_by_e_mail_and_opened(
    client: Client, with_mail: list[mail.EmailMessage], open_to_all: None
) -> None:
    page = sign_up(client).content.decode()
    assert "A link was sent to your e-mail address" in page
    reader = Reader.objects.get()
    assert (reader.email, reader.role) == ("idris@example.org", Role.READER)
    assert reader.check_password(PASSWORD)
    assert "Confirm your e-mail address" in sign_in(client, reader.email).content.decode()  # not yet open
    link = link_in(with_mail[0])
    other = Client()
    assert other.post(link, follow=True).status_code == 200
    page = sign_in(client, reader.email).content.decode()
    assert "Signed in as" in page
    assert reader.email in page


def test_confirming_signs_in_the_browser_that_made_the_account_and_no_other(
    client: Client, with_mail: list[mail.EmailMessage], open_to_all: None
) -> None:
    sign_up(client)
    link, other = link_in(with_mail[0]), Client()
    assert other.post(link, follow=True).wsgi_request.user.is_anonymous
    assert other.get("/account").status_code == 302
    sign_up(client, email="mara@example.org")
    assert client.post(link_in(with_mail[1]), follow=True).wsgi_request.user.is_authenticated
    assert "mara@example.org" in client.get("/account").content.decode()


def test_links_in_e_mail_never_have_the_host_that_a_request_names(
    with_mail: list[mail.EmailMessage], open_to_all: None
) -> None:
    make_reader()
    evil = Client(headers={"host": "evil.example"})
    sign_up(evil)
    sign_up(evil, email="mara@example.org")
    evil.post("/account/password/reset/", {"email": "mara@example.org"})
    evil.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert len(with_mail) == 4
    for message in with_mail:
        assert "evil" not in f"{message.subject} {message.body} {message.from_email}"
    assert "news.example.org/account/" in str(with_mail[0].body)


def test_whether_an_address_has_an_account_shows_nowhere(
    with_mail: list[mail.EmailMessage], open_to_all: None
) -> None:
    make_reader("known@example.org")

    def answers(email: str) -> list[tuple[int, str]]:
        asked = (
            ("/account/signup/", {"email": email, "password1": PASSWORD}),
            ("/account/password/reset/", {"email": email}),
            ("/account/login/", {"login": email, "password": "wrong-wrong-wrong"}),
        )
        found = []
        for address, data in asked:
            answer = Client().post(address, data, follow=True)
            text = re.sub(r'value="[\w-]{64}"', "", answer.content.decode().replace(email, "EMAIL"))
            found.append((answer.status_code, re.sub(r"\d\d:\d\d|Updated.*?UTC", "", text)))
        return found

    assert answers("known@example.org") == answers("other@example.org")
    assert Reader.objects.filter(email="known@example.org").count() == 1


def test_nobody_joins_uninvited_unless_the_operator_says_so(client: Client) -> None:
    assert "by invitation" in client.get("/account/signup/").content.decode()
    sign_up(client)
    assert not Reader.objects.exists()
    assert "Make one" not in client.get("/account/login/").content.decode()


def test_an_invitation_lets_one_person_in_once(client: Client, with_mail: list[mail.EmailMessage]) -> None:
    token = accounts.invite("", Role.MODERATOR, timezone.now())
    assert token not in str(Invitation.objects.values())
    assert client.get(f"/account/invitation/{token}", follow=True).status_code == 200
    sign_up(client)
    assert Reader.objects.get().role == Role.MODERATOR
    assert Client().get(f"/account/invitation/{token}").status_code == 404
    sign_up(client, email="another@example.org")
    assert Reader.objects.count() == 1


def test_an_invitation_for_an_address_is_for_no_other_and_confirms_it(client: Client) -> None:
    token = accounts.invite("idris@example.org", Role.READER, timezone.now())
    client.get(f"/account/invitation/{token}")
    refused = sign_up(client, email="eve@example.org").content.decode()
    assert "The invitation is for another e-mail address." in refused
    page = sign_up(client).content.decode()
    assert "Signed in as" in page
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("token", ["x", "…", "A" * 5000, "%00"])
def test_what_is_no_invitation_is_refused(client: Client, token: str) -> None:
    assert client.get(f"/account/invitation/{token}").status_code == 404


def test_an_invitation_ends(client: Client) -> None:
    token = accounts.invite("", Role.READER, timezone.now())
    Invitation.objects.update(ends_at=timezone.now())
    assert client.get(f"/account/invitation/{token}").status_code == 404


def test_without_a_mail_server_the_reader_is_told_and_the_operator_confirms(
    client: Client, open_to_all: None
) -> None:
    assert "Whoever runs it has to confirm your address" in sign_up(client).content.decode()
    assert "This site sends no e-mail" in client.get("/account/password/reset/").content.decode()
    accounts.confirm("IDRIS@example.org")
    assert "Signed in as" in sign_in(Client(), "idris@example.org").content.decode()


def test_a_mail_server_that_fails_changes_no_answer_and_no_address_is_logged(
    with_mail: list[mail.EmailMessage], open_to_all: None, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens
    answer = sign_up(Client())
    assert answer.status_code == 200
    assert "could not be sent" in caplog.text
    assert "idris" not in caplog.text.casefold()


@pytest.mark.parametrize("password", ["short", "password1234", "8264018395", "idris@example.org"])
def test_passwords_that_are_guessed_are_refused(client: Client, open_to_all: None, password: str) -> None:
    sign_up(client, password1=password)
    assert not Reader.objects.exists()


def test_signing_in_is_throttled(client: Client) -> None:
    make_reader()
    said = [sign_in(client, password="wrong-wrong").content.decode() for _ in range(7)]
    assert "Too many failed" in said[-1]
    assert "Too many failed" in sign_in(Client()).content.decode()  # the right password too, from anywhere


def test_a_session_is_new_at_signing_in_and_gone_after_signing_out(client: Client) -> None:
    reader = make_reader()
    client.get("/account/login/")
    before = client.cookies.get("session")
    sign_in(client)
    cookie = client.cookies["session"]
    assert before is None or before.value != cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert ReaderSession.objects.get(reader=reader).session_key == cookie.value
    answer = client.post("/account/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not ReaderSession.objects.filter(reader=reader).exists()
    assert client.get("/account").status_code == 302


def test_a_reader_switched_off_is_out_at_once() -> None:
    reader = make_reader()
    client = signed_in(reader)
    assert client.get("/account").status_code == 200
    Reader.objects.update(is_active=False)
    assert client.get("/account").status_code == 302


def test_forms_need_their_token() -> None:
    reader = make_reader()
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    for address in ("/account", "/account/delete", "/account/logout/"):
        assert client.post(address, {"name": "Eve", "sure": "yes"}).status_code == 403
    reader.refresh_from_db()
    assert reader.name == ""


def test_a_name_is_kept_clean_and_short() -> None:
    reader = make_reader()
    client = signed_in(reader)
    client.post("/account", {"name": "  Mara \n Weber "})
    reader.refresh_from_db()
    assert reader.name == "Mara Weber"
    for wrong in ("<b>Ma\u202era", "Mara " + "x" * 500, "M\0"):
        assert client.post("/account", {"name": wrong}).status_code == 422
    reader.refresh_from_db()
    assert reader.name == "Mara Weber"


def test_passkeys_are_allowed_where_one_signs_in_and_nowhere_else(client: Client) -> None:
    assert "publickey-credentials-get=(self)" in client.get("/account/login/").headers["Permissions-Policy"]
    assert "publickey-credentials-get=()" in client.get("/about").headers["Permissions-Policy"]


def test_the_way_back_stays_on_this_site(client: Client) -> None:
    make_reader()
    data = {"login": "mara@example.org", "password": PASSWORD}
    for there in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = client.post(f"/account/login/?next={there}", data | {"next": there})
        assert answer.headers["Location"] == "/account", there
        client.logout()


def test_operators_words(client: Client) -> None:
    reader = accounts.add_reader(" Ines@Example.org ", Role.OPERATOR)
    assert (reader.email, reader.role) == ("ines@example.org", Role.OPERATOR)
    for wrong in ("ines@example.org", "no address", "a@b\n.org"):
        with pytest.raises(ReaderError):
            accounts.add_reader(wrong)
    with pytest.raises(ReaderError, match="no such role"):
        accounts.role_of("emperor")
    link = accounts.password_link(reader).removeprefix(accounts.site_address())
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert "Signed in as" in sign_in(client, "ines@example.org").content.decode()
    assert "cannot be used any more" in Client().get(link, follow=True).content.decode()
    accounts.change_email("ines@example.org", "ines@example.com")
    assert "Signed in as" in sign_in(Client(), "ines@example.com").content.decode()


def test_logs_hold_no_address_and_no_key() -> None:
    from broadsheet.readers.logs import WithoutKeys

    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s for %s",
        ("/account/password/reset/key/b-abc123/?next=/", "mara@example.org"), None,
    )  # fmt: skip
    assert WithoutKeys().filter(record)
    assert record.getMessage() == "Not Found: /account/… for …@…"


def test_the_setting_of_oidc_offers_it(client: Client, settings: Any) -> None:
    assert "Sign in with" not in client.get("/account/login/").content.decode().replace("with a passkey", "")
    settings.CONFIG = replace(
        settings.CONFIG, oidc_url="https://id.example", oidc_client="b", oidc_name="Harbour"
    )
    assert "Sign in with Harbour" in client.get("/account/login/").content.decode()
