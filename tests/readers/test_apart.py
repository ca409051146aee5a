"""What is one reader's is served to no other, whoever asks first and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from broadsheet.readers.access import OWNER_EMAIL
from broadsheet.readers.models import Reader, Role
from tests.factories import make_article
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import make_story

pytestmark = pytest.mark.django_db
HERE = {"host": "127.0.0.1:8000"}


@pytest.fixture(autouse=True)
def _remembering(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, page_cache_s=60.0)


@pytest.fixture
def private_machine(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, accounts="", host="127.0.0.1", public_url="")


def test_pages_of_readers_are_remembered_for_nobody_and_given_to_nobody() -> None:
    mara, idris = (signed_in(make_reader(email)) for email in ("mara@example.org", "idris@example.org"))
    make_story(make_article())
    stranger = Client(headers={"accept-language": "en"})
    for path in ("/", "/latest", "/about"):
        for asked in (mara, stranger, idris, stranger, mara):
            page = asked.get(path)
            text = page.content.decode()
            assert ("Account</a>" in text) == (asked is not stranger), path
            assert ("Sign in</a>" in text) == (asked is stranger), path
            assert page.headers["Cache-Control"] == "private, no-cache"
            assert "Cookie" in page.headers["Vary"]
    kept = caches["pages"]._cache  # type: ignore[attr-defined]
    assert len(kept) == 3  # those of the stranger


def test_a_cookie_that_is_no_session_gets_a_page_of_its_own(client: Client) -> None:
    make_article()
    client.get("/latest")
    make_article(title="Unseen")
    client.cookies["session"] = "no-such-session"
    page = client.get("/latest")
    assert "Unseen" in page.content.decode()
    assert "Sign in</a>" in page.content.decode()
    del client.cookies["session"]
    assert "Unseen" not in client.get("/latest").content.decode()


def test_who_has_no_account_starts_no_session_and_costs_no_query_for_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_article()
    client.get("/about")
    with django_assert_max_num_queries(4):  # as before there were accounts
        page = client.get("/about?again")
    assert not page.cookies
    assert "session" not in client.cookies


@pytest.mark.usefixtures("private_machine")
class TestAPrivateMachine:
    def test_its_one_reader_needs_no_sign_in(self) -> None:
        client = Client(headers=HERE)
        page = client.get("/account").content.decode()
        assert "This Broadsheet is yours alone" in page
        assert Reader.objects.get().email == OWNER_EMAIL
        assert client.get("/account/login/").headers["Location"] == "/account"
        assert "Sign in</a>" not in client.get("/about").content.decode()

    @pytest.mark.parametrize(
        "asked",
        [
            {"headers": {"host": "news.example.org"}},  # by a web server in front, or DNS rebinding
            {"headers": {"host": "192.168.1.7:8000"}},
            {"headers": {"host": "127.0.0.1.evil.example"}},
            {"headers": {"host": ""}},
            {"headers": HERE, "REMOTE_ADDR": "192.168.1.9"},
            {"headers": HERE | {"x-forwarded-for": "203.0.113.7"}},
            {"headers": HERE | {"forwarded": "for=203.0.113.7"}},
            {"headers": HERE | {"via": "1.1 proxy"}},
        ],
    )
    def test_whoever_comes_otherwise_is_not_taken_for_them(self, asked: dict[str, Any]) -> None:
        assert Client().get("/account", **asked).status_code in (302, 400)
        assert not Reader.objects.exists()

    def test_pages_of_the_one_reader_are_remembered_for_nobody(self) -> None:
        mine, other = Client(headers=HERE), Client(headers=HERE | {"x-forwarded-for": "203.0.113.7"})
        for asked in (mine, other, mine, other):
            assert ("Account</a>" in asked.get("/about").content.decode()) == (asked is mine)

    def test_an_operator_there_was_is_the_one_reader(self) -> None:
        make_reader()
        ines = make_reader("ines@example.org", Role.OPERATOR)
        Client(headers=HERE).get("/account")
        assert set(Reader.objects.filter(role=Role.OPERATOR)) == {ines}


@pytest.mark.parametrize(
    ("host", "status"),
    [("192.168.1.7:8000", 200), ("news.home", 200), ("evil.example", 302), ("[fd00::7]:8000", 200)],
)
def test_said_to_be_private_it_is_so_by_address_or_its_own_name(
    settings: Any, host: str, status: int
) -> None:
    settings.CONFIG = replace(
        settings.CONFIG, accounts="single", host="0.0.0.0", public_url="http://news.home"
    )
    assert Client(headers={"host": host}, REMOTE_ADDR="192.168.1.9").get("/account").status_code == status
