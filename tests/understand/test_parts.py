"""Single parts of understanding, each with what it promises."""

from __future__ import annotations

import pytest

from broadsheet.understand.article import understand_article
from broadsheet.understand.dates import find_dates
from broadsheet.understand.language import article_language, is_in
from broadsheet.understand.names_key import name_key
from broadsheet.understand.numbers import find_numbers
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.types import ArticleText


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Mr. Smith of the U.S. Army said “I will go.”", "He left.", "It cost $3.5 million."]),
        ("de", ["Am 3. Oktober sagte Dr. Müller: „Das ist gut.“", "Danach, z. B. am Abend, ging er."]),
        ("fr", ["M. Macron a dit : « Nous partirons ! »", "Il est parti."]),
        ("ru", ["Президент В. В. Путин ушёл.", "В 2020 г. он вернулся."]),
        ("ar", ["ثم غادر.", "هل تصدق؟", "نعم."]),
        ("hi", ["वह चले गए।", "ठीक है।"]),
        ("am", ["እንዲህ አለ።", "ከዚያ ሄደ።"]),
        ("my", ["သူသွားသည်။", "သူပြန်လာသည်။"]),
    ],
)
def test_sentences_end_where_their_language_ends_them(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text, language)] == sentences


def test_chinese_and_japanese_need_no_spaces() -> None:
    text = "他离开了。然后呢？"
    assert [text[start:end] for start, end in split_sentences(text, "zh")] == ["他离开了。", "然后呢？"]
    text = "首相は「行きます。」と述べた。その後、退場した。"
    assert [text[start:end] for start, end in split_sentences(text, "ja")] == [
        "首相は「行きます。」と述べた。",
        "その後、退場した。",
    ]


def test_a_lines_end_ends_a_sentence() -> None:
    text = "A headline without a dot\nThe text."
    assert len(split_sentences(text, "en")) == 2


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1,234.5 km", "en", ("1234.5", "km")),
        ("1.234,5 km", "de", ("1234.5", "km")),
        ("12 000 personnes", "fr", ("12000", "people")),
        ("$3.5bn", "en", ("3500000000", "USD")),
        ("5 लाख रुपये", "hi", ("500000", "INR")),
        ("३५ प्रतिशत", "hi", ("35", "%")),
        ("٣٫٥ مليار دولار", "ar", ("3500000000", "USD")),
        ("380亿美元", "zh", ("38000000000", "USD")),
        ("二十三人", "zh", ("23", "people")),
        ("六点一", "zh", ("6.1", "")),
        ("三万五千人", "zh", ("35000", "people")),
        ("1億2000万円", "ja", ("120000000", "JPY")),
        ("two people", "en", ("2", "people")),
    ],
)
def test_a_number_has_its_value_and_unit(text: str, language: str, expected: tuple[str, str]) -> None:
    assert [(number.value, number.unit) for number in find_numbers(text, language)] == [expected]


@pytest.mark.parametrize("text", ["In 2026 they met.", "at 21:40 on Sunday", "one of two reasons"])
def test_years_times_and_turns_of_phrase_are_no_quantities(text: str) -> None:
    assert find_numbers(text, "en") == ()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("24 November 2026", "en", "2026-11-24"),
        ("November 24, 2026", "en", "2026-11-24"),
        ("am 24. November 2026", "de", "2026-11-24"),
        ("24.11.2026", "de", "2026-11-24"),
        ("le 1er mai 2026", "fr", "2026-05-01"),
        ("24 de noviembre de 2026", "es", "2026-11-24"),
        ("24 ноября 2026 года", "ru", "2026-11-24"),
        ("٢٤ نوفمبر ٢٠٢٦", "ar", "2026-11-24"),
        ("24 تشرين الثاني 2026", "ar", "2026-11-24"),
        ("2026年11月24日", "zh", "2026-11-24"),
        ("2026년 11월 24일", "ko", "2026-11-24"),
        ("November 2026", "en", "2026-11"),
        ("11/24/2026", "en", "2026-11-24"),
        ("since 1998", "en", "1998"),
    ],
)
def test_a_date_is_given_as_iso_8601(text: str, language: str, expected: str) -> None:
    assert [day for _, day in find_dates(text, language)] == [expected]


@pytest.mark.parametrize("text", ["31/02/2026", "2026-13-40", "$2026", "2026 %"])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert find_dates(text, "en") == ()


