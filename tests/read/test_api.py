"""The JSON API: the pages' answers as data, over real HTTP where the wire matters."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from broadsheet.store.models import Article, Publisher, Story
from broadsheet.store.search import forget_memory
from broadsheet.store.search_index import reindex
from tests.factories import make_article, make_publisher, make_revision
from tests.read.test_aids import DAM, article, model, story  # noqa: F401 (fixtures)
from tests.read.test_translate import BARRAGEM
from tests.store.test_search import put
from tests.stories import make_story

pytestmark = pytest.mark.django_db
API = "/api/v1"


def get(client: Client, address: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"{API}{address}")
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"].startswith("application/json")
    found: dict[str, Any] = json.loads(response.content)
    return found


def holds(sentence: dict[str, Any], *texts: str) -> None:
    """Each citation is the range of characters that it says it is."""
    assert sentence["citations"]
    for one in sentence["citations"]:
        text = Article.objects.get(public_id=one["article"]).text
        assert text[one["start"] : one["end"]] == one["text"]
        assert one["revision"] == 1


def test_lists_go_on_where_they_ended(english: Client, story: Story) -> None:  # noqa: F811
    other = make_story(make_article(title="Another"))
    found = [get(english, f"/stories?limit=1&page={page}") for page in (1, 2)]
    assert {one["stories"][0]["id"] for one in found} == {story.public_id, other.public_id}
    assert [one["next"] for one in found] == ["2", ""]
    seen, before = [], ""
    for _ in range(3):
        page = get(english, f"/articles?limit=1&before={before}")
        seen += [one["id"] for one in page["articles"]]
        before = page["next"]
    assert seen == [one.public_id for one in Article.objects.latest_first()]
    assert before == ""
    assert get(english, "/articles?language=xx")["articles"] == []


def test_a_story_with_its_reports(english: Client, story: Story, article: Article) -> None:  # noqa: F811
    found = get(english, f"/stories/{story.public_id}")
    assert found["articles"] == len(found["reports"]) == 2
    assert {one["publisher"]["name"] for one in found["reports"]} == {"Il Faro", "Der Talbote"}
    gone = Story.objects.create(
        key=0, opened_at=story.opened_at, first_at=story.first_at, last_at=story.last_at,
        changed_at=story.changed_at, merged_into=story,
    )  # fmt: skip
    assert get(english, f"/stories/{gone.public_id}")["id"] == story.public_id


def test_a_text_is_whole_only_where_the_publisher_allows_it(
    english: Client,
    article: Article,  # noqa: F811
) -> None:
    found = get(english, f"/articles/{article.public_id}")
    assert (found["text"], found["is_whole"], found["revision"]) == (DAM, True, 1)
    make_revision(article, text="The dam is whole.", number=1)
    Publisher.objects.update(rights="excerpt")
    found = get(english, f"/articles/{article.public_id}?again=1")
    assert not found["is_whole"]
    assert len(found["text"]) <= len(DAM) / 4
    assert found["revision"] == 2
    listed = client_text(english, "/articles")
    assert "Four thousand" not in listed
    assert len(get(english, f"/articles/{article.public_id}/summary?length=paragraph")["sentences"]) == 3


def client_text(client: Client, address: str) -> str:
    return client.get(f"{API}{address}").content.decode()


@pytest.mark.parametrize("length", ["sentence", "points", "paragraph", "nonsense"])
def test_summaries_cite_article_revision_and_characters(
    english: Client,
    story: Story,  # noqa: F811
    article: Article,  # noqa: F811
    length: str,
) -> None:
    for of in (f"/stories/{story.public_id}", f"/articles/{article.public_id}"):
        found = get(english, f"{of}/summary?length={length}")
        assert found["sentences"]
        assert found["maker"] == ""
        for sentence in found["sentences"]:
            holds(sentence)
            assert sentence["quoted"]


def test_questions_with_those_before_and_those_that_can_be_asked(
    english: Client,
    story: Story,  # noqa: F811
    article: Article,  # noqa: F811
) -> None:
    asked = f"/articles/{article.public_id}/ask"
    found = get(english, f"{asked}?q={quote('How many people left the villages?')}")
    assert "Four thousand people" in found["sentences"][0]["text"]
    holds(found["sentences"][0])
    found = get(english, f"{asked}?h={quote('Who is Ilse Brandt?')}&q={quote('What did she say?')}")
    assert "We will not go back" in found["sentences"][0]["text"]
    found = get(english, f"/stories/{story.public_id}/ask?q={quote('Who won in Lisbon?')}")
    assert found["sentences"] == []
    assert found["suggestions"]
    assert get(english, "/ask?q=%00%20")["sentences"] == []


def test_voices_comparison_and_names(english: Client, story: Story, article: Article) -> None:  # noqa: F811
    voices = get(english, f"/stories/{story.public_id}/voices")["speakers"]
    assert "Ilse Brandt" in [one["name"] for one in voices]
    holds(voices[0]["says"][0])
    compared = get(english, f"/stories/{story.public_id}/compare")
    assert compared["reports"] == compared["voices"] == 2
    holds(compared["agreed"][0]["sentence"])
    text = "Ilse Brandt, the mayor of Kesh, opened the fair."
    put("A fair", text, published_at=article.sort_at - timedelta(days=3))
    (found,) = get(english, f"/articles/{article.public_id}/explain")["names"]
    assert found["name"] == "Ilse Brandt"
    holds(found["sentence"])


def test_a_translation_pair_by_pair(english: Client) -> None:
    publisher = make_publisher(rights="whole")
    found = make_article(publisher, title="Barragem racha", text=BARRAGEM, summary="", language="pt")
    made = get(english, f"/articles/{found.public_id}/translate?to=en")
    assert [[pair["original"] for pair in one] for one in made["paragraphs"]] == [
        [line] for line in BARRAGEM.split("\n")
    ]
    assert "Four thousand" in made["paragraphs"][1][0]["text"]
    assert "pt → en" in made["maker"]
    nobody = get(english, f"/articles/{found.public_id}/translate?to=ja")
    assert nobody["maker"] == ""
    assert nobody["paragraphs"][0][0]["text"] == ""
    get(english, f"/articles/{found.public_id}/translate?to=%3Cb%3E", 404)


def test_search(english: Client, story: Story) -> None:  # noqa: F811
    list(reindex(anew=True))
    forget_memory()
    found = get(english, "/search?q=Kesh+dam")
    assert {one["title"] for one in found["articles"]} >= {"Dam at Kesh cracks", "Crack in Kesh dam"}
    assert get(english, "/search?q=")["articles"] == []
    assert get(english, "/search?q=country%3Aatlantis")["hints"]


def test_a_model_is_asked_only_if_that_is_said(
    english: Client,
    article: Article,  # noqa: F811
    model: Any,  # noqa: F811
) -> None:
    address = f"/articles/{article.public_id}/summary"
    assert get(english, address)["maker"] == ""
    assert model.requests == []
    found = get(english, f"{address}?by=model")
    assert (found["maker"], found["dropped"], len(found["sentences"])) == ("small-1", 1, 1)
    assert not found["sentences"][0]["quoted"]
    response = english.get(f"{API}{address}?by=model&x=1", headers={"sec-fetch-site": "cross-site"})
    assert len(model.requests) == 1
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/stories/nothing", 404, "not-found"),
        ("/articles/nothing/summary", 404, "not-found"),
        ("/articles/a%00b", 404, "not-found"),
        ("/nothing/at/all", 404, "not-found"),
        ("/stories?category=xyz", 404, "not-found"),
        ("/articles?before=%C3%A4", 404, "not-found"),
        ("/stories?limit=1000", 400, "bad-request"),
        ("/stories?page=x", 400, "bad-request"),
        ("/ask", 400, "bad-request"),
    ],
)
def test_failures_are_json_with_a_code(english: Client, address: str, status: int, code: str) -> None:
    error = get(english, address, status)["error"]
    assert error["code"] == code
    assert set(error) == {"code", "message", "subject"}


def test_what_is_in_trouble_here_is_told_with_its_code(
    english: Client,
    settings: Any,
    tmp_path: Any,
) -> None:
    (tmp_path / "pten").mkdir()
    for name in ("model.pten.intgemm.alphas.bin", "vocab.pten.spm"):
        (tmp_path / "pten" / name).write_bytes(b"damaged")
    settings.CONFIG = replace(settings.CONFIG, translation_models=tmp_path)
    found = make_article(title="Barragem", text="A barragem rachou.", language="pt")
    error = get(english, f"/articles/{found.public_id}/translate?to=en", 503)["error"]
    assert error["code"] == "translation"
    assert str(tmp_path) not in error["message"]


def test_it_is_read_only_and_described(english: Client) -> None:
    described = get(english, "/openapi.json")
    assert described["info"]["version"] == "1"
    assert set(described["paths"]) >= {
        f"{API}/stories",
        f"{API}/articles/{{public_id}}/summary",
        f"{API}/ask",
    }
    for path, methods in described["paths"].items():
        assert list(methods) == ["get"], path
    assert english.post(f"{API}/stories").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_over_http_nothing_is_opened_to_other_sites(live_server: Any) -> None:
    found = make_article(title="Dam", text="The dam <script>alert(1)</script> cracked.")
    server = urlsplit(live_server.url)
    connection = HTTPConnection(server.hostname or "", server.port, timeout=20)
    connection.request(
        "GET", f"{API}/articles/{found.public_id}", headers={"Origin": "https://other.example"}
    )
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status == 200
    assert response.getheader("Access-Control-Allow-Origin") is None
    assert response.getheader("Cross-Origin-Resource-Policy") == "same-origin"
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in (response.getheader("Content-Security-Policy") or "")
    assert json.loads(body)["id"] == found.public_id
