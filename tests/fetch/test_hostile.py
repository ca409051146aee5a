"""Servers that mean harm or are broken: each ends in a clear, recorded error, soon."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from broadsheet.errors import BadAnswer, FetchError, TooLarge, TooSlow, Unreachable
from broadsheet.fetch.types import FetchedPage, FetchKind, FetchLimits, FetchRequest

from .servers import Answer, fetcher, ok, quick_limits, serve

ZEROS = b"\0" * 50_000_000
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def ask(answer: Answer, limits: FetchLimits | None = None, kind: FetchKind = "page") -> FetchedPage:
    async def run() -> FetchedPage:
        async with serve(answer) as server, fetcher(limits) as client:
            request = FetchRequest(server.url, kind)
            try:
                return await client.fetch(request)
            except FetchError as error:
                check_told_well(error, server.url)
                raise

    return asyncio.run(run())


def check_told_well(error: FetchError, url: str) -> None:
    assert error.subject == url
    assert error.message.endswith(".")


def packed(coding: str, body: bytes) -> bytes:
    return ok(body, f"Content-Encoding: {coding}")


@pytest.mark.parametrize("coding", list(PACK))
def test_undoes_every_encoding(coding: str) -> None:
    body = "Ελληνικά 新闻 ".encode() * 3000
    assert ask(packed(coding, PACK[coding](body))).body == body


@pytest.mark.parametrize("coding", list(PACK))
def test_a_decompression_bomb_is_too_large_and_costs_no_memory(coding: str) -> None:
    bomb = packed(coding, PACK[coding](ZEROS))
    tracemalloc.start()
    with pytest.raises(TooLarge, match="100,000 bytes allowed"):
        ask(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(ZEROS) / 2


def test_a_bomb_in_two_layers_is_too_large() -> None:
    with pytest.raises(TooLarge):
        ask(packed("gzip, br", brotli.compress(gzip.compress(ZEROS))))


def test_encodings_stacked_deeper_are_refused() -> None:
    with pytest.raises(BadAnswer, match="3 times over"):
        ask(packed("gzip, gzip, gzip", b"x"))
    with pytest.raises(BadAnswer, match="not asked for"):
        ask(packed("compress", b"x"))


def test_undoes_two_layers() -> None:
    assert ask(packed("br, gzip", gzip.compress(brotli.compress(b"<html>twice")))).body == b"<html>twice"


@pytest.mark.parametrize("coding", list(PACK))
def test_plain_text_said_to_be_encoded_is_taken_as_it_is(coding: str) -> None:
    body = b"<html><p>This was never packed, whatever the headers say.</p>" * 40
    assert ask(packed(coding, body)).body == body


@pytest.mark.parametrize("coding", list(PACK))
def test_broken_data_are_a_bad_answer(coding: str) -> None:
    body = bytearray(PACK[coding](b"".join(str(n * n).encode() for n in range(20_000)))[:20_000])
    body[1000:1200] = b"\xff" * 200
    with pytest.raises(BadAnswer, match=r"broken|cut off"):
        ask(packed(coding, bytes(body)))


@pytest.mark.parametrize("coding", list(PACK))
def test_data_that_end_too_early_are_a_bad_answer(coding: str) -> None:
    body = PACK[coding](b"".join(str(n * n).encode() for n in range(20_000)))
    with pytest.raises(BadAnswer, match="cut off"):
        ask(packed(coding, body[: len(body) // 2]))


def test_padding_after_packed_data_is_ignored_and_members_are_joined() -> None:
    assert ask(packed("gzip", gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 20)).body == b"one two"
    frames = PACK["zstd"](b"one ") + PACK["zstd"](b"two")
    assert ask(packed("zstd", frames)).body == b"one two"


def test_an_empty_body_said_to_be_encoded_is_empty() -> None:
    for coding in PACK:
        assert ask(packed(coding, b"")).body == b""


def test_a_gzip_file_is_unpacked_for_feeds_within_the_cap() -> None:
    assert ask(ok(gzip.compress(b"<urlset/>")), kind="feed").body == b"<urlset/>"
    with pytest.raises(TooLarge):
        ask(ok(gzip.compress(ZEROS)), kind="feed")


def test_packed_data_that_bring_nothing_out_are_too_large_all_the_same() -> None:
    endless_name = b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * 200_000  # a gzip header with a file name
    with pytest.raises(TooLarge):
        ask(CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + chunk(endless_name))


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def test_a_length_beyond_the_cap_is_refused_before_the_body() -> None:
    async def only_headers(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(ok(b"", length=10_000_000_000))
        await asyncio.sleep(60)

    with pytest.raises(TooLarge, match="10,000,000,000"):
        ask(only_headers)


def test_a_body_without_end_is_too_large() -> None:
    async def endless(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        while True:
            writer.write(chunk(b"x" * 10_000))
            await writer.drain()

    with pytest.raises(TooLarge):
        ask(endless)


def test_a_server_that_never_answers_is_too_slow() -> None:
    async def silent(head: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    with pytest.raises(TooSlow, match="did not answer in time"):
        ask(silent, quick_limits(total_s=0.3))


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-A: ", CHUNKED], ids=["headers", "body"])
def test_an_answer_that_drips_is_too_slow(start: bytes) -> None:
    async def drip(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(b"a" if start is not CHUNKED else chunk(b"a"))
            await writer.drain()
            await asyncio.sleep(0.02)

    with pytest.raises(TooSlow):
        ask(drip, quick_limits(total_s=0.5))


def test_a_body_below_the_least_rate_is_given_up_long_before_the_whole_time() -> None:
    async def drip(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        while True:
            writer.write(chunk(b"a" * 10))
            await writer.drain()
            await asyncio.sleep(0.05)

    with pytest.raises(TooSlow, match="too slowly"):
        ask(drip, quick_limits(total_s=60.0, slow_grace_s=0.3, min_bytes_per_s=5000.0))


def test_a_body_that_pauses_but_keeps_the_rate_is_read_to_its_end() -> None:
    async def bursts(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        for _ in range(4):
            writer.write(chunk(b"a" * 1000))
            await writer.drain()
            await asyncio.sleep(0.1)
        writer.write(b"0\r\n\r\n")

    page = ask(bursts, quick_limits(slow_grace_s=0.2, min_bytes_per_s=50.0))
    assert len(page.body) == 4000


@pytest.mark.parametrize(
    "headers",
    [
        b"X-Long: " + b"a" * 100_000,
        b"".join(b"X-%d: a\r\n" % n for n in range(5000)),
        b"".join(b"X-%d: %b\r\n" % (n, b"a" * 5000) for n in range(50)),
        b"X-" + b"n" * 100_000 + b": a",
    ],
    ids=["long value", "many", "much together", "long name"],
)
def test_a_flood_of_headers_is_too_large(headers: bytes) -> None:
    with pytest.raises(TooLarge, match="headers"):
        ask(b"HTTP/1.1 200 OK\r\n" + headers.rstrip(b"\r\n") + b"\r\nContent-Length: 0\r\n\r\n")


def test_interim_answers_without_end_are_too_slow() -> None:
    async def interim(head: str, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
            await writer.drain()

    with pytest.raises(TooSlow):
        ask(interim, quick_limits(total_s=0.5))


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"short", length=500),
        CHUNKED + chunk(b"a" * 100),
        CHUNKED + b"64\r\nshort",
        CHUNKED + b"zz\r\nabc\r\n",
        CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n",
    ],
    ids=["length", "no last chunk", "within a chunk", "no number", "negative"],
)
def test_a_body_that_is_cut_off_is_a_bad_answer(answer: bytes) -> None:
    with pytest.raises(BadAnswer):
        ask(answer)


@pytest.mark.parametrize(
    "answer",
    [
        b"garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"\x16\x03\x01\x00\x02\x02\x28",
        b"\0" * 1000,
        b"<html>no headers at all</html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_what_is_not_proper_http_is_a_bad_answer(answer: bytes) -> None:
    with pytest.raises((BadAnswer, Unreachable)):
        ask(answer)


def test_a_connection_that_is_closed_or_reset_is_a_clear_error() -> None:
    async def close(head: str, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def reset(head: str, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        writer.transport.abort()

    async def reset_within_body(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(ok(b"some", length=5000))
        await writer.drain()
        await asyncio.sleep(0.05)
        await reset(head, writer)

    for answer in (close, reset):
        with pytest.raises(Unreachable, match=r"closed|broke"):
            ask(answer)
    with pytest.raises((BadAnswer, Unreachable), match=r"cut off|broke"):
        ask(reset_within_body)


def test_headers_in_other_bytes_than_utf_8_come_as_text_a_database_takes() -> None:
    page = ask(b"HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\nContent-Length: 1\r\n\r\nx")
    page.headers["x-name"].encode()
    assert page.headers["x-name"].startswith("caf")


def test_a_bad_server_does_not_stop_another_fetch_with_the_same_client() -> None:
    async def run() -> bytes:
        routes: dict[str, Answer] = {
            "/bad": b"garbage\r\n\r\n",
            "/bomb": packed("gzip", gzip.compress(ZEROS)),
        }
        async with serve(routes | {"/good": ok(b"good")}) as server, fetcher() as client:
            for path in ("/bad", "/bomb"):
                with pytest.raises(FetchError):
                    await client.fetch(FetchRequest(server.url + path))
            return (await client.fetch(FetchRequest(server.url + "/good"))).body

    assert asyncio.run(run()) == b"good"
