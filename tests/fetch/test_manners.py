"""Manners towards hosts: robots.txt, concurrency, delay, fairness, pauses."""

from __future__ import annotations

import asyncio
import itertools
import time
from datetime import UTC, datetime

import pytest
from yarl import URL

from broadsheet.errors import FetchError, RobotsDisallowed, RobotsUnavailable, StatusError, Unreachable
from broadsheet.fetch.config import PRODUCT
from broadsheet.fetch.kept import KEEPALIVE_S, KeptHosts
from broadsheet.fetch.manners import Manners
from broadsheet.fetch.robots import KEPT_S, MAX_CRAWL_DELAY_S, Robots, parse_robots
from broadsheet.fetch.types import FetchedPage, FetchRequest

from .servers import Answer, Server, fetcher, moved, ok, serve

RULES = b"User-agent: *\nDisallow: /private\n\nUser-agent: Broadsheet\nDisallow: /no\nAllow: /no/but-this\n"


def visit(
    routes: dict[str, Answer], *paths: str, kind: str = "page"
) -> tuple[Server, list[FetchedPage | FetchError]]:
    """Fetches paths one after the other, robots.txt obeyed."""

    async def run() -> tuple[Server, list[FetchedPage | FetchError]]:
        found: list[FetchedPage | FetchError] = []
        async with serve(routes) as server, fetcher(robots=True) as client:
            for path in paths:
                try:
                    found.append(await client.fetch(FetchRequest(server.url + path, kind)))  # type: ignore[arg-type]
                except FetchError as error:
                    found.append(error)
            return server, found

    return asyncio.run(run())


PAGES: dict[str, Answer] = {path: ok(b"page") for path in ("/a", "/no", "/no/but-this", "/private")}


def test_robots_txt_is_obeyed_for_pages_and_asked_for_once() -> None:
    server, found = visit({"/robots.txt": ok(RULES), **PAGES}, "/a", "/no", "/no/but-this", "/private")
    assert [type(one) for one in found] == [FetchedPage, RobotsDisallowed, FetchedPage, FetchedPage]
    assert server.paths == ["/robots.txt", "/a", "/no/but-this", "/private"]


def test_feeds_are_not_subject_to_robots_txt() -> None:
    server, found = visit({"/robots.txt": ok(RULES), **PAGES}, "/no", kind="feed")
    assert isinstance(found[0], FetchedPage)
    assert server.paths == ["/no"]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "401 X"])
def test_without_robots_txt_all_is_allowed(status: str) -> None:
    assert isinstance(visit({"/robots.txt": ok(b"", status=status), **PAGES}, "/no")[1][0], FetchedPage)


@pytest.mark.parametrize("answer", [ok(b"", status="500 X"), b"garbage\r\n\r\n"])
def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(answer: bytes) -> None:
    server, found = visit({"/robots.txt": answer, **PAGES}, "/a", "/a")
    assert all(isinstance(one, RobotsUnavailable) for one in found)
    assert server.paths.count("/a") == 0
    assert server.paths.count("/robots.txt") == 1


def test_robots_txt_is_found_through_redirects_but_not_endless_ones() -> None:
    chain: dict[str, Answer] = {f"/{n}": moved(f"/{n + 1}") for n in range(1, 5)}
    found = visit({"/robots.txt": moved("/1"), **chain, "/5": ok(RULES), **PAGES}, "/no")[1]
    assert isinstance(found[0], RobotsDisallowed)
    found = visit({"/robots.txt": moved("/robots.txt"), **PAGES}, "/no")[1]
    assert isinstance(found[0], FetchedPage)


def test_the_beginning_of_a_robots_txt_that_is_too_large_counts() -> None:
    found = visit({"/robots.txt": ok(RULES + b"# filler\n" * 50_000), **PAGES}, "/no", "/a")[1]
    assert [type(one) for one in found] == [RobotsDisallowed, FetchedPage]


def test_an_unreachable_site_is_reported_as_such() -> None:
    async def run() -> None:
        async with serve(b"") as server:
            url = server.url
        async with fetcher(robots=True) as client:
            await client.fetch(FetchRequest(f"{url}/page"))

    with pytest.raises(Unreachable, match="refused") as caught:
        asyncio.run(run())
    assert caught.value.subject.endswith("/page")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: broadSHEET\nDisallow: /", False),
        ("User-agent: Broadsheet/0.1\nDisallow: /", False),
        ("User-agent: broad\nDisallow: /", True),
        ("User-agent: Other\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Broadsheet\nAllow: /", True),
        ("User-agent: Other\nUser-agent: Broadsheet\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /*.html$", True),
        ("<html>no robots at all</html>", True),
        ("", True),
    ],
)
def test_rules_are_read_for_our_own_name(text: str, allowed: bool) -> None:
    assert parse_robots(text).can_fetch("https://example.com/page", PRODUCT) == allowed


