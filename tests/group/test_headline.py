"""The headline and the picture that stand for a story."""

from __future__ import annotations

import numpy as np
import pytest

from broadsheet.group.headline import (
    FLAW_COSTS,
    HeadlineCandidate,
    PictureCandidate,
    centralities,
    choose_headline,
    choose_headlines,
    choose_picture,
)
from broadsheet.loaded import flaws

PLAIN = "Kesh dam holds after third day of controlled release"


def candidate(article: int, title: str = PLAIN, language: str = "en", **facts: object) -> HeadlineCandidate:
    """All of them alike near, unless an angle (degrees from the middle) says otherwise."""
    angle = np.deg2rad(float(facts.pop("angle", 0)))  # type: ignore[arg-type]
    vector = np.array([np.cos(angle), np.sin(angle)], np.float32)
    return HeadlineCandidate(article, title, language, vector, **facts)  # type: ignore[arg-type]


def chosen(*candidates: HeadlineCandidate, language: str = "") -> int:
    choice = choose_headline(candidates, language)
    assert choice is not None
    return choice.article


def test_the_most_central_of_plain_headlines_is_chosen() -> None:
    assert chosen(candidate(1, angle=40), candidate(2, angle=0), candidate(3, angle=-30)) == 2


@pytest.mark.parametrize(
    ("language", "title", "flaw"),
    [
        ("en", "Will the dam at Kesh hold until Wednesday?", "question"),
        ("ar", "هل يصمد سد كيش حتى يوم الأربعاء المقبل؟", "question"),
        ("el", "Θα αντέξει το φράγμα στο Κες ως την Τετάρτη;", "question"),
        ("en", "The dam at Kesh is about to break at any moment!", "exclamation"),
        ("zh", "凯什大坝三天后依然屹立不倒令人难以相信！", "exclamation"),
        ("en", "KESH DAM ABOUT TO BREAK, MINISTRY SAYS", "capitals"),
        ("en", "Shocking pictures show the crack in the dam at Kesh", "loaded"),
        ("de", "Wahnsinn am Staudamm: Ganze Dörfer sind jetzt leer", "loaded"),
        ("ru", "Шокирующие кадры трещины в плотине у села Кеш", "loaded"),
        ("zh", "震惊：凯什大坝的裂缝每天都在扩大三厘米之多", "loaded"),
        ("vi", "Sự cố kinh hoàng ở đập Kesh khiến dân phải sơ tán", "loaded"),
        ("en", "The dam cracked and you won’t believe who knew first", "tease"),
        ("fr", "Voici pourquoi le barrage de Kesh tient toujours bon", "tease"),
        ("en", "Breaking: the dam at Kesh is holding, engineers say", "label"),
        ("ar", "عاجل | المهندسون يقولون إن سد كيش ما زال صامدًا", "label"),
        ("en", "LIVE: third gate opened at the dam above Lower Kesh", "live"),
        ("de", "Liveticker: Drittes Tor am Staudamm von Kesh offen", "live"),
        ("en", "Kesh dam holds", "short"),
        ("en", "The dam at Kesh is holding, but the number of people …", "cut"),
        ("en", f"{PLAIN}, while {PLAIN}, and again {PLAIN}", "long"),
    ],
)
def test_a_headline_that_wants_to_be_clicked_loses_to_a_plain_one(
    language: str, title: str, flaw: str
) -> None:
    assert flaw in flaws(title, language)
    assert chosen(candidate(1, title, language), candidate(2, angle=10), candidate(3, angle=-10)) != 1


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "People who live below the dam wait for Wednesday"),
        ("en", "NATO and EU ministers meet in Oslo over the dam"),
        ("ar", "محادثات مباشرة بين الوزيرين في جنيف يوم الأربعاء"),
        ("en", "Viral infection closes two schools in Lower Kesh"),
        ("zh", "工程师称凯什大坝仍然稳固，居民周三返回家园"),
        ("ru", "Плотина в Кеше: что показали датчики за ночь"),
        ("", "Kesh dam holds after third day of release"),
    ],
)
def test_plain_headlines_have_no_flaw(language: str, title: str) -> None:
    assert flaws(title, language) == ()


