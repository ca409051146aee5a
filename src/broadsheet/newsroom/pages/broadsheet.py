# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""A quality newspaper: semantic HTML5 with microdata."""

from __future__ import annotations

from broadsheet.newsroom.pages.parts import blocks, each, head, links, open_graph, second_link
from broadsheet.newsroom.pages.view import ArticleView, ListView, SiteView

_STYLE = "main{max-width:42rem;margin:auto} nav li{display:inline-block;margin-inline-end:1rem}"


def _top(site: SiteView) -> str:
    return f"""<body class="bs-body">
<header role="banner"><a class="masthead" href="{site.home}">{site.name}</a><p class="masthead__motto">{site.tagline}</p>
<nav aria-label="{site.words["home"]}"><ul>{links(site.sections)}</ul></nav></header>
<aside class="ad-slot" aria-label="{site.words["advertisement"]}"><small>{site.words["advertisement"]}</small></aside>
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    return f"""<aside class="rail"><section class="rail__most"><h2>{words["most_read"]}</h2><ol>{links(view.most_read)}</ol></section>
<section class="rail__letter"><p>{words["newsletter"]}</p><input type="email"></section></aside>
<footer role="contentinfo"><ul><li><a href="{site.about}">{words["about"]}</a></li><li><a href="{site.about}">{words["privacy"]}</a>
</li></ul><p>© {site.name}. {words["all_rights"]}</p></footer>
<dialog open class="consent"><p>{words["cookies"]}</p><button>{words["accept"]}</button></dialog>
</body></html>
"""


def render_article(view: ArticleView) -> str:
    """The article's page."""
    words = view.site.words
    updated = ""
    if view.updated:
        updated = f'<time itemprop="dateModified" datetime="{view.updated_iso}">{words["updated"]} {view.updated}</time>'
    author = f"""<address class="byline" itemprop="author" itemscope itemtype="https://schema.org/Person">{words["by"]}
<a rel="author" href="{view.author_url}"><span itemprop="name">{view.author}</span></a></address>"""
    picture = f"""<figure itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><img itemprop="url"
src="{view.picture}" alt="{view.caption}" loading="lazy"><figcaption>{view.caption}</figcaption></figure>"""
    paywall = f'<section class="barrier"><p>{words["subscribe"]}</p></section>' if view.paywalled else ""
    comments = each('<article class="comment"><header>{0[0]}</header><p>{0[1]}</p></article>', view.comments)
    free = '<meta itemprop="isAccessibleForFree" content="false">' if view.paywalled else ""
    return f"""{head(view, open_graph(view) + second_link(view), _STYLE)}{_top(view.site)}<main>
<article itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="mainEntityOfPage" content="{view.url}">{free}
<header><p class="kicker"><a itemprop="articleSection" href="{view.section.url}">{view.section.title}</a></p>
<h1 itemprop="headline">{view.title}</h1><p class="standfirst" itemprop="description">{view.standfirst}</p>
{author if view.author else ""}<time itemprop="datePublished" datetime="{view.published_iso}">{view.published}</time> {updated}
<span class="length">{view.reading_time}</span></header>
{picture if view.picture else ""}
<div class="body" itemprop="articleBody">
{blocks(view, quotation='<blockquote class="pull">{0}</blockquote>')}
</div>{paywall}
<footer><p class="source">{view.credit}</p><ul class="topics">{each('<li itemprop="keywords">{0}</li>', view.tags)}</ul>
<ul class="share" aria-label="{words["share"]}"><li><a href="#m">{words["share"]}</a></li></ul></footer></article>
<section class="onward"><h2>{words["related"]}</h2><ul>{links(view.related)}</ul></section>
<section class="discussion"><h2>{words["comments"]}</h2>{comments or words["no_comments"]}</section>
</main>
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    teaser = """<article class="card"><h3><a href="{0.url}">{0.title}</a></h3><p>{0.standfirst}</p><small>{0.date}</small></article>
"""
    return f"""{head(view, style=_STYLE)}{_top(view.site)}<main><h1>{view.title}</h1>
{each("<p>{0}</p>", view.paragraphs)}{links(view.links, teaser)}{view.older}</main>
{_bottom(view)}"""
