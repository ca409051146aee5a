"""Whether an article is an opinion piece."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.understand.opinion import is_opinion, url_categories
from broadsheet.understand.types import ArticleText

REPORT = "The council met on Monday. It voted to mend the bridge. The work will take a year. " * 5
OWN_VOICE = {
    "en": "I crossed the bridge last week. My knees hurt. I think we should mend it. ",
    "de": "Ich ging über die Brücke. Mir taten die Knie weh. Ich meine, sie gehört gerichtet. ",
    "fr": "Je suis passé sur le pont. Mes genoux ont souffert. Je crois qu'il faut le réparer. ",
    "ru": "Я шёл по мосту. Мне было страшно. Я думаю, его надо чинить, и я готов платить из моей зарплаты. ",
    "zh": "我认为这座桥该修了。我的膝盖可以作证。笔者上周走过，我觉得路面太差，我想大家都同意。",
    "hi": "मैं पुल से गुज़रा। मुझे डर लगा। मेरा मानना है कि इसे सुधारना चाहिए, और मैंने यही लिखा था। ",
}


@pytest.mark.parametrize(
    "title",
    [
        "Opinion | A bridge too many",
        "Editorial: Mend the bridge",
        "A bridge too many – Opinion",
        "Kommentar: Die Brücke",
        "Tribune : sauvons le pont",
        "Opinión | El puente",
        "Мнение: мост и совесть",
        "تحليل: ماذا بعد الانتخابات",
        "社论：修桥不能再拖",
        "【社論】修橋",
        "社説：橋を直せ",
        "[사설] 다리를 고쳐라",
        "संपादकीय: पुल की मरम्मत",
        "Yorum: Köprü",
    ],
)
def test_title_says_it_is_opinion(title: str) -> None:
    assert is_opinion(ArticleText(title, text=REPORT, language="en"))


@pytest.mark.parametrize(
    "title",
    [
        "Public opinion: bridge divides town",
        "Minister’s opinion of the bridge changes",
        "Editorial board of paper resigns",
        "Brücke: Kommentare verboten",
        "Bridge reopens: what the council says",
    ],
)
def test_word_in_a_title_is_no_mark(title: str) -> None:
    assert not is_opinion(ArticleText(title, text=REPORT, language="en"))


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/opinion/2026/bridge",
        "https://news.example/2026/11/comment-is-free/bridge",
        "https://zeitung.example/meinung/kommentare/bruecke-1.html",
        "https://opinion.news.example/bridge",
        "https://gazeta.example/%D0%BC%D0%BD%D0%B5%D0%BD%D0%B8%D1%8F/most",
    ],
)
def test_address_says_it_is_opinion(url: str) -> None:
    assert is_opinion(ArticleText("A bridge", text=REPORT, url=url, language="en"))


def test_last_part_and_site_of_an_address_say_nothing() -> None:
    assert url_categories("https://sport.example/news/opinion") == []
    assert url_categories("https://www.business.example/2026/bridge") == []


def test_section_and_keywords_say_it_is_opinion() -> None:
    assert is_opinion(ArticleText("A bridge", category="opinion"))
    assert is_opinion(ArticleText("A bridge", topics=("bridges", "Leitartikel")))


@pytest.mark.parametrize("language", OWN_VOICE)
def test_author_speaks_of_himself(language: str) -> None:
    assert is_opinion(ArticleText("…", text=OWN_VOICE[language] * 3, language=language))


def test_quoted_first_person_is_not_the_authors() -> None:
    quoted = "“I think my bridge is mine, and I want my money,” she said. " * 5
    assert not is_opinion(ArticleText("Bridge", text=quoted, language="en"))


def test_report_is_no_opinion() -> None:
    assert not is_opinion(ArticleText("Council votes to mend bridge", text=REPORT, language="en"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=400), st.text(max_size=100), st.text(max_size=8))
def test_any_text_gets_an_answer(title: str, text: str, url: str, language: str) -> None:
    article = ArticleText(title, text=text, url=url, language=language, topics=(title, url))
    assert is_opinion(article) in (True, False)
    assert is_opinion(ArticleText(title, url="https://" + url)) in (True, False)
