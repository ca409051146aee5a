from __future__ import annotations

import gzip
import html
import json
import os
import re
import signal
from datetime import timedelta
from urllib.parse import quote

import brotli
import pytest
from lxml import html as lxml_html

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.addresses import article_number, article_path
from broadsheet.newsroom.background import start_in_thread, start_process
from broadsheet.newsroom.catalogue import list_publishers
from broadsheet.newsroom.content import LAYOUTS, Content, load_content
from broadsheet.newsroom.generate import GeneratedSource
from broadsheet.newsroom.model import split_block
from broadsheet.newsroom.newsroom import Newsroom, TrueArticle
from broadsheet.newsroom.server import RunningServer

from .conftest import EVENING, START, get


def truth(server: RunningServer, title: str) -> TrueArticle:
    return next(t for t in server.newsroom.articles_until(EVENING) if t.title == title)


def address(server: RunningServer, article: TrueArticle) -> str:
    return f"{server.address}/@{article.publisher}{article.path}"


def test_a_site_answers_by_path_and_by_host_in_the_form_it_was_asked(server: RunningServer) -> None:
    by_path = get(f"{server.address}/@daily-lantern/feed.xml")
    by_host = get(f"{server.address}/feed.xml", Host=f"daily-lantern.newsroom.localhost:{server.port}")
    assert f"http://127.0.0.1:{server.port}/@daily-lantern/" in by_path.text
    assert "newsroom.localhost" not in by_path.text
    assert f"http://daily-lantern.newsroom.localhost:{server.port}/" in by_host.text
    assert "127.0.0.1" not in by_host.text


def test_every_listed_address_answers(server: RunningServer) -> None:
    listed = list_publishers(server.newsroom, server.address)
    assert [publisher.key for publisher in listed] == ["daily-lantern", "north-wire", "sahifa"]
    for publisher in listed:
        assert get(publisher.homepage).status == 200
        assert [feed.category for feed in publisher.feeds][:2] == ["", "local"]
        for feed in publisher.feeds:
            assert get(feed.url).status == 200
        for path in ("about", "robots.txt", "sitemap.xml", "sitemap-news.xml", "favicon.png"):
            assert get(publisher.homepage + path).status == 200


def test_the_home_page_leads_to_feeds_and_every_article(server: RunningServer) -> None:
    page = lxml_html.fromstring(get(f"{server.address}/@daily-lantern/").body)
    feeds = page.xpath("//link[@rel='alternate'][@type='application/rss+xml']/@href")
    assert len(feeds) == 4
    links = set(page.xpath("//a/@href"))
    for article in server.newsroom.articles_until(EVENING):
        if article.publisher == "daily-lantern":
            assert address(server, article) in links


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_holds_the_whole_text_and_the_furniture(layout: str) -> None:
    source = GeneratedSource(load_content(), 64, 24.0, 1, START)
    newsroom = Newsroom(START, lambda: EVENING, source=source)
    with start_in_thread(newsroom) as server:
        for publisher in [found for found in source.publishers if found.layout == layout][:4]:
            article = newsroom.article(publisher, 4)
            assert article is not None
            got = get(f"{server.address}/@{publisher.key}{article_path(publisher, article)}")
            assert got.status == 200
            page = " ".join(lxml_html.fromstring(got.body).text_content().split())
            for paragraph in (article.title, article.standfirst, *article.paragraphs):
                assert " ".join(split_block(paragraph)[1].split()) in page
            assert publisher.words["most_read"] in page
            assert publisher.words["related"] in page
            root = lxml_html.fromstring(got.body)
            assert root.get("dir") == publisher.direction
            assert root.get("lang") == publisher.language
            assert len(root.xpath("//link[@rel='canonical']")) == 1


def test_what_an_article_says_never_becomes_markup(server: RunningServer) -> None:
    got = get(address(server, truth(server, '"We walked": a town <without> its bridge')))
    assert "<without>" not in got.text
    assert html.escape('"We walked": a town <without> its bridge') in got.text
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', got.text)[0])
    assert data["headline"] == '"We walked": a town <without> its bridge'
    assert data["datePublished"] == "2026-11-20T10:00:00+00:00"
    assert data["author"]["name"] == "Ada Holm"


