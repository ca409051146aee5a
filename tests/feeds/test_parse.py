from __future__ import annotations

import base64
import gzip
from datetime import UTC, datetime

import pytest

from broadsheet.errors import FeedError, NotAFeed
from broadsheet.feeds.parse import parse_feed
from broadsheet.feeds.sitemap import sitemap_children

URL = "https://news.example/feed"
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


def rss(item: str, channel: str = "", attributes: str = MEDIA, head: str = HEAD) -> bytes:
    return (
        f'{head}<rss version="2.0" {attributes}><channel><title>News</title>{channel}'
        f"<item>{item}</item></channel></rss>"
    ).encode()


def first(body: bytes):
    return parse_feed(body, URL).entries[0]


def test_an_rss_entry_is_read_whole():
    entry = first(
        rss(
            "<title>A &amp;amp; B</title><link>/a/1</link><guid>1234</guid>"
            "<pubDate>Mon, 23 Nov 2026 10:00:00 +0100</pubDate><author>x@y.example (Ann Lee)</author>"
            "<category>Politics</category><description>"
            "&lt;p onclick='x()'&gt;Hi&lt;script&gt;1&lt;/script&gt;&lt;/p&gt;"
            '</description><enclosure url="https://n.example/a.mp3" type="audio/mpeg" length="12"/>'
            '<media:content url="https://n.example/p.jpg" medium="image" width="640">'
            "<media:description>Caption</media:description><media:credit>Bo</media:credit></media:content>"
        )
    )
    assert (entry.title, entry.url, entry.id) == ("A & B", "https://news.example/a/1", "1234")
    assert entry.published == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert entry.authors == ("Ann Lee",)
    assert entry.categories == ("Politics",)
    assert entry.summary == "<p>Hi</p>"
    assert (entry.enclosures[0].type, entry.enclosures[0].length) == ("audio/mpeg", 12)
    picture = entry.pictures[0]
    assert (picture.url, picture.width, picture.caption, picture.credit) == (
        "https://n.example/p.jpg", 640, "Caption", "Bo",
    )  # fmt: skip


def test_what_a_feed_says_of_being_fetched_is_kept():
    feed = parse_feed(
        rss(
            "<title>x</title>",
            "<ttl>30</ttl><language>de-AT</language><skipHours><hour>0</hour><hour>23</hour></skipHours>"
            "<skipDays><day>Sunday</day></skipDays>"
            '<atom:link rel="self" href="https://news.example/f"/><atom:link rel="hub" href="https://hub.example/"/>',
            'xmlns:atom="http://www.w3.org/2005/Atom"',
        ),
        URL,
    )
    assert (feed.ttl_s, feed.language, feed.skip_hours, feed.skip_days) == (1800, "de-AT", {0, 23}, {6})
    assert (feed.self_url, feed.hub_urls) == ("https://news.example/f", ("https://hub.example/",))


def test_atom_with_xml_base_and_xhtml():
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/d/"><title>T</title>'
        b'<entry><id>tag:x,1</id><title type="html">&lt;b&gt;Bold&lt;/b&gt;</title><link href="a"/>'
        b'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        b'<p><a href="b">l</a><br/>m</p></div></content>'
        b"<updated>2026-11-23T10:00:00Z</updated></entry></feed>"
    )
    entry = first(body)
    assert (entry.title, entry.url, entry.published) == ("Bold", "https://other.example/d/a", None)
    assert 'href="https://other.example/d/b"' in entry.content
    assert "</a><br>m</p>" in entry.content
    assert entry.updated == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_json_feed():
    feed = parse_feed(
        b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":7,"url":"https://j.example/7",'
        b'"content_html":"<p>x<script>1</script></p>","authors":[{"name":"Ann"}],"tags":["a"],'
        b'"date_published":"2026-11-23T10:00:00+01:00","image":"https://j.example/i.png"}, 5]}',
        URL,
    )
    entry = feed.entries[0]
    assert (feed.kind, feed.version, len(feed.entries)) == ("json", "json11", 1)
    assert (entry.id, entry.content, entry.authors) == ("7", "<p>x</p>", ("Ann",))
    assert entry.pictures[0].url == "https://j.example/i.png"


