"""Styles and scripts are sent compressed to who takes it, and never anew while they did not change."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponseBase
from django.test import Client

STYLE = "/static/read/broadsheet.css"


def body(answer: HttpResponseBase) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize("name", ["broadsheet.css", "app.js", "keys.js", "favicon.svg"])
def test_a_text_is_sent_compressed_to_who_takes_it(client: Client, name: str) -> None:
    path = finders.find(f"read/{name}")
    written = Path(path).read_bytes()
    plain = client.get(f"/static/read/{name}")
    assert body(plain) == written
    assert "Content-Encoding" not in plain.headers
    small = client.get(f"/static/read/{name}", headers={"accept-encoding": "gzip, br"})
    if len(written) >= 500:
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body(small)) == written
        assert int(small.headers["Content-Length"]) == len(body(small)) < len(written) / 2
    for answer in (plain, small):
        assert answer.headers["Content-Type"] == plain.headers["Content-Type"]
        assert answer.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]
    if len(written) >= 500:
        assert "Accept-Encoding" in plain.headers["Vary"]


def test_what_is_compressed_already_stays_as_it_is(client: Client) -> None:
    answer = client.get("/static/read/icons/icon-192.png", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_a_file_that_did_not_change_is_not_sent_again(client: Client) -> None:
    first = client.get(STYLE, headers={"accept-encoding": "gzip"})
    again = client.get(STYLE, headers={"accept-encoding": "gzip", "if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert body(again) == b""


def test_the_head_and_a_part_of_a_file_are_what_they_were(client: Client) -> None:
    head = client.head(STYLE, headers={"accept-encoding": "gzip"})
    assert (head.status_code, body(head)) == (200, b"")
    part = client.get(STYLE, headers={"accept-encoding": "gzip", "range": "bytes=0-9"})
    assert (part.status_code, len(body(part))) == (206, 10)
    assert "Content-Encoding" not in part.headers
    assert client.post(STYLE).status_code == 405
