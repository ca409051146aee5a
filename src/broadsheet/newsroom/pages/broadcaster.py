# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""A broadcaster: sections of one component each, JSON-LD, programmes around the text."""

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

_STYLE = ".global-nav li{display:inline;padding:0 .6em} .ssrcss{max-width:45rem;margin:auto} [data-block]{margin:1rem 0}"


def _top(site: SiteView) -> str:
    words = site.words
    menu = links(site.sections, '<li role="listitem"><a href="{0.url}"><span>{0.title}</span></a></li>')
    return f"""<body><div role="region" class="cookies-prompt"><h2>{words["privacy"]}</h2><p>{words["cookies"]}</p>
<ul><li><button>{words["accept"]}</button></li></ul></div><header class="global-nav"><a href="{site.home}">{site.name}</a>
<nav class="global-nav__local"><ul role="list">{menu}</ul></nav>
<section class="on-air"><b>{words["live"]}</b> <span>{site.tagline}</span></section></header>
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    return f"""<section class="top-stories" aria-labelledby="mr"><h2 id="mr">{words["most_read"]}</h2>
<ol>{links(view.most_read)}</ol></section><footer class="global-footer"><nav><a href="{site.about}">{words["about"]}</a>
<a href="{site.about}">{words["contact"]}</a> <a href="{site.about}">{words["privacy"]}</a></nav>
<p>© {site.name}. {words["all_rights"]}</p></footer></body></html>
"""


def render_article(view: ArticleView) -> str:
    """The article's page."""
    words = view.site.words
    picture = f"""<div data-block="image"><figure><div class="img-wrap"><img src="{view.picture}" alt="{view.caption}">
</div><figcaption><span class="visually-hidden">{words["photo"]}, </span>{view.caption}</figcaption></figure></div>"""
    if view.kind == "video":
        picture = f"""<div data-block="media" class="media-player"><video controls poster="{view.picture}"></video>
<p>{words["video"]}: {view.caption}</p></div>"""
    author = f"""<div data-block="byline"><div class="contributor"><p>{words["by"]} <strong>{view.author}</strong></p>
<p class="role">{view.site.name}</p></div></div>"""
    updated = (
        f'<li>{words["updated"]} <time datetime="{view.updated_iso}">{view.updated}</time></li>'
        if view.updated
        else ""
    )
    comments = each("<li><b>{0[0]}</b><p>{0[1]}</p></li>", view.comments)
    label = words["opinion"] if view.opinion else words["live"] if view.kind == "live-blog" else ""
    extra = open_graph(view) + article_times(view) + json_ld(view) + second_link(view)
    subscribe = f'<div data-block="sign-in"><p>{words["subscribe"]}</p></div>' if view.paywalled else ""
    paragraph = '<div data-block="text"><div class="rich-text"><p>{0}</p></div></div>'
    related = '<li class="promo"><a href="{0.url}"><h3>{0.title}</h3></a><p>{0.standfirst}</p></li>'
    return f"""{head(view, extra, _STYLE)}{_top(view.site)}<main id="main-content" class="ssrcss"><article>
<header data-block="headline"><span class="label">{label}</span><h1 id="main-heading" tabindex="-1">{view.title}</h1></header>
<div data-block="metadata"><ul><li>{words["published"]} <time datetime="{view.published_iso}">{view.published}</time></li>{updated}
<li><a href="{view.section.url}">{view.section.title}</a></li></ul><button class="share">{words["share"]}</button></div>
{author if view.author else ""}{picture if view.picture or view.kind == "video" else ""}
<div data-block="text" class="intro"><p><b>{view.standfirst}</b></p></div>
{blocks(view, paragraph)}
{subscribe}<div data-block="credit"><p>{view.credit}</p></div>
<section data-block="topics"><ul>{each("<li><a href='#'>{0}</a></li>", view.tags)}</ul></section></article></main>
<section class="related-links"><h2>{words["related"]}</h2><ul>{links(view.related, related)}</ul></section>
<section class="comments"><h2>{words["comments"]}</h2><ul>{comments}</ul></section>
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    promo = '<li class="promo"><a href="{0.url}"><h3>{0.title}</h3></a><p>{0.standfirst}</p><span>{0.date}</span></li>\n'
    return f"""{head(view, style=_STYLE)}{_top(view.site)}<main class="ssrcss"><h1>{view.title}</h1>
{each("<p>{0}</p>", view.paragraphs)}<ul role="list">{links(view.links, promo)}</ul>{view.older}</main>
{_bottom(view)}"""
