"""The summary stands above the text; a text that begins with it does not say it twice."""

from __future__ import annotations

from broadsheet.read.views.article import without_standfirst


def test_the_standfirst_is_shown_once() -> None:
    html = "<p>Six  villages &amp; one school.</p><p>The water rose.</p>"
    assert without_standfirst(html, "Six villages & one school.") == "<p>The water rose.</p>"
    assert without_standfirst(html, "Another summary.") == html
    assert without_standfirst("", "") == ""
