"""Vectors: the built-in model, and an address that speaks OpenAI's protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import EmbeddingError
from broadsheet.understand import vectors_remote
from broadsheet.understand.vectors import (
    LEAD_CHARS,
    builtin_embedder,
    make_embedder,
    pack_vector,
    text_to_embed,
    unpack_vector,
)
from broadsheet.understand.vectors_remote import RemoteEmbedder


def test_the_same_event_in_another_language_is_nearer_than_another_event() -> None:
    quake, also, match = builtin_embedder().embed(
        [
            "Strong earthquake hits northern Chile",
            "زلزال قوي يضرب شمال تشيلي",
            "Arsenal beat Chelsea in the final",
        ]
    )
    assert quake @ also > quake @ match


@given(st.lists(st.text(max_size=80), max_size=3))
@settings(max_examples=25, deadline=None)
def test_any_texts_give_unit_vectors_in_their_order(texts: list[str]) -> None:
    found = builtin_embedder().embed(texts)
    assert found.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)


def test_what_cannot_be_written_in_utf8_has_a_vector_too() -> None:
    assert np.isfinite(builtin_embedder().embed(["a\x00b \ud800"])).all()


@given(st.text(), st.text(), st.text())
def test_no_more_of_a_text_is_read_than_stated(title: str, summary: str, text: str) -> None:
    assert len(text_to_embed(title, summary, text)) <= len(title) + 1 + LEAD_CHARS


def test_a_text_that_repeats_its_title_has_it_once_and_ends_with_a_whole_word() -> None:
    text = "Fire in Lyon. " + "Twelve people were brought to safety. " * 20
    found = text_to_embed("Fire in Lyon.", "", text)
    assert found.count("Fire in Lyon") == 1
    assert text.startswith(found)
    assert text[len(found)] == " "


def test_a_summary_stands_in_for_a_text() -> None:
    assert text_to_embed("Title", "Summary", "") == "Title Summary"


def test_a_stored_vector_comes_back_nearly_the_same() -> None:
    vector = builtin_embedder().embed(["Elections in Ghana"])[0]
    assert len(pack_vector(vector)) == 768
    assert unpack_vector(pack_vector(vector)) @ vector > 0.9999


class Service(ThreadingHTTPServer):
    """Answers like an OpenAI-compatible address: vectors of length 3, in reverse order."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[int | bytes] = []  # what comes before the right answer
        self.requests: list[tuple[str, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.headers.get("Authorization", ""), body))
        answer = self.server.answers.pop(0) if self.server.answers else None
        rows = [{"index": n, "embedding": [len(text), 4, 0]} for n, text in enumerate(body["input"])]
        data = answer if isinstance(answer, bytes) else json.dumps({"data": rows[::-1]}).encode()
        self.send_response(answer if isinstance(answer, int) else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(vectors_remote, "_PAUSE_S", 0.0)
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_outside_model_gives_unit_vectors_in_the_order_of_the_texts(service: Service) -> None:
    embedder = make_embedder(service.url, "secret", "small")
    assert np.allclose(embedder.embed(["abc", ""])[0], [0.6, 0.8, 0])
    assert embedder.embed(["x"] * 100).shape == (100, 3)
    assert service.requests[0][0] == "Bearer secret"
    assert service.requests[0][1]["model"] == "small"
    assert embedder.model == f"small@{service.url}"


def test_an_address_that_is_busy_is_asked_again(service: Service) -> None:
    service.answers = [429, 503]
    assert RemoteEmbedder(service.url, "", "small").embed(["abc"]).shape == (1, 3)
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [
        401,
        b"no JSON",
        b'{"data": []}',
        b'{"data": [{"index": 0, "embedding": []}]}',
        b'{"data": [{"index": 0}]}',
    ],
)
def test_an_answer_without_vectors_is_told_with_the_address(service: Service, answer: int | bytes) -> None:
    service.answers = [answer]
    with pytest.raises(EmbeddingError) as caught:
        RemoteEmbedder(service.url, "secret", "small").embed(["abc"])
    assert service.url in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_address_where_nobody_listens_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_remote, "_PAUSE_S", 0.0)
    with pytest.raises(EmbeddingError, match="does not answer"):
        RemoteEmbedder("http://127.0.0.1:9/v1", "", "small").embed(["abc"])


def test_the_beginning_may_be_shortened() -> None:
    text = "Twelve people were brought to safety. " * 20
    short, long = text_to_embed("Fire", "", text, 200), text_to_embed("Fire", "", text)
    assert long.startswith(short)
    assert len(short) <= 205 < len(long)
