# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""A magazine: wide pictures, the day alone without the time, a drop capital, JSON-LD."""

from __future__ import annotations

from broadsheet.newsroom.pages.parts import blocks, each, head, json_ld, links, open_graph, second_link
from broadsheet.newsroom.pages.view import ArticleView, ListView, SiteView

_STYLE = ".entry-content p:first-child::first-letter{font-size:3em;float:inline-start} .menu li{display:inline;padding:0 .6em} .post{max-width:38rem;margin:auto}"


def _top(site: SiteView) -> str:
    menu = links(
        site.sections, '<li class="menu-item menu-item-type-taxonomy"><a href="{0.url}">{0.title}</a></li>'
    )
    return f"""<body class="single single-post wp-embed-responsive"><div id="page" class="site">
<a class="skip-link screen-reader-text" href="#content">{site.words["read_more"]}</a>
<header id="masthead" class="site-header"><p class="site-title"><a href="{site.home}" rel="home">{site.name}</a></p>
<p class="site-description">{site.tagline}</p><nav id="site-navigation"><ul class="menu">{menu}</ul></nav></header>
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    return f"""<aside id="secondary" class="widget-area"><section class="widget widget_popular"><h2>{words["most_read"]}</h2>
<ul>{links(view.most_read)}</ul></section><section class="widget widget_newsletter"><p>{words["newsletter"]}</p></section>
<section class="widget widget_ad"><div class="adsbygoogle-like">{words["advertisement"]}</div></section></aside>
<footer id="colophon" class="site-footer"><a href="{site.about}">{words["about"]}</a> <a href="{site.about}">{words["privacy"]}</a>
<div class="site-info">© {site.name} {words["all_rights"]}</div></footer></div>
<div id="cookie-notice" role="dialog"><span>{words["cookies"]}</span><a href="#" id="cn-accept-cookie">{words["accept"]}</a></div>
</body></html>
"""


def render_article(view: ArticleView) -> str:
    """The article's page."""
    words = view.site.words
    author = f"""<span class="byline">{words["by"]} <span class="author vcard"><a class="url fn n" href="{view.author_url}">
{view.author}</a></span></span>"""
    picture = f"""<figure class="post-thumbnail wp-caption"><img class="attachment-large wp-post-image" src="{view.picture}"
alt="{view.caption}"><figcaption class="wp-caption-text">{view.caption}</figcaption></figure>"""
    comments = each(
        '<li class="comment"><cite class="fn">{0[0]}</cite><div class="comment-content"><p>{0[1]}</p></div></li>',
        view.comments,
    )
    author_box = f"""<div class="author-box"><img class="avatar" src="{view.site.logo}" alt=""><h4>{view.author}</h4>
<p>{view.site.tagline}</p></div>"""
    paywall = f'<div class="memberful-paywall"><p>{words["subscribe"]}</p></div>' if view.paywalled else ""
    updated = f'<time class="updated">{words["updated"]} {view.updated}</time>' if view.updated else ""
    extra = open_graph(view) + json_ld(view) + second_link(view)
    related = '<div class="jp-relatedposts-post"><a href="{0.url}"><img src="{0.picture}" alt="">{0.title}</a></div>'
    return f"""{head(view, extra, _STYLE)}{_top(view.site)}<div id="content"><main id="primary" class="site-main">
<article id="post-{view.published_epoch % 100000}" class="post type-post status-publish hentry">
<header class="entry-header"><span class="cat-links"><a rel="category tag" href="{view.section.url}">{view.section.title}</a></span>
<h1 class="entry-title">{view.title}</h1><div class="entry-excerpt"><p>{view.standfirst}</p></div>
<div class="entry-meta">{author if view.author else ""} <span class="posted-on">{view.published}</span> {updated}
<span class="reading-time">{view.reading_time}</span></div></header>
{picture if view.picture else ""}
<div class="entry-content">
{blocks(view, quotation='<blockquote class="wp-block-quote"><p>{0}</p></blockquote>')}
<div class="sharedaddy sd-sharing"><h3 class="sd-title">{words["share"]}</h3></div>
<div class="jp-relatedposts"><h3>{words["related"]}</h3>{links(view.related, related)}</div>
</div>{paywall}
<footer class="entry-footer"><p class="source-credit">{view.credit}</p>
<span class="tags-links">{each('<a rel="tag" href="#">{0}</a> ', view.tags)}</span></footer></article>
{author_box if view.author else ""}
<div id="comments" class="comments-area"><h2>{words["comments"]}</h2><ol class="comment-list">{comments}</ol></div>
</main></div>
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    teaser = """<article class="post hentry"><h2 class="entry-title"><a href="{0.url}" rel="bookmark">{0.title}</a></h2>
<div class="entry-summary"><p>{0.standfirst}</p></div><span class="posted-on">{0.date}</span></article>
"""
    return f"""{head(view, style=_STYLE)}{_top(view.site)}<div id="content"><main id="primary"><h1 class="page-title">{view.title}</h1>
{each("<p>{0}</p>", view.paragraphs)}{links(view.links, teaser)}{view.older}</main></div>
{_bottom(view)}"""
