"""The small pure parts of pages: places in lists, addresses, charts, words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import errors
from broadsheet.categories import CATEGORIES
from broadsheet.group.coverage import GrowthHour
from broadsheet.read import words
from broadsheet.read.addresses import host, slug, web_link
from broadsheet.read.charts import CHART_HEIGHT, sparkline, stacked_bars
from broadsheet.read.growth import growth
from broadsheet.read.known import first_sentence
from broadsheet.read.marks import MOST, draw
from broadsheet.read.paging import BadPlace, Place, parse_place
from broadsheet.store.models import Ownership

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 2**63 - 1))
def test_a_place_is_read_as_it_was_written(at: datetime, pk: int) -> None:
    assert parse_place(str(Place(at, pk))) == Place(at, pk)


@given(st.text(max_size=40))
def test_anything_else_is_a_place_or_refused(text: str) -> None:
    try:
        place = parse_place(text)
    except BadPlace:
        return
    assert parse_place(str(place)) == place


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://courier.example/a?b=1", True),
        ("HTTP://courier.example/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//courier.example/", False),
        ("https:", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_linked(url: str, linked: bool) -> None:
    assert bool(web_link(url)) is linked


def test_hosts_are_shown_without_www() -> None:
    assert host("https://www.courier.example:8000/x") == "courier.example"
    assert host("http://[broken") == ""


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Engineers at Kesh: “We are buying days”", "engineers-at-kesh-we-are-buying-days"),
        ("السدّ صامد", "السدّ-صامد"),
        ("大坝：稳固", "大坝-稳固"),
        ("../..//?#<script>", "script"),
        ("!!!", "article"),
        ("x" * 300, "x" * 70),
    ],
)
def test_slugs_keep_the_script_of_the_title(title: str, made: str) -> None:
    assert slug(title) == made


@given(st.text(max_size=200))
def test_slugs_are_short_and_free_of_what_addresses_need(title: str) -> None:
    made = slug(title)
    assert 0 < len(made) <= 70
    assert not set(made) & set("/?#%<>\"' \n.")


def test_the_highest_bar_fills_the_chart_and_time_may_run_from_the_right() -> None:
    bars = stacked_bars([4, 1, 0], [4, 0, 0])
    assert (bars[0].lower_height + bars[0].upper_height, bars[0].upper_y) == (CHART_HEIGHT, 0)
    assert [bar.x for bar in bars] == [bar.x for bar in reversed(stacked_bars([0, 1, 4], [0, 0, 4], True))]
    assert stacked_bars([0], [0])[0].lower_height == 0


def test_a_sparkline_has_its_highest_point_at_the_top() -> None:
    assert sparkline([0, 4]) == "0,22 88,2"
    assert sparkline([0, 4], from_right=True) == "0,2 88,22"
    assert sparkline([0, 0]) == "0,22 88,22"


@pytest.mark.parametrize(
    ("ago", "english", "arabic"),
    [
        (timedelta(seconds=20), "just now", "الآن"),
        (timedelta(minutes=5), "5 minutes ago", "قبل 5 دقائق"),
        (timedelta(hours=-3), "in 3 hours", "خلال 3 ساعات"),
        (timedelta(days=2), "November 21", "21 نوفمبر"),
        (timedelta(days=400), "October 19, 2025", "19 أكتوبر 2025"),
    ],
)
def test_dates_are_told_as_the_language_tells_them(ago: timedelta, english: str, arabic: str) -> None:
    with override("en"):
        assert words.relative(NOW - ago, NOW) == english
    with override("ar"):
        assert words.relative(NOW - ago, NOW) == arabic


@pytest.mark.parametrize(
    ("language", "minutes", "day", "moment"),
    [
        ("zh-hans", "5分钟前", "11月21日", "11月21日 12:00"),
        ("ru", "5 минут назад", "21 ноября", "21 нояб. 12:00"),
        ("es", "hace 5 minutos", "21 de noviembre", "21 nov 12:00"),
        ("fr", "il y a 5 minutes", "21 novembre", "21 nov. 12:00"),
        ("de", "vor 5 Minuten", "21. November", "21. Nov. 12:00"),
    ],
)
def test_each_language_orders_day_and_month_its_way(
    language: str, minutes: str, day: str, moment: str
) -> None:
    with override(language):
        assert words.relative(NOW - timedelta(minutes=5), NOW) == minutes
        assert words.relative(NOW - timedelta(days=2), NOW) == day
        assert words.moment(NOW - timedelta(days=2)) == moment


def test_a_date_without_a_time_is_not_told_by_the_hour() -> None:
    with override("en"):
        assert words.relative(NOW, NOW + timedelta(hours=3), has_time=False) == "November 23"
        assert words.exact(NOW, has_time=False) == "November 23, 2026"


@pytest.mark.parametrize(
    ("code", "direction"),
    [
        ("ar", "rtl"),
        ("fa", "rtl"),
        ("he", "rtl"),
        ("ur-PK", "rtl"),
        ("zh", "ltr"),
        ("??", "auto"),
        ("", "auto"),
    ],
)
def test_languages_have_their_direction(code: str, direction: str) -> None:
    assert words.direction(code) == direction


def test_names_that_nobody_knows_are_shown_as_they_are() -> None:
    assert words.language_name("qqq") == "qqq"
    assert words.country_name("ZZ!") == "ZZ!"
    assert words.country_name("") == ""


def error_codes(kind: type[errors.BroadsheetError]) -> set[str]:
    return {kind.code}.union(*(error_codes(child) for child in kind.__subclasses__()))


def test_every_error_has_a_sentence_and_every_category_a_name() -> None:
    assert error_codes(errors.BroadsheetError) <= set(words.ERROR_SENTENCES)
    assert set(words.CATEGORY_NAMES) == set(CATEGORIES)


def strokes(path: str) -> int:
    """How many strokes a mark has: each begins at a multiple of seven."""
    return len({int(float(x)) // 7 for x in re.findall(r"M([\d.]+)", path)})


@given(st.dictionaries(st.sampled_from([*Ownership.values, "nobody knows"]), st.integers(0, 400), max_size=9))
def test_a_mark_has_a_stroke_a_report_or_the_mix_in_proportion(owners: dict[str, int]) -> None:
    drawn = draw(owners)
    total = sum(owners.values())
    assert strokes(drawn.path) == min(total, MOST)
    assert drawn.width == max(7 * min(total, MOST) - 2, 5)


def test_every_kind_of_owner_keeps_a_stroke_however_few_reports_it_has() -> None:
    drawn = draw({Ownership.PRIVATE: 400, Ownership.PUBLIC_SERVICE: 1, Ownership.STATE: 2})
    solid, split, hollow = (draw({kind: 1}).path for kind in ("private", "public-service", "state"))
    assert drawn.path.startswith(solid)
    assert drawn.path.count("v6h-5z") == split.count("v6h-5z")
    assert drawn.path.count("v11.6h2.6") == hollow.count("v11.6h2.6")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The wall stands, say the engineers. And more.", "The wall stands, say the engineers. And more."),
        (
            "The wall stands, say the engineers at the dam. And more.",
            "The wall stands, say the engineers at the dam.",
        ),
        (
            "Prices rose by 3.5 percent in the year to October. Food led.",
            "Prices rose by 3.5 percent in the year to October.",
        ),
        (
            "水位已降至裂缝以下四米，十一个村庄仍空无一人。居民周三返回。",
            "水位已降至裂缝以下四米，十一个村庄仍空无一人。",
        ),
        (
            "هل يصمد السدّ حتى يوم الأربعاء المقبل يا ترى؟ لا أحد يعرف.",
            "هل يصمد السدّ حتى يوم الأربعاء المقبل يا ترى؟",
        ),
        ("No full stop", "No full stop"),
        ("", ""),
    ],
)
def test_the_first_sentence_is_found_in_all_scripts(text: str, first: str) -> None:
    assert first_sentence(text) == first


@given(st.text(max_size=2_000))
def test_a_first_sentence_is_short_and_how_the_text_begins(text: str) -> None:
    sentence = first_sentence(text)
    assert len(sentence) <= 262
    assert " ".join(text.split()).startswith(sentence.removesuffix(" …"))


def test_growth_is_drawn_in_few_bars_of_whole_hours_and_loses_nothing() -> None:
    hours = [GrowthHour(NOW + timedelta(hours=n), n % 3, n % 2) for n in range(100)]
    drawn = growth(hours)
    assert drawn is not None
    assert (drawn.hours, len(drawn.spans), len(drawn.bars)) == (5, 20, 20)
    assert sum(span.independent for span in drawn.spans) == sum(hour.independent for hour in hours)
    assert sum(span.others for span in drawn.spans) == sum(hour.others for hour in hours)
    assert growth(hours[:1]) is None