@pytest.mark.parametrize(
    "name",
    [
        "Путин",
        "Putin",
        "بوتين",
        "普京",
        "プーチン大統領"[:4],
        "पुतिन",
        "푸틴",
        "Wladimir Putin",
        "Владимир Путин",
    ],
)
def test_a_well_known_name_has_one_key_in_all_scripts(name: str) -> None:
    assert name_key(name) == "vladimir putin"


@pytest.mark.parametrize(
    ("one", "other"), [("Иван Петров", "Ivan Petrov"), ("Anna Müller", "ANNA MULLER"), ("Νίκος", "Nikos")]
)
def test_unknown_names_meet_where_scripts_spell_alike(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_case_ending_does_not_make_another_name() -> None:
    assert name_key("Путина", "ru") == "vladimir putin"


def test_a_last_name_counts_as_the_full_name() -> None:
    text = "Helena Duarte spoke on Monday. Voters know Duarte well, and Duarte knows them."
    names = understand_article(ArticleText("Vote", text=text, feed_language="en")).names
    assert [(name.text, name.count) for name in names] == [("Helena Duarte", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "Nice weather is expected. It is a nice day.",
        "Jack London wrote it.",
        "Mobile phones are banned; mobile data too.",
    ],
)
def test_ordinary_words_and_surnames_are_no_cities(text: str) -> None:
    assert understand_article(ArticleText("", text=text, feed_language="en")).places == ()


def test_a_city_of_many_goes_to_the_country_that_is_spoken_of() -> None:
    spanish = understand_article(
        ArticleText("", text="La policía de Córdoba, en España, detuvo a dos hombres.", feed_language="es")
    )
    argentine = understand_article(
        ArticleText("", text="La policía de Córdoba, en Argentina, detuvo a dos hombres.", feed_language="es")
    )
    assert "g2519240" in {place.key for place in spanish.places}
    assert "g3860259" in {place.key for place in argentine.places}


def test_a_prior_in_another_script_is_not_believed() -> None:
    assert article_language(ArticleText("Путин прибыл в Пекин", feed_language="en")) == "ru"
    assert (
        article_language(
            ArticleText(
                "米納索拉外海地震：三十秒的警報，六年的擋土牆，市府六年前就把這裡列為危險路段",
                feed_language="ja",
            )
        )
        == "zh"
    )


def test_a_short_title_has_its_feeds_language() -> None:
    assert article_language(ArticleText("Oslo", feed_language="no")) == "no"


@pytest.mark.parametrize(
    ("text", "language", "fits"),
    [
        ("The dam above Kesh cracked on Monday morning, the operator said.", "en", True),
        ("The dam above Kesh cracked on Monday morning, the operator said.", "fr", False),
        ("The dam cracked.", "fr", True),  # too short to tell
        ("The dam cracked.", "ar", False),  # but for its script
        ("12:30", "ar", True),
        ("南嶼東渡碼頭週二早上的渡輪撞岸事故，官方通報三十八人受傷。", "zh", True),
        ("Kystvakta har lagt ut lenser og går vakt med droner ved skjæret.", "nb", True),
        ("Predsednik je u ponedeljak otputovao u Beograd na razgovore.", "sr", True),
        ("Whatever it says, nobody asked for a language.", "", True),
    ],
)
def test_a_text_is_in_a_language_unless_it_tells_otherwise(text: str, language: str, fits: bool) -> None:
    assert is_in(text, language) is fits


def test_each_style_of_marks_gives_a_quotation_with_its_speaker() -> None:
    for language, text in {
        "en": '"We will not leave this town," said Maria Sanders.',
        "de": "„Wir bleiben in dieser Stadt“, sagte Maria Sanders.",
        "fr": "« Nous restons dans cette ville », a déclaré Maria Sanders.",
        "es": "«Nos quedamos en esta ciudad», dijo Maria Sanders.",
        "ru": "«Мы останемся в этом городе», — сказала Мария Сандерс.",
    }.items():
        quotes = understand_article(
            ArticleText("", text=text, feed_language=language, language=language)
        ).quotes
        assert [name_key(quote.speaker) for quote in quotes] == [
            name_key(text.rsplit(" ", 2)[1] + " " + text.rsplit(" ", 1)[1])
        ]
        start, end = quotes[0].span
        assert text[start:end] == quotes[0].text
