"""Ranking, threads, names and mentions, as rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.discuss.mentions import MOST, mentioned
from broadsheet.discuss.names import fault_of, is_reserved, name_key, tidy_name
from broadsheet.discuss.ranking import helpfulness
from broadsheet.discuss.threads import MOST_DEPTH, ORDERS, PAGE, Node, Order, arrange, on_page, page_of, pages

START = datetime(2026, 11, 27, 8, tzinfo=UTC)


def node(pk: int, parent: int | None = None, rank: float = 0.0, visible: bool = True) -> Node:
    return Node(pk, parent, START + timedelta(minutes=pk), rank, 0, visible)


# --- ranking


@pytest.mark.parametrize(
    ("helpful", "unhelpful", "bound"),
    # Worked out by hand from Wilson's formula; of 1 of 1 and 9 of 10 also in the tables of the literature.
    [(0, 0, 0.0), (0, 5, 0.0), (1, 0, 0.2065), (9, 1, 0.5958), (60, 10, 0.7567), (2, 0, 0.3424)],
)
def test_how_helpful_it_is_at_least(helpful: int, unhelpful: int, bound: float) -> None:
    assert helpfulness(helpful, unhelpful) == pytest.approx(bound, abs=0.0005)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_readers_who_find_it_helpful_never_lower_it(helpful: int, unhelpful: int) -> None:
    here = helpfulness(helpful, unhelpful)
    assert 0 <= here <= 1
    assert helpfulness(helpful + 1, unhelpful) >= here
    assert helpfulness(helpful, unhelpful + 1) <= here


# --- threads


def test_replies_stand_under_what_they_answer_in_their_order() -> None:
    nodes = [node(1), node(2), node(3, 1), node(4, 3), node(5, 1, rank=0.5), node(6, 2)]
    assert [line.pk for line in arrange(nodes, "newest")] == [2, 6, 1, 3, 4, 5]
    assert [line.pk for line in arrange(nodes, "oldest")] == [1, 3, 4, 5, 2, 6]
    assert [line.pk for line in arrange(nodes, "helpful")] == [2, 6, 1, 5, 3, 4]
    assert [line.depth for line in arrange(nodes, "oldest")] == [0, 1, 2, 1, 0, 1]


def test_a_reply_says_what_it_answers_where_the_drawing_does_not() -> None:
    chain = [node(1), *(node(pk, pk - 1) for pk in range(2, 8)), node(9, 1)]
    lines = {line.pk: line for line in arrange(chain, "oldest")}
    assert [lines[pk].depth for pk in range(1, 8)] == [0, 1, 2, 3, 3, 3, 3]
    assert [lines[pk].quoted for pk in range(1, 8)] == [False, False, False, False, True, True, True]
    assert lines[9].quoted  # the one above it is another reply


def test_what_is_gone_is_drawn_only_for_its_replies() -> None:
    nodes = [
        node(1, visible=False),
        node(2, 1, visible=False),
        node(3, 2),
        node(4, visible=False),
        node(5, 3, visible=False),
    ]
    assert [line.pk for line in arrange(nodes, "oldest")] == [1, 2, 3]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=60), st.sampled_from(ORDERS))
def test_every_visible_comment_is_drawn_once_after_what_it_answers(
    drawn: list[tuple[int, bool]], order: Order
) -> None:
    nodes = [
        node(pk, parent if 0 < parent < pk else None, visible=visible)
        for pk, (parent, visible) in enumerate(drawn, 1)
    ]
    lines = arrange(nodes, order)
    places = {line.pk: place for place, line in enumerate(lines)}
    assert len(places) == len(lines)
    assert {one.pk for one in nodes if one.visible} <= set(places)
    for one in nodes:
        if one.pk in places and one.parent is not None:
            assert places[one.parent] < places[one.pk]
    assert all(0 <= line.depth <= MOST_DEPTH for line in lines)
    for one in places:
        assert one in [line.pk for line in on_page(lines, page_of(lines, one) or 0)]


def test_a_chain_of_thousands_is_drawn() -> None:
    chain = [node(1), *(node(pk, pk - 1) for pk in range(2, 10_001))]
    lines = arrange(chain, "oldest")
    assert len(lines) == 10_000
    assert pages(lines) == 10_000 // PAGE
    assert on_page(lines, 2)[0].quoted
    assert page_of(lines, 51) == 2
    assert page_of(lines, 20_000) is None


# --- names


@pytest.mark.parametrize(
    "name",
    ["Mara", "Ines Rey", "J. O'Neil", "名無し", "ليلى حسن", "Ольга-7", "김 철수", "Müller", "ab", "अनिता"],
)
def test_names_of_any_one_script(name: str) -> None:
    assert fault_of(tidy_name(name)) == ""


@pytest.mark.parametrize(
    "name",
    ["", "a", "x" * 41, "<b>", "a@b.example", "Mаra", "Αdmin mit Latin", "-", "12", "a\u202eb",
     "o" + "\u0301" * 9 + "x", "https://a.example", "Mara\nB\x00", "😀😀"],
)  # fmt: skip
def test_what_is_no_name(name: str) -> None:
    assert fault_of(tidy_name(name)) in ("name", "name-reserved")


@pytest.mark.parametrize(
    "name",
    ["Moderator", "m0derat0r", "The Moderators", "Opérateur", "admin", "Admin 2", "Broadsheet News", "مشرف",
     "Модератор", "Operator.", "Redaktion", "ADMIN"],
)  # fmt: skip
def test_no_reader_looks_like_the_site(name: str) -> None:
    assert fault_of(tidy_name(name)) == "name-reserved"


def test_no_reader_looks_like_a_publisher() -> None:
    publishers = ["The Ansel Courier", "BBC News", "صحيفة كش"]
    for name in ("ansel courier", "Ansel-Courier Official", "bbc", "BBC 2", "صحيفة كش"):
        assert is_reserved(name, publishers), name
    for name in ("Mara", "Ansel", "Courier fan"):
        assert not is_reserved(name, publishers), name


def test_the_same_name_however_it_is_written() -> None:
    assert name_key("Ines Rey") == name_key("ines.rey") == name_key("ＩＮＥＳ_REY") == "inesrey"
    assert name_key("Straße") == name_key("STRASSE")
    assert name_key("Mara") != name_key("Marah")


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_name_has_a_key_of_a_bounded_length(name: str) -> None:
    key = name_key(name)
    assert len(key) <= 60
    if fault_of(tidy_name(name)) == "":
        assert key


# --- mentions


def test_who_is_named() -> None:
    text = (
        "@Mara and @ines.rey: see @Ольга, @MARA again; a@mail.example, https://x.example/@nobody, @@twice, @"
    )
    assert mentioned(text) == ("mara", "inesrey", "ольга")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_names_a_bounded_number(text: str) -> None:
    assert len(mentioned(text + " @mara")) <= MOST
