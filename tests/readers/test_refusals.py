"""What a reader is told when something was not done: why, in plain words, and what to do."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from broadsheet.readers import deciding, following, private_feeds, saving
from broadsheet.readers.deciding import Act
from broadsheet.readers.models import Follow, Mute, Reader, Role, Saved
from tests.factories import make_article
from tests.readers.signing_in import make_reader, signed_in
from tests.readers.talking import known, say, someone
from tests.stories import make_story

pytestmark = pytest.mark.django_db
PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.mark.parametrize(
    ("module", "most", "address", "sent", "back"),
    [
        (following, "MOST_FOLLOWS", "/follow", {"kind": "category", "key": "science"}, "/following"),
        (following, "MOST_MUTES", "/mute", {"kind": "word", "key": "royal baby"}, "/following"),
        (following, "MOST_MUTED_SEARCHES", "/mute", {"kind": "search", "key": "dam"}, "/following"),
        (private_feeds, "MOST_FEEDS", "/account/feeds", {"list": "for-you"}, "/account/feeds"),
    ],
)
def test_who_has_as_many_as_one_can_have_is_told_so_and_led_back(
    module: Any, most: str, address: str, sent: dict[str, str], back: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, most, 0)
    answer = signed_in(make_reader()).post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Your account has as many of these as it can have" in page
    assert f'<a class="btn first" href="{back}">Back</a>' in page
    assert not Follow.objects.exists()
    assert not Mute.objects.exists()


def test_saving_too_many_leads_back_to_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_SAVED", 0)
    article = make_article()
    here = f"/article/{article.public_id}"
    sent = {"kind": "article", "key": article.public_id, "next": here}
    answer = signed_in(make_reader(), "de").post("/save", sent)
    assert "Ihr Konto hat davon so viele" in answer.content.decode()
    assert f'href="{here}"' in answer.content.decode()
    assert not Saved.objects.exists()


@pytest.mark.parametrize("kind", ["person", "search", "word"])
def test_an_empty_name_word_or_search_is_a_matter_of_the_form_not_of_the_address(kind: str) -> None:
    client = signed_in(make_reader())
    for address in ("/follow", "/mute"):
        answer = client.post(address, {"kind": kind, "key": "   "})
        assert answer.status_code == 400
        assert "Something in the form is missing" in answer.content.decode()
        assert "damaged" not in answer.content.decode()


def test_a_damaged_address_is_told_as_one() -> None:
    answer = Client().get("/latest?before=damaged")
    assert answer.status_code == 400
    assert "This address cannot be understood" in answer.content.decode()


@pytest.mark.parametrize("address", ["/save", "/mute", "/history/read", "/saved/highlight"])
def test_the_address_of_a_button_says_what_it_is_to_people_alone(address: str) -> None:
    client = signed_in(make_reader())
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "There is nothing to see here" in answer.content.decode()
    assert client.get(address, headers={"accept": "application/json"}).content == b""


def test_a_page_from_before_signing_in_is_told_to_be_loaded_anew() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(make_reader()).cookies
    client.cookies["csrftoken"] = "x" * 32
    answer = client.post("/mute", {"kind": "word", "key": "dam"})
    assert answer.status_code == 403
    assert "Go back, load it anew" in answer.content.decode()


def test_who_may_not_is_not_told_that_the_form_was_foreign(
    now: datetime, moderator: Reader, operator: Reader
) -> None:
    comment = say(operator, "The dam is older than the road", make_article(), now)
    other = someone("omar@example.org", Role.OPERATOR)
    decision = deciding.hide(Act(other, "Not here", now), comment)
    answer = signed_in(moderator).post(f"/moderation/log/{decision.pk}/undo")
    assert answer.status_code == 403
    assert "Your account may not do this" in answer.content.decode()


def test_who_signs_in_after_pressing_a_button_comes_back_to_its_page() -> None:
    article = make_article()
    sent = {"kind": "article", "key": article.public_id}
    led = Client().post("/save", sent | {"next": f"/article/{article.public_id}"})
    assert led.headers["Location"] == f"/account/login/?next=/article/{article.public_id}"
    assert Client().post("/save", sent | {"next": "//evil.example"}).headers["Location"].endswith("?next=/")


def test_under_an_article_and_a_story_a_closed_discussion_offers_no_form(
    now: datetime, moderator: Reader
) -> None:
    article = make_article()
    story = make_story(article)
    reader = known(article=article)
    pages = [f"/article/{article.public_id}", f"/story/{story.public_id}"]
    client = signed_in(reader)
    for page in pages:
        assert "Your comment</h3>" in client.get(page, follow=True).content.decode()
    act = Act(moderator, "It went in circles", now)
    deciding.lock(act, article.pk, None)
    deciding.lock(act, None, story.pk)
    for page in pages:
        said = client.get(page, follow=True).content.decode()
        assert "Your comment</h3>" not in said
        assert "A moderator closed this discussion" in said
        assert "It went in circles" in said


def test_a_database_that_others_hold_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the error that SQLite itself gives."""
    client = signed_in(make_reader())
    client.raise_request_exception = False

    def held(*_: Any, **__: Any) -> None:
        busy = sqlite3.OperationalError("database is locked")
        busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("database is locked") from busy

    monkeypatch.setattr(following, "mute", held)
    answer = client.post("/mute", {"kind": "word", "key": "dam"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "The database is busy" in answer.content.decode()

    def broken(*_: Any, **__: Any) -> None:
        raise OperationalError("no such table: readers_mute")

    monkeypatch.setattr(following, "mute", broken)
    assert client.post("/mute", {"kind": "word", "key": "dam"}).status_code == 500
