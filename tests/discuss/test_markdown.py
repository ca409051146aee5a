"""What readers type, as HTML that can do no harm."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet.discuss.markdown import render, tidy
from tests.browser.hostile import vectors

TAGS = {"p", "br", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "pre", "code"}


class Inside(HTMLParser):
    """What a page would hold: tags with attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> None:
    for tag, attributes in Inside(html).tags:
        assert tag in TAGS, html
        if tag == "a":
            assert set(attributes) <= {"href", "rel"}, html
            assert attributes["rel"] == "nofollow ugc noopener"
            assert (attributes.get("href") or "http://").startswith(("http://", "https://")), html
        else:
            assert set(attributes) <= ({"start"} if tag == "ol" else set()), html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("One\ntwo", "<p>One<br>\ntwo</p>"),
        ("**A** _b_ ~~c~~ `d`", "<p><strong>A</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("> Said\n\nNo.", "<blockquote>\n<p>Said</p>\n</blockquote>\n<p>No.</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("# Not a heading", "<p># Not a heading</p>"),
        ("![a picture](https://a.example/x.png)", None),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_a_subset_of_markdown(typed: str, html: str | None) -> None:
    shown = render(tidy(typed)).html
    if html is None:
        assert "<img" not in shown
    else:
        assert shown == html


def test_links_are_marked_and_say_where_they_lead() -> None:
    shown = render("See [the bank](https://evil.example/a), https://plain.example/b and <https://c.example>.")
    assert shown.links == ("https://evil.example/a", "https://plain.example/b", "https://c.example")
    assert shown.html.count('rel="nofollow ugc noopener"') == 3
    assert "the bank</a> (evil.example)" in shown.html
    assert "(plain.example)" not in shown.html
    assert "(c.example)" not in shown.html


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,x)",
        "[x](/account/delete)",
        "[x](//evil.example)",
        "[x](mailto:a@b.example)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_nothing_but_addresses_of_the_web_is_a_link(typed: str) -> None:
    shown = render(typed)
    assert shown.links == ()
    assert "href" not in shown.html


def test_words_alone_leave_markup_and_code_out() -> None:
    assert render("**Dam** `x = @mara`\n\n> of [Kesh](https://a.example)").plain == "Dam \nof Kesh"


def test_what_could_make_a_text_read_as_another_is_taken_out() -> None:
    assert tidy("a\u202eb\u0000c\ud800d\r\n\te\u2028f") == "abcd\n    e\nf"
    assert tidy("o" + "\u0301" * 50) == "o" + "\u0301" * 4
    assert tidy("\n\n a \n\n\n\n b \n") == " a\n\n b"
    assert tidy("سد \u2067Kesh\u2069") == "سد \u2067Kesh\u2069"


@pytest.mark.parametrize("attack", vectors())
def test_no_known_vector_leaves_anything_that_acts(attack: str) -> None:
    for typed in (
        attack,
        f"[{attack}]({attack})",
        f"**{attack}**",
        f"> - {attack}",
        f"```{attack}\n{attack}",
    ):
        assert_harmless(render(tidy(typed)).html)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>[]()!*_`~#-+>\\&;:/'\" \n\ta1@é\u202e\u0301س"), max_size=400))
@example("[](" * 60)
@example("> " * 120 + "x")
def test_no_text_leaves_anything_that_acts(typed: str) -> None:
    tidied = tidy(typed)
    assert tidy(tidied) == tidied
    assert_harmless(render(tidied).html)


@pytest.mark.parametrize(
    "piece",
    ["[", "](", "*a ", "_a_", "`", "> ", "- ", "<", "&", "[a](", "![", "~~", "**a*", "1. ", "[[a](b)", "a@", "http://a",
     "\\", "``` ", "\n> - ", "<a", "&#"],
)  # fmt: skip
def test_a_long_hostile_text_is_done_soon(piece: str) -> None:
    began = time.process_time()
    assert_harmless(render(tidy(piece * (5_000 // len(piece)))).html)
    # No measurement: a text of quadratic cost takes minutes at this length, and a stuck test says so.
    assert time.process_time() - began < 60
