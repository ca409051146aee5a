"""The page of alerts: what is sent there is kept, checked, and only one's own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from broadsheet.readers import alerts, following
from broadsheet.readers.models import AlertMessage, AlertSettings, Delivery, Follow, PushDevice
from tests.readers.alerting import WISHES, wish
from tests.readers.push_service import Browser
from tests.readers.signing_in import make_reader, signed_in

pytestmark = pytest.mark.django_db
FORM: dict[str, Any] = {name: value for name, value in WISHES.items() if not isinstance(value, bool)}
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path) -> None:
    settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path)


def test_what_is_chosen_is_kept_with_the_page_s_language() -> None:
    reader = make_reader()
    sent = FORM | {"zone": "Africa/Cairo", "morning": "on", "morning_hour": "6", "weekly": "on", "level": 3}
    answer = signed_in(reader, "ar").post("/account/alerts", sent)
    assert answer.headers["Location"] == "/account/alerts?done=saved"
    chosen = AlertSettings.objects.get(reader=reader)
    assert (chosen.language, chosen.zone, chosen.level, chosen.by_mail) == ("ar", "Africa/Cairo", 3, False)
    assert chosen.morning_at
    assert chosen.morning_at > timezone.now()
    assert chosen.morning_at.astimezone(UTC).hour in (3, 4)  # by summer or winter time
    assert chosen.weekly_at
    signed_in(reader).post("/account/alerts", FORM)
    chosen.refresh_from_db()
    assert (chosen.morning_at, chosen.weekly_at) == (None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"zone": "Atlantis/City"},
        {"zone": "../../etc/passwd"},
        {"zone": ""},
        {"zone": "Europe/Berlin\0"},
        {"quiet_from": 24},
        {"quiet_until": -1},
        {"most_a_day": 0},
        {"most_a_day": 51},
        {"most_a_day": "many"},
        {"level": 0},
        {"level": 4},
        {"morning_hour": ""},
        {"weekly_day": 7},
    ],
)
def test_what_cannot_be_chosen_is_refused_whole(changed: dict[str, Any]) -> None:
    reader = make_reader()
    assert signed_in(reader).post("/account/alerts", FORM | changed).status_code == 422
    assert not AlertSettings.objects.exists()


def test_a_browser_is_added_tested_and_taken_out() -> None:
    reader = make_reader()
    client = signed_in(reader)
    sent = {"action": "add", **Browser().subscription("https://push.example")}
    for _ in range(2):  # twice is as once
        client.post("/account/alerts/device", sent, headers={"user-agent": FIREFOX})
    device = PushDevice.objects.get()
    assert (device.name, device.reader) == ("Firefox, Android", reader)
    assert AlertSettings.objects.get(reader=reader).since
    page = client.get("/account/alerts").content.decode()
    assert "Firefox, Android" in page
    assert device.endpoint not in page
    answer = client.post("/account/alerts/device", {"action": "test", "device": device.pk})
    assert answer.headers["Location"].endswith("?done=test")
    assert (
        client.post("/account/alerts/device", {"action": "test", "device": device.pk})
        .headers["Location"]
        .endswith("?done=wait")
    )
    assert AlertMessage.objects.count() == 1
    client.post("/account/alerts/device", {"action": "remove", "device": device.pk})
    assert not PushDevice.objects.exists()
    assert not Delivery.objects.exists()
    assert AlertSettings.objects.get(reader=reader).since is None


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "add"},
        {"action": "add", **Browser().subscription("http://192.168.1.1")},
        {"action": "add", **Browser().subscription("https://push.example"), "auth": "\0"},
        {"action": "test"},
        {"action": "remove", "device": "x"},
        {"action": "remove", "device": "9" * 40},
    ],
)
def test_what_is_no_browser_is_refused(sent: dict[str, str]) -> None:
    assert signed_in(make_reader()).post("/account/alerts/device", sent).status_code == 400


@pytest.mark.parametrize(
    ("sent", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), ("Atlantis/City", "UTC"), ("\0", "UTC")]
)
def test_the_first_browser_brings_its_time_zone(sent: str, zone: str) -> None:
    reader = make_reader()
    for one in (sent, "Africa/Cairo"):  # the second changes nothing
        form = {"action": "add", "zone": one, **Browser().subscription("https://push.example")}
        assert signed_in(reader).post("/account/alerts/device", form).status_code == 302
        assert AlertSettings.objects.get(reader=reader).zone == zone


def test_nobody_touches_anothers_browsers_or_follows() -> None:
    mara, idris = make_reader(), make_reader("idris@example.org")
    sent = {"action": "add", **Browser().subscription("https://push.example")}
    signed_in(mara).post("/account/alerts/device", sent)
    following.follow(mara, "country", "pe", "Peru", timezone.now())
    pk = PushDevice.objects.get().pk
    for action in ("remove", "test"):
        signed_in(idris).post("/account/alerts/device", {"action": action, "device": pk})
    signed_in(idris).post("/account/alerts/follows", {"follow": [Follow.objects.get().pk]})
    assert PushDevice.objects.count() == 1
    assert not AlertMessage.objects.exists()
    assert Follow.objects.get().alerts_at is None


def test_there_is_an_end_to_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "MOST_DEVICES", 1)
    client = signed_in(make_reader())
    for status in (302, 422):
        sent = {"action": "add", **Browser().subscription("https://push.example")}
        assert client.post("/account/alerts/device", sent).status_code == status


def test_stories_and_hashtags_alert_from_the_first_and_others_if_chosen() -> None:
    reader = make_reader()
    now = timezone.now()
    for kind, key in (("story", "abc"), ("hashtag", "dam"), ("country", "pe"), ("search", "dam")):
        following.follow(reader, kind, key, key, now)
    on = Follow.objects.filter(reader=reader, alerts_at__isnull=False)
    assert set(on.values_list("kind", flat=True)) == {"story", "hashtag"}
    wanted = Follow.objects.filter(kind__in=("country", "story", "search"))
    sent = {"follow": [str(pk) for pk in wanted.values_list("pk", flat=True)]}
    signed_in(reader).post("/account/alerts/follows", sent)
    assert set(on.values_list("kind", flat=True)) == {"story", "country"}  # a search cannot
    assert Follow.objects.get(kind="story").alerts_at == now


def test_without_a_mail_server_the_page_says_so() -> None:
    page = signed_in(make_reader()).get("/account/alerts").content.decode()
    assert "This site sends no e-mail" in page


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("", ""),
        ("\0<script>", ""),
    ],
)
def test_browsers_have_names(agent: str, name: str) -> None:
    assert alerts.device_name(agent) == name


def test_all_of_it_can_be_taken_away_but_for_what_opens_anything() -> None:
    reader = make_reader()
    client = signed_in(reader)
    browser = Browser().subscription("https://push.example")
    client.post("/account/alerts/device", {"action": "add", **browser})
    client.post("/account/feeds", {"list": "latest", "name": "For the kitchen"})
    wish(reader, datetime(2026, 11, 23, tzinfo=UTC), zone="Africa/Cairo")
    answer = client.get("/account/data.json")
    data = json.loads(answer.content)
    assert data["alert_settings"][0]["zone"] == "Africa/Cairo"
    assert data["alert_browsers"][0]["push_service"] == "push.example"
    assert data["private_feeds"][0]["name"] == "For the kitchen"
    text = answer.content.decode()
    assert browser["endpoint"] not in text
    assert browser["auth"] not in text
