"""From a story that changed to a browser: the step itself, a real push service, real encryption."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadsheet.readers import alerts, following
from broadsheet.readers.models import Alert, AlertMessage, AlertSettings, Mute, PushDevice
from broadsheet.store.models import Story, StoryArticle
from tests.factories import NOW, make_article, make_publisher
from tests.readers.alerting import BEFORE, alerted, carry_out, dam, join, reports, subscribe, wish
from tests.readers.push_service import PushService
from tests.readers.signing_in import make_reader
from tests.stories import add_hashtag, make_story
from tests.test_pool import die

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("may_push")]
HOUR = timedelta(hours=1)


def test_a_story_of_a_followed_hashtag_reaches_the_browser_once(service: PushService) -> None:
    reader = alerted(service)
    story = dam()
    for _ in range(3):
        carry_out(rounds=2)
    assert len(service.received) == 1
    got = service.received[0]
    assert got.said["title"].startswith("The dam at Kesh, report")
    assert "KeshDam" not in got.said["title"]
    assert "kesh-dam" in got.said["body"]
    assert got.said["url"].startswith(f"/story/{story.public_id}/")
    assert (got.said["lang"], got.said["dir"]) == ("en", "ltr")
    assert got.claims["sub"] == "https://news.example.org"
    assert got.headers["content-encoding"] == "aes128gcm"
    assert b"KeshDam" not in bytes(str(got.headers), "utf-8")
    assert Alert.objects.get(reader=reader).state == "told"


@pytest.mark.parametrize("kind", ["hashtag", "publisher", "category", "country", "person"])
def test_each_kind_of_follow_alerts(service: PushService, kind: str) -> None:
    publisher = make_publisher(country="PE")
    article = make_article(publisher, published_at=NOW - timedelta(minutes=9), category="science")
    keys = {
        "hashtag": "kesh-dam",
        "publisher": publisher.key,
        "category": "science",
        "country": "pe",
        "person": "Ines Rey",
    }
    alerted(service, kind, keys[kind])
    add_hashtag(article, "kesh-dam")
    story = make_story(article, *reports(3, category="science"))
    if kind == "person":
        from broadsheet.store.features import pack_details
        from broadsheet.store.models import Understanding
        from broadsheet.understand.types import ArticleFeatures, Name

        features = ArticleFeatures(language="en", names=(Name("Ines Rey", "ines-rey", 2, False),))
        Understanding.objects.filter(article=article).update(details=pack_details(features))
    dam(key="something-else", category="world")
    carry_out()
    assert [one.said["url"].split("/")[2] for one in service.received] == [story.public_id]


def test_what_does_not_alert(service: PushService) -> None:
    """Not chosen; begun before it was followed; too few report it; muted; no way to tell the reader."""
    reader = alerted(service)
    alerts.choose_follows(reader, [], BEFORE)
    dam()
    carry_out()
    assert not Alert.objects.exists()
    alerts.choose_follows(reader, list(reader.follows.values_list("pk", flat=True)), NOW + HOUR)
    carry_out(NOW + HOUR)
    assert not Alert.objects.exists()
    dam(1, NOW + 2 * HOUR)
    carry_out(NOW + 2 * HOUR)
    assert not Alert.objects.exists()
    following.mute(reader, "word", "kesh", "kesh", None)
    dam(4, NOW + 3 * HOUR)
    carry_out(NOW + 3 * HOUR)
    assert [one.state for one in Alert.objects.all()] == ["muted"]
    alerts.remove_device(reader, PushDevice.objects.get().pk, NOW)
    dam(4, NOW + 4 * HOUR)
    carry_out(NOW + 4 * HOUR)
    assert Alert.objects.count() == 1
    assert service.received == []


def test_a_story_alerts_when_it_has_become_important_enough_for_each(service: PushService) -> None:
    mara = alerted(service)
    idris = make_reader("idris@example.org")
    following.follow(idris, "hashtag", "kesh-dam", "KeshDam", BEFORE)
    wish(idris, level=1)
    subscribe(idris, service)
    story = dam(1)
    carry_out()
    assert {one.reader for one in Alert.objects.all()} == {idris}
    join(story, *reports(4, NOW + HOUR), at=NOW + HOUR)
    carry_out(NOW + HOUR)
    assert [one.reader for one in Alert.objects.order_by("pk")] == [idris, mara]
    carry_out(NOW + HOUR)
    assert len(service.received) == 2


def test_a_hashtag_that_a_story_gets_later_alerts_its_followers(service: PushService) -> None:
    alerted(service, key="water")
    story = dam()
    carry_out()
    assert service.received == []
    later = reports(1, NOW + HOUR)
    add_hashtag(later[0], "water")
    join(story, *later, at=NOW + HOUR)
    carry_out(NOW + HOUR)
    assert len(service.received) == 1


def test_a_story_that_became_part_of_another_is_not_told_again(service: PushService) -> None:
    alerted(service)
    first = dam()
    carry_out()
    second = dam(at=NOW + HOUR)
    Story.objects.filter(pk=first.pk).update(merged_into=second, articles=0)
    carry_out(NOW + HOUR)
    assert len(service.received) == 1


def test_news_of_a_followed_story_and_only_news(service: PushService) -> None:
    story = dam(2, text="The dam above Kesh has a crack.\n\nThe crew call it the Seam.")
    reader = alerted(service, "story", story.public_id)
    carry_out()
    assert service.received == []  # it is what the reader followed
    join(
        story,
        *reports(1, NOW + HOUR, text="The dam above Kesh has a crack.\n\nThe crew call it the Seam."),
        at=NOW + HOUR,
    )
    carry_out(NOW + HOUR)
    assert service.received == []  # says nothing new
    text = (
        "Four thousand people left the villages below the dam before noon.\n\n"
        "Engineers opened three gates to lower the reservoir by four metres.\n\n"
        "The prime minister sent two hundred soldiers to help farmers move their cattle.\n\n"
        "Insurers expect claims of about ninety million crowns from shops in the valley."
    )
    join(story, *reports(1, NOW + 2 * HOUR, text=text), at=NOW + 2 * HOUR)
    carry_out(NOW + 2 * HOUR)
    assert [one.said["body"].split(".")[0] for one in service.received] == ["News in a story that you follow"]
    for later in (2, 3):  # more comes at once: news again only after a rest
        at = NOW + 2 * HOUR + timedelta(minutes=20 * later)
        join(story, *reports(2, at, text=f"{text} It was the {later} gate."), at=at)
        carry_out(at)
    assert len(service.received) == 1
    carry_out(NOW + 5 * HOUR)
    assert len(service.received) == 2
    assert [one.number for one in Alert.objects.filter(reader=reader).order_by("number")] == [1, 2]


def test_what_came_in_quiet_hours_comes_as_one_message_afterwards(service: PushService) -> None:
    reader = alerted(service)
    wish(reader, quiet_from=11, quiet_until=15)
    dam()
    dam(at=NOW + HOUR)
    carry_out(NOW)
    carry_out(NOW + HOUR)
    assert service.received == []
    assert {one.state for one in Alert.objects.all()} == {"waiting"}
    carry_out(NOW + 3 * HOUR)
    carry_out(NOW + 3 * HOUR)
    assert len(service.received) == 1
    said = service.received[0].said
    assert said["title"] == "2 stories while it was quiet"
    assert said["body"].count("The dam at Kesh") == 2
    assert said["url"] == "/account/alerts"


def test_what_became_one_story_in_quiet_hours_is_told_once(service: PushService) -> None:
    reader = alerted(service)
    wish(reader, quiet_from=11, quiet_until=15)
    first, second = dam(), dam(at=NOW + timedelta(minutes=5))
    carry_out(NOW + timedelta(minutes=5))
    assert Alert.objects.filter(state="waiting").count() == 2
    Story.objects.filter(pk=first.pk).update(merged_into=second, articles=0)
    carry_out(NOW + 3 * HOUR)
    assert [one.said["url"].split("/")[2] for one in service.received] == [second.public_id]
    assert set(Alert.objects.values_list("state", flat=True)) == {"told"}


def test_a_story_that_became_part_of_another_before_it_was_told_is_told_as_that_one(
    service: PushService,
) -> None:
    wish(alerted(service), quiet_from=11, quiet_until=15)
    first = dam()
    carry_out()
    second = dam(at=NOW + HOUR, key="something-else")
    Story.objects.filter(pk=first.pk).update(merged_into=second, articles=0)
    carry_out(NOW + 3 * HOUR)
    assert [one.said["url"].split("/")[2] for one in service.received] == [second.public_id]


def test_what_a_muted_search_finds_is_not_told(service: PushService) -> None:
    reader = alerted(service)
    story = dam()
    following.mute(reader, "search", "kesh", "kesh", None)
    found = list(StoryArticle.objects.filter(story=story).values_list("article", flat=True))
    Mute.objects.update(found=found, found_at=NOW)
    carry_out()
    assert (Alert.objects.get().state, service.received) == ("muted", [])


def test_texts_that_no_worker_can_compare_keep_no_other_from_being_told(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = dam(2)
    alerted(service, "story", story.public_id)
    carry_out()
    monkeypatch.setattr("broadsheet.pipeline.alert_step.what_changed", die)
    join(story, *reports(3, NOW + HOUR), at=NOW + HOUR)
    carry_out(NOW + HOUR)
    assert len(service.received) == 1  # three reports are news by their number


def test_a_day_has_a_limit_and_the_next_day_another(service: PushService) -> None:
    reader = alerted(service)
    wish(reader, most_a_day=2)
    for number in range(4):
        dam(4 + number)
    carry_out()
    assert len(service.received) == 2
    assert sorted(Alert.objects.values_list("state", flat=True)) == ["over", "over", "told", "told"]
    dam(at=NOW + 24 * HOUR)
    carry_out(NOW + 24 * HOUR)
    assert len(service.received) == 3


def test_messages_are_in_the_reader_s_language_and_direction(service: PushService) -> None:
    reader = alerted(service)
    AlertSettings.objects.filter(reader=reader).update(language="ar")
    dam()
    carry_out()
    said = service.received[0].said
    assert (said["lang"], said["dir"]) == ("ar", "rtl")
    assert said["title"].startswith("\u2068The dam")
    assert "You follow" not in said["body"]


def test_however_long_a_headline_a_message_is_small_enough(service: PushService) -> None:
    reader = alerted(service)
    wish(reader, quiet_from=11, quiet_until=13)
    for _ in range(6):
        articles = [make_article(published_at=NOW, title="坝" * 900, language="zh") for _ in range(4)]
        add_hashtag(articles[0], "kesh-dam")
        make_story(*articles)
    carry_out()
    carry_out(NOW + HOUR)
    assert len(service.received) == 1
    assert service.received[0].said["title"] == "6 stories while it was quiet"


def test_a_test_comes_at_once_and_not_too_often(service: PushService) -> None:
    reader = alerted(service)
    device = PushDevice.objects.get()
    assert alerts.send_test(reader, device.pk, NOW)
    assert not alerts.send_test(reader, device.pk, NOW + timedelta(seconds=5))
    assert not alerts.send_test(make_reader("idris@example.org"), device.pk, NOW)
    carry_out()
    assert [one.said["title"] for one in service.received] == ["A test"]
    assert service.received[0].headers["urgency"] == "high"


def test_a_browser_goes_to_who_signs_in_there(service: PushService) -> None:
    mara = alerted(service)
    idris = make_reader("idris@example.org")
    browser = next(iter(service.browsers.values()))
    sent = browser.subscription(service.address)
    alerts.add_device(idris, **sent, name="x", language="en", now=NOW)
    assert [one.reader for one in PushDevice.objects.all()] == [idris]
    assert AlertSettings.objects.get(reader=mara).since is None
    assert AlertSettings.objects.get(reader=idris).since == NOW


def test_what_was_told_long_ago_is_forgotten(service: PushService) -> None:
    alerted(service)
    dam()
    carry_out()
    carry_out(NOW + timedelta(days=31))
    assert not AlertMessage.objects.exists()
    assert not Alert.objects.exists()


def test_without_a_reader_to_be_told_nothing_is_looked_at() -> None:
    dam()
    carry_out()
    assert not Alert.objects.exists()
