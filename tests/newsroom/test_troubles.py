from __future__ import annotations

import gzip
import http.client
import socket
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import brotli
import pytest
from lxml import etree

from broadsheet.newsroom import trouble_bodies, trouble_kinds
from broadsheet.newsroom.catalogue import list_troubles
from broadsheet.newsroom.server import RunningServer
from broadsheet.newsroom.troubles import FEED_TROUBLES, TROUBLES

from .conftest import get


def raw(server: RunningServer, path: str, *, enough: int = 1 << 62) -> Iterator[bytes]:
    """What the server sends, piece by piece, as bytes; ends after `enough` of them."""
    with socket.create_connection(("127.0.0.1", server.trouble_port), timeout=20) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.trouble_port}\r\n\r\n".encode())
        seen = 0
        while seen < enough and (piece := connection.recv(65_536)):
            seen += len(piece)
            yield piece


def trouble(server: RunningServer, rest: str) -> str:
    return f"{server.trouble_address}/{rest}"


@pytest.mark.parametrize(
    ("name", "status", "retry_after"),
    [
        ("missing", 404, None),
        ("gone", 410, None),
        ("forbidden", 403, None),
        ("error", 500, None),
        ("unavailable", 503, "120"),
        ("too-many", 429, "60"),
    ],
)
def test_statuses(server: RunningServer, name: str, status: int, retry_after: str | None) -> None:
    for rest in ("feed", "page"):
        got = get(trouble(server, f"{name}/{rest}"))
        assert (got.status, got.headers.get("retry-after")) == (status, retry_after)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("to-metadata", "http://169.254.169.254/"),
        ("to-private", "http://10.0.0.1/"),
        ("to-file", "file:///etc/passwd"),
    ],
)
def test_redirects_to_where_nobody_may_go(server: RunningServer, name: str, target: str) -> None:
    got = get(trouble(server, f"{name}/feed"))
    assert (got.status, got.headers["location"]) == (302, target)


@pytest.mark.parametrize("rest", ["feed", "page"])
def test_the_loop_does_not_end(server: RunningServer, rest: str) -> None:
    url = trouble(server, f"loop/{rest}")
    for _ in range(50):
        got = get(url)
        assert got.status == 302
        assert got.headers["location"] != url
        url = got.headers["location"]


@pytest.mark.parametrize("rest", ["feed", "page"])
def test_what_has_moved_is_at_its_new_address(server: RunningServer, rest: str) -> None:
    got = get(trouble(server, f"moved/{rest}"))
    assert got.status == 301
    there = get(got.headers["location"])
    assert there.status == 200
    assert len(there.body) > 300


def test_the_drip_sends_byte_by_byte(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble_kinds, "DRIP_S", 0.05)
    pieces = list(raw(server, "/drip/page", enough=120))
    assert max(len(piece) for piece in pieces[1:]) <= 3
    assert len(pieces) > 3


def test_the_endless_body_passes_every_limit(server: RunningServer) -> None:
    assert sum(len(piece) for piece in raw(server, "/endless/page", enough=30_000_000)) >= 30_000_000


@pytest.mark.parametrize(("name", "encoding"), [("bomb-gzip", "gzip"), ("bomb-br", "br")])
def test_bombs_are_small_and_unfold_without_end(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch, name: str, encoding: str
) -> None:
    monkeypatch.setattr(trouble_kinds, "BOMB_BYTES", 32 * 1024 * 1024)
    got = get(trouble(server, f"{name}/page"))
    assert got.headers["content-encoding"] == encoding
    assert len(got.body) < 100_000
    unfolded = brotli.decompress(got.body) if encoding == "br" else gzip.decompress(got.body)
    assert len(unfolded) == 32 * 1024 * 1024


def test_damaged_gzip_cannot_be_unpacked(server: RunningServer) -> None:
    got = get(trouble(server, "broken-gzip/page"))
    with pytest.raises((zlib.error, EOFError, gzip.BadGzipFile)):
        gzip.decompress(got.body)