def test_news_sitemap_and_index():
    news = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://n.example/1</loc><news:news>'
        b"<news:publication><news:name>Daily</news:name><news:language>fr</news:language></news:publication>"
        b"<news:publication_date>2026-11-23</news:publication_date><news:title>Titre</news:title></news:news></url>"
        b"</urlset>"
    )
    feed = parse_feed(news, URL)
    assert (feed.kind, feed.title, feed.language, feed.entries[0].title) == (
        "sitemap",
        "Daily",
        "fr",
        "Titre",
    )
    index = b'<sitemapindex xmlns="x"><sitemap><loc>https://n.example/s.xml</loc></sitemap></sitemapindex>'
    assert parse_feed(index, URL).entries == ()
    assert sitemap_children(index) == ("https://n.example/s.xml",)


@pytest.mark.parametrize(
    ("name", "body", "title"),
    [
        ("junk before", b"\n\n<br />Warning: x in y.php\n" + rss("<title>ok</title>"), "ok"),
        ("BOM", b"\xef\xbb\xbf" + rss("<title>ok</title>"), "ok"),
        ("gzip", gzip.compress(rss("<title>ok</title>")), "ok"),
        ("control characters", rss("<title>o\x08k</title>"), "ok"),
        ("bare ampersand", rss("<title>Q & A</title>"), "Q & A"),
        ("undeclared entity", rss("<title>Caf&eacute; noir</title>"), "Café noir"),
        ("truncated", rss("<title>ok</title><link>https://n.example/1</link>")[:-20], "ok"),
        ("Latin-1 said to be UTF-8", rss("<title>Café</title>").decode().encode("latin-1"), "Café"),
        ("UTF-16", rss("<title>Приве́т</title>", head="").decode().encode("utf-16"), "Приве́т"),
        ("escaped twice", rss("<title>&amp;lt;b&amp;gt;Bold&amp;lt;/b&amp;gt;</title>"), "Bold"),
        ("CDATA", rss("<title><![CDATA[ A <em>b</em> ]]></title>"), "A b"),
    ],
)
def test_broken_in_a_usual_way_is_read_all_the_same(name, body, title):
    assert first(body).title == title


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<!DOCTYPE html><html><body>No</body></html>", NotAFeed),
        (b"<opml version='2.0'><body/></opml>", NotAFeed),
        (b"plain words", NotAFeed),
        (b'{"a": 1}', NotAFeed),
        (b"{broken", FeedError),
        (b"  ", FeedError),
        (b"\x1f\x8bdamaged", FeedError),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body, error):
    with pytest.raises(error):
        parse_feed(body, URL)


def test_entries_without_id_get_a_lasting_one_and_repetitions_go():
    feed = parse_feed(
        b"<rss version='2.0'><channel><item><title>A</title></item><item><title>A</title></item>"
        b"<item><guid isPermaLink='false'>g</guid><link>https://n.example/1</link></item>"
        b"<item><guid isPermaLink='false'>g</guid><link>https://n.example/2</link></item></channel></rss>"
    )
    assert [e.id[:7] for e in feed.entries] == ["sha256:", "g", "https:/"]
    assert "2 entries repeat" in feed.problem


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://x.example/", "data:text/html,x", "file:///etc/passwd", "http://"]
)
def test_only_web_addresses_leave(link):
    entry = first(rss(f"<title>t</title><link>{link}</link><comments>{link}</comments>"))
    assert (entry.url, entry.comments_url) == ("", "")