def test_a_paywalled_page_keeps_the_rest_of_the_text_back(server: RunningServer) -> None:
    page = get(address(server, truth(server, "Council votes for a new bridge"))).text
    assert "after a debate of nineteen years" in page
    assert "Two members left the room" not in page
    assert "Subscribe to read the rest." in page


def test_a_reprint_names_the_agency(server: RunningServer) -> None:
    assert "Text by North Wire." in get(address(server, truth(server, "Our bridge is shut"))).text


def test_an_article_not_yet_out_is_not_there(server: RunningServer) -> None:
    vote = truth(server, "Council votes for a new bridge")
    server.newsroom.set_time(vote.published - timedelta(seconds=1))
    assert get(address(server, vote)).status == 404
    server.newsroom.set_time(vote.published)
    assert get(address(server, vote)).status == 200


def test_a_mistyped_slug_leads_to_the_articles_own_address(server: RunningServer) -> None:
    vote = truth(server, "Council votes for a new bridge")
    got = get(address(server, vote).replace("council-votes", "concil-vots"))
    assert (got.status, got.headers["location"]) == (301, address(server, vote))


def test_an_article_stands_in_several_feeds_of_its_publisher(server: RunningServer) -> None:
    newsroom = server.newsroom
    publisher = newsroom.publisher("daily-lantern")
    assert publisher is not None
    walked = truth(server, '"We walked": a town <without> its bridge')
    for slug in ("our-town", "politics"):
        found = [article_path(publisher, a) for a in newsroom.latest(publisher, 20, slug)]
        assert walked.path in found
        feed = get(f"{server.address}/@daily-lantern/feeds/{slug}.xml").text
        assert walked.path in feed


def test_unchanged_feeds_and_pages_are_answered_304_until_they_change(server: RunningServer) -> None:
    newsroom = server.newsroom
    newsroom.set_time(START + timedelta(hours=2, minutes=20))
    wire = next(t for t in newsroom.articles_until(newsroom.now()) if t.publisher == "north-wire")
    for url in (f"{server.address}/@north-wire/feed.atom", address(server, wire)):
        newsroom.set_time(START + timedelta(hours=2, minutes=20))
        first = get(url)
        etag, modified = first.headers["etag"], first.headers["last-modified"]
        assert "max-age" in first.headers["cache-control"]
        again = get(url, If_None_Match=etag)
        assert (again.status, again.body) == (304, b"")
        assert get(url, If_Modified_Since=modified).status == 304
        newsroom.set_time(START + timedelta(hours=4))  # the revision is out
        changed = get(url, If_None_Match=etag, If_Modified_Since=modified)
        assert changed.status == 200
        assert changed.headers["etag"] != etag
        assert get(url, If_Modified_Since=modified).status == 200


def test_answers_are_compressed_as_the_client_allows(server: RunningServer) -> None:
    url = f"{server.address}/@daily-lantern/feed.xml"
    plain = get(url)
    assert "content-encoding" not in plain.headers
    zipped = get(url, Accept_Encoding="gzip, br;q=0")
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    packed = get(url, Accept_Encoding="gzip, br")
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(packed.body) == plain.body


def test_head_has_no_body_and_other_methods_are_refused(server: RunningServer) -> None:
    url = f"{server.address}/@daily-lantern/feed.xml"
    assert (get(url, method="HEAD").status, get(url, method="HEAD").body) == (200, b"")
    assert get(url, method="POST", body=b"x").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/@daily-lantern/../../etc/passwd",
        "/@daily-lantern/%2e%2e/%2e%2e/etc/passwd",
        "/@nobody/",
        "/@",
        "/@daily-lantern/media/99999999999999999999.svg",
        "/@daily-lantern/media/%EF%BC%91.svg",
        "/@daily-lantern/media/../feed.xml",
        "/@daily-lantern/x-9999999999999999.html",
        "/@daily-lantern/x/x-1.html",
        "/@daily-lantern/%00",
        "/@daily-lantern/%FF%FE",
        "/@daily-lantern/feeds/%3Cscript%3E.xml",
        "/-/secret",
        "/" + "a" * 5000,
    ],
)
def test_hostile_paths_are_not_found(server: RunningServer, path: str) -> None:
    assert get(f"{server.address}{path}").status == 404


