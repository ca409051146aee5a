"""What a reader chose, read from cookies that anybody may have written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.read.preferences import (
    MOST_CHARS,
    MOST_COOKIE_BYTES,
    MOST_MUTED,
    TEXT_SIZES,
    THEMES,
    Mute,
    Preferences,
    cache_key,
    format_mutes,
    format_reads,
    is_country,
    parse_mutes,
    parse_reads,
    preferences,
    seen_now,
    since,
    tidy_word,
)

NOW = datetime(2026, 11, 24, 12, 3, tzinfo=UTC)
KINDS = st.sampled_from(["publisher", "hashtag", "word"])
MUTES = st.lists(st.builds(Mute, KINDS, st.text(min_size=1, max_size=30)), max_size=8)


def chosen(**cookies: str) -> Preferences:
    return preferences(asked(**cookies))


def asked(**cookies: str):  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/", headers={"accept-language": "en"})
    request.COOKIES.update(cookies)
    return request


def minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


def test_a_reader_without_cookies_has_the_world_edition_in_all_languages() -> None:
    assert chosen() == Preferences("en", "auto", "normal", "world", (), ())


def test_what_was_chosen_is_read() -> None:
    found = chosen(
        theme="dark", text="large", edition="fr", reads="ar.en", mutes="w:horoscope/p:ansel-courier"
    )
    assert found == Preferences(
        *("en", "dark", "large", "fr", ("ar", "en")),
        (Mute("publisher", "ansel-courier"), Mute("word", "horoscope")),
    )
    assert found.muted("word") == ("horoscope",)
    assert found.muted("hashtag") == ()


@given(st.dictionaries(st.sampled_from(["theme", "text", "edition", "reads", "mutes", "seen"]), st.text()))
def test_whatever_the_cookies_hold_the_choices_are_among_those_offered(cookies: dict[str, str]) -> None:
    found = chosen(**cookies)
    assert found.theme in THEMES
    assert found.text_size in TEXT_SIZES
    assert found.edition == "world" or is_country(found.edition)
    assert all(code.isascii() and code.isalpha() and len(code) <= 3 for code in found.reads)
    assert len(found.mutes) <= MOST_MUTED
    assert all(0 < len(mute.value) <= MOST_CHARS and mute.value.isprintable() for mute in found.mutes)
    cache_key(asked(**cookies), NOW)


@pytest.mark.parametrize(
    "value",
    [
        "w:" + "a/w:b" * 40_000,
        "w:%",
        "w:%FF%00",
        "x:unknown",
        ":",
        "w:",
        "w:%0d%0aSet-Cookie:%20a",
        "w:\ud800",
    ],
)
def test_a_damaged_cookie_of_mutes_breaks_nothing(value: str) -> None:
    for mute in parse_mutes(value):
        assert mute.value.isprintable()


@given(MUTES)
def test_mutes_come_back_from_their_cookie(mutes: list[Mute]) -> None:
    tidy = {Mute(mute.kind, tidy_word(mute.value)) for mute in mutes if tidy_word(mute.value)}
    kept = format_mutes(tidy)
    assert kept.isascii()
    assert not set(kept) & set(' ",;\\\r\n')
    if len(kept) <= MOST_COOKIE_BYTES:
        assert parse_mutes(kept) == tuple(sorted(tidy))


def test_languages_come_back_from_their_cookie() -> None:
    assert parse_reads(format_reads(["en", "ar", "en"])) == ("ar", "en")
    assert parse_reads("EN.de-AT.../.fr") == ("fr",)


def test_who_never_looked_has_nothing_new() -> None:
    assert since(asked(), NOW) is None
    assert since(asked(seen="1.2"), NOW) is None
    assert since(asked(seen=f"{minutes(NOW)}.{'9' * 9}"), NOW) is None


def test_a_visit_begins_half_an_hour_after_the_last_look() -> None:
    before, latest = NOW - timedelta(hours=9), NOW - timedelta(minutes=10)
    cookie = f"{minutes(before)}.{minutes(latest)}"
    assert since(asked(seen=cookie), NOW) == datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    later = NOW + timedelta(hours=1)
    assert since(asked(seen=cookie), later) == datetime(2026, 11, 24, 11, 50, tzinfo=UTC)


def test_what_was_read_just_now_is_new_no_more() -> None:
    assert since(asked(seen=seen_now(NOW)), NOW + timedelta(minutes=1)) == NOW.replace(minute=0)


def test_readers_of_the_same_choices_are_shown_the_same_page_whatever_other_cookies_they_have() -> None:
    assert cache_key(asked(theme="dark", csrftoken="a"), NOW) == cache_key(
        asked(theme="dark", other="b"), NOW
    )
    keys = [
        cache_key(asked(**cookies), NOW)
        for cookies in (
            {},
            {"theme": "dark"},
            {"text": "large"},
            {"edition": "fr"},
            {"reads": "fr"},
            {"mutes": "w:fr"},
            {"mutes": "h:fr"},
            {"seen": f"{minutes(NOW) - 600}.{minutes(NOW) - 1}"},
        )
    ]
    assert len(set(keys)) == len(keys)
