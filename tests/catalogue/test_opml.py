from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from broadsheet.catalogue.opml import MAX_BYTES, MAX_OUTLINES, OpmlDocument, OpmlFeed, read_opml, write_opml
from broadsheet.errors import OpmlError

LIST = b"""<?xml version="1.0"?><opml version="1.1"><head><title>Caf&eacute; & more</title></head><body>
<outline text="World"><outline title="Africa"><outline TYPE="rss" Text="A &amp;amp; B" XMLURL="https://a.example/feed"
 htmlurl="https://a.example/" language="sw" x:private="1"/></outline></outline>
<outline text="plain" xmlUrl="feed://b.example/rss"/><outline text="bad" xmlUrl="javascript:x"/>
<outline text="again" xmlUrl="https://a.example/feed"/>"""


def test_a_careless_list_is_read():
    document = read_opml(LIST)
    assert document.title == "Café & more"
    assert document.feeds == (
        OpmlFeed("https://a.example/feed", "A & B", "https://a.example/", "", "sw", ("World", "Africa")),
        OpmlFeed("http://b.example/rss", "plain"),
    )
    assert document.skipped == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<html><body/></html>",
        b"<rss/>",
        b" " * (MAX_BYTES + 1),
        b"<opml><body>" + b"<outline/>" * (MAX_OUTLINES + 1) + b"</body></opml>",
        b"<opml><body>" + b"<outline text='a'>" * 60 + b"<outline/>" + b"</outline>" * 60 + b"</body></opml>",
    ],
)
def test_what_is_no_list_or_too_much_is_refused(data):
    with pytest.raises(OpmlError):
        read_opml(data)


def test_entities_read_no_file(tmp_path):
    secret = tmp_path / "s"
    secret.write_text("topsecret")
    data = (
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}">]><opml><head><title>&x;</title></head></opml>'
    )
    assert "topsecret" not in read_opml(data.encode()).title


def test_a_list_in_another_encoding_is_read():
    data = (
        '<?xml version="1.0" encoding="windows-1251"?><opml><head><title>Привет</title></head><body/></opml>'
    )
    assert read_opml(data.encode("windows-1251")).title == "Привет"


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zs", "Zl", "Zp"]), min_size=1).filter(
    lambda text: "&" not in text and not {"\ufeff", "\ufffe", "\uffff"} & set(text)
)
FEEDS = st.builds(
    OpmlFeed,
    url=st.integers(0, 10**6).map(lambda n: f"https://n.example/{n}?a=1&b=2"),
    title=NAMES,
    site_url=st.sampled_from(["", "https://n.example/"]),
    description=NAMES,
    language=st.sampled_from(["", "en", "pt-BR"]),
    folders=st.lists(NAMES, max_size=3).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(FEEDS, max_size=8, unique_by=lambda feed: feed.url), NAMES)
def test_what_is_written_is_read_back(feeds, title):
    document = OpmlDocument(title, tuple(feeds), datetime(2026, 11, 23, 10, tzinfo=UTC))
    back = read_opml(write_opml(document))
    assert (back.title, back.created) == (document.title, document.created)
    assert set(back.feeds) == set(document.feeds)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_gives_valid_xml(text, folders):
    data = write_opml(OpmlDocument(text, (OpmlFeed(text, text, folders=tuple(folders)),)))
    root = etree.fromstring(data)
    assert root.get("version") == "2.0"
    assert all(outline.get("text") is not None for outline in root.iter("outline"))
