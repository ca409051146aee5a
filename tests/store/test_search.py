"""Search in the store: the same promises on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from broadsheet.search.parse import parse_query
from broadsheet.store import search_words
from broadsheet.store.models import Article, Publisher, SearchDocument, SearchWord
from broadsheet.store.records import UnderstandingRecord
from broadsheet.store.search import Found, find, forget_memory
from broadsheet.store.search_index import reindex
from broadsheet.store.understanding import put_understandings
from broadsheet.understand.types import Hashtag
from broadsheet.understand.vectors import builtin_embedder, pack_vector, text_to_embed
from tests.factories import NOW, make_article, make_publisher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_memory()
    yield
    forget_memory()


def put(title: str, text: str = "", publisher: Publisher | None = None, **facts: Any) -> Article:
    """An article that was understood as the pipeline does it, with a real vector."""
    hashtags = facts.pop("hashtags", ())
    article = make_article(publisher, title=title, text=text, summary="", **facts)
    understand(article, hashtags)
    return article


def understand(article: Article, hashtags: tuple[Hashtag, ...] = ()) -> None:
    embedder = builtin_embedder()
    vector = embedder.embed([text_to_embed(article.title, "", article.text)])[0]
    record = UnderstandingRecord(
        article_id=article.pk,
        publisher_id=article.publisher_id,
        at=article.sort_at,
        content_hash=article.content_hash,
        understood_at=NOW,
        version=1,
        language=article.language,
        model=embedder.model,
        dim=len(vector),
        vector=pack_vector(vector),
        hashtags=hashtags,
    )
    assert put_understandings([record]) == 1


def ask(typed: str, **how: Any) -> Found:
    return find(parse_query(typed, NOW), NOW, **how)


def found(typed: str, **how: Any) -> list[int]:
    return [hit.article_id for hit in ask(typed, **how).hits]


def by_words(typed: str) -> set[int]:
    return {hit.article_id for hit in ask(typed).hits if hit.by_words}


def test_an_article_is_found_as_soon_as_it_is_understood() -> None:
    article = put("Dam at Kesh cracks", "Engineers measured it.")
    assert by_words("kesh engineer") == {article.pk}


def test_the_words_of_an_edit_are_found_and_those_it_took_away_are_not() -> None:
    article = put("Dam at Kesh cracks", "Eleven villages are evacuated.")
    Article.objects.filter(pk=article.pk).update(text="Twelve hamlets are safe.", content_hash="other")
    article.refresh_from_db()
    understand(article)
    assert by_words("hamlets") == {article.pk}
    assert by_words("villages") == set()
    assert SearchDocument.objects.count() == 1


def test_an_article_that_is_gone_is_not_found() -> None:
    article = put("Dam at Kesh cracks")
    article.delete()
    assert found("kesh dam") == []


def test_phrases_exclusions_and_titles_are_obeyed() -> None:
    crack = put("The dam has a crack", "Water rises.")
    other = put("A crack in the dam", "Water falls.")
    inside = put("Engineers speak", "They said the dam has a crack and water.")
    assert by_words('"dam has a crack"') == {crack.pk, inside.pk}
    assert by_words("dam crack -falls") == {crack.pk, inside.pk}
    assert by_words("dam crack in:title") == {crack.pk, other.pk}
    assert by_words("title:engineers dam") == {inside.pk}
    assert by_words("rises OR falls") == {crack.pk, other.pk}
    assert other.pk not in found("dam crack -falls")  # neither by what it means


@pytest.mark.parametrize(
    ("typed", "title", "language"),
    [
        ("المهندس", "المهندسون يقيسون شق السدّ", "ar"),
        ("放流", "ケシュダム、放流三日目", "ja"),
        ("เขื่อน", "น้ำในเขื่อนลดลง", "th"),
        ("плотина", "Трещина в плотине", "ru"),
    ],
)
def test_words_of_any_script_are_found(typed: str, title: str, language: str) -> None:
    article = put(title, language=language)
    put("Something else happened", language="en")
    assert by_words(typed) == {article.pk}


def test_what_means_the_same_in_another_language_is_found() -> None:
    spanish = put("Comienza la ceremonia de apertura de los Juegos Olímpicos de Tokio", language="es")
    put("El banco central sube los tipos de interés", language="es")
    hits = ask("Olympic Games opening ceremony").hits
    assert [(hit.article_id, hit.by_words) for hit in hits] == [(spanish.pk, False)]


REPORTS = {
    "ru": "Землетрясение отрезало долину",
    "ar": "زلزال يعزل واديًا جبليًا",
    "zh": "山区发生地震 山谷交通中断",
    "hi": "भूकंप से घाटी का संपर्क टूटा",
    "de": "Ein Erdbeben schneidet das Tal ab",
}


@pytest.mark.parametrize(
    "typed", ["earthquake", "quake", "землетрясения", "زلزال", "地震", "Erdbeben", "séisme"]
)
def test_a_word_that_readers_follow_finds_reports_in_all_languages(typed: str) -> None:
    reports = {put(title, language=language).pk for language, title in REPORTS.items()}
    put("Die Oper im Klavier", language="de")
    put("Rovers win the cup at the ninth penalty", language="en")
    assert set(found(typed)) == reports
    assert set(found(typed, by_time=True)) == reports
    assert set(found(f"{typed} language:ar,zh")) < reports
    assert found(f"{typed} in:title") == [pk for pk in found(typed) if pk in by_words(typed)]


def test_several_words_are_one_thing_and_names_stay_as_they_are() -> None:
    french = put("Minasora : la banque abaisse ses taux d’intérêt", language="fr")
    put("Lindava : la banque abaisse son drapeau", language="fr")
    assert found("Minasora interest rates")[0] == french.pk


def test_an_ending_is_taken_off_in_articles_of_its_language_only() -> None:
    """Stemmed as Catalan, the French for earthquake is the Spanish for six."""
    quake = put("Séisme dans la vallée", language="fr")
    put("Seis de las once aldeas", language="es")
    assert by_words("séisme") == {quake.pk}


def test_a_phrase_wants_its_words_and_not_what_means_the_same() -> None:
    put("Comienza la ceremonia de apertura de los Juegos Olímpicos de Tokio", language="es")
    assert found('"Olympic Games opening ceremony"') == []


def test_filters_limit_words_and_meaning_alike() -> None:
    french = make_publisher(key="lutece", name="Le Courrier de Lutèce", country="FR", ownership="state")
    german = make_publisher(key="talbote", name="Der Talbote", country="DE", ownership="non-profit")
    first = put("Olympic opening ceremony begins", "", french, language="fr", stated_category="sport",
                hashtags=(Hashtag("tokyo-2020", "Tokyo2020"),),
                published_at=NOW - timedelta(days=1))  # fmt: skip
    second = put("Opening ceremony, Olympic Games", "", german, language="de", stated_category="culture",
                 published_at=NOW - timedelta(days=40))  # fmt: skip
    ask_for = "Olympic opening ceremony "
    for text in ("publisher:lutece", "publisher:courrier", "country:FR", "country:France", "lang:french"):
        assert found(ask_for + text) == [first.pk] == list(by_words(ask_for + text)), text
    for text in ("owner:state", "category:sport", "#tokyo-2020", "hashtag:Tokyo2020", "after:7d"):
        assert found(ask_for + text) == [first.pk] == list(by_words(ask_for + text)), text
    for text in ("before:7d", "-publisher:lutece", "-country:fr", "-owner:state", "-#tokyo-2020"):
        assert found(ask_for + text) == [second.pk] == list(by_words(ask_for + text)), text
    for text in ("-lang:fr", "-category:sport", "country:de,at", "country:Deutschland"):
        assert found(ask_for + text, locale="de") == [second.pk], text
    assert found("country:fr") == [first.pk]  # filters alone


def test_a_name_that_nothing_has_is_told_of() -> None:
    put("Dam at Kesh cracks")
    hints = ask("dam publisher:nobody country:atlantis #none owner:me").hints
    assert {(hint.code, hint.subject) for hint in hints} == {
        ("publisher", "nobody"),
        ("country", "atlantis"),
        ("hashtag", "none"),
        ("owner", "me"),
    }


def test_many_publishers_limit_as_few_do() -> None:
    many = [make_publisher(country="BR") for _ in range(70)]
    inside = put("Dam at Kesh cracks", "", many[-1])
    put("Dam at Kesh cracks again")
    assert found("kesh country:br") == [inside.pk]


def test_the_latest_come_first_where_that_is_asked() -> None:
    old = put("Kesh Kesh Kesh dam", published_at=NOW - timedelta(days=3))
    new = put("Village by the dam", "Kesh is near.", published_at=NOW - timedelta(hours=1))
    assert found("kesh", by_time=True) == [new.pk, old.pk]
    assert found("kesh")[0] == old.pk


def test_a_slip_of_the_finger_is_put_right_and_told_of() -> None:
    article = put("Earthquake shakes Velmara")
    answer = ask("erthquake velmara")
    assert [hit.article_id for hit in answer.hits] == [article.pk]
    assert answer.corrected == (("erthquake", "earthquake"),)


def test_nothing_asked_for_finds_nothing() -> None:
    put("Dam at Kesh cracks")
    assert ask(" … ").hits == ()


@pytest.mark.parametrize(
    "typed", ["' OR 1=1 --", '"', "a* NEAR(b", "\\' & | ! <->", "{title}:x", "=all", "p:*"]
)
def test_no_query_is_a_statement_to_the_database(typed: str) -> None:
    put("Dam at Kesh cracks")
    ask(typed)
    assert Article.objects.count() == 1


def test_what_the_index_lacks_is_put_into_it_and_goes_on_where_it_was() -> None:
    articles = [put(f"Dam number {number} at Kesh") for number in range(5)]
    SearchDocument.objects.all().delete()
    steps = reindex(anew=False, batch=2)
    assert [next(steps), next(steps)] == [(0, 5), (2, 5)]
    steps.close()  # cut off
    assert list(reindex(anew=False, batch=2)) == [(2, 5), (4, 5), (5, 5)]
    assert by_words("kesh") == {article.pk for article in articles}


def test_the_index_can_be_made_anew() -> None:
    article = put("Dam at Kesh cracks")
    assert list(reindex(anew=True))[-1] == (1, 1)
    assert by_words("kesh") == {article.pk}
    assert SearchWord.objects.get(word="cracks").articles == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_searchindex")
        assert cursor.fetchone()[0] == 1


def test_an_article_without_a_vector_is_found_by_its_words() -> None:
    article = make_article(title="Dam at Kesh cracks")
    record = UnderstandingRecord(
        article.pk, article.publisher_id, article.sort_at, article.content_hash, NOW, 1,
        error_code="worker-lost",
    )  # fmt: skip
    put_understandings([record])
    assert by_words("kesh dam") == {article.pk}


def test_times_are_those_of_the_articles() -> None:
    at = datetime(2026, 11, 20, 8, 15, 30, 120000, tzinfo=UTC)
    put("Dam at Kesh cracks", published_at=at)
    assert ask("kesh").hits[0].at == pytest.approx(at.timestamp(), abs=1e-3)


def test_articles_of_a_time_are_found_whenever_they_were_indexed() -> None:
    old = put("Old strike at the port", published_at=NOW - timedelta(days=20))
    new = put("New strike at the port", published_at=NOW - timedelta(days=1))
    late = put("Late strike at the port", published_at=NOW - timedelta(days=21))
    understand(new)  # edited: indexed anew, after the others
    assert by_words("strike after:3d") == {new.pk}
    assert by_words("strike before:3d") == {old.pk, late.pk}
    assert by_words("strike after:30d") == {old.pk, new.pk, late.pk}
    assert by_words("strike after:1h") == set()


def test_a_phrase_in_the_title_comes_before_one_in_the_text() -> None:
    put("Engineers speak", "They said the crack grows.", published_at=NOW)
    title = put("They said the crack grows", "Engineers speak.", published_at=NOW - timedelta(days=1))
    put("Engineers speak again", "They said the crack grows.", published_at=NOW)
    assert found('"the crack grows"')[0] == title.pk
    assert len(found('"the crack grows"')) == 3


def test_of_a_word_of_many_articles_the_older_ones_that_have_it_in_the_title_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_words, "MOST", 3)
    in_title = put("Ferries to Kesh", "Nothing else.", published_at=NOW - timedelta(days=9))
    in_text = put("Nothing new", "The ferries run.", published_at=NOW - timedelta(days=8))
    latest = [put(f"Harbour news {number}", "The ferries run again.") for number in range(3)]
    for how in ({}, {"by_time": True}):
        answer = ask("ferries", **how)
        assert answer.cut
        shown = {hit.article_id for hit in answer.hits if hit.by_words}
        assert shown == {in_title.pk, *(article.pk for article in latest)}
    assert in_text.pk not in by_words('"ferries run"') | by_words("ferries")
    with monkeypatch.context() as few:
        few.setattr(search_words, "ENOUGH", 0)  # so many of the latest have it in the title
        expected = by_words("ferries") if connection.vendor == "sqlite" else set()
        assert in_title.pk not in expected


def test_titles_outside_what_is_asked_for_do_not_keep_older_ones_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_words, "MOST", 2)
    monkeypatch.setattr(search_words, "ENOUGH", 2)
    old = put("Ferries to Kesh", "Nothing else.", publisher=make_publisher(key="inside"))
    other = make_publisher(key="outside")
    for number in range(2):
        put(f"Harbour news {number}", "The ferries run.", publisher=old.publisher)
    for number in range(2):
        put(f"Ferries {number}", "Nothing else.", publisher=other)
    assert old.pk in by_words("ferries publisher:inside")


def test_where_a_day_begins_in_the_index_stays_true_when_more_is_indexed() -> None:
    first = put("First strike at the port", published_at=NOW - timedelta(days=1))
    assert by_words("strike after:3d") == {first.pk}
    second = put("Second strike at the port", published_at=NOW - timedelta(days=2))
    first.delete()
    third = put("Third strike at the port", published_at=NOW - timedelta(hours=1))
    assert by_words("strike after:3d") == {second.pk, third.pk}
