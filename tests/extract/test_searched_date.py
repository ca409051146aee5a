"""A date that stands in the text alone is found."""

from __future__ import annotations

from broadsheet.extract.article import extract_article

PAGE = """<html lang="en"><head><title>The seed bank opens</title></head>
<body><main><h1>The seed bank opens</h1>
<p>By Mara Tolland</p><div class="x">This page was last put together on 14 March 2023 at the office.</div>
<p>%s</p><p>%s</p></main></body></html>"""
TEXT = "The drawers of the seed bank are opened to farmers, who take what they will sow. " * 5


def test_a_date_in_the_text_alone_is_found() -> None:
    found = extract_article((PAGE % (TEXT, TEXT)).encode(), "https://courier.example/seed-bank")
    assert found.published is not None
    assert (found.published.date().isoformat(), found.published_has_time) == ("2023-03-14", False)
