from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extract.jsonld import MAX_NODES, main_article, read_linked_data

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "headline", "author", "name", "image", "url"]), inner
        )
    ),
    max_leaves=30,
)
ARTICLE = '{"@type": "NewsArticle", "headline": "A title", "datePublished": "2024-05-03"}'


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebSite"}}, {ARTICLE}]}}',
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"{ARTICLE};",
        ARTICLE.replace("}", ",}"),
        ARTICLE.replace("A title", "A\ntitle"),
        ARTICLE.replace('"', "&quot;"),
        f'{{"@type": "Organization"}}{ARTICLE}',
        ARTICLE + ' {"unfinished": ',
        ARTICLE.replace("NewsArticle", "http://schema.org/NewsArticle"),
        ARTICLE.replace('"NewsArticle"', '["Article", "NewsArticle"]'),
    ],
)
def test_an_article_is_found_in_every_usual_writing(script: str) -> None:
    data = read_linked_data([script])
    article = main_article(data, ["A title"], "")
    assert (data.text(article, "headline"), data.text(article, "datePublished")) == ("A title", "2024-05-03")


def test_the_article_of_the_page_is_told_from_its_neighbours() -> None:
    other = ARTICLE.replace("A title", "Another title")
    data = read_linked_data([other, ARTICLE])
    assert main_article(data, ["A title"], "")["headline"] == "A title"


def test_a_list_of_articles_is_not_the_article_of_the_page() -> None:
    data = read_linked_data([json.dumps({"@type": "ItemList", "itemListElement": [json.loads(ARTICLE)]})])
    assert main_article(data, ["News"], "") == {}


@pytest.mark.parametrize(
    "script", ["", "[" * 100_000, '{"a":' * 100_000, "{", "null", '"text"', "\ud800", "<!--"]
)
def test_what_is_no_linked_data_gives_none(script: str) -> None:
    assert main_article(read_linked_data([script]), ["x"], "") == {}


def test_a_flood_of_nodes_is_cut_off() -> None:
    data = read_linked_data([json.dumps([{"@type": "Thing"}] * (MAX_NODES * 3))])
    assert len(data.placed) == MAX_NODES


@given(st.lists(JSON, max_size=3))
def test_no_json_breaks_the_reader(documents: list[object]) -> None:
    data = read_linked_data([json.dumps(document) for document in documents])
    article = main_article(data, ["A title"], "https://x.example/a")
    for member in ("headline", "author", "image", "url"):
        assert isinstance(data.text(article, member), str)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(script: str) -> None:
    read_linked_data([script])