def test_one_bad_byte_costs_only_itself():
    body = rss(f"<title>{'Новости дня ' * 5}</title>").replace("дня".encode(), b"d\xffn", 1)
    feed = parse_feed(body, URL, headers={"Content-Type": "application/rss+xml"})
    assert feed.entries[0].title == "Новости d\ufffdn " + " ".join(["Новости дня"] * 4)
    assert (feed.encoding, feed.problem) == ("utf-8", "1 of its bytes were not UTF-8 and were replaced.")


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("windows-1251", "Совет города собрался в понедельник и решил построить мост"),
        ("big5", "市議會星期一開會決定重建大橋"),
        ("gb18030", "市议会星期一开会决定重建大桥"),
        ("shift_jis", "市議会は月曜日に橋の再建を決めた"),
        ("euc-kr", "시의회는 월요일에 다리를 재건하기로 결정했다"),
        ("windows-1256", "قرر مجلس المدينة إعادة بناء الجسر"),
    ],
)
@pytest.mark.parametrize("head", ["", HEAD])
def test_a_feed_in_an_encoding_it_does_not_state_is_read(encoding, words, head):
    body = (
        rss(f"<title>{words}</title><description>{words}</description>", head=head).decode().encode(encoding)
    )
    feed = parse_feed(body, URL)
    assert (feed.entries[0].title, feed.entries[0].summary) == (words, words)
    assert "not in the encoding it states" in feed.problem
    assert "_" not in feed.encoding


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252"])
def test_json_feeds_in_other_encodings_are_read(codec):
    text = '{"version":"https://jsonfeed.org/version/1.1","title":"Café","items":[{"id":"1","title":"Über"}]}'
    feed = parse_feed(text.encode(codec), URL)
    assert (feed.title, feed.entries[0].title) == ("Café", "Über")


def test_cdf():
    feed = parse_feed(
        b'<CHANNEL HREF="https://n.example/" LASTMOD="2026-11-23T10:00"><TITLE>Chan</TITLE>'
        b'<ABSTRACT>About</ABSTRACT><ITEM HREF="https://n.example/1"><TITLE>One</TITLE>'
        b"<ABSTRACT>Text</ABSTRACT></ITEM></CHANNEL>",
        URL,
    )
    entry = feed.entries[0]
    assert (feed.kind, feed.title, feed.site_url) == ("cdf", "Chan", "https://n.example/")
    assert (entry.url, entry.title, entry.summary) == ("https://n.example/1", "One", "Text")


def test_rdf_with_how_often_it_changes():
    feed = parse_feed(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        b' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<channel rdf:about="https://n.example/"><title>R</title><link>https://n.example/</link>'
        b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>"
        b'<item rdf:about="https://n.example/1"><title>One</title><link>https://n.example/1</link>'
        b"<dc:date>2026-11-23</dc:date></item></rdf:RDF>",
        URL,
    )
    entry = feed.entries[0]
    assert (feed.kind, feed.version, feed.ttl_s) == ("rdf", "rss10", 21_600)
    assert (entry.id, entry.published) == ("https://n.example/1", datetime(2026, 11, 23, tzinfo=UTC))


def test_base64_content_is_decoded_and_sanitised():
    packed = base64.b64encode(b"<p>Hi<script>1</script></p>").decode()
    entry = first(
        f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>t</title>'
        f'<content type="text/html" mode="base64">{packed}</content></entry></feed>'.encode()
    )
    assert entry.content == "<p>Hi</p>"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon, 23 Nov 26 10:00:00 GMT", (2026, 11, 23, 10)),
        ("23 Nov 2026 10:00 +0000", (2026, 11, 23, 10)),
        ("Monday, 23 November 2026 10:00:00 GMT", (2026, 11, 23, 10)),
        ("2026-11-23 10:00:00", (2026, 11, 23, 10)),
        ("2026-11-23T10:00:60.25Z", (2026, 11, 23, 10)),
        ("Mon, 23 Nov 2026 10:00:00 -0530", (2026, 11, 23, 15)),
        ("1795428000", (2026, 11, 23, 10)),
        ("23 novembre 2026 10:00", (2026, 11, 23, 10)),
    ],
)
def test_odd_dates_are_understood(written, day):
    published = first(rss(f"<title>t</title><pubDate>{written}</pubDate>")).published
    assert published is not None
    assert (published.year, published.month, published.day, published.hour) == day


@pytest.mark.parametrize("written", ["", "soon", "05/10/2026", "Mon, 99 Nov 2026 10:00:00 GMT", "0001-01-01"])
def test_what_is_no_date_is_none(written):
    assert first(rss(f"<title>t</title><pubDate>{written}</pubDate>")).published is None
