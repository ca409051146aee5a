"""A publisher that attacks in everything it says, as a small server, and what it says.

Every vector of vectors.txt stands once in each place: title, summary, text, author, caption, quotation,
keyword, address; and in a list of feeds (OPML) as the name of a publisher and in the address of its feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from aiohttp import web

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
_TOWNS = ("Kesh", "Ansel", "Tarrow", "Venholm", "Ostra", "Brill", "Marren", "Dunmore")
_THINGS = ("dam", "harbour", "hospital", "bridge", "railway", "library", "market", "school")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def vectors() -> list[str]:
    """The corpus, its notation of characters undone."""
    lines = Path(__file__).with_name("vectors.txt").read_text(encoding="utf-8").splitlines()
    return [
        re.sub("⟦([0-9a-f]+)⟧", lambda match: chr(int(match[1], 16)), line)
        for line in lines
        if line and not line.startswith("#")
    ]


def routes(attacks: list[str]) -> Iterable[web.AbstractRouteDef]:
    """The publisher's pages and feeds, one of each for each vector."""

    async def feed(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        write, kind = ((_rss, "rss+xml"), (_atom, "atom+xml"), (_json, "feed+json"))[number % 3]
        body = write(attacks[number], number, f"http://{request.host}")
        return web.Response(body=body.encode("utf-8", "replace"), content_type=f"application/{kind}")

    async def page(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        body = _page(attacks[number], number, f"http://{request.host}")
        return web.Response(body=body.encode(), content_type="text/html", charset="utf-8")

    async def picture(request: web.Request) -> web.Response:
        return web.Response(body=_PNG, content_type="image/png")

    return [
        web.get("/feed/{number}/{rest:.*}", feed),
        web.get("/news/{number}/{rest:.*}", page),
        web.get("/picture/{rest:.*}", picture),
    ]


def opml(attacks: list[str], base: str) -> bytes:
    """A list of the feeds of all, each of a publisher of its own whose name is the vector."""
    lines = [
        f"<outline type='rss' text={_attribute(attack)} title={_attribute(attack)} "
        f"xmlUrl={_attribute(_feed_url(attack, number, base))} "
        f"htmlUrl='https://attacker-{number}.example/?q={quote(attack)}'/>"
        for number, attack in enumerate(attacks)
    ]
    return f"<opml version='2.0'><head/><body>{''.join(lines)}</body></opml>".encode()


def _feed_url(attack: str, number: int, base: str) -> str:
    return f"{base}/feed/{number}/{quote(attack, safe='')}"


def _news_url(attack: str, number: int, base: str) -> str:
    return f"{base}/news/{number}/{quote(attack, safe='')}"


def _title(attack: str, number: int) -> str:
    return f"{_TOWNS[number % 8]} votes on its {_THINGS[number % 8]} {attack}"


_STORY = """
The council of {town} voted to rebuild the {thing} that was lost in the flood last spring. It was a debate of
nine hours in which members spoke of little else than its price.

“We cannot wait for the capital to decide what {town} needs,” the mayor said after the vote. She thanked the
engineers who have worked on the plans of the {thing} since the water went down.

Opponents say that the {thing} will cost twice as much as planned. They want a second opinion before the work
begins in {town} next month, and a promise that the province pays its third.
"""


def _story(number: int) -> list[str]:
    """A report; eight events, so that several publishers report each."""
    return _STORY.format(town=_TOWNS[number % 8], thing=_THINGS[number % 8]).strip().split("\n\n")


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def _plain(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _cdata(html: str) -> str:
    return "<![CDATA[" + _NOT_XML.sub("", html).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _rss(attack: str, number: int, base: str) -> str:
    title = _plain(escape(_title(attack, number)))
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{_plain(attack)}</title><link>{_plain(attack)}</link><description>{_plain(attack)}</description>"
        f"<item><title>{title}</title><link>{_plain(_news_url(attack, number, base))}</link>"
        f"<description>{_cdata(f'<p>{escape(attack)}</p>{attack}')}</description>"
        f"<content:encoded>{_cdata(f'<p>{_story(number)[0]}</p>{attack}')}</content:encoded>"
        f"<dc:creator>{_plain(attack)}</dc:creator><category>{_plain(attack)}</category>"
        f"<media:content url={_attribute(attack)} medium='image'>"
        f"<media:description>{_plain(attack)}</media:description></media:content>"
        f"<enclosure url={_attribute(attack)} type='image/png' length='1'/>"
        f"<guid>{number}</guid></item></channel></rss>"
    )


def _atom(attack: str, number: int, base: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id>'
        f'<title type="html">{_plain(escape(attack))}</title>'
        f"<updated>2026-11-24T08:00:00Z</updated><link href={_attribute(attack)}/>"
        f"<entry><id>{number}</id><title type='text'>{_plain(_title(attack, number))}</title>"
        f"<link href={_attribute(_news_url(attack, number, base))}/><updated>2026-11-24T08:00:00Z</updated>"
        f"<author><name>{_plain(attack)}</name><uri>{_plain(attack)}</uri></author>"
        f"<category term={_attribute(attack)} label={_attribute(attack)}/>"
        f"<summary type='html'>{_plain(escape(attack))}</summary>"
        f"<content type='html'>{_plain(f'<p>{_story(number)[0]}</p>{attack}')}</content></entry></feed>"
    )


def _json(attack: str, number: int, base: str) -> str:
    item = {
        "id": str(number),
        "url": _news_url(attack, number, base),
        "title": _title(attack, number),
        "summary": attack,
        "content_html": f"<p>{_story(number)[0]}</p>{attack}",
        "image": attack,
        "banner_image": attack,
        "authors": [{"name": attack, "url": attack, "avatar": attack}],
        "tags": [attack],
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": attack, "home_page_url": attack}
    return json.dumps(feed | {"items": [item]})


def _page(attack: str, number: int, base: str) -> str:
    text, title = escape(attack), escape(_title(attack, number))
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": _title(attack, number),
        "author": [{"@type": "Person", "name": attack, "url": attack}],
        "keywords": [attack],
        "image": [f"{base}/picture/{number}.png?{attack}"],
        "datePublished": "2026-11-24T08:00:00Z",
    }
    stated = json.dumps(facts).replace("</", "<\\/").replace("<!--", "<\\u0021--")
    shown = f"{base}/picture/{number}.png?{text}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta name="author" content="{text}">'
        f'<meta name="description" content="{text}"><meta name="keywords" content="{text}">'
        f'<meta property="og:image" content="{shown}"><link rel="canonical" href="{text}">'
        f'<script type="application/ld+json">{stated}</script></head><body><main><article><h1>{title}</h1>'
        f'<p class="byline">By <a rel="author" href="{text}">{text}</a></p>'
        f'<figure><img src="{shown}" alt="{text}" width="800" height="600">'
        f"<figcaption>{text}</figcaption></figure>"
        f"<p>{_story(number)[0]}</p><blockquote><p>{text}</p></blockquote><p>{_story(number)[1]}</p>"
        f'<p>It said: {text} <a href="{text}">{text}</a> <img src="{text}" alt="{text}"></p>'
        f"<p>{_story(number)[2]}</p><div>{attack}</div></article></main></body></html>"
    )
