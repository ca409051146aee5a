from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.categories import CATEGORIES
from broadsheet.understand.article import understand_article
from broadsheet.understand.reading import MAX_CHARS
from broadsheet.understand.types import ArticleFeatures, ArticleText

PIECES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.characters(blacklist_categories=()), max_size=40),  # lone surrogates, too
    st.sampled_from(
        [
            "President Putin said", "“", "”", "«", "»", "„", '"', "'", "’s",
            "3.5 million", "1,2.3,4", "12/13/2026",
            "二〇二六年十三月",
            "普京总统表示：", "プーチン大統領", "وقال الرئيس", "ने कहा", "U.S.", "U.S", "New York",
            "\n", "\n> ", " — ", "万亿", "〇〇〇", "٣٫٥", "²", "①",
            "Bank of", "J. K.", "M. ", "à Nice", "в Киеве", "\u202e", "\x00", "\u200d",
            "١٢/١٣/٢٠٢٦", "9" * 30, "-", "…",
        ]
    ),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map(" ".join)
LANGUAGES = st.sampled_from(
    [
        "",
        "en",
        "de",
        "fr",
        "ru",
        "ar",
        "fa",
        "hi",
        "zh",
        "ja",
        "ko",
        "th",
        "tr",
        "xx",
        "zh-Hant",
        "not a language",
        "\x00",
    ]
)


def check_spans(text: str, features: ArticleFeatures) -> None:
    """Every span lies within the text; sentences follow one another; a quotation is what its span says."""
    ends = 0
    for start, end in features.sentences:
        assert ends <= start < end <= len(text)
        ends = end
    for number in features.numbers:
        assert 0 <= number.span[0] < number.span[1] <= len(text)
    for quote in features.quotes:
        assert len(quote.text) == quote.span[1] - quote.span[0]
        assert 0 <= quote.span[0] < quote.span[1] <= len(text)


@settings(max_examples=300, deadline=None)
@given(title=TEXTS, text=TEXTS, language=LANGUAGES, feed_language=LANGUAGES)
def test_no_text_is_too_odd(title: str, text: str, language: str, feed_language: str) -> None:
    features = understand_article(
        ArticleText(title, text=text, language=language, feed_language=feed_language)
    )
    assert features.category in CATEGORIES
    check_spans(text or "", features)


@pytest.mark.parametrize(
    "piece",
    ["a", "A", "A ", "A.", "A of ", "1", "1,", "1.", "1 ", "一", "「", "「a", "“",
     '"', '"a', "«a»",
     "\n", "> ", "\x00",
     "Ab ", "普京", "王小", "ア", "ア・",
     "من ", "قال ", "New York ", "п", "П ", "'", "a'",
     "a-", "2026-", "1/1/", " — ",
     "万", "《", "\ud800", "é", "e\u0301", "한", "ก"],
)  # fmt: skip
def test_a_million_characters_of_anything_are_read_to_the_limit_only(piece: str) -> None:
    text = (piece * 1_000_000)[:1_000_000]
    features = understand_article(ArticleText(piece, text=text, feed_language="en"))
    assert all(end <= MAX_CHARS for _, end in features.sentences)
    assert all(number.span[1] <= MAX_CHARS for number in features.numbers)


def test_without_a_text_the_summary_is_read() -> None:
    features = understand_article(
        ArticleText(
            "Talks in Kyiv",
            summary="The European Union and Ukraine met in Kyiv on 3 May 2026.",
            feed_language="en",
        )
    )
    assert {place.key for place in features.places} >= {"UA", "g703448"}
    assert features.dates == ("2026-05-03",)


def test_a_place_in_the_title_is_marked() -> None:
    features = understand_article(
        ArticleText(
            "Storm hits Portugal", text="The storm reached Portugal and Spain on Monday.", feed_language="en"
        )
    )
    assert {place.key: place.in_title for place in features.places} == {"PT": True, "ES": False}
