"""E-mail, really sent: digests at the reader's hour, alerts, and the way out of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from broadsheet.outside import mail_settings
from broadsheet.read import foryou
from broadsheet.read.alerting import digests
from broadsheet.readers import alerts, following
from broadsheet.readers.models import AlertMessage, AlertSettings, Delivery, Reader
from tests.factories import NOW
from tests.readers.alerting import BEFORE, carry_out, dam, reports, wish
from tests.readers.mail_server import MailServer, mail_server
from tests.readers.signing_in import make_reader
from tests.stories import make_story

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[MailServer]:
    foryou.forget_memory()
    with mail_server() as found:
        url = f"smtp://127.0.0.1:{found.port}"
        settings.CONFIG = replace(
            settings.CONFIG, email_url=url, public_url="https://news.example.org", data_dir=tmp_path
        )
        for name, value in mail_settings(url).items():
            setattr(settings, name, value)
        settings.DEFAULT_FROM_EMAIL = "Broadsheet <news@example.org>"
        yield found
    foryou.forget_memory()


def follower(**changed: Any) -> Reader:
    reader = make_reader()
    following.follow(reader, "hashtag", "kesh-dam", "KeshDam", BEFORE)
    language = changed.pop("language", "en")
    wish(reader, NOW - HOUR, language, **changed)
    return reader


def parts(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML."""
    found = [message.get_body((kind,)) for kind in ("plain", "html")]
    assert found[0]
    assert found[1]
    return found[0].get_content(), found[1].get_content()


def ending_of(message: EmailMessage) -> str:
    """The path that ends e-mail of this kind."""
    found = re.fullmatch(
        r"<https://news\.example\.org(/account/unsubscribe/[^>]+)>", message["List-Unsubscribe"].strip()
    )
    assert found
    return found[1]


def test_a_morning_digest_comes_at_its_hour_with_why_each_story_is_there(server: MailServer) -> None:
    follower(morning=True, morning_hour=12, zone="UTC")
    story = dam()
    other = make_story(*reports(3, category="world"), opened_at=NOW)
    carry_out(NOW - timedelta(minutes=1))
    assert server.received == []
    carry_out()
    carry_out(NOW + HOUR)
    assert len(server.received) == 1
    address, message = server.received[0]
    assert address == "mara@example.org"
    assert message["From"] == "Broadsheet <news@example.org>"
    text, page = parts(message)
    assert message["Subject"].startswith("Your morning: The dam at Kesh")
    for body in (text, page):
        assert "You follow" in body
        assert "#KeshDam" in body
        assert "It is important, though you follow nothing of it." in body
        assert f"https://news.example.org/story/{story.public_id}/" in body
        assert body.index(story.public_id) < body.index(other.public_id)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<script" not in page
    assert 'src="' not in page  # nothing tells that it was opened
    assert "Monday" in text


def test_nothing_is_sent_where_there_is_nothing_new(server: MailServer) -> None:
    reader = follower(morning=True, morning_hour=12)
    carry_out()
    assert AlertSettings.objects.get(reader=reader).morning_at == NOW + DAY
    dam(at=NOW + 2 * HOUR)
    foryou.forget_memory()  # of half a minute ago
    carry_out(NOW + DAY)
    assert len(server.received) == 1
    carry_out(NOW + 2 * DAY)
    assert len(server.received) == 1


def test_the_weekly_one_has_the_week(server: MailServer) -> None:
    reader = follower(weekly=True, weekly_hour=13, weekly_day=0)
    story = dam(at=NOW - 5 * DAY)
    AlertSettings.objects.filter(reader=reader).update(weekly_since=NOW - 7 * DAY)
    carry_out(NOW + HOUR)
    assert [message["Subject"][:10] for _, message in server.received] == ["Your week:"]
    assert story.public_id in parts(server.received[0][1])[0]


def test_one_that_is_hours_late_is_left_out(server: MailServer) -> None:
    reader = follower(morning=True, morning_hour=12)
    dam()
    carry_out(NOW + 7 * HOUR)
    assert server.received == []
    assert AlertSettings.objects.get(reader=reader).morning_at == NOW + DAY


