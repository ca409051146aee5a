"""The publishers' pages: one module a layout, each with its own markup.

A layout module has `render_article(view)` and `render_list(view)`. What they are given is escaped already
(`ArticleView`, `ListView`), so they only put it into place.
"""

from __future__ import annotations

from types import ModuleType

from broadsheet.newsroom.model import LayoutName
from broadsheet.newsroom.pages import (
    agency,
    amp,
    blog,
    broadcaster,
    broadsheet,
    classic,
    live,
    magazine,
    tabloid,
)
from broadsheet.newsroom.pages.view import ArticleView, ListView

__all__ = ["ArticleView", "ListView", "render_amp", "render_article", "render_list"]

_LAYOUTS: dict[LayoutName, ModuleType] = {
    "classic": classic,
    "broadsheet": broadsheet,
    "tabloid": tabloid,
    "live": live,
    "magazine": magazine,
    "agency": agency,
    "blog": blog,
    "broadcaster": broadcaster,
}


def render_article(view: ArticleView) -> str:
    """The page of an article in its publisher's layout."""
    page: str = _LAYOUTS[view.site.layout].render_article(view)
    return page


def render_list(view: ListView) -> str:
    """The home page, a section's page or a plain text page in the publisher's layout."""
    page: str = _LAYOUTS[view.site.layout].render_list(view)
    return page


def render_amp(view: ArticleView) -> str:
    """The article's second page, for telephones."""
    return amp.render_article(view)
