"""Alerts in real Chromium: what a push service delivers is shown, and its click opens the story."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from broadsheet.read.alerting.content import push_payload
from broadsheet.readers import alerts, following, private_feeds
from broadsheet.readers.models import Alert, AlertMessage, PrivateFeed
from tests.browser.edition import Edition
from tests.browser.looking import Faults, look, told
from tests.browser.reader import Reader, ReaderMaker
from tests.browser.test_accounts import sign_in
from tests.readers.alerting import wish
from tests.readers.push_service import Browser
from tests.readers.signing_in import make_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def deliver(reader: Reader, data: str) -> None:
    """As the browser's push service does it, past its encryption (Chrome DevTools Protocol)."""
    page = reader.page
    found: list[dict[str, Any]] = []
    session = page.context.new_cdp_session(page)
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    for _ in range(1200):
        if found:
            break
        page.wait_for_timeout(50)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": reader.server, "registrationId": found[0]["registrationId"], "data": data},
    )


def notifications(page: Page) -> list[dict[str, Any]]:
    """Those that are shown."""
    there = "navigator.serviceWorker.getRegistration().then((one) => one.getNotifications())"
    for _ in range(600):
        shown: list[dict[str, Any]] = page.evaluate(
            there + ".then((all) => all.map(({title, body, dir, lang}) => ({title, body, dir, lang})))"
        )
        if shown:
            return shown
        page.wait_for_timeout(100)
    return []


def with_worker(readers: ReaderMaker, language: str) -> Reader:
    reader = readers(language, worker=True)
    reader.page.context.grant_permissions(["notifications"], origin=reader.server)
    page = reader.open("/latest")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return reader


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_an_alert_is_shown_and_its_click_opens_the_story(
    readers: ReaderMaker, edition: Edition, language: str, direction: str
) -> None:
    someone, now = make_reader(), timezone.now()
    chosen = wish(someone, now, language)
    message = AlertMessage.objects.create(reader=someone, kind="alert", made_at=now)
    Alert.objects.create(
        reader=someone, story=edition.story, reason="appeared", kind="hashtag", key="kesh-dam",
        label="KeshDam", made_at=now, message=message, state="told",
    )  # fmt: skip
    payload, _ = push_payload(message, chosen, now)
    reader = with_worker(readers, language)
    deliver(reader, payload.decode())
    shown = notifications(reader.page)
    assert len(shown) == 1
    assert (shown[0]["dir"], shown[0]["lang"]) == (direction, language)
    assert "KeshDam" in shown[0]["body"]
    deliver(reader, payload.decode())  # once more: it takes the other's place
    assert len(notifications(reader.page)) == 1

    worker = reader.page.context.service_workers[0]
    worker.evaluate(
        """async () => {
          const [notification] = await self.registration.getNotifications();
          self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )
    for _ in range(600):
        opened = [
            page for page in reader.page.context.pages if f"/story/{edition.story.public_id}" in page.url
        ]
        if opened:
            break
        reader.page.wait_for_timeout(100)
    expect(opened[0].get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    "data", ["", "no json", "[]", '{"url": "https://elsewhere.example/"}', "null", '"x"']
)
def test_whatever_comes_something_is_shown_and_no_other_site_is_opened(
    readers: ReaderMaker, edition: Edition, data: str
) -> None:
    reader = with_worker(readers, "en")
    deliver(reader, data)
    assert [one["title"] for one in notifications(reader.page)] == ["Broadsheet"]
    reader.page.context.service_workers[0].evaluate(
        """async () => {
          const [notification] = await self.registration.getNotifications();
          self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )
    reader.page.wait_for_timeout(500)
    assert all(page.url.startswith(reader.server) for page in reader.page.context.pages)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_of_alerts_has_a_fault_or_is_wider_than_the_screen(
    readers: ReaderMaker, edition: Edition, language: str
) -> None:
    someone, now = make_reader(), timezone.now()
    for kind, key, label in (
        ("hashtag", "kesh-dam", "KeshDam"),
        ("publisher", "ansel-courier", "The Ansel Courier"),
        ("story", edition.story.public_id, edition.edited.title),
        ("country", "nz", "New Zealand"),
        ("search", "dam crack", "dam crack"),
    ):
        following.follow(someone, kind, key, label, now)
    wish(someone, now, language)
    alerts.add_device(
        someone,
        **Browser().subscription("https://push.example"),
        name="Firefox, Android",
        language=language,
        now=now,
    )
    for number, state in enumerate(("told", "waiting", "over")):
        Alert.objects.create(
            reader=someone, story=edition.story, reason="news", number=number, kind="story",
            key=edition.story.public_id, label=edition.edited.title,
            made_at=now - timedelta(hours=number), state=state,
        )  # fmt: skip
    private_feeds.make_feed(someone, "for-you", "", "For the kitchen radio", now)
    reader = readers(language)
    sign_in(reader.open("/account/login/"))
    token = alerts.unsubscribe_token(someone.pk, "morning")
    faults: Faults = {}
    for number, path in enumerate(
        ("/account/alerts", "/account/feeds", f"/account/unsubscribe/{token}", "made", "ended")
    ):
        page = reader.page
        if path == "made":
            page = reader.open("/account/feeds")
            page.locator("#list").select_option("hashtag:kesh-dam")
            page.locator("form.settings button").click()
            expect(page.locator("#made-1")).to_have_value(re.compile("/account/feed/"))
        elif path == "ended":
            page = reader.open(f"/account/unsubscribe/{token}")
            page.locator(".account form button").click()
        else:
            page = reader.open(path)
        look(page, f"alerts-{number}-{language}", faults)
    assert not faults, told(faults)
    assert reader.complaints == []
    assert PrivateFeed.objects.count() == 2


def test_without_script_all_but_the_switch_works(readers: ReaderMaker, edition: Edition) -> None:
    someone = make_reader()
    following.follow(someone, "country", "nz", "New Zealand", timezone.now())
    reader = readers("en", scripts=False)
    sign_in(reader.open("/account/login/"))
    page = reader.open("/account/alerts")
    expect(page.get_by_text("This browser cannot get alerts here")).to_be_visible()
    expect(page.get_by_role("button", name="Switch on alerts in this browser")).to_be_hidden()
    page.get_by_label("Your time zone").fill("Africa/Cairo")
    page.get_by_label("Only what is widely reported").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Your time zone")).to_have_value("Africa/Cairo")
    page.get_by_label("New Zealand").check()
    page.locator("section[aria-labelledby=h-what] button").click()
    expect(page.get_by_label("New Zealand")).to_be_checked()
    page.goto(f"{reader.server}/account/feeds")
    page.get_by_label("Which list?").select_option("for-you")
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Atom").input_value()
    assert address.startswith(reader.server)
    assert page.request.get(address).ok


def test_the_switch_offers_itself_and_says_what_went_wrong(readers: ReaderMaker, edition: Edition) -> None:
    """Subscribing needs the browser maker's push service, which no test reaches: a failure can be tested."""
    make_reader()
    reader = readers("en", worker=True)
    sign_in(reader.open("/account/login/"))
    page = reader.open("/account/alerts")
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    expect(page.get_by_label("Your time zone")).to_have_value(zone)
    expect(page.locator("#push [name=zone]")).to_have_value(zone)
    page.get_by_role("button", name="Switch on alerts in this browser").click()
    expect(page.locator("#push-said")).to_be_visible(timeout=60_000)
