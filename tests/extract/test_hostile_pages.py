# ruff: noqa: E501
"""Pages made to break a reader end in an answer, and what is written as HTML is safe."""

from __future__ import annotations

import re

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import ExtractError
from broadsheet.extract.blocks import MAX_BLOCKS, MAX_NODES, split_blocks
from broadsheet.extract.decode import parse_page
from broadsheet.extract.text import extract_text
from broadsheet.extract.texttypes import PageSignals
from broadsheet.extract.written import sanitise
from tests.extract.newspages import ENGLISH, news_page

PROSE = "<p>" + " ".join(ENGLISH.paragraphs) + "</p>"
ALLOWED = frozenset(
    (
        "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "figure", "img", "figcaption", "table", "tbody",
        "tr", "td", "th", "a", "em", "strong", "code", "sub", "sup", "br",
    )
)  # fmt: skip


def assert_safe(html: str) -> None:
    """No tag, attribute or address in the HTML as a browser would read it that could run or load anything else."""
    for element in lxml.html.fragment_fromstring(html, create_parent="section").iterdescendants():
        assert element.tag in ALLOWED
        for name, value in element.items():
            assert name in {"href", "rel", "src", "alt", "width", "height"}
            if name in ("href", "src"):
                assert re.match(r"(https?:|mailto:)", value)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + PROSE,
        "<b><i>" * 50_000 + PROSE,
        "<span>" * 1_500 + PROSE + "</span>" * 1_500 + PROSE,
        "<ul><li>" * 3_000 + PROSE,
        "<table><tr><td>" * 2_000 + PROSE,
        "<a href=x>" * 20_000 + PROSE,
        "<p>" * 200_000,
        "<p>x" * 200_000,
        "<br>" * 300_000,
        "<" * 1_000_000,
        "&lt;&#x;&amp" * 200_000,
        "<img src=x>" * 20_000 + PROSE,
        "<p class='" + "related-" * 100_000 + "'>" + PROSE,
        "word " * 1_000_000,
        "x" * 5_000_000,
        "<p>" + "\u0000\ud83d\u202e" * 1000,
        "<svg><script>alert(1)</script></svg><math><p>" + PROSE,
        "<pre>" + "\n" * 100_000 + "</pre>" + PROSE,
    ],
    ids=lambda page: page[:12],
)
def test_a_hostile_page_ends_in_an_answer(page: str) -> None:
    try:
        found = extract_text(parse_page(page), "https://news.example/", PageSignals(title="x" * 1000))
    except ExtractError:
        return
    assert_safe(found.html)


def test_what_is_read_of_a_page_is_bounded() -> None:
    page = split_blocks(parse_page("<div>x<p>y" * 200_000))
    assert len(page.blocks) <= MAX_BLOCKS
    assert len(page.parent) <= MAX_NODES


def test_broken_markup_loses_no_text() -> None:
    page = news_page(ENGLISH).replace("</p>", "").replace("</li>", "").replace("</div>", "", 1)
    text = extract_text(parse_page(page), "", PageSignals(title=ENGLISH.title)).text
    assert all(paragraph in text for paragraph in ENGLISH.paragraphs)


MARKUP = st.lists(
    st.sampled_from(
        [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
            "<a href=' java\tscript:alert(1)'>x</a>", "<a href='&#106;avascript:alert(1)'>", "<svg onload=alert(1)>",
            "<iframe src=//evil.example>", "<style>@import 'x'</style>", "<a href='data:text/html,x'>", "</p>", "<p>",
            "<math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
            "<img srcset='javascript:x 900w, https://a.example/p.jpg 800w'>", "<td>", "<li>", "<b>", "<code>", "<pre>",
            '"><script>', "<a href='https://a.example/\"onmouseover=x'>y</a>", "<p style='x:expression(1)'>", "&lt;b&gt;",
            "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", "<form action=x><input>", "<br>",
            "<blockquote cite='javascript:x'>", "<img alt='\"><script>alert(1)</script>' src=/p.jpg width=900>", "<h2>",
        ]
    )
    | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20),
    max_size=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_the_html_of_an_article_is_always_safe(parts: list[str]) -> None:
    page = news_page(ENGLISH).replace("The council of", "".join(parts) + "The council of")
    assert_safe(extract_text(parse_page(page), "https://news.example/a", PageSignals()).html)


def test_no_attribute_of_any_tag_is_let_through_unasked() -> None:
    hidden = "<svg><noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>"
    for html in (hidden, '<p title="x" lang="en" dir="rtl">A <strong title="y">dam</strong>.</p>'):
        assert_safe(sanitise(html))
        assert "title" not in sanitise(html)


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_the_sanitiser_alone_makes_any_html_safe(parts: list[str]) -> None:
    assert_safe(sanitise("".join(parts)))
