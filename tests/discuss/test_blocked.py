"""Blocked words: found in whatever dress, and only where they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.discuss.blocked import block_words, can_block
from broadsheet.discuss.folding import MAX_CHARS, fold_text, fold_word

LIST = [
    "viagra", "casino*", "idiot", "Scheiße", "дурак", "кредит без отказа", "احمق", "ربح المال",
    "赌博", "代开发票", "무료 머니", "ยาลดน้ำหนัก", "मूर्ख", "טיפש", "con*", "1488",
]  # fmt: skip
BLOCKED = block_words(LIST)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Buy Viagra now", "viagra"),
        ("VIAGRA!!!", "viagra"),
        ("v i a g r a for you", "viagra"),
        ("v.i.a.g.r.a", "viagra"),
        ("v1agra and v1@gra", "viagra"),
        ("vіаgrа in Cyrillic letters", "viagra"),  # і, а, а
        ("𝓿𝓲𝓪𝓰𝓻𝓪 and 𝐯𝐢𝐚𝐠𝐫𝐚", "viagra"),
        ("ｖｉａｇｒａ", "viagra"),
        ("vi\u200bag\u00adra", "viagra"),
        ("v\u0335i\u0335a\u0335g\u0335r\u0335a\u0335", "viagra"),
        ("viaaaaagra", "viagra"),
        ("ꓦꓲꓮꓖꓣꓮ", "viagra"),  # Lisu
        ("the best casinos online", "casino*"),
        ("You 1d1ot", "idiot"),
        ("so eine SCHEISSE", "Scheiße"),
        ("Ты дурaк", "дурак"),  # a Latin a
        ("ДУРАК!", "дурак"),
        ("Кредит — без отказа, всем!", "кредит без отказа"),
        ("أنت أَحْمَق", "احمق"),
        ("احـــمـق", "احمق"),  # with tatweel
        ("تعلم ربح المال من البيت", "ربح المال"),
        ("网上赌博平台", "赌博"),
        ("网上赌.博", "赌博"),
        ("代 开 发 票", "代开发票"),
        ("지금 무료머니 받기", "무료 머니"),
        ("ขายยาลดน้ำหนักถูก", "ยาลดน้ำหนัก"),
        ("तुम मूर्ख हो", "मूर्ख"),
        ("אתה טיפש", "טיפש"),
        ("1488", "1488"),
    ],
)  # fmt: skip
def test_a_word_is_found_in_whatever_dress(text: str, found: str) -> None:
    assert BLOCKED.find(fold_text(text)) == (found,)


@pytest.mark.parametrize(
    "text",
    [
        "The idiotic plan",  # another word that begins so, and the list has no star
        "Ein scheißegal ist kein Argument",
        "Дураков не сеют",
        "кредит на жильё без первого взноса и отказа",  # not in this order
        "المال ربح",
        "他赌气走了，博物馆还开着",  # the letters, but not together
        "Bacon for breakfast",  # "con*" is for beginnings
        "The year 2014 and the number 14880",
        "A viag ra",
        "",
    ],
)
def test_a_word_is_found_only_where_it_is(text: str) -> None:
    assert BLOCKED.find(fold_text(text)) == ()


def test_letters_of_one_script_without_case_stay_apart() -> None:
    assert fold_word("قلب") != fold_word("كلب")  # heart, dog
    assert fold_word("בית") != fold_word("כית")
    assert fold_text("口").letters != fold_text("ロ").letters


def test_what_has_no_letter_blocks_nothing() -> None:
    for entry in ("", "*", " ** ", "!!!", "\u200b", "…"):
        assert not can_block(entry), entry
    assert block_words(["*", "!!!"]).find(fold_text("anything at all !!!")) == ()
    assert all(can_block(entry) for entry in LIST)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_folded_and_finds_itself(text: str) -> None:
    folded = fold_text(text)
    found = block_words([text[:80].rstrip("*")])
    if can_block(text[:80].rstrip("*")):
        assert found.find(fold_text(text[:80])), folded


def test_a_text_is_read_as_far_as_comments_go() -> None:
    assert fold_text("a" * 10_000_000).words
    assert BLOCKED.find(fold_text("word " * (MAX_CHARS // 5) + "viagra")) == ()
