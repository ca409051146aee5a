"""Feeds a second: Broadsheet beside feedparser and fastfeedparser, on the same generated feeds.

python benchmarks/feeds_parse.py [--feeds 200] [--entries 30]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import feedparser

from broadsheet.feeds.normal import normalise
from broadsheet.feeds.parse import base_address, parse_feed, read_carefully
from broadsheet.feeds.prepare import prepare

NAMESPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'


def rss(number: int, entries: int) -> bytes:
    items = "".join(
        f"<item><title>Headline {n} of feed {number}: the council &amp; its plans</title>"
        f"<link>https://news{number}.example/2026/11/{n}?a=1&amp;b=2</link>"
        f'<guid isPermaLink="false">n{number}-{n}</guid>'
        f"<pubDate>Mon, 23 Nov 2026 {n % 24:02d}:{n % 60:02d}:{number % 60:02d} +0100</pubDate>"
        f"<dc:creator>Writer {n}</dc:creator><category>Politics</category><category>City {n}</category>"
        f'<media:content url="https://img{number}.example/{n}.jpg" medium="image" width="800" height="600"/>'
        f'<description><![CDATA[<p>The council of town {n} met on Monday and <a href="/x/{n}">decided</a> to '
        f"rebuild the bridge after long talks. {'More words about it follow here. ' * 12}</p>]]>"
        "</description></item>"
        for n in range(entries)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {NAMESPACES}><channel>'
        f"<title>Feed {number}</title><link>https://news{number}.example/</link>"
        f"<description>About {number}</description><language>en</language>{items}</channel></rss>"
    ).encode()


def careful(body: bytes) -> None:
    prepared = prepare(body, None)
    base = base_address("https://news.example/feed", prepared)
    normalise(read_carefully(prepared, base), base)


def rate(read: Callable[[bytes], object], feeds: list[bytes]) -> float:
    read(feeds[0])
    start = time.perf_counter()
    for body in feeds:
        read(body)
    return len(feeds) / (time.perf_counter() - start)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", type=int, default=200)
    arguments.add_argument("--entries", type=int, default=30)
    options = arguments.parse_args()
    feeds = [rss(number, options.entries) for number in range(options.feeds)]
    rates = {
        "broadsheet": rate(lambda body: parse_feed(body, "https://news.example/feed"), feeds),
        "broadsheet, careful reader only": rate(careful, feeds[: max(1, options.feeds // 5)]),
        "feedparser": rate(feedparser.parse, feeds[: max(1, options.feeds // 5)]),
    }
    try:
        import fastfeedparser
    except ImportError:
        print("fastfeedparser is not installed (requirements/bench.txt)")
    else:
        rates["fastfeedparser (no sanitising)"] = rate(fastfeedparser.parse, feeds)
    for name, value in rates.items():
        print(f"{name:34}{value:10.0f} feeds/s{value / rates['feedparser']:8.1f} × feedparser")
    print(json.dumps({"bytes": len(feeds[0]), **{name: round(value, 1) for name, value in rates.items()}}))


if __name__ == "__main__":
    main()
