"""Pages and what is read from them: pairs of an input file and the JSON of what it must give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadsheet.errors import ExtractError, NoArticle
from broadsheet.extract.article import extract_article, extract_page
from broadsheet.extract.batch import describe, describe_fully
from broadsheet.extract.types import EntryHint

PAGES = Path(__file__).parent / "pages"
SAVED_AT = datetime(2025, 6, 11, 12, tzinfo=UTC)
ORDINARY = sorted(path for path in PAGES.glob("*.html") if not path.name.startswith("aggregator"))
AGGREGATORS = sorted(
    path for path in PAGES.iterdir() if path.name.startswith("aggregator") and path.suffix != ".json"
)


def expected(path: Path) -> Any:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ORDINARY, ids=lambda path: path.stem)
def test_page_gives_the_expected_fields(path: Path) -> None:
    url = (
        "https://www.tarncourier.example/news/bridge-rebuilt?utm=feed" if path.stem == "json-ld-graph" else ""
    )
    wanted = expected(path)
    found = describe(extract_article(path.read_bytes(), url, fetched_at=SAVED_AT))
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("path", AGGREGATORS, ids=lambda path: path.name)
def test_saved_aggregator_page_gives_each_article_and_nothing_else(path: Path) -> None:
    found = [describe_fully(article) for article in extract_page(path.read_bytes(), fetched_at=SAVED_AT)]
    wanted = expected(path)
    assert [{name: one[name] for name in wanted[0]} for one in found] == wanted


def test_an_article_with_teasers_is_one_article() -> None:
    articles = extract_page((PAGES / "json-ld-graph.html").read_bytes())
    assert [article.title for article in articles] == ["Harrowmere rebuilds its bridge"]


def test_copied_text_of_one_article_is_one_article() -> None:
    copied = (
        "The mill closes\n\n"
        + "The last mill on the river stopped its wheels on Friday, and the town said goodbye. " * 6
    )
    (article,) = extract_page(copied.encode())
    assert (article.title, article.language, article.published) == ("The mill closes", "en", None)


def test_a_listing_has_no_article() -> None:
    with pytest.raises(NoArticle):
        extract_page((PAGES / "listing.html").read_bytes(), "https://x.example/politics")


@pytest.mark.parametrize("body", [b"", b"   \n", b"\x00\xff\xfe"])
def test_an_empty_page_is_an_expected_error(body: bytes) -> None:
    with pytest.raises(ExtractError):
        extract_page(body)


def test_the_feed_fills_only_what_the_page_leaves_out() -> None:
    hint = EntryHint(title="Of the feed", authors=("Feed Author",), published=SAVED_AT, categories=("feed",))
    article = extract_article((PAGES / "markup-only.html").read_bytes(), hint=hint)
    assert article.title == "Hallenbad bleibt stehen"
    bare = extract_article(b"<html><body><p>" + b"Some words of a page without any title. " * 9, hint=hint)
    assert (bare.title, bare.authors, bare.published, bare.topics) == (
        "Of the feed", ("Feed Author",), SAVED_AT, ("feed",),
    )  # fmt: skip


def test_a_canonical_address_of_another_site_or_of_the_home_page_is_not_believed() -> None:
    page = '<html><head><link rel="canonical" href="{}"></head><body><p>' + "Words of the page. " * 20
    url = "https://news.one.example/a/b"
    for stated in (
        "https://other.example/a",
        "https://www.one.example/",
        "javascript:alert(1)",
        "http://[bad",
    ):
        assert extract_article(page.format(stated).encode(), url).canonical_url == url
    moved = "https://www.one.example/a/b"
    assert extract_article(page.format(moved).encode(), url).canonical_url == moved


def test_hostile_pages_end_in_an_article_or_an_expected_error() -> None:
    deep = b"<div>" * 30_000 + b"text"
    scripts = b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script>"
    marks = (
        b'<time datetime="2024-01-01">' * 5_000
        + b'<a rel="tag" class="author date paywall" href="/tag/x">x</a>' * 5_000
    )
    for body in (
        deep,
        b"<html><body>" + scripts + b"<p>words</p>",
        b"<html>" + marks,
        b"<p>" + b"\xf0\x9f" * 1000,
    ):
        try:
            extract_article(body, "http://[::1")
        except ExtractError:
            pass