def test_the_clock_is_set_by_json_from_this_machine_alone(server: RunningServer) -> None:
    url = f"{server.address}/-/clock"
    order = b'{"now": "2026-11-20T09:00:00Z"}'
    assert get(url, method="POST", body=order, Content_Type="application/json").status == 200
    assert server.newsroom.now() == START + timedelta(hours=3)
    assert json.loads(get(url).body) == {"now": "2026-11-20T09:00:00+00:00"}
    later = order.replace(b"09", b"10")
    get(url, method="POST", body=later, Content_Type="text/plain")  # as a page of another site could
    get(url, method="POST", body=later, Content_Type="application/json", Host="evil.example")
    assert get(url, method="POST", body=b'{"now": 1e99}', Content_Type="application/json").status == 400
    assert server.newsroom.now() == START + timedelta(hours=3)


def test_the_truth_is_told_over_http_too(server: RunningServer) -> None:
    told = json.loads(get(f"{server.address}/-/truth").body)
    assert [article["title"] for article in told] == [
        article.title for article in server.newsroom.articles_until(EVENING)
    ]


def test_pictures_are_drawn_and_the_same_each_time(server: RunningServer) -> None:
    walked = truth(server, '"We walked": a town <without> its bridge')
    page = lxml_html.fromstring(get(address(server, walked)).body)
    picture = page.xpath("//meta[@property='og:image']/@content")[0]
    one = get(picture)
    assert one.headers["content-type"] == "image/png"
    assert one.body == get(picture).body
    assert one.body.startswith(b"\x89PNG")
    other = get(picture.replace(".png", ".svg"))
    assert other.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in other.body
    icon = get(f"{server.address}/@sahifa/favicon.png").body
    assert icon.startswith(b"\x89PNG\r\n\x1a\n")


def test_second_addresses_name_the_canonical_one(server: RunningServer) -> None:
    walked = truth(server, '"We walked": a town <without> its bridge')
    page = lxml_html.fromstring(get(address(server, walked)).body)
    second = page.xpath("//link[@rel='alternate'][@media]/@href")[0]
    assert second.startswith(f"{server.address}/@daily-lantern/m/")
    canonical = lxml_html.fromstring(get(second).body).xpath("//link[@rel='canonical']/@href")
    assert canonical == [address(server, walked)]


def test_every_layouts_addresses_lead_back_to_their_article() -> None:
    source = GeneratedSource(load_content(), 120, 24.0, 1, START)
    for publisher in source.publishers:
        article = source.article(publisher, 17, EVENING)
        assert article_number(publisher, article_path(publisher, article)) == 17


def test_a_port_that_is_taken_is_a_clear_error(server: RunningServer, newsroom: Newsroom) -> None:
    with pytest.raises(ConfigurationError, match="port"), start_in_thread(newsroom, server.port):
        pass


def test_a_base_that_is_not_the_newsrooms_is_refused(newsroom: Newsroom) -> None:
    for base in ("http://example.com:80", "https://127.0.0.1:1", "http://127.0.0.1", "nonsense"):
        with pytest.raises(ConfigurationError):
            list_publishers(newsroom, base)


def test_the_newsroom_runs_as_a_process_and_stops_on_sigterm(content: Content) -> None:
    with start_process(["--publishers", "5", "--seed", "3"]) as process:
        assert get(f"{process.address}/").text.count("<li") == 5
        assert get(f"{process.trouble_address}/missing/feed").status == 404
        os.kill(process.pid, signal.SIGTERM)


def test_publishers_with_slugs_in_other_scripts_are_reached(server: RunningServer) -> None:
    arabic = next(t for t in server.newsroom.articles_until(EVENING) if t.publisher == "sahifa")
    assert quote("إغلاق") in arabic.path or "%D8" in arabic.path
    got = get(address(server, arabic))
    assert got.status == 200
    assert 'dir="rtl"' in got.text
