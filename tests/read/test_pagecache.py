"""A page is made once for all who would get the same, and for nobody else."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from broadsheet.read.pagecache import PageCacheMiddleware
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _remembering(settings: Any) -> Iterator[None]:
    settings.CONFIG = replace(settings.CONFIG, page_cache_s=60.0)
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def test_a_page_is_remembered_with_all_it_said(client: Client, settings: Any) -> None:
    make_article()
    first = client.get("/latest")
    make_article(title="Unseen")
    again = client.get("/latest")
    assert again.content == first.content
    assert again.headers == first.headers
    settings.CONFIG = replace(settings.CONFIG, page_cache_s=0.0)
    caches["pages"].clear()
    assert "Unseen" in client.get("/latest").content.decode()
    make_article(title="Unseen too")
    assert "Unseen too" in client.get("/latest").content.decode()


@pytest.mark.parametrize(
    "other",
    [
        {"headers": {"accept-language": "ar"}},
        {"headers": {"cookie": "theme=dark"}},
        {"headers": {"host": "other.example"}},
        {"query_params": {"x": "1"}},
    ],
)
def test_another_question_gets_another_answer(client: Client, other: dict[str, dict[str, str]]) -> None:
    make_article()
    client.get("/latest")
    make_article(title="Unseen")
    assert "Unseen" in client.get("/latest", **other).content.decode()  # type: ignore[arg-type]


def test_a_remembered_page_keeps_its_security_headers_and_is_asked_for_anew_by_browsers(
    client: Client,
) -> None:
    make_article()
    for _ in range(2):
        headers = client.get("/latest").headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in headers["Vary"]
        assert "Accept-Encoding" in headers["Vary"]


def test_who_has_the_page_is_told_so(client: Client) -> None:
    make_article()
    etag = client.get("/latest").headers["ETag"]
    again = client.get("/latest", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/latest").status_code == 200


def test_pages_are_compressed_for_those_who_can_read_it(client: Client) -> None:
    make_article()
    plain = client.get("/latest")
    assert not plain.has_header("Content-Encoding")
    for _ in range(2):
        small = client.get("/latest", headers={"accept-encoding": "br, gzip;q=0.8"})
        assert small.headers["Content-Encoding"] == "gzip"
        assert small.headers["Content-Length"] == str(len(small.content))
        assert gzip.decompress(small.content) == plain.content
    refused = client.get("/latest", headers={"accept-encoding": "gzip;q=0, br"})
    assert not refused.has_header("Content-Encoding")


def test_what_is_of_the_moment_or_of_one_reader_is_not_remembered() -> None:
    asked = 0

    def answer(request: HttpRequest) -> HttpResponse:
        nonlocal asked
        asked += 1
        return kinds[request.path](request)

    def with_form(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(get_token(request))
        response.set_cookie("csrftoken", request.META["CSRF_COOKIE"])  # as CsrfViewMiddleware does
        return response

    kinds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
        "/form": with_form,
        "/never": lambda _: HttpResponse(headers={"Cache-Control": "no-store"}),
        "/missing": lambda _: HttpResponse(status=404),
        "/large": lambda _: HttpResponse(b"x" * 2_000_000),
    }
    remembering = PageCacheMiddleware(answer)
    for number, path in enumerate(kinds):
        for _ in range(2):
            response = remembering(RequestFactory().get(path, headers={"accept-encoding": "gzip"}))
            assert not response.has_header("Content-Encoding")
        assert asked == 2 * (number + 1), path


def test_what_a_form_sends_is_never_answered_from_memory() -> None:
    methods = []

    def answer(request: HttpRequest) -> HttpResponse:
        methods.append(request.method)
        return HttpResponse("done")

    remembering = PageCacheMiddleware(answer)
    for _ in range(2):
        remembering(RequestFactory().post("/settings"))
        remembering(RequestFactory().get("/settings"))
    assert methods == ["POST", "GET", "POST"]
