"""The quick reader and the careful one must find the same."""

from __future__ import annotations

import dataclasses
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.feeds.fastpath import read_fast
from broadsheet.feeds.normal import normalise
from broadsheet.feeds.parse import parse_feed, read_carefully
from broadsheet.feeds.prepare import prepare

URL = "https://news.example/dir/feed"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:a="http://www.w3.org/2005/Atom" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:x="https://n.example/own" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
WORDS = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("<>&;\n#"),
    max_size=30,
)
TEXTS = WORDS | st.sampled_from(
    [
        "<p>Hello <b>you</b></p>",
        "AT&amp;T",
        "Caf&eacute;",
        "<div>literal",
        "Ã©tÃ©",
        "a < b & c",
        "&lt;p&gt;x&lt;/p&gt;",
    ]
)
ADDRESSES = st.sampled_from(
    [
        "https://n.example/a?b=1&c=2",
        "/rel",
        "x/../y",
        "HTTP://N.example/A",
        "n/1",
        "//h.example/p",
        "",
        "1234",
        "https://n.example/a//b/./c",
        "https://n.example/é",
        "mailto:x@n.example",
        "tag:n.example,2026:1",
    ]
)
DATES = st.sampled_from(
    ["Mon, 23 Nov 2026 10:00:00 GMT", "2026-11-23T10:00:00+01:00", "23/11/2026", "soon", ""]
)


def element(name, text, attributes=""):
    return f"<{name}{attributes}>{escape(text)}</{name}>"


@st.composite
def rss_items(draw):
    parts = [
        element("title", draw(TEXTS)),
        element("link", draw(ADDRESSES)),
        element(
            "guid",
            draw(ADDRESSES),
            draw(st.sampled_from(["", ' isPermaLink="false"', ' isPermaLink="true"'])),
        ),
        element("description", draw(TEXTS)),
        element("content:encoded", draw(TEXTS)),
        element("pubDate", draw(DATES)),
        element("dc:date", draw(DATES)),
        element("dc:creator", draw(WORDS.filter(lambda text: "@" not in text))),
        element("dc:creator", draw(st.sampled_from(["Ann", "Bo"]))),
        element("category", draw(WORDS)),
        element("category", draw(WORDS), ' domain="d"'),
        element("comments", draw(ADDRESSES)),
        element("source", draw(WORDS), f" url={quoteattr(draw(ADDRESSES))}"),
        f'<enclosure url={quoteattr(draw(ADDRESSES))} type="image/png" length="3"/>',
        (
            f'<media:content url={quoteattr(draw(ADDRESSES))} medium="image" width="9">'
            f"{element('media:credit', draw(WORDS))}</media:content>"
        ),
        f"<media:thumbnail url={quoteattr(draw(ADDRESSES))}/>",
        element("media:description", draw(TEXTS)),
        element("dcterms:issued", draw(DATES)),
        element("dcterms:modified", draw(DATES)),
        element("dc:publisher", draw(WORDS)),
        element("dc:rights", draw(TEXTS)),
        element("itunes:title", draw(TEXTS)),
        element("itunes:duration", "12"),
        element("itunes:author", draw(WORDS.filter(lambda text: "@" not in text))),
        f"<itunes:image href={quoteattr(draw(ADDRESSES))}/>",
        element("x:title", draw(TEXTS)),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(parts))), unique=True))
    return f"<item>{''.join(parts[n] for n in chosen)}</item>"


@st.composite
def atom_entries(draw):
    kind = st.sampled_from(["", ' type="text"', ' type="html"'])
    parts = [
        element("summary", draw(TEXTS), draw(kind)),
        element("content", draw(TEXTS), draw(kind)),
        element("published", draw(DATES)),
        element("updated", draw(DATES)),
        f"<author>{element('name', draw(WORDS))}<uri>https://n.example</uri></author>",
        f"<category term={quoteattr(draw(WORDS))}/>",
        f'<link rel="enclosure" type="image/png" href={quoteattr(draw(ADDRESSES))}/>',
        f'<link rel="replies" href={quoteattr(draw(ADDRESSES))}/>',
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(parts))), unique=True))
    return (
        f"<entry>{element('id', draw(ADDRESSES))}{element('title', draw(TEXTS), draw(kind))}"
        f"<link href={quoteattr(draw(ADDRESSES))}/>{''.join(parts[n] for n in chosen)}</entry>"
    )