def test_a_robots_txt_of_many_agents_times_many_rules_is_not_multiplied_out() -> None:
    agents = "".join(f"User-agent: a{n}\n" for n in range(15_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(15_000))
    parsed = parse_robots(agents + "User-agent: *\n" + rules)
    assert len(parsed._user_agents) == 2
    assert not parsed.can_fetch("https://example.com/14999", PRODUCT)


def test_robots_txt_is_asked_for_again_after_a_day_and_its_delay_is_capped() -> None:
    now = [0.0]
    asked: list[str] = []

    async def fetch(url: str) -> FetchedPage:
        asked.append(url)
        text = b"User-agent: *\nCrawl-delay: 3600"
        return FetchedPage(url, url, url, 200, {}, text, datetime.now(UTC), 0.0)

    async def run() -> None:
        robots = Robots(fetch, lambda: now[0])
        for moment in (0.0, KEPT_S - 1, KEPT_S + 1):
            now[0] = moment
            assert await robots.check(URL("https://example.com/x")) == MAX_CRAWL_DELAY_S

    asyncio.run(run())
    assert asked == ["https://example.com/robots.txt"] * 2


def test_no_more_than_allowed_at_once_for_a_host_and_in_all() -> None:
    async def run() -> tuple[dict[str, int], int]:
        manners = Manners(per_host=2, total=5)
        now: dict[str, int] = {}
        most: dict[str, int] = {}
        highest = 0

        async def one(host: str) -> None:
            nonlocal highest
            async with manners.turn(host):
                now[host] = now.get(host, 0) + 1
                most[host] = max(most.get(host, 0), now[host])
                highest = max(highest, sum(now.values()))
                await asyncio.sleep(0.001)
                now[host] -= 1

        await asyncio.gather(*(one(f"host{n % 4}") for n in range(80)))
        return most, highest

    most, highest = asyncio.run(run())
    assert set(most.values()) == {2}
    assert highest == 5


def test_a_busy_host_does_not_hold_up_others() -> None:
    async def run() -> list[str]:
        manners = Manners(per_host=1, total=2)
        order: list[str] = []

        async def one(host: str) -> None:
            async with manners.turn(host):
                order.append(host)
                await asyncio.sleep(0.001)

        await asyncio.gather(*(one("busy") for _ in range(20)), one("other"))
        return order

    assert "other" in asyncio.run(run())[:3]


def test_requests_to_a_host_keep_their_distance() -> None:
    async def run() -> list[float]:
        manners = Manners(per_host=4, total=4)
        starts: list[float] = []

        async def one() -> None:
            async with manners.turn("host", 0.05):
                starts.append(time.monotonic())

        await asyncio.gather(*(one() for _ in range(4)))
        return starts

    starts = asyncio.run(run())
    assert all(later - earlier > 0.045 for earlier, later in itertools.pairwise(starts))


def test_a_short_pause_is_waited_out_and_a_long_one_is_an_error() -> None:
    async def run() -> None:
        manners = Manners(per_host=1, total=1)
        manners.pause("soon", 0.05, 503)
        started = time.monotonic()
        async with manners.turn("soon"):
            assert time.monotonic() - started >= 0.045
        manners.pause("later", 600, 503)
        with pytest.raises(StatusError) as caught:
            async with manners.turn("later"):
                pass
        assert caught.value.status == 503
        async with manners.turn("other"):
            pass

    asyncio.run(run())


def test_hosts_without_anything_to_remember_are_forgotten() -> None:
    async def run() -> int:
        manners = Manners(per_host=1, total=1)
        manners.pause("paused", 600, 429)
        for number in range(10_000):
            async with manners.turn(f"host{number}"):
                pass
        with pytest.raises(StatusError):
            async with manners.turn("paused"):
                pass
        return len(manners._hosts)

    assert asyncio.run(run()) <= 4097


def test_connections_of_only_so_many_hosts_are_kept() -> None:
    now = [0.0]
    kept = KeptHosts(most=2, clock=lambda: now[0])
    assert [kept.may_keep(host) for host in ("a", "b", "c", "a")] == [True, True, False, True]
    now[0] = KEEPALIVE_S + 1
    assert kept.may_keep("c")