def test_what_the_reader_chooses_while_it_is_made_counts(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = follower(morning=True, morning_hour=12)
    dam()
    items = digests._items

    def ended_meanwhile(*given: Any) -> list[dict[str, Any]]:
        alerts.unsubscribe(reader.pk, "morning", NOW)
        return items(*given)

    monkeypatch.setattr(digests, "_items", ended_meanwhile)
    carry_out()
    assert server.received == []
    assert AlertSettings.objects.get(reader=reader).morning_at is None


@pytest.mark.parametrize("what", ["not confirmed", "no mail server", "switched off"])
def test_who_has_no_confirmed_address_gets_nothing(server: MailServer, settings: Any, what: str) -> None:
    follower(morning=True, morning_hour=12, by_mail=True)
    if what == "not confirmed":
        EmailAddress.objects.update(verified=False)
    elif what == "switched off":
        Reader.objects.update(is_active=False)
    else:
        settings.CONFIG = replace(settings.CONFIG, email_url="")
    dam()
    carry_out()
    assert server.received == []
    assert not Delivery.objects.exists()


def test_alerts_come_by_e_mail_too(server: MailServer) -> None:
    follower(by_mail=True)
    dam()
    carry_out()
    carry_out()
    assert len(server.received) == 1
    message = server.received[0][1]
    text, page = parts(message)
    assert message["Subject"].startswith("The dam at Kesh")
    assert "You follow \u2068#KeshDam\u2069." in text
    assert ending_of(message) in page


def test_in_arabic_it_goes_from_right_to_left(server: MailServer) -> None:
    follower(by_mail=True, language="ar")
    dam()
    carry_out()
    text, page = parts(server.received[0][1])
    assert '<html lang="ar" dir="rtl">' in page
    assert '<bdi lang="en" dir="ltr">The dam' in page
    assert "You follow" not in text
    assert "End e-mail" not in text


def test_what_a_headline_says_is_text_and_begins_no_header(server: MailServer) -> None:
    follower(by_mail=True)
    articles = reports(4)
    for article in articles:
        article.title = "<b>Dam</b>\r\nBcc: idris@example.org"
        article.save()
    from tests.stories import add_hashtag

    add_hashtag(articles[0], "kesh-dam")
    make_story(*articles, opened_at=NOW)
    carry_out()
    assert [address for address, _ in server.received] == ["mara@example.org"]
    message = server.received[0][1]
    assert message["Subject"] == "<b>Dam</b> Bcc: idris@example.org"
    assert "<b>Dam" not in parts(message)[1]


@pytest.mark.parametrize(("answer", "tries"), [("450 later", 1), ("550 nobody", 0)])
def test_a_mail_server_s_no_is_for_now_or_for_good(server: MailServer, answer: str, tries: int) -> None:
    follower(by_mail=True)
    server.answers = [answer]
    dam()
    carry_out()
    row = Delivery.objects.get()
    assert (row.tries, row.done_at is None) == (tries, tries == 1)
    carry_out(NOW + HOUR)
    assert len(server.received) == tries


def test_while_there_is_no_mail_server_it_waits(server: MailServer, settings: Any) -> None:
    follower(by_mail=True)
    settings.EMAIL_PORT = 1
    dam()
    carry_out(until=lambda: Delivery.objects.filter(tries=1).exists())
    settings.EMAIL_PORT = server.port
    carry_out(NOW + HOUR)
    assert len(server.received) == 1


class TestEndingIt:
    def ending(self, server: MailServer) -> tuple[Reader, str]:
        reader = follower(by_mail=True, morning=True, morning_hour=12)
        dam()
        carry_out()
        by_kind = {"Your morning" in message["Subject"]: message for _, message in server.received}
        assert len(by_kind) == 2
        return reader, ending_of(by_kind[True])

    def test_one_click_of_a_mail_program_ends_that_kind_alone(self, server: MailServer) -> None:
        reader, path = self.ending(server)
        program = Client(enforce_csrf_checks=True)
        answer = program.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
        chosen = AlertSettings.objects.get(reader=reader)
        assert (chosen.morning_at, chosen.by_mail) == (None, True)
        assert program.post(path).status_code == 200  # twice is as once

    def test_looking_at_it_changes_nothing(self, server: MailServer) -> None:
        reader, path = self.ending(server)
        for method in ("get", "head", "options"):
            getattr(Client(), method)(path)
        assert AlertSettings.objects.get(reader=reader).morning_at
        page = Client(headers={"accept-language": "en"}).get(path)
        assert "the morning digest" in page.content.decode()
        assert "mara@" not in page.content.decode()
        assert page.headers["Referrer-Policy"] == "no-referrer"

    def test_nobody_makes_an_address_up(self, server: MailServer) -> None:
        reader, path = self.ending(server)
        token = path.rpartition("/")[2]
        other = alerts.unsubscribe_token(reader.pk + 1, "morning")
        forged = other.split(":")[0] + ":" + token.split(":", 1)[1]
        for wrong in (token[:-1], forged, "x", "é:é:é", "A" * 400):
            assert Client().post(f"/account/unsubscribe/{wrong}").status_code == 404
        assert AlertSettings.objects.get(reader=reader).morning_at

    def test_of_a_reader_who_is_gone_it_says_the_same(self, server: MailServer) -> None:
        reader, path = self.ending(server)
        reader.delete()
        assert Client().post(path).status_code == 200


def test_what_is_switched_off_goes_out_no_more(server: MailServer) -> None:
    reader = follower(by_mail=True)
    server.answers = ["450 later"]
    dam()
    carry_out()
    alerts.unsubscribe(reader.pk, "alert", NOW)
    carry_out(NOW + HOUR)
    assert server.received == []
    assert AlertSettings.objects.get(reader=reader).since is None
    assert AlertMessage.objects.filter(made_at__lt=timezone.now() + 999 * DAY).exists()
