from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extract.ages import find_age
from broadsheet.extract.moments import read_moment, read_words

NOW = datetime(2025, 6, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2024-05-03T15:47:42.389Z", "2024-05-03T15:47:42+00:00"),
        ("2024-05-03 15:47:42 +0200", "2024-05-03T15:47:42+02:00"),
        ("2024-05-03T15:47", "2024-05-03T15:47:00"),
        ("20240503T154700Z", "2024-05-03T15:47:00+00:00"),
        ("Fri, 03 May 2024 15:47:42 GMT", "2024-05-03T15:47:42+00:00"),
        ("Fri May 03 2024 15:47:42 GMT+0200 (CEST)", "2024-05-03T15:47:42+02:00"),
        ("1714751262", "2024-05-03T15:47:42+00:00"),
        ("1714751262389", "2024-05-03T15:47:42+00:00"),
        ("03.05.2024, 15:47 Uhr", "2024-05-03T15:47:00"),
        ("2024-05-03 3:47 PM EST", "2024-05-03T15:47:00"),
        ("2024年5月3日 15:47", "2024-05-03T15:47:00"),
    ],
)
def test_a_time_is_read_with_its_offset(text: str, written: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert moment.has_time
    assert moment.when.isoformat() == written


@pytest.mark.parametrize(
    ("text", "day"), [("03/05/2024", 3), ("13/05/2024", 13), ("05/13/2024", 13), ("2024-13-05", 13)]
)
def test_a_day_without_time_has_none(text: str, day: int) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert (moment.has_time, moment.when.month, moment.when.day) == (False, 5, day)


def test_the_united_states_write_the_month_first() -> None:
    moment = read_moment("05/03/2024", month_first=True)
    assert moment is not None
    assert (moment.when.month, moment.when.day) == (5, 3)


def test_a_date_in_words_is_read_in_the_pages_language() -> None:
    moment = read_words("28 de abril de 2023 19:20", "es")
    assert moment is not None
    assert moment.when.isoformat() == "2023-04-28T19:20:00"


@pytest.mark.parametrize("text", ["", "soon", "99/99/2024", "2024-02-31", "1700-01-01", "12:30"])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert read_moment(text) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_moment(text)
    find_age(text, NOW)


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(-14, 14))
def test_every_iso_time_comes_back(when: datetime, hours: int) -> None:
    stated = when.replace(microsecond=0)
    offset = f"{hours:+03d}:00"
    moment = read_moment(f"{stated.isoformat()}{offset}")
    assert moment is not None
    assert moment.when == datetime.fromisoformat(f"{stated.isoformat()}{offset}")


@pytest.mark.parametrize(
    ("line", "written", "rest", "ago"),
    [
        ("time42 minutes ago", "42 minutes ago", "time", timedelta(minutes=42)),
        ("timean hour ago", "an hour ago", "time", timedelta(hours=1)),
        ("Reuters · vor 2 Stunden", "vor 2 Stunden", "Reuters · ", timedelta(hours=2)),
        ("il y a 3 heures", "il y a 3 heures", "", timedelta(hours=3)),
        ("hace 5 minutos", "hace 5 minutos", "", timedelta(minutes=5)),
        ("منذ ساعة", "منذ ساعة", "", timedelta(hours=1)),
        ("3小时前", "3小时前", "", timedelta(hours=3)),
        ("5분 전", "5분 전", "", timedelta(minutes=5)),
        ("2 часа назад", "2 часа назад", "", timedelta(hours=2)),
        ("BBC • 4h", "4h", "BBC • ", timedelta(hours=4)),
        ("BBC • 35m ago", "35m ago", "BBC • ", timedelta(minutes=35)),
        ("2 Std", "2 Std", "", timedelta(hours=2)),
        ("2 saat önce", "2 saat önce", "", timedelta(hours=2)),
    ],
)
def test_an_age_counts_from_when_the_page_was_saved(
    line: str, written: str, rest: str, ago: timedelta
) -> None:
    age = find_age(line, NOW)
    assert age is not None
    assert (age.written, age.before, age.moment.when) == (written, rest, NOW - ago)


@pytest.mark.parametrize(
    "line", ["", "Orange background", "The 5 best of 12 hours", "x" * 500 + " 2 hours ago"]
)
def test_what_states_no_age_gives_none(line: str) -> None:
    assert find_age(line, NOW) is None