def test_the_header_flood_is_refused_by_an_ordinary_client(server: RunningServer) -> None:
    with pytest.raises(http.client.HTTPException):
        get(trouble(server, "header-flood/page"))
    assert sum(len(piece) for piece in raw(server, "/header-flood/page", enough=2_000_000)) >= 2_000_000


def test_the_truncated_body_is_shorter_than_promised(server: RunningServer) -> None:
    with pytest.raises(http.client.IncompleteRead):
        get(trouble(server, "truncated/page"))


def test_garbage_is_no_http(server: RunningServer) -> None:
    with pytest.raises(http.client.BadStatusLine):
        get(trouble(server, "garbage/feed"))


def test_the_connection_is_cut(server: RunningServer) -> None:
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        get(trouble(server, "reset/feed"))


def test_wrong_types_and_pages_for_feeds(server: RunningServer) -> None:
    assert get(trouble(server, "wrong-type/feed")).headers["content-type"] == "image/jpeg"
    assert get(trouble(server, "html-feed/feed")).body.startswith(b"<!DOCTYPE html>")
    assert get(trouble(server, "empty/feed")).body == b""
    assert b"password" in get(trouble(server, "login/page")).body
    assert len(get(trouble(server, "huge/page")).body) == 40_000_000


def test_hostile_xml_is_what_it_is_called(server: RunningServer) -> None:
    laughs, outside = get(trouble(server, "billion-laughs/feed")).body, get(trouble(server, "xxe/feed")).body
    assert laughs.count(b"<!ENTITY") == 11
    with pytest.raises(etree.XMLSyntaxError, match="amplification"):
        etree.fromstring(laughs, etree.XMLParser(resolve_entities=False, no_network=True))
    assert b'SYSTEM "file:///etc/passwd"' in outside
    assert trouble_bodies.nested_feed().count(b"<b>") == 200_000
    assert get(trouble(server, "nested/page")).body.count(b"<div>") == 200_000


def test_feeds_with_poor_entries(server: RunningServer) -> None:
    assert b"<guid" not in get(trouble(server, "no-ids/feed")).body
    assert b"2100" in get(trouble(server, "future/feed")).body
    assert b"javascript:" in get(trouble(server, "script/feed")).body


def test_the_restless_page_changes_each_time(server: RunningServer) -> None:
    url = trouble(server, "restless/page")
    assert len({get(url).body for _ in range(3)}) == 3


def test_robots_txt_disallows_what_is_called_disallowed(server: RunningServer) -> None:
    assert "Disallow: /robots-disallowed/" in get(trouble(server, "robots.txt")).text
    assert get(trouble(server, "robots-disallowed/page")).status == 200


def test_every_trouble_is_listed_and_described(server: RunningServer) -> None:
    front = get(trouble(server, "")).text
    assert all(f"/{name}/page" in front for name in TROUBLES)
    listed = list_troubles(server.trouble_address)
    assert [publisher.feeds[0].kind for publisher in listed] == list(FEED_TROUBLES)
    assert all(urlsplit(publisher.feeds[0].url).port == server.trouble_port for publisher in listed)


def test_the_newsroom_leads_to_the_troubles(server: RunningServer) -> None:
    by_path = get(f"{server.address}/@trouble/missing/feed")
    assert by_path.status == 307
    assert by_path.headers["location"] == trouble(server, "missing/feed")
    by_host = get(f"{server.address}/gone/feed", Host=f"trouble.newsroom.localhost:{server.port}")
    assert by_host.headers["location"] == f"http://trouble.newsroom.localhost:{server.trouble_port}/gone/feed"


@pytest.mark.parametrize("request_bytes", [b"\r\n\r\n", b"GET\r\n\r\n", b"\xff" * 40_000 + b"\r\n\r\n", b""])
def test_requests_that_make_no_sense_do_the_server_no_harm(
    server: RunningServer, request_bytes: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", server.trouble_port), timeout=20) as connection:
        connection.sendall(request_bytes)
        connection.shutdown(socket.SHUT_WR)
        try:
            connection.recv(100)
        except ConnectionError:
            pass
    assert get(trouble(server, "missing/feed")).status == 404
