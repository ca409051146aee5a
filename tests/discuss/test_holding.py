"""What holds a comment, by texts that people write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.discuss.blocked import block_words
from broadsheet.discuss.copies import Said, near_copy
from broadsheet.discuss.holding import (
    House,
    Limits,
    Posting,
    Reason,
    count_links,
    enough_reports,
    hold_reasons,
    is_shouting,
    read_reasons,
    write_reasons,
)
from broadsheet.discuss.powers import BANS, Person, ban_ends, may_act_on, may_moderate

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KNOWN = Posting("", (), NOW, NOW - timedelta(days=400), 12)
NEW = Posting("", (), NOW, NOW - timedelta(hours=2), 3)
HOUSE = House()
PLAIN = [
    "The engineers said so in spring, and nobody listened. See page 40 of the report.",
    "Ich wohne zwei Straßen weiter. Das Wasser stand schon um vier Uhr im Keller.",
    "Merci pour cet article : enfin quelqu’un qui donne les chiffres, p. ex. les 3,5 millions.",
    "Как инженер скажу: трещина была видна ещё в 2019 г., и об этом писали.",
    "أعمل في السد منذ عشر سنوات، والأرقام الواردة هنا صحيحة.",
    "我住在下游，昨天晚上没有人通知我们撤离。",
    "ダムの近くに住んでいますが、警報は鳴りませんでした。",
    "बाँध के पास रहने वालों को कोई सूचना नहीं मिली।",
    "Sono d'accordo.Peccato che nessuno lo dica",
    "NATO, EU, and the UN all said the same; the BBC has it too.",
    "@mara you are right, and @idris too.",
]


def rules(text: str, posting: Posting = KNOWN, house: House = HOUSE, **facts: Any) -> list[str]:
    return [one.rule for one in hold_reasons(replace(posting, text=text, **facts), house)]


@pytest.mark.parametrize("text", PLAIN)
def test_what_people_say_is_shown_at_once(text: str) -> None:
    assert rules(text) == []
    assert rules(text, NEW) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://courier.example/a and http://b.example, www.c.example too", 3),
        ("(https://courier.example/a_(b))", 1),
        ("buy at cheap-pills.com or t.me/pills, pills.xyz", 3),
        ("на сайте кредит.рф", 1),
        ("去 赌博.中国 看", 1),
        ("Mail me at mara@courier.com", 0),
        ("That was.it happened at 12.30, e.g. in U.S. law, v1.2.3, and so on...", 0),
        ("HTTPS://SHOUT.EXAMPLE", 1),
        ("news.bbc.co.uk has it", 1),
        ("", 0),
    ],
)
def test_links_are_counted_with_and_without_their_scheme(text: str, links: int) -> None:
    assert count_links(text) == links


def test_a_link_holds_a_new_account_and_three_hold_anyone() -> None:
    one = "The report is at https://courier.example/report"
    three = one + " https://a.example https://b.example"
    assert rules(one) == []
    assert rules(one, NEW) == ["new-links"]
    assert rules(three) == rules(three, NEW) == ["links"]
    assert hold_reasons(replace(KNOWN, text=three)) == (Reason("links", "3"),)
    assert rules("[a](//x)", links=("http://a.example", "http://b.example", "http://c.example")) == ["links"]


def test_the_first_comments_of_an_account_are_held_as_many_as_the_operator_wants() -> None:
    fresh = replace(NEW, shown_before=0)
    assert rules("Good morning", fresh) == ["first"]
    assert rules("Good morning", replace(NEW, shown_before=1)) == []
    three = House(Limits(first=3))
    assert rules("Good morning", replace(NEW, shown_before=2), house=three) == ["first"]
    assert rules("Good morning", fresh, house=House(Limits(first=0))) == []


def test_too_many_in_ten_minutes_hold_by_account_and_by_address() -> None:
    assert rules("One more thought", lately=4, from_network=9) == []
    assert rules("One more thought", lately=5) == ["rate"]
    assert rules("One more thought", from_network=10) == ["network"]


def test_a_word_of_the_list_holds_and_is_named_to_moderators() -> None:
    house = House(blocked=block_words(["casino*", "дурак"]))
    found = hold_reasons(replace(KNOWN, text="Ты дурaк, иди в cаsino"), house)
    assert found == (Reason("word", "casino*, дурак"),)


SPAM = [
    "I earn 500 dollars a day from home with this simple trick, ask me how and start today!",
    "Зарабатываю 50 тысяч в неделю не выходя из дома, пишите в личку, расскажу как начать",
    "أربح خمسمئة دولار يوميا من البيت بهذه الطريقة البسيطة، راسلني لتبدأ اليوم",
    "在家每天轻松赚五百元，简单易学，加我微信了解详情，今天就开始",
    "Ich verdiene 500 Euro am Tag von zu Hause aus, frag mich, wie du heute noch anfangen kannst!",
]


@pytest.mark.parametrize("text", SPAM)
def test_nearly_the_same_text_again_is_held_whoever_writes_it(text: str) -> None:
    changed = [text, text.upper(), text.replace("500", "700"), f"{text}!!! 🤑", text.replace("o", "о")]
    for other in changed:
        said = [Said("Something quite different that was said about the dam and its engineers"), Said(text)]
        assert near_copy(other, said) == said[1], other
        assert "copy" in rules(other, said=said), other
        assert "own-copy" in rules(other, said=[Said(text, own=True)]), other


@pytest.mark.parametrize("text", PLAIN)
def test_another_text_is_no_copy(text: str) -> None:
    others = [Said(other) for other in (*PLAIN, *SPAM) if other != text]
    assert near_copy(text, others) is None


@pytest.mark.parametrize(
    "text", ["Thank you!", "I agree with every word.", "谢谢，写得真好", "Спасибо!", "شكرا جزيلا"]
)
def test_what_many_say_is_no_copy(text: str) -> None:
    assert near_copy(text, [Said(text), Said(text, own=True)]) is None


def test_shouting_is_told_in_scripts_that_have_capitals() -> None:
    limits = Limits()
    assert is_shouting("WHY DOES NOBODY SAY THIS ALOUD???", limits)
    assert is_shouting("ПОЧЕМУ НИКТО ОБ ЭТОМ НЕ ГОВОРИТ", limits)
    assert not is_shouting("NATO and the EU said so in Brussels", limits)
    assert not is_shouting("YES!", limits)
    assert not is_shouting("لماذا لا يقول أحد هذا بصوت عال؟", limits)
    assert not is_shouting("为什么没有人说出来呢为什么没有人说出来呢为什么没有人说出来呢", limits)
    assert not is_shouting("see HTTPS://COURIER.EXAMPLE/REPORT/OF/SPRING/IN/FULL/LENGTH", limits)


def test_length_and_mentions_hold() -> None:
    assert rules("A long thought. " * 200) == ["long"]
    assert rules("@a @b @c @d @e @f look at this") == ["mentions"]
    assert rules("mara@example.org, idris@example.org, a@b, c@d, e@f, g@h") == []


def test_reasons_are_kept_and_read_again_and_those_nobody_knows_are_dropped() -> None:
    reasons = (Reason("word", "casino*, a:b\nfirst"), Reason("first"), Reason("links", "3"))
    kept = write_reasons(reasons)
    assert read_reasons(kept) == (Reason("word", "casino*, a:b first"), Reason("first"), Reason("links", "3"))
    assert read_reasons("") == read_reasons("nonsense:1") == ()


@given(st.text(max_size=400), st.integers(0, 20), st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_any_text_is_judged(text: str, own: int, shown: int) -> None:
    found = hold_reasons(Posting(text, (), NOW, NOW, shown, own, own, [Said(text)]))
    assert len({one.rule for one in found}) == len(found)
    assert read_reasons(write_reasons(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000,
        "@a" * 20_000,
        "www." * 20_000,
        "\u0301" * 50_000,
        "é" * 50_000,
        "x" * 100_000,
        "💣" * 9_000,
    ],
)
def test_hostile_texts_are_judged_too(text: str) -> None:
    assert isinstance(hold_reasons(replace(KNOWN, text=text, said=[Said(text)] * 50)), tuple)


def test_reports_hold_from_as_many_readers_as_is_set() -> None:
    assert [enough_reports(count, 3) for count in (0, 2, 3, 4)] == [False, False, True, True]
    assert not enough_reports(100, 0)


def test_who_may_act_on_whom() -> None:
    reader, moderator, operator = Person(1, "reader"), Person(2, "moderator"), Person(3, "operator")
    assert [may_moderate(one) for one in (reader, moderator, operator)] == [False, True, True]
    assert not any(may_act_on(reader, one) for one in (reader, moderator, operator))
    assert [may_act_on(moderator, one) for one in (reader, moderator, operator)] == [True, False, False]
    assert [may_act_on(operator, one) for one in (reader, moderator, operator)] == [True, True, False]
    assert may_act_on(moderator, Person(4, "moderator"))
    assert may_act_on(operator, Person(4, "operator"))


def test_a_ban_ends_when_it_says() -> None:
    assert ban_ends("week", NOW) == NOW + timedelta(days=7)
    assert ban_ends("always", NOW) is None
    assert ban_ends("sideways", NOW) == NOW + timedelta(days=1)
    assert set(BANS) == {"day", "week", "month", "always"}
