"""What the model costs, and the first steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from broadsheet.pipeline.errands import AHEAD
from broadsheet.readers.models import Reader
from broadsheet.store.answers import note_spend, spent
from tests.factories import make_feed

pytestmark = pytest.mark.django_db


def test_the_account_of_the_model_is_shown_with_limits_and_their_settings(client: Client) -> None:
    now = timezone.now()
    note_spend(now, "one", 1000, 200)
    note_spend(now, "another", 100, 20)
    note_spend(now, AHEAD, 7000, 77)
    today = spent(now.date(), now.date(), AHEAD)
    assert (today.tokens, today.requests, today.readers) == (8397, 3, 2)
    assert (today.costliest, today.ahead) == (1200, 7077)
    note_spend(now - timedelta(days=40), "one", 5, 5)
    assert spent(now.date(), now.date(), AHEAD) == today
    page = client.get("/operator/budget").content.decode()
    for words in ("8,397", "1,200", "7,077", "BROADSHEET_MODEL_DAILY_TOKENS", "No language model is set"):
        assert words in page, words


def test_the_first_steps_can_be_gone_through_and_left(client: Client) -> None:
    make_feed()
    told = {
        "account": "You are an operator", "language": "Español", "sources": "Choose from the catalogue",
        "mail": "No e-mail is sent", "model": "without a language model", "gathering": "feeds asked",
        "no-such": "You are an operator",
    }  # fmt: skip
    for step, words in told.items():
        page = client.get(f"/operator/first?step={step}").content.decode()
        assert words in page, step
        assert "Leave it for later" in page
    assert "Kenya" in client.get("/operator/first?step=sources&country=KE").content.decode()


def test_a_test_of_what_is_not_set_says_so(client: Client) -> None:
    for step, name in (("mail", "BROADSHEET_EMAIL_URL"), ("model", "BROADSHEET_MODEL_URL")):
        answer = client.post(f"/operator/first?step={step}")
        assert answer.status_code == 422
        assert name in answer.content.decode()


def test_a_test_of_the_mail_server_sends(client: Client, ines: Reader, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, email_url="smtp://localhost", public_url="http://testserver")
    assert "Sent." in client.post("/operator/first?step=mail").content.decode()
    assert mail.outbox[0].to == ["ines@example.org"]


def test_a_mail_server_that_is_not_there_is_told_of(client: Client, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, email_url="smtp://localhost", public_url="http://testserver")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post("/operator/first?step=mail")
    assert answer.status_code == 422
    assert "The mail server did not take it" in answer.content.decode()


def test_a_model_that_is_not_there_is_told_of(client: Client, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, model_url="http://127.0.0.1:1/v1", model_name="small")
    answer = client.post("/operator/first?step=model")
    assert answer.status_code == 422
    assert "gave no answer" in answer.content.decode()
