"""Articles are understood one and all, whatever becomes of one of them or of the address for vectors."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from django.db import connection

from broadsheet.config import Config
from broadsheet.pipeline import step as steps
from broadsheet.pipeline import understanding
from broadsheet.pipeline.step import Workshop
from broadsheet.pipeline.understand_step import UnderstandStep
from broadsheet.pool import WorkerPool
from broadsheet.store.models import Article, Understanding
from broadsheet.store.understanding import (
    articles_to_understand,
    put_understandings,
    waiting_to_understand,
)
from broadsheet.understand.vectors import unpack_vector
from tests.factories import NOW, make_article
from tests.postgres import free_port

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "The council of Ansel voted on Monday to close the old dam.\n\n“It is safe,” said the mayor, Ada Brook."
)


class _Embeddings(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = msgspec.json.decode(self.rfile.read(int(self.headers["Content-Length"])))
        data = [{"index": n, "embedding": [1.0, float(len(text))]} for n, text in enumerate(asked["input"])]
        body = msgspec.json.encode({"data": data})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def embeddings_at(port: int) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", port), _Embeddings)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def work_until(config: Config, condition: Callable[[Workshop], bool]) -> Workshop:
    with WorkerPool(1) as pool:
        shop = Workshop(config, fetcher=None, pool=pool)  # type: ignore[arg-type] (this step asks nobody)
        step = UnderstandStep(shop)
        task = asyncio.create_task(step.run())
        async with asyncio.timeout(300):
            while not condition(shop):
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        shop.close()
    return shop


def waiting() -> int:
    return Article.objects.waiting(Article.State.EXTRACTED).count()


def waiting_beside() -> int:
    """The same in a thread, which gives its connection back."""
    try:
        return waiting()
    finally:
        connection.close()


def test_while_the_address_for_vectors_is_silent_all_wait_and_it_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "_TROUBLE_S", 0.2)
    for _ in range(3):
        make_article(text=TEXT)
    port = free_port()
    config = Config(embedding_url=f"http://127.0.0.1:{port}/v1", embedding_model="small", workers=1)

    async def main() -> Workshop:
        shop = await work_until(config, lambda shop: bool(shop.trouble))
        assert "BROADSHEET_EMBEDDING_URL" in shop.trouble
        assert await asyncio.to_thread(waiting_beside) == 3
        with embeddings_at(port):
            return await work_until(config, lambda shop: shop.counts.understood == 3)

    shop = asyncio.run(main())
    assert shop.trouble == ""
    assert waiting() == 0
    assert {row.dim for row in Understanding.objects.all()} == {2}
    assert all(row.model.startswith("small@") for row in Understanding.objects.all())


def test_while_very_many_wait_less_of_each_is_embedded() -> None:
    port = free_port()
    config = Config(embedding_url=f"http://127.0.0.1:{port}/v1", embedding_model="small", workers=1)

    behind: list[bool] = []

    def done(shop: Workshop, articles: int) -> bool:
        behind.append(shop.behind)
        return shop.counts.understood == articles

    def shortest(articles: int) -> float:
        """Characters of the shortest text of which a vector was made."""
        Article.objects.all().delete()
        for _ in range(articles):
            make_article(title="Title", text=TEXT * 5)
        with embeddings_at(port):
            asyncio.run(work_until(config, lambda shop: done(shop, articles)))
        vectors = [unpack_vector(row.vector) for row in Understanding.objects.all()]
        return min(float(vector[1] / vector[0]) for vector in vectors)

    assert shortest(2) > 300
    assert not any(behind)
    assert shortest(140) == pytest.approx(len("Title"), abs=0.1)
    assert any(behind)


def test_one_that_makes_it_fail_is_recorded_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = make_article(text=TEXT), make_article(text=TEXT, title="bad")
    found = understanding.understand_article

    def fail(article: object, vector: object) -> object:
        if getattr(article, "title", "") == "bad":
            raise ZeroDivisionError
        return found(article, vector)  # type: ignore[arg-type]

    monkeypatch.setattr(understanding, "understand_article", fail)
    put_understandings(understanding.understand_batch(articles_to_understand(10), NOW, Config()))
    assert Understanding.objects.get(article=good).error_code == ""
    assert Understanding.objects.get(article=bad).error_code == "understand"
    assert waiting() == 0


def test_what_was_edited_meanwhile_is_understood_again() -> None:
    article = make_article(text=TEXT)
    records = understanding.understand_batch(articles_to_understand(10), NOW, Config())
    Article.objects.filter(pk=article.pk).update(content_hash="0" * 32)
    assert put_understandings(records) == 0
    assert waiting() == 1


def test_a_long_queue_is_seen_though_hands_empty_while_one_looks() -> None:
    for _ in range(140):
        make_article(text=TEXT)

    class Busy(Workshop):
        async def store(self, function, *args, **kwargs):  # type: ignore[no-untyped-def]
            found = await super().store(function, *args, **kwargs)
            step.busy.discard(max(step.busy))  # one that is in hand is done meanwhile
            return found

    async def lead() -> int:
        await step.claim(step.limit - len(step.busy))
        return step.lead_chars

    shop = Busy(Config(workers=1), fetcher=None, pool=None)  # type: ignore[arg-type] (claims only)
    step = UnderstandStep(shop)
    step.busy = {-1, -2, -3, -4}
    assert asyncio.run(lead()) == 0
    shop.close()


def test_what_waits_is_counted_as_far_as_one_asks() -> None:
    for state in ("extracted", "extracted", "extracted", "understood", "grouped"):
        make_article(state=state)
    assert waiting_to_understand(10) == 3
    assert waiting_to_understand(2) == 2
