"""Accounts in real Chromium: made, opened by a passkey of a virtual authenticator, left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect

from broadsheet.readers import accounts, following, saving
from broadsheet.readers.models import Reader, Role
from tests.browser.edition import Edition
from tests.browser.looking import Faults, look, told
from tests.browser.reader import ReaderMaker
from tests.readers.signing_in import PASSWORD, make_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def add_authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device with a lock that knows its owner (W3C WebAuthn, section 11: automation)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def make_account(page: Page, server: str, email: str) -> None:
    """As a reader who is invited does it."""
    token = accounts.invite(email, Role.READER, timezone.now())
    page.goto(f"{server}/account/invitation/{token}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_text("Signed in as")).to_be_visible()


def test_an_account_is_made_gets_a_passkey_and_is_opened_by_it(
    readers: ReaderMaker, edition: Edition
) -> None:
    reader = readers()
    server = reader.server.replace("127.0.0.1", "localhost")  # passkeys are for names
    page = reader.page
    session, device = add_authenticator(page)
    make_account(page, server, "mara@example.org")

    page.get_by_role("link", name="Passkeys and second factor").click()
    page.get_by_role("link", name="Add a passkey").click()
    if page.get_by_text("Is it you?").count():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the passkey").fill("The kitchen laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/**", timeout=120_000)
    credentials = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [one["rpId"] for one in credentials] == ["localhost"]
    assert credentials[0]["isResidentCredential"]
    page.goto(f"{server}/account/factors/webauthn/")
    expect(page.get_by_text("The kitchen laptop").first).to_be_visible()

    page.goto(f"{server}/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(f"{server}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Signed in as")).to_be_visible()
    assert reader.complaints == []


def test_a_passkey_of_nobody_opens_nothing_and_says_so(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    page = reader.page
    add_authenticator(page)
    page.goto(f"{reader.server.replace('127.0.0.1', 'localhost')}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey could not be used.")).to_be_visible()


def test_without_script_one_signs_up_in_and_out(
    readers: ReaderMaker, edition: Edition, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, accounts="open")
    reader = readers("en", scripts=False)
    page = reader.open("/account/signup/")
    page.get_by_label("E-mail address").fill("idris@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_text("Whoever runs it has to confirm your address")).to_be_visible()
    accounts.confirm("idris@example.org")
    page.goto(f"{reader.server}/account/login/")
    page.get_by_label("E-mail address").fill("idris@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Signed in as")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_second_factor_can_be_set_up_and_no_page_of_it_has_a_fault(
    readers: ReaderMaker, edition: Edition, language: str
) -> None:
    make_reader()
    reader = readers(language, "dark", 390)
    sign_in(reader.open("/account/login/"))
    page = reader.page
    faults: Faults = {}
    for number, path in enumerate(("totp/activate/", "webauthn/add/", "webauthn/", "")):
        page.goto(f"{reader.server}/account/factors/{path}")
        look(page, f"factors-{number}-{language}", faults, (390,))
    assert not faults, told(faults)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_of_a_reader_has_a_fault_or_is_wider_than_the_screen(
    readers: ReaderMaker, edition: Edition, language: str
) -> None:
    someone = make_reader()
    now = timezone.now()
    for kind, key, label in (
        ("hashtag", "kesh-dam", "KeshDam"),
        ("publisher", "ansel-courier", "The Ansel Courier"),
        ("person", "Mara Tolland", "Mara Tolland"),
        ("country", "nz", "New Zealand"),
    ):
        following.follow(someone, kind, key, label, now)
    following.mute(someone, "word", "strike", "strike", now + timedelta(days=7))
    saved = saving.save(someone, "article", edition.edited.public_id, edition.edited.title, now)
    saving.annotate(saved, "For Sunday.\nAsk Ines.", ["dam", "water"])
    saving.save(someone, "story", edition.story.public_id, "The dam", now)
    reader = readers(language)
    sign_in(reader.open("/account/login/"))
    paths = [
        "/account",
        "/for-you",
        "/following",
        "/saved",
        f"/saved/{saved.pk}",
        "/account/delete",
        "/account/logout/",
    ]
    paths += [
        "/account/factors/",
        "/account/email/",
        "/account/password/change/",
        "/follow?kind=hashtag&key=kesh-dam",
    ]
    paths += [edition.pages[name] for name in ("article", "story", "hashtag", "settings")] + ["/history"]
    faults: Faults = {}
    for number, path in enumerate(paths):
        look(reader.open(path), f"reader-{number:02}-{language}", faults)
    assert not faults, told(faults)
    assert reader.complaints == []


def test_a_reader_follows_saves_and_leaves_without_script(readers: ReaderMaker, edition: Edition) -> None:
    make_reader()
    reader = readers("en", scripts=False)
    sign_in(reader.open("/account/login/"))
    page = reader.open("/hashtag/kesh-dam")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("button", name="Stop following")).to_be_visible()
    page.goto(reader.server + edition.pages["article"])
    page.get_by_role("button", name="Save in your account").click()
    page.get_by_role("link", name="Note and labels").click()
    page.get_by_label("Note", exact=True).fill("For Sunday")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("For Sunday")).to_be_visible()
    page.goto(f"{reader.server}/for-you")
    expect(page.get_by_text("you follow").first).to_be_visible()
    page.goto(f"{reader.server}/account/delete")
    page.get_by_label("Yes, delete everything that is mine").check()
    page.get_by_role("button", name="Delete the account").click()
    expect(page.get_by_role("heading", name="The account is deleted")).to_be_visible()
    assert not Reader.objects.exists()


def sign_in(page: Page, email: str = "mara@example.org") -> None:
    """By e-mail address and password, in any language."""
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account", timeout=120_000)
