"""Translations on pages: beside the original, by what is built in, by a model where it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from broadsheet.store.models import Article, Publisher, StoredAnswer
from tests.assist.chat_service import chat_service
from tests.factories import make_article, make_publisher
from tests.read.asking import address_of, text_of
from tests.stories import make_story

pytestmark = pytest.mark.django_db

BARRAGEM = (
    "A barragem acima de Kesh rachou na manhã de segunda-feira, disse a operadora.\n"
    "Quatro mil pessoas deixaram as aldeias antes do meio-dia.\n"
    "O ministério espera que a inspeção leve duas semanas.\n"
    "A parede foi construída em 1931 e foi inspecionada pela última vez em abril."
)


@pytest.fixture
def article() -> Article:
    publisher = make_publisher(name="O Farol", rights="whole", languages=["pt"])
    return make_article(publisher, title="Barragem racha", text=BARRAGEM, summary="", language="pt")


def test_an_article_stands_beside_its_translation_and_is_kept(english: Client, article: Article) -> None:
    address = f"{address_of(article)}/aid/translate"
    page = text_of(english, address)
    assert page.count('<p class="from" lang="pt"') == page.count('<p lang="en" dir="ltr">') == 5
    assert "Four thousand people" in page
    assert "Translated by Firefox Translations (pt → en)" in page
    kept = StoredAnswer.objects.get()
    assert (kept.subject, kept.language) == (f"article:{article.pk}", "en")
    StoredAnswer.objects.update(body=bytes(kept.body).replace(b"Four", b"Five"))
    assert "Five thousand people" in text_of(english, f"{address}?part=1")
    Article.objects.update(text=BARRAGEM.replace("Quatro", "Nove"))
    assert "Nine thousand people" in text_of(english, f"{address}?part=1&to=en")


def test_only_what_may_be_shown_is_translated(english: Client, article: Article) -> None:
    Publisher.objects.update(rights="excerpt")
    page = text_of(english, f"{address_of(article)}/aid/translate")
    assert "cracked" in page
    assert "1931" not in page
    assert "Only the excerpt" in page


def test_where_nothing_translates_the_page_says_so(english: Client, arabic: Client) -> None:
    article = make_article(title="Дамба", text="Дамба треснула.", language="ru", summary="")
    page = text_of(english, f"{address_of(article)}/aid/translate")
    assert "Nothing here translates this language" in page
    assert "Nothing here translates from Russian into English." in page
    assert "pairs" not in page  # and does not repeat the original without a translation beside it
    portuguese = make_article(title="Barragem", text="A barragem rachou.", language="pt", summary="")
    assert 'dir="rtl"' in text_of(arabic, f"{address_of(portuguese)}/aid/translate")


def test_a_text_in_the_reader_s_language_waits_for_a_choice(english: Client) -> None:
    article = make_article(title="Dam cracks", text="The dam cracked on Monday.", summary="")
    page = text_of(english, f"{address_of(article)}/aid/translate")
    assert "Portuguese" in page
    assert "pairs" not in page
    assert "segunda-feira" in text_of(english, f"{address_of(article)}/aid/translate?to=pt")
    assert "pairs" not in text_of(english, f"{address_of(article)}/aid/translate?to=%3Cb%3E")


def test_headlines_of_a_story(english: Client, article: Article) -> None:
    other = make_article(make_publisher(name="The Beam"), title="Kesh dam cracks", text="It did.")
    story = make_story(article, other)
    page = text_of(english, f"{address_of(story)}/aid/translate")
    assert page.count('class="pair of-title"') == 1
    assert "O Farol" in page
    assert "Barragem racha" in page
    assert StoredAnswer.objects.get().subject == f"headline:{article.pk}"
    assert f"{address_of(story)}/aid/translate" in text_of(english, address_of(story))
    assert f"{address_of(article)}/aid/translate" in text_of(english, address_of(article))


def test_nothing_of_a_text_is_markup(english: Client) -> None:
    article = make_article(
        make_publisher(rights="whole"),
        title="<b>Barragem</b>",
        text='<script>alert("1")</script> A barragem rachou.',
        language="pt",
        summary="",
    )
    page = text_of(english, f"{address_of(article)}/aid/translate")
    assert "<script>alert" not in page
    assert "<b>" not in page.partition('id="translate-answer"')[2]


def test_a_damaged_model_is_told(english: Client, article: Article, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "pten").mkdir()
    for name in ("model.pten.intgemm.alphas.bin", "vocab.pten.spm"):
        (tmp_path / "pten" / name).write_bytes(b"damaged")
    settings.CONFIG = replace(settings.CONFIG, translation_models=tmp_path)
    assert "The text could not be translated." in text_of(english, f"{address_of(article)}/aid/translate")


@pytest.fixture
def model(settings: Any) -> Iterator[Any]:
    def reply(asked: dict[str, Any]) -> str:
        lines = asked["messages"][1]["content"].splitlines()[1:-1]
        texts = [line.partition(">")[2].removesuffix("</passage>") for line in lines]
        known = {
            "Barragem racha": "Dam cracks",
            BARRAGEM.split("\n")[1]: "Four thousand people left villages.",
        }
        rows = [{"text": known.get(text, ""), "passages": [n]} for n, text in enumerate(texts, 1)]
        return json.dumps({"sentences": rows})

    with chat_service(reply) as service:
        settings.CONFIG = replace(settings.CONFIG, model_url=service.url, model_name="small-1")
        yield service


def test_a_model_is_asked_only_on_demand_and_what_it_leaves_out_is_built_in(
    english: Client, article: Article, model: Any
) -> None:
    address = f"{address_of(article)}/aid/translate"
    page = text_of(english, f"{address}?part=1")
    assert "Let small-1 translate it" in page
    assert model.requests == []
    response = english.get(f"{address}?part=1&to=en&by=model")
    page = b"".join(response.streaming_content).decode()
    assert "Four thousand people left villages." in page
    assert "1931" in page
    assert "Translated by small-1" in page
    assert len(model.requests) == 5
    assert "Four thousand people left villages." in text_of(english, f"{address}?part=1&to=en&again=1")
    assert len(model.requests) == 5


def test_without_a_script_the_model_s_translation_is_a_page(
    english: Client, article: Article, model: Any
) -> None:
    page = text_of(english, f"{address_of(article)}/aid/translate?by=model")
    assert "</html>" in page
    assert "Four thousand people left villages." in page


def test_a_budget_that_is_used_up(english: Client, article: Article, model: Any, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, model_reader_tokens=0)
    page = text_of(english, f"{address_of(article)}/aid/translate?by=model")
    assert "budget" in page
    assert "Four thousand people" in page
    assert model.requests == []
