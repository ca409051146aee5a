"""Articles keep their structure and lose the furniture around them, in every script."""

from __future__ import annotations

import copy

import lxml.html
import pytest

from broadsheet.extract.decode import parse_page
from broadsheet.extract.text import extract_text
from broadsheet.extract.texttypes import ArticleText, PageSignals
from tests.extract.newspages import ENGLISH, STORIES, Story, news_page

URL = "https://news.example/2026/harbour"


def extract(story: Story) -> ArticleText:
    signals = PageSignals(title=story.title, description=story.standfirst, language=story.language)
    return extract_text(parse_page(news_page(story)), URL, signals)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
class TestEveryScript:
    def test_the_article_is_kept_in_reading_order(self, story: Story) -> None:
        found = extract(story).text
        first, second, third, fourth = story.paragraphs
        parts = [
            story.standfirst, first, second, story.quote, third, story.heading, *story.items, fourth,
        ]  # fmt: skip
        assert found == "\n\n".join(parts)

    def test_nothing_of_the_furniture_is_in_text_or_html(self, story: Story) -> None:
        found = extract(story)
        for phrase in (*story.furniture, "tracker", "color: red"):
            assert phrase not in found.text
            assert phrase not in found.html

    def test_the_html_has_the_structure_of_the_article(self, story: Story) -> None:
        tree = lxml.html.fragment_fromstring(extract(story).html, create_parent="div")
        assert [h.text for h in tree.iter("h2")] == [story.heading]
        assert tuple(item.text for item in tree.xpath("./ul/li")) == story.items
        assert tree.xpath("string(./blockquote/p)") == story.quote

    def test_a_caption_is_kept_with_its_picture_and_not_in_the_text(self, story: Story) -> None:
        found = extract(story)
        assert story.caption not in found.text
        assert [(f.url, f.caption, f.width) for f in found.figures] == [
            ("https://news.example/pictures/hall.jpg", story.caption, 1200)
        ]
        tree = lxml.html.fragment_fromstring(found.html, create_parent="div")
        assert tree.xpath("string(./figure/figcaption)") == story.caption
        assert [b.text for b in found.blocks if b.kind == "caption"] == [story.caption]


def test_the_same_page_gives_the_same_answer_and_is_left_as_it_was() -> None:
    tree = parse_page(news_page(ENGLISH))
    before = lxml.html.tostring(copy.deepcopy(tree))
    first = extract_text(tree, URL, PageSignals(title=ENGLISH.title))
    assert extract_text(tree, URL, PageSignals(title=ENGLISH.title)) == first
    assert lxml.html.tostring(tree) == before


def test_links_become_absolute_and_emphasis_stays() -> None:
    page = news_page(ENGLISH).replace(
        "Traders had asked",
        '<a href="../traders?x=1&amp;y=2" onclick="steal()">Traders</a> <b>had</b> <i>asked</i>',
    )
    html = extract_text(parse_page(page), URL, PageSignals()).html
    assert 'href="https://news.example/traders?x=1&amp;y=2"' in html
    assert "<strong>had</strong> <em>asked</em>" in html
    assert "steal" not in html


def test_the_base_element_decides_where_links_lead() -> None:
    page = news_page(ENGLISH).replace("<head>", '<head><base href="https://pictures.example/a/">')
    figures = extract_text(parse_page(page), URL, PageSignals(title=ENGLISH.title)).figures
    assert figures[0].url == "https://pictures.example/pictures/hall.jpg"


def test_a_paragraph_that_the_page_repeats_is_given_once() -> None:
    again = f"<p>{ENGLISH.paragraphs[0]}</p>"
    page = news_page(ENGLISH).replace(again, again + again)
    text = extract_text(parse_page(page), URL, PageSignals(title=ENGLISH.title)).text
    assert text.count(ENGLISH.paragraphs[0]) == 1


def test_two_line_breaks_make_two_paragraphs_and_one_does_not() -> None:
    first, second, third, fourth = ENGLISH.paragraphs
    page = f"<h1>{ENGLISH.title}</h1><div>{first}<br><br>{second}<br> <br>{third}<br>{fourth}</div>"
    found = extract_text(parse_page(page), URL, PageSignals(title=ENGLISH.title))
    assert [block.text for block in found.blocks] == [first, second, f"{third} {fourth}"]
    assert f"{third}<br> {fourth}" in found.html


def test_the_largest_version_of_a_lazy_picture_is_given() -> None:
    page = news_page(ENGLISH).replace(
        '<img src="/pictures/hall.jpg"',
        '<img src="data:image/gif;base64,R0" data-srcset="/s.jpg 320w, /l.jpg 1600w, /m.jpg 800w"',
    )
    figures = extract_text(parse_page(page), URL, PageSignals(title=ENGLISH.title)).figures
    assert [figure.url for figure in figures] == ["https://news.example/l.jpg"]


def test_readers_comments_are_not_the_article() -> None:
    remarks = "".join(
        f'<li class="comment"><p>I have lived in Westhaven for {n} years and the hall was always small for'
        " the number of people who come to it on a Saturday morning, whatever the council says.</p></li>"
        for n in range(30, 60)
    )
    page = news_page(ENGLISH).replace(
        "</article>", f'<section id="comments"><ol class="comment-list">{remarks}</ol></section></article>'
    )
    found = extract_text(parse_page(page), URL, PageSignals(title=ENGLISH.title))
    assert "I have lived" not in found.text
    assert all(paragraph in found.text for paragraph in ENGLISH.paragraphs)


def test_an_article_about_comments_is_not_taken_for_comments() -> None:
    page = news_page(ENGLISH).replace('<article class="story">', '<article id="comments" class="comments">')
    found = extract_text(parse_page(page), URL, PageSignals(title=ENGLISH.title))
    assert all(paragraph in found.text for paragraph in ENGLISH.paragraphs)


def test_a_page_that_needs_its_scripts_gives_the_text_it_states() -> None:
    body = "\n".join(ENGLISH.paragraphs)
    found = extract_text(parse_page("<div id=app>Loading</div>"), URL, PageSignals(article_body=body))
    assert found.text == "\n\n".join(ENGLISH.paragraphs)
    assert found.html.count("<p>") == 4


def test_a_data_table_keeps_its_rows() -> None:
    rows = "".join(
        f"<tr><td>{town}</td><td>{rent} euros a month</td></tr>"
        for town, rent in (("Westhaven", 410), ("Eastmouth", 380), ("Northport", 365))
    )
    page = news_page(ENGLISH).replace(
        f"<h2>{ENGLISH.heading}</h2>", f"<table>{rows}</table><h2>{ENGLISH.heading}</h2>"
    )
    found = extract_text(parse_page(page), URL, PageSignals(title=ENGLISH.title))
    assert "<tr><td>Eastmouth</td><td>380 euros a month</td></tr>" in found.html
    assert "Eastmouth\t380 euros a month" in found.text


@pytest.mark.parametrize("page", ["<p></p>", "<html></html>", "<nav><a href=/>Home</a></nav>", "x"])
def test_a_page_without_an_article_has_no_text(page: str) -> None:
    found = extract_text(parse_page(page), URL, PageSignals())
    assert (found.text, found.html, found.blocks, found.score) == ("", "", (), 0.0)
