# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""A news agency's text service: old-fashioned tables, no metadata; the date stands only in the text."""

from __future__ import annotations

from broadsheet.newsroom.pages.parts import blocks, each, head, links
from broadsheet.newsroom.pages.view import ArticleView, ListView, SiteView


def _top(site: SiteView) -> str:
    menu = links(site.sections, '<a href="{0.url}">{0.title}</a> | ')
    return f"""<body bgcolor="#ffffff"><table width="100%" cellpadding="4" border="0"><tr><td colspan="2" class="top">
<a href="{site.home}"><b>{site.name}</b></a> <small>{site.tagline}</small></td></tr>
<tr><td colspan="2" class="nav">{menu}<a href="{site.about}">{site.words["contact"]}</a></td></tr><tr><td width="70%" valign="top">
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    return f"""</td><td valign="top" class="right"><b>{words["most_read"]}</b><br>
{links(view.most_read, '<a href="{0.url}">{0.title}</a><br>')}<br><center>{words["advertisement"]}</center></td></tr>
<tr><td colspan="2" class="bottom"><font size="1">© {site.name}. {words["all_rights"]} {words["cookies"]}</font></td></tr></table>
</body></html>
"""


def render_article(view: ArticleView) -> str:
    """The article's page. Paragraphs are not closed, as was the custom."""
    words = view.site.words
    updated = f"<br>{words['updated']} {view.updated}" if view.updated else ""
    picture = f"""<table align="right" width="320"><tr><td><img src="{view.picture}" width="320" alt=""></td></tr>
<tr><td class="caption"><small>{view.caption}</small></td></tr></table>"""
    author = f'<div class="by">{words["by"]} {view.author}</div>' if view.author else ""
    description = f'<meta name="description" content="{view.standfirst}">\n' if view.standfirst else ""
    keywords = f'<meta name="keywords" content="{", ".join(view.tags)}">\n' if view.tags else ""
    paywall = f"<p><i>{words['subscribe']}</i>" if view.paywalled else ""
    return f"""{head(view, description + keywords, feeds=1)}{_top(view.site)}<font size="1">{view.section.title}</font>
<h1>{view.title}</h1><div class="when">{view.published}{updated}</div>{author}
{picture if view.picture else ""}<p class="first"><b>{view.standfirst}</b>
<!-- text -->
{blocks(view, "<p>{0}", "<blockquote>{0}</blockquote>", wrap_list=False)}
<!-- /text -->{paywall}
<p class="sig">{view.credit}
<hr><b>{words["related"]}</b><ul>{links(view.related)}</ul>{each("[{0}] ", view.tags)}
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    row = '<tr><td nowrap><small>{0.date}</small></td><td><a href="{0.url}">{0.title}</a></td></tr>\n'
    return f"""{head(view, feeds=1)}{_top(view.site)}<h1>{view.title}</h1>{each("<p>{0}</p>", view.paragraphs)}
<table border="0">{links(view.links, row)}</table>{view.older}
{_bottom(view)}"""
