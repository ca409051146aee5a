# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""A small site by few people: plain HTML, a time element, almost no furniture."""

from __future__ import annotations

from broadsheet.newsroom.pages.parts import blocks, each, head, links, open_graph
from broadsheet.newsroom.pages.view import ArticleView, ListView, SiteView

_STYLE = "body{max-width:40rem;margin:auto}"


def _top(site: SiteView) -> str:
    return f"""<body><div class="h-card"><a class="p-name u-url" href="{site.home}">{site.name}</a> – {site.tagline}</div>
<p>{links(site.sections, '<a href="{0.url}">{0.title}</a> ')}</p>
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    return f"""<div class="sidebar"><h4>{words["most_read"]}</h4><ul>{links(view.most_read)}</ul></div>
<p class="newsletter">{words["newsletter"]}</p><p><a href="{site.about}">{words["about"]}</a></p></body></html>
"""


def render_article(view: ArticleView) -> str:
    """The article's page with microformats (microformats.org/wiki/h-entry)."""
    words = view.site.words
    author = f'<a class="p-author h-card" href="{view.author_url}">{view.author}</a>, ' if view.author else ""
    updated = (
        f', {words["updated"]} <time class="dt-updated" datetime="{view.updated_iso}">{view.updated}</time>'
    )
    picture = (
        f'<p><img class="u-photo" src="{view.picture}" alt="{view.caption}"><br><em>{view.caption}</em></p>'
    )
    comments = each('<div class="u-comment h-cite"><b>{0[0]}</b>: {0[1]}</div>', view.comments)
    tags = each('<a class="p-category" href="#">{0}</a> ', view.tags)
    return f"""{head(view, open_graph(view), _STYLE)}{_top(view.site)}<div class="h-entry">
<h1 class="p-name">{view.title}</h1>
<p class="meta">{author}<time class="dt-published" datetime="{view.published_iso}">{view.published}</time>{updated if view.updated else ""}</p>
<p class="p-summary"><em>{view.standfirst}</em></p>
{picture if view.picture else ""}<div class="e-content">
{blocks(view)}
</div>
<p class="via">{view.credit}</p>
{f"<p>{words['subscribe']}</p>" if view.paywalled else ""}<p class="tags">{tags}</p>
<a class="u-url" href="{view.url}">#</a></div>
<h3>{words["related"]}</h3><ul>{links(view.related)}</ul>
<h3>{words["comments"]}</h3>{comments or words["no_comments"]}
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    entry = '<div class="h-entry"><h2><a class="u-url p-name" href="{0.url}">{0.title}</a></h2><p>{0.standfirst}</p>{0.date}</div>\n'
    return f"""{head(view, style=_STYLE)}{_top(view.site)}<div class="h-feed"><h1>{view.title}</h1>
{each("<p>{0}</p>", view.paragraphs)}{links(view.links, entry)}{view.older}</div>
{_bottom(view)}"""