def test_opinions_live_tickers_and_copies_lose_to_reports() -> None:
    for facts in ({"opinion": True}, {"kind": "live-blog"}, {"is_copy": True}):
        assert chosen(candidate(1, **facts), candidate(2, angle=10), candidate(3, angle=-10)) != 1, facts


def test_the_readers_language_comes_first_where_there_is_a_report_in_it() -> None:
    arabic = candidate(1, "المهندسون: سد كيش ما زال صامدًا", "ar", angle=50)
    english = candidate(2)
    assert chosen(arabic, english, candidate(3), language="ar") == 1
    assert chosen(arabic, english, candidate(3), language="fr") == 2
    opinion = candidate(4, "في معنى السدود وما تعد به الناس", "ar", opinion=True)
    assert chosen(opinion, english, candidate(3), language="ar") == 2


def test_one_choice_for_every_language_and_one_for_all() -> None:
    candidates = [candidate(1, "Le barrage de Kesh tient bon", "fr", angle=20), candidate(2), candidate(3)]
    found = choose_headlines(candidates)
    assert {language: choice.article for language, choice in found.items()} == {"": 2, "en": 2, "fr": 1}
    for language, choice in found.items():
        assert choose_headline(candidates, language) == choice


def test_a_story_has_a_headline_even_without_vectors_and_none_without_titles() -> None:
    bare = [HeadlineCandidate(1, "Why the dam is safe", "en"), HeadlineCandidate(2, PLAIN, "en")]
    assert chosen(*bare) == 2
    assert choose_headline([HeadlineCandidate(1, "  ", "en")]) is None
    assert choose_headline([]) is None


def test_copies_do_not_move_the_middle() -> None:
    own = [candidate(1, angle=0), candidate(2, angle=10)]
    copies = [candidate(n, angle=80, is_copy=True) for n in range(3, 30)]
    with_copies = centralities([*own, *copies])
    assert with_copies[1] == pytest.approx(np.cos(np.deg2rad(10)))
    assert with_copies[3] < with_copies[1]


def test_every_flaw_has_its_price() -> None:
    found = set(flaws("", "en")) | {"opinion", "copy"}
    assert found <= set(FLAW_COSTS)
    assert all(cost > 0 for cost in FLAW_COSTS.values())


def picture(article: int, **facts: object) -> PictureCandidate:
    known = {
        "url": f"https://pictures.example/{article}.jpg",
        "width": 1200,
        "height": 800,
        "centrality": 0.5,
    }
    return PictureCandidate(article, **(known | facts))  # type: ignore[arg-type]


def test_the_picture_of_the_most_central_article_is_chosen() -> None:
    found = choose_picture([picture(1), picture(2, centrality=0.8), picture(3)])
    assert found is not None
    assert found.article == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"url": "https://pictures.example/site-logo.png"},
        {"url": "https://pictures.example/assets/icons/share.png"},
        {"url": "https://pictures.example/default-image.jpg"},
        {"url": "https://pictures.example/map.svg"},
        {"url": "https://pictures.example/authors/avatar/7.jpg"},
        {"url": "data:image/png;base64,AAAA"},
        {"width": 120, "height": 80},
        {"width": 1200, "height": 90},
        {"width": 300, "height": None},
        {"width": 800, "height": 2400},
    ],
)
def test_logos_icons_banners_and_small_pictures_are_never_chosen(facts: dict[str, object]) -> None:
    assert choose_picture([picture(1, centrality=0.9, **facts)]) is None  # type: ignore[misc]


@pytest.mark.parametrize(
    "url", ["https://pictures.example/iconic-bridge.jpg", "https://a.example/x.jpeg?w=1200"]
)
def test_ordinary_addresses_are_no_logos(url: str) -> None:
    assert choose_picture([picture(1, url=url)]) is not None


def test_a_picture_of_unknown_size_is_taken_where_there_is_no_better() -> None:
    unknown = picture(1, width=None, height=None)
    assert choose_picture([unknown]) == unknown
    assert choose_picture([unknown, picture(2)]) == picture(2)