def agree(body: str | bytes) -> bool:
    """Whether the quick reader took it; fails if the two differ."""
    prepared = prepare(body.encode() if isinstance(body, str) else body, None)
    quick = read_fast(prepared, URL)
    if quick is None:
        return False
    careful = read_carefully(prepared, URL)
    assert dataclasses.asdict(normalise(quick, URL)) == dataclasses.asdict(normalise(careful, URL))
    return True


@settings(max_examples=300, deadline=None)
@given(st.lists(rss_items(), max_size=3), TEXTS, TEXTS)
def test_rss_is_read_alike(items, title, about):
    agree(
        f'<rss version="2.0" {SPACES}><channel>{element("title", title)}{element("description", about)}'
        f"<link>https://news.example/</link><ttl>5</ttl>"
        f'<a:link rel="self" href="https://news.example/f"/>{"".join(items)}</channel></rss>'
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(atom_entries(), max_size=3), TEXTS)
def test_atom_is_read_alike(entries, title):
    agree(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{element("title", title)}'
        f'<link href="https://news.example/"/>{"".join(entries)}</feed>'
    )


ORDINARY_RSS = (
    f'<rss version="2.0" {SPACES}><channel><title>N</title><link>https://n.example/</link>'
    "<image><url>https://n.example/l.png</url><title>N</title><link>https://n.example/</link></image>"
    "<item><title>A</title><link>https://n.example/1</link><guid>https://n.example/1</guid>{}</item></channel></rss>"
)


@pytest.mark.parametrize(
    "inside",
    [
        "<description><![CDATA[<p>x</p>]]></description>",
        "<dc:creator>Ann</dc:creator>",
        "<category>c</category>",
        "<itunes:author>Ann</itunes:author><itunes:image href='https://n.example/p.png'/>",
        (
            "<dcterms:issued>2026-11-23T10:00:00Z</dcterms:issued><dcterms:modified>2026-11-24T10:00:00Z"
            "</dcterms:modified>"
        ),
        "<dc:publisher>P</dc:publisher><dc:rights>R</dc:rights>",
        (
            "<media:content url='https://n.example/p.jpg' type='image/jpeg'><media:credit>C</media:credit>"
            "<media:rating>nonadult</media:rating></media:content>"
        ),
    ],
)
def test_ordinary_feeds_take_the_quick_way(inside):
    assert agree(ORDINARY_RSS.format(inside))


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("windows-1251", "Новости дня"),
        ("koi8-r", "Новости дня"),
        ("windows-1252", "Café “déjà vu”"),
        ("iso-8859-1", "Café déjà vu"),
        ("ISO-8859-2", "Zażółć gęślą"),
        ("iso-8859-9", "İstanbul"),
        ("windows-1256", "أخبار"),
    ],
)
def test_eight_bit_encodings_take_the_quick_way(encoding, title):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    body = (head + ORDINARY_RSS.format(f"<description>{title}</description>")).encode(encoding)
    assert agree(body)
    assert parse_feed(body, URL).entries[0].summary == title
    assert parse_feed(body, URL).encoding == encoding.lower()


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE rss []>" + ORDINARY_RSS.format(""),
        ORDINARY_RSS.format("<title>again</title>"),
        ORDINARY_RSS.format("<description>don&#146;t</description>"),
        ORDINARY_RSS.format("<description><p>not escaped</p></description>"),
        ORDINARY_RSS.format("<x>&eacute;</x>"),
        '<?xml version="1.0" encoding="gb2312"?>' + ORDINARY_RSS.format(""),
        ORDINARY_RSS.format('<title xmlns="urn:x">again</title>'),
        ORDINARY_RSS.format('<itunes:summary xmlns:itunes="urn:other">x</itunes:summary>'),
        ORDINARY_RSS.format(
            '<dcterms:issued xmlns:dcterms="http://purl.org/dc/terms/">2026</dcterms:issued>'
            "<pubDate>2025</pubDate>"
        ),
        ORDINARY_RSS.format('<category term="t">c</category>'),
        ORDINARY_RSS.format('<comments x="1">https://n.example/</comments>'),
    ],
)
def test_anything_unusual_is_left_to_the_careful_reader(body):
    assert not agree(body)
