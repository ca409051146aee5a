# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""A newspaper of the 2000s: tables of boxes, ids, JSON-LD added later."""

from __future__ import annotations

from broadsheet.newsroom.pages.parts import (
    article_times,
    blocks,
    each,
    head,
    json_ld,
    links,
    open_graph,
    second_link,
)
from broadsheet.newsroom.pages.view import ArticleView, ListView, SiteView

_STYLE = "#wrap{max-width:1000px;margin:auto} #main{float:inline-start;width:64%} #side{float:inline-end;width:30%} #menu li{display:inline;padding:0 .6em} .ad{background:#eee}"


def _top(site: SiteView) -> str:
    words = site.words
    menu = links(site.sections, '<li class="menu-item"><a href="{0.url}">{0.title}</a></li>')
    return f"""<body>
<div id="cookie-banner" class="cookie"><p>{words["cookies"]}</p><button>{words["accept"]}</button></div>
<div id="wrap"><div id="header"><a href="{site.home}"><img src="{site.logo}" alt="{site.name}" width="64"></a>
<div class="slogan">{site.tagline}</div></div>
<ul id="menu"><li><a href="{site.home}">{words["home"]}</a></li>{menu}</ul>
<div class="ad ad-top"><span>{words["advertisement"]}</span></div>
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    return f"""<div id="side"><div class="box most-read"><h3>{words["most_read"]}</h3><ol>{links(view.most_read)}</ol></div>
<div class="ad ad-side"><span>{words["advertisement"]}</span></div>
<div class="box newsletter"><p>{words["newsletter"]}</p><form><input type="email" name="e"><button>OK</button></form></div></div>
<div id="footer" style="clear:both"><a href="{site.about}">{words["about"]}</a> | <a href="{site.about}">{words["contact"]}</a> |
<a href="{site.about}">{words["privacy"]}</a><p>© {site.name}. {words["all_rights"]}</p></div></div>
</body></html>
"""


def render_article(view: ArticleView) -> str:
    """The article's page."""
    words = view.site.words
    byline = (
        f'<div class="author">{words["by"]} <a rel="author" href="{view.author_url}">{view.author}</a></div>'
    )
    updated = f' <span class="upd">({words["updated"]}: {view.updated})</span>' if view.updated else ""
    picture = f'<div class="pic"><img src="{view.picture}" alt="{view.caption}"><div class="cap">{view.caption}</div></div>'
    comments = each('<div class="comment"><b>{0[0]}</b><p>{0[1]}</p></div>', view.comments)
    extra = open_graph(view) + article_times(view) + json_ld(view) + second_link(view)
    tags = ", ".join(f'<a href="{view.section.url}">{tag}</a>' for tag in view.tags)
    paywall = f'<div class="paywall"><p>{words["subscribe"]}</p></div>' if view.paywalled else ""
    return f"""{head(view, extra, _STYLE)}{_top(view.site)}<div id="main">
<div class="crumbs"><a href="{view.site.home}">{words["home"]}</a> » <a href="{view.section.url}">{view.section.title}</a></div>
<h1 class="headline">{view.title}</h1>
<div class="lead">{view.standfirst}</div>
{byline if view.author else ""}<div class="date">{view.published}{updated}</div>
<div class="share"><a href="#fb">{words["share"]}</a> <a href="#tw">{words["share"]}</a></div>
{picture if view.picture else ""}
<div class="article-text" id="article-text">
{blocks(view)}
</div>{paywall}
<p class="credit">{view.credit}</p>
<div class="tags">{tags}</div>
<div class="box related"><h3>{words["related"]}</h3><ul>{links(view.related)}</ul></div>
<div id="comments"><h3>{words["comments"]}</h3>{comments or words["no_comments"]}</div>
</div>
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    teaser = '<div class="teaser"><h2><a href="{0.url}">{0.title}</a></h2><p>{0.standfirst}</p><span>{0.date}</span></div>\n'
    return f"""{head(view, style=_STYLE)}{_top(view.site)}<div id="main"><h1>{view.title}</h1>
{each("<p>{0}</p>", view.paragraphs)}{links(view.links, teaser)}{view.older}</div>
{_bottom(view)}"""
