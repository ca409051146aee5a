from __future__ import annotations

import asyncio
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import FeedError
from broadsheet.feeds.limits import MAX_ENTRIES
from broadsheet.feeds.parse import parse_feed
from broadsheet.pool import WorkerPool

ITEM = "<item><title>{}</title></item>"


def feed(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


def test_an_external_entity_reads_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("topsecret")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
    assert "topsecret" not in repr(parse_feed(feed(ITEM.format("a &x; b"), doctype)))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "{}">]>',
        '<!DOCTYPE rss SYSTEM "{}">',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "{}"> %p;]>',
        '<?xml-stylesheet href="{}"?>',
    ],
)
@pytest.mark.parametrize("root", ["rss", "urlset"])
def test_no_connection_is_opened_whatever_the_document_refers_to(doctype, root):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"
        head = f'<?xml version="1.0"?>{doctype.format(address)}'
        inside = f'<link>{address}</link><item><title>a &x; b</title><enclosure url="{address}"/></item>'
        if root == "rss":
            body = f'{head}<rss version="2.0"><channel>{inside}</channel></rss>'
        else:
            body = f"{head}<urlset><url><loc>{address}</loc></url></urlset>"
        parse_feed(body.encode(), address)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "inside",
    [
        "<item><title>t</title></item>" * 340_000,
        "<item><description>" + "&lt;b " * 1_600_000 + "</description></item>",
        "<item><description><![CDATA[" + "<p>" * 3_300_000 + "]]></description></item>",
        "&amp;" * 1_900_000,
        "<item><title>" + "\xe9" * 9_900_000,
    ],
    ids=["items", "escaped", "paragraphs", "ampersands", "wrong bytes"],
)
def test_ten_megabytes_end_in_a_worker_with_a_result_or_an_error(inside):
    body = feed(inside).decode().encode("latin-1")
    with WorkerPool(1) as pool:
        try:
            parsed = asyncio.run(pool.run(60, parse_feed, body))
        except FeedError:
            return
    assert len(parsed.entries) <= MAX_ENTRIES


def test_entities_do_not_multiply():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = feed(ITEM.format("&e9;"), f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>')
    assert len(repr(parse_feed(body))) < 10_000


def test_entries_are_capped_and_the_feed_says_so():
    parsed = parse_feed(feed("".join(ITEM.format(n) for n in range(MAX_ENTRIES + 50))))
    assert len(parsed.entries) == MAX_ENTRIES
    assert str(MAX_ENTRIES) in parsed.problem


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 200_000,
        "<item><description>" + "&lt;div&gt;" * 60_000 + "</description></item>",
        "<item><description><![CDATA[" + "<div>" * 60_000 + "]]></description></item>",
        "<item " + " ".join(f'a{n}="x"' for n in range(100_000)) + "/>",
        "<item><title>" + "&lt;script&gt;" * 50_000 + "</title></item>",
        "\n" * 200_000 + ITEM.format("x"),
    ],
    ids=["depth", "escaped html depth", "html depth", "attributes", "scripts", "blank lines"],
)
def test_floods_end_in_a_result_or_an_error(inside):
    try:
        parsed = parse_feed(feed(inside))
    except FeedError:
        return
    assert not any("<script" in entry.summary + entry.content for entry in parsed.entries)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<rss version='2.0'><channel><item>", b"{", b"<feed>"])
)
def test_any_bytes_give_a_feed_or_a_feed_error(body, start):
    try:
        parsed = parse_feed(start + body, "https://n.example/")
    except FeedError:
        return
    assert all(entry.id for entry in parsed.entries)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/&;=\"' scriptonlad:jvx", max_size=120))
def test_no_script_leaves_in_any_markup(markup):
    body = feed(
        f"<item><title>t</title><description><![CDATA[{markup.replace(']]>', '')}]]></description></item>"
    )
    for entry in parse_feed(body, "https://n.example/").entries:
        assert "<script" not in entry.summary.lower()
        assert "javascript:" not in entry.summary.lower() or "<a" not in entry.summary.lower()
