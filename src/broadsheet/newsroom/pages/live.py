# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""An online portal: classes made by a compiler, times as epoch seconds, state of the page in a script."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from broadsheet.newsroom.pages.parts import blocks, each, head, json_ld, links, open_graph, second_link
from broadsheet.newsroom.pages.view import ArticleView, ListView, SiteView

_STYLE = "[role=navigation] a,[role=complementary] a{display:inline-block;padding:.3em}"


def _namer(site: SiteView) -> Callable[[str], str]:
    """Class names as style compilers make them: meaningless, and others on every site."""
    return lambda part: f"css-{zlib.crc32(f'{site.key} {part}'.encode()):x}"


def _top(site: SiteView) -> str:
    words, name = site.words, _namer(site)
    return f"""<body><div id="root"><div class="{name("bar")}"><a href="{site.home}" class="{name("logo")}">{site.name}</a>
<div class="{name("nav")}" role="navigation">{links(site.sections, '<a href="{0.url}">{0.title}</a>')}</div>
<div class="{name("live")}">● {words["live"]}</div></div>
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    name = _namer(site)
    return f"""<div class="{name("rail")}" role="complementary"><span>{words["most_read"]}</span>
{links(view.most_read, '<a href="{0.url}"><span>{0.title}</span></a>')}<div data-ad="rail">{words["advertisement"]}</div></div>
<div class="{name("foot")}">{site.name} {words["all_rights"]} <a href="{site.about}">{words["about"]}</a></div>
<div class="{name("cmp")}" data-nosnippet><p>{words["cookies"]}</p><button>{words["accept"]}</button></div></div>
<script>window.__STATE__={{"site":"{site.key}","ads":["top","rail"],"ab":{{"paywall":"b"}}}}</script></body></html>
"""


def render_article(view: ArticleView) -> str:
    """The article's page; of a live blog, each paragraph is an entry."""
    site, words = view.site, view.site.words
    name = _namer(site)
    paragraph = f'<p class="{name("p")}">{{0}}</p>'
    if view.kind == "live-blog":
        paragraph = f'<div class="{name("entry")} liveblog-entry"><p>{{0}}</p></div>'
    picture = f"""<div class="{name("hero")}"><picture><source srcset="{view.picture}"><img src="{view.picture}" alt="{view.caption}">
</picture><span class="{name("cap")}">{view.caption}</span></div>"""
    if view.kind == "video":
        picture = f'<div class="{name("player")}"><video controls poster="{view.picture}"></video></div>'
    updated = (
        f'<span data-ts="{view.published_epoch}">{words["updated"]} {view.updated}</span>'
        if view.updated
        else ""
    )
    author = (
        f'<span class="{name("by")}">{words["by"]} <span>{view.author}</span></span>' if view.author else ""
    )
    comments = each("<div><i>{0[0]}</i><p>{0[1]}</p></div>", view.comments)
    paywall = f'<div class="{name("wall")}">{words["subscribe"]}</div>' if view.paywalled else ""
    extra = open_graph(view) + json_ld(view) + second_link(view)
    return f"""{head(view, extra, _STYLE, feeds=1)}{_top(site)}<div class="{name("grid")}"><div class="{name("col")}" role="main">
<div class="{name("eyebrow")}"><a href="{view.section.url}">{view.section.title}</a></div>
<h1 class="{name("h1")}">{view.title}</h1><div class="{name("meta")}">{author}
<span data-timestamp="{view.published_epoch}">{view.published}</span> {updated} <span>{view.reading_time}</span></div>
<div class="{name("share")}"><button>{words["share"]}</button><button>{words["comments"]}</button></div>
{picture if view.picture or view.kind == "video" else ""}<h2 class="{name("dek")}">{view.standfirst}</h2>
<div class="{name("story")}" data-component="text">
{blocks(view, paragraph)}
</div>{paywall}<div class="{name("credit")}">{view.credit}</div>
<div class="{name("chips")}">{each("<a href='#'>{0}</a>", view.tags)}</div>
<div class="{name("next")}"><span>{words["related"]}</span>
{links(view.related, '<a href="{0.url}"><img src="{0.picture}" alt=""><span>{0.title}</span><span>{0.date}</span></a>')}</div>
<div class="{name("talk")}">{words["comments"]} {comments or words["no_comments"]}</div>
</div></div>
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    name = _namer(view.site)
    card = f'<div class="{name("card")}"><a href="{{0.url}}">{{0.title}}</a><span>{{0.date}}</span></div>\n'
    return f"""{head(view, style=_STYLE, feeds=1)}{_top(view.site)}<div class="{name("grid")}"><h1>{view.title}</h1>
{each("<p>{0}</p>", view.paragraphs)}{links(view.links, card)}{view.older}</div>
{_bottom(view)}"""
