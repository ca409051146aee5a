"""The client against real servers on loopback: what it sends, and what it makes of good answers."""

from __future__ import annotations

import asyncio
import gzip
import os
import ssl
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from broadsheet.errors import (
    AddressRefused,
    BadAnswer,
    ConfigurationError,
    StatusError,
    TooManyRedirects,
    UnknownHost,
    Unreachable,
)
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.config import FetchConfig
from broadsheet.fetch.types import FetchedPage, FetchRequest

from .servers import Answer, Server, fetcher, moved, ok, quick_limits, serve

CERTIFICATE = Path(__file__).parent / "data" / "certificate-of-a-test.pem"


class Names(AbstractResolver):
    """DNS as a test wants it: each lookup of a name gives the next of its answers, then the last again."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {name.replace("_", "."): list(found) for name, found in answers.items()}

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        found = self.answers[host]
        address = found.pop(0) if len(found) > 1 else found[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=2, proto=0, flags=0)
            for one in address.split(" ")
        ]

    async def close(self) -> None:
        pass


def test_gives_body_headers_and_validators() -> None:
    async def run() -> tuple[Server, FetchedPage]:
        answer = ok(
            b"<rss/>", 'ETag: "v1"', "Last-Modified: Mon, 01 Jan 2026 00:00:00 GMT", "Link: <a>", "Link: <b>"
        )
        async with serve(answer) as server, fetcher(contact="https://news.example/about") as client:
            return server, await client.fetch(FetchRequest(f"{server.url}/feed", "feed"))

    server, page = asyncio.run(run())
    assert page.body == b"<rss/>"
    assert page.status == 200
    assert page.url == page.final_url == page.permanent_url == f"{server.url}/feed"
    assert page.etag == '"v1"'
    assert page.last_modified == "Mon, 01 Jan 2026 00:00:00 GMT"
    assert page.headers["link"] == "<a>, <b>"
    assert 0 < page.elapsed_s < 5
    assert page.fetched_at.utcoffset() is not None
    head = server.requests[0].lower()
    assert "user-agent: broadsheet/0.1.0 (+https://news.example/about)" in head
    assert "accept-encoding: gzip, deflate, br, zstd" in head
    assert "application/rss+xml" in head
    assert "cookie:" not in head


@pytest.mark.parametrize("contact", ["a\r\nHost: evil", "naïve", "comment)", "line\n"])
def test_a_contact_that_cannot_stand_in_a_header_is_refused(contact: str) -> None:
    with pytest.raises(ConfigurationError):
        Fetcher(FetchConfig(contact=contact))


def test_asks_only_for_changes_and_understands_304() -> None:
    async def run() -> tuple[Server, FetchedPage]:
        async with serve(ok(b"", 'ETag: "v1"', status="304 Not Modified")) as server, fetcher() as client:
            request = FetchRequest(
                server.url, "feed", etag='W/"v1"', last_modified="Mon, 01 Jan 2026 00:00:00 GMT"
            )
            return server, await client.fetch(request)

    server, page = asyncio.run(run())
    assert page.not_modified
    assert page.body == b""
    assert 'If-None-Match: W/"v1"' in server.requests[0]
    assert "If-Modified-Since: Mon, 01 Jan 2026 00:00:00 GMT" in server.requests[0]


def test_a_304_that_nobody_asked_for_is_a_bad_answer() -> None:
    async def run() -> None:
        async with serve(ok(b"", status="304 Not Modified")) as server, fetcher() as client:
            await client.fetch(FetchRequest(server.url))

    with pytest.raises(BadAnswer, match="304"):
        asyncio.run(run())


def test_a_validator_with_a_line_break_is_not_sent() -> None:
    async def run() -> Server:
        async with serve(ok(b"x")) as server, fetcher() as client:
            await client.fetch(FetchRequest(server.url, etag="x\r\nEvil: yes", last_modified="a\nEvil: yes"))
            return server

    assert "Evil" not in asyncio.run(run()).requests[0]


def test_remembers_where_only_permanent_redirects_lead() -> None:
    async def run() -> tuple[Server, FetchedPage, FetchedPage]:
        routes = {
            "/old": moved("/newer", 301),
            "/newer": moved("new?a=1#part", 308),
            "/new?a=1": ok(b"here"),
            "/mixed": moved("/newer-for-now", 301),
            "/newer-for-now": moved("/new?a=1", 302),
        }
        async with serve(routes) as server, fetcher() as client:
            permanent = await client.fetch(FetchRequest(f"{server.url}/old"))
            return server, permanent, await client.fetch(FetchRequest(f"{server.url}/mixed"))

    server, permanent, mixed = asyncio.run(run())
    assert permanent.body == b"here"
    assert permanent.final_url == permanent.permanent_url == f"{server.url}/new?a=1"
    assert mixed.final_url == f"{server.url}/new?a=1"
    assert mixed.permanent_url == f"{server.url}/newer-for-now"


@pytest.mark.parametrize(
    ("status", "message"), [(302, "in a circle"), (301, "in a circle")], ids=["temporary", "permanent"]
)
def test_redirects_in_a_circle_end_in_an_error(status: int, message: str) -> None:
    async def run() -> None:
        async with (
            serve({"/a": moved("/b", status), "/b": moved("/a", status)}) as server,
            fetcher() as client,
        ):
            await client.fetch(FetchRequest(f"{server.url}/a"))

    with pytest.raises(TooManyRedirects, match=message):
        asyncio.run(run())


def test_redirects_without_end_are_followed_only_so_far() -> None:
    async def onward(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(moved(head.split(" ")[1] + "x"))

    async def run() -> Server:
        async with serve(onward) as server, fetcher(quick_limits(max_redirects=4)) as client:
            with pytest.raises(TooManyRedirects, match="more than 4 times"):
                await client.fetch(FetchRequest(f"{server.url}/"))
            return server

    assert asyncio.run(run()).paths == ["/", "/x", "/xx", "/xxx", "/xxxx"]


def test_validators_do_not_follow_to_another_host() -> None:
    async def run() -> Server:
        routes: dict[str, Answer] = {"/there": ok(b"x"), "/same": moved("/there")}
        async with serve(routes) as server, fetcher() as client:
            routes["/other"] = moved(server.at("other.localhost") + "/there")
            for path in ("/same", "/other"):
                await client.fetch(FetchRequest(server.url + path, etag='"v1"'))
            return server

    heads = asyncio.run(run()).requests
    assert ["If-None-Match" in head for head in heads] == [True, True, True, False]


@pytest.mark.parametrize("location", ["", "http://[bad", "http://user:pw@example.com/", "file:///etc/passwd"])
def test_a_redirect_to_nowhere_is_a_clear_error_about_the_address_asked(location: str) -> None:
    async def run() -> str:
        async with serve(moved(location)) as server, fetcher() as client:
            with pytest.raises((BadAnswer, AddressRefused)) as caught:
                await client.fetch(FetchRequest(server.url))
            assert caught.value.subject == server.url
            return str(caught.value)

    assert "pw" not in asyncio.run(run())


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://2130706433/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(target: str) -> None:
    async def run() -> None:
        async with serve(moved(target)) as server, fetcher() as client:
            await client.fetch(FetchRequest(server.url))

    with pytest.raises(AddressRefused):
        asyncio.run(run())


def test_loopback_is_refused_unless_allowed_and_nothing_reaches_it() -> None:
    async def run() -> Server:
        async with serve(ok(b"x")) as server, fetcher(allow_private=()) as client:
            for url in (server.url, server.at("localhost"), server.at("a.newsroom.localhost")):
                with pytest.raises(AddressRefused, match="loopback"):
                    await client.fetch(FetchRequest(url))
            return server

    assert asyncio.run(run()).requests == []


def test_names_under_localhost_are_this_machine_where_that_is_allowed() -> None:
    async def run() -> bytes:
        async with serve(ok(b"the daily")) as server, fetcher() as client:
            return (await client.fetch(FetchRequest(server.at("the-daily.newsroom.localhost")))).body

    assert asyncio.run(run()) == b"the daily"


def test_a_name_that_leads_to_a_private_address_is_refused() -> None:
    async def run() -> Server:
        names = Names(evil_example=["127.0.0.1"], mixed_example=["127.0.0.1 10.0.0.1"])
        async with serve(ok(b"x")) as server, fetcher(allow_private=(), resolver=names) as client:
            for host in ("evil.example", "mixed.example"):
                with pytest.raises(AddressRefused, match=r"loopback|private"):
                    await client.fetch(FetchRequest(server.at(host)))
            return server

    assert asyncio.run(run()).requests == []


def test_of_a_name_with_public_and_private_addresses_only_the_former_are_asked() -> None:
    """127.0.0.1 stands for the public one."""

    async def run() -> bytes:
        names = Names(mixed_example=["10.0.0.1 127.0.0.1 ::1"])
        async with serve(ok(b"x")) as server, fetcher(resolver=names) as client:
            return (await client.fetch(FetchRequest(server.at("mixed.example")))).body

    assert asyncio.run(run()) == b"x"


def test_a_name_that_changes_its_address_between_requests_is_refused_at_the_second() -> None:
    """DNS rebinding: 127.0.0.1 stands for the harmless address, 127.0.0.2 for the one within."""

    async def run() -> Server:
        names = Names(rebind_example=["127.0.0.1", "127.0.0.2"])
        async with (
            serve(ok(b"x")) as server,
            fetcher(allow_private=("127.0.0.1/32",), resolver=names) as client,
        ):
            assert (await client.fetch(FetchRequest(server.at("rebind.example")))).body == b"x"
            client._session.connector.clear_dns_cache()  # type: ignore[union-attr]  # as after its time
            with pytest.raises(AddressRefused, match=r"127\.0\.0\.2"):
                await client.fetch(FetchRequest(server.at("rebind.example")))
            return server

    assert len(asyncio.run(run()).requests) == 1


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> tuple[Server, Server]:
        async with serve(ok(b"proxy")) as proxy, serve(ok(b"x")) as server, fetcher() as client:
            for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
                monkeypatch.setitem(os.environ, name, proxy.url)
            await client.fetch(FetchRequest(server.url))
            return proxy, server

    proxy, server = asyncio.run(run())
    assert proxy.requests == []
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "nothing at this address"),
        (410, "for good"),
        (403, "refuses"),
        (500, "fault of its own"),
        (599, "599"),
    ],
)
def test_error_statuses_are_told_in_plain_words(status: int, said: str) -> None:
    async def run() -> StatusError:
        async with serve(ok(b"page", status=f"{status} X")) as server, fetcher() as client:
            with pytest.raises(StatusError, match=said) as caught:
                await client.fetch(FetchRequest(server.url))
            assert caught.value.subject == server.url
            return caught.value

    error = asyncio.run(run())
    assert error.status == status
    assert error.retry_after_s is None


def test_retry_after_is_read_and_the_host_is_left_alone() -> None:
    async def run() -> Server:
        answer = ok(b"", "Retry-After: 120", status="429 Too Many Requests")
        async with serve({"/a": answer, "/b": ok(b"b")}) as server, fetcher() as client:
            with pytest.raises(StatusError) as first:
                await client.fetch(FetchRequest(f"{server.url}/a"))
            assert first.value.retry_after_s == 120
            with pytest.raises(StatusError, match="left alone") as second:
                await client.fetch(FetchRequest(f"{server.url}/b"))
            assert second.value.status == 429
            assert 110 < (second.value.retry_after_s or 0) <= 120
            return server

    assert asyncio.run(run()).paths == ["/a"]


def test_nothing_there_to_connect_to_is_unreachable() -> None:
    async def run() -> None:
        async with serve(b"") as server:
            url = server.url
        async with fetcher() as client:
            await client.fetch(FetchRequest(url))

    with pytest.raises(Unreachable, match="refused"):
        asyncio.run(run())


def test_a_name_that_does_not_exist_is_told_from_one_that_cannot_be_looked_up_now() -> None:
    import socket

    class NoNames(Names):
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
            raise socket.gaierror(
                socket.EAI_NONAME if host == "gone.example" else socket.EAI_AGAIN, "said so"
            )

    async def ask(host: str) -> None:
        async with fetcher(resolver=NoNames()) as client:
            await client.fetch(FetchRequest(f"http://{host}/"))

    with pytest.raises(UnknownHost):
        asyncio.run(ask("gone.example"))
    with pytest.raises(Unreachable, match="for now") as caught:
        asyncio.run(ask("later.example"))
    assert not isinstance(caught.value, UnknownHost)


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def test_certificates_are_checked() -> None:
    async def run() -> bytes:
        trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
        async with serve(ok(b"secret"), server_context()) as server:
            async with fetcher() as client:
                with pytest.raises(Unreachable, match="certificate cannot be trusted"):
                    await client.fetch(FetchRequest(server.at("trusted.localhost")))
            assert server.requests == []
            async with fetcher(ssl_context=trusting) as client:
                with pytest.raises(Unreachable, match="certificate cannot be trusted"):
                    await client.fetch(FetchRequest(server.at("another.localhost")))
                return (await client.fetch(FetchRequest(server.at("trusted.localhost")))).body

    assert asyncio.run(run()) == b"secret"


def test_a_server_without_tls_at_an_https_address_is_a_clear_error() -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def run() -> None:
        listening = await asyncio.start_server(nonsense, "127.0.0.1", 0)
        async with listening, fetcher() as client:
            await client.fetch(FetchRequest(f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"))

    with pytest.raises(Unreachable, match="secure connection"):
        asyncio.run(run())


def test_connections_are_used_again() -> None:
    async def run() -> int:
        ports = set()

        async def feed(request: web.Request) -> web.Response:
            ports.add(request.transport.get_extra_info("peername")[1])  # type: ignore[union-attr]
            return web.Response(body=gzip.compress(b"<rss/>"), headers={"Content-Encoding": "gzip"})

        app = web.Application()
        app.router.add_get("/{path}", feed)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        async with fetcher() as client:
            for number in range(5):
                page = await client.fetch(FetchRequest(f"http://127.0.0.1:{port}/{number}"))
                assert page.body == b"<rss/>"
        await runner.cleanup()
        return len(ports)

    assert asyncio.run(run()) == 1


def test_a_form_is_posted_and_sent_again_where_307_leads_but_not_turned_into_a_get() -> None:
    async def run() -> Server:
        routes = {
            "/hub": moved("/other-hub", 307),
            "/other-hub": ok(b"", status="202 Accepted"),
            "/odd": moved("/other-hub", 302),
        }
        async with serve(routes) as server, fetcher() as client:
            await client.post(f"{server.url}/hub", {"hub.mode": "subscribe", "hub.topic": "a b&c"})
            with pytest.raises(BadAnswer, match="302"):
                await client.post(f"{server.url}/odd", {"a": "b"})
            return server

    heads = asyncio.run(run()).requests
    assert [head.split(" ")[0] for head in heads] == ["POST"] * 3
    assert "application/x-www-form-urlencoded" in heads[1]
