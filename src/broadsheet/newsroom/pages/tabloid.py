# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""A tabloid: boxes between the paragraphs, everything in nested div elements, dates in OpenGraph."""

from __future__ import annotations

from broadsheet.newsroom.pages.parts import article_times, each, head, json_ld, links, open_graph, second_link
from broadsheet.newsroom.pages.view import ArticleView, ListView, SiteView

_STYLE = ".t-nav__i,.t-card{display:inline-block;padding:.3em} .t-card{width:11rem} .t-h1{font:900 2.4rem sans-serif} .t-ad{background:#ffd;text-align:center} .t-wrap{max-width:760px;margin:auto}"


def _top(site: SiteView) -> str:
    words = site.words
    menu = links(site.sections, '<div class="t-nav__i"><a href="{0.url}">{0.title}</a></div>')
    return f"""<body><div class="t-consent"><div><div>{words["cookies"]}</div><div class="btn">{words["accept"]}</div></div></div>
<div class="t-page"><div class="t-head"><div class="t-logo"><a href="{site.home}">{site.name}</a></div><div class="t-nav">{menu}</div>
<div class="t-login">{words["sign_in"]} · {words["search"]}</div></div><div class="t-wrap">
"""


def _bottom(view: ArticleView | ListView) -> str:
    site, words = view.site, view.site.words
    return f"""</div><div class="t-side"><div class="t-rank"><div class="t-rank__h">{words["most_read"]}</div>
{links(view.most_read, '<div class="t-rank__i"><a href="{0.url}">{0.title}</a></div>')}</div></div>
<div class="t-foot"><a href="{site.about}">{words["about"]}</a> <a href="{site.about}">{words["contact"]}</a> © {site.name}
{words["all_rights"]}</div></div></body></html>
"""


def _text(view: ArticleView) -> str:
    """The paragraphs, each in a box of its own, with what sells in between."""
    words = view.site.words
    teaser = links(view.related[:1], '<a href="{0.url}">{0.title}</a>')
    between = [
        f'<div class="t-ad"><div class="t-ad__l">{words["advertisement"]}</div></div>',
        f'<div class="t-inline">{words["read_more"]}: {teaser}</div>',
        f'<div class="t-letter"><div>{words["newsletter"]}</div></div>',
    ]
    parts: list[str] = []
    in_list = False
    for place, (kind, text) in enumerate(view.blocks):
        if kind == "li" and not in_list:
            parts.append('<ul class="t-list">')
        if kind != "li" and in_list:
            parts.append("</ul>")
        in_list = kind == "li"
        template = {
            "p": '<div class="t-p"><p>{0}</p></div>',
            "h2": '<div class="t-sub"><h2>{0}</h2></div>',
            "blockquote": '<div class="t-quote"><blockquote>{0}</blockquote></div>',
            "li": "<li>{0}</li>",
        }[kind]
        parts.append(template.format(text))
        if place % 3 == 1 and not in_list and place // 3 < len(between):
            parts.append(between[place // 3])
    if in_list:
        parts.append("</ul>")
    return "\n".join(parts)


def render_article(view: ArticleView) -> str:
    """The article's page."""
    words = view.site.words
    picture = f"""<div class="t-media"><img src="{view.picture}" data-src="{view.picture}" alt="{view.caption}">
<div class="t-media__c">{view.caption}</div></div>"""
    author = f'<div class="t-author"><span>{words["by"]}</span> <span class="t-author__n">{view.author}</span></div>'
    author_box = f'<div class="t-about"><img src="{view.site.logo}" alt=""><div>{view.author}</div><div>{view.site.name}</div></div>'
    updated = f" · {words['updated']} {view.updated}" if view.updated else ""
    comments = each('<div class="t-c"><div class="t-c__u">{0[0]}</div><div>{0[1]}</div></div>', view.comments)
    extra = open_graph(view) + article_times(view) + second_link(view)
    if view.paywalled:  # then search engines must be told
        extra += json_ld(view)
    if view.author:
        extra += f'<meta name="author" content="{view.author}">\n'
    paywall = f'<div class="t-plus"><div>{words["subscribe"]}</div></div>' if view.paywalled else ""
    cards = (
        '<div class="t-card"><a href="{0.url}"><img src="{0.picture}" alt=""><span>{0.title}</span></a></div>'
    )
    return f"""{head(view, extra, _STYLE)}{_top(view.site)}<div class="t-article"><div class="t-kick">{view.section.title}</div>
<div class="t-head1"><h1 class="t-h1">{view.title}</h1></div>
<div class="t-meta">{author if view.author else ""}<div class="t-time">{view.published}{updated}</div></div>
<div class="t-share"><div>{words["share"]}</div><div>{words["share"]}</div></div>
{picture if view.picture else ""}<div class="t-intro"><p><b>{view.standfirst}</b></p></div>
<div class="t-body">
{_text(view)}
</div>{paywall}<div class="t-src">{view.credit}</div>
{author_box if view.author else ""}<div class="t-tags">{each("<span>#{0}</span> ", view.tags)}</div>
<div class="t-more"><div class="t-more__h">{words["related"]}</div>{links(view.related, cards)}</div>
<div class="t-comments"><div>{words["comments"]}</div>{comments or words["no_comments"]}</div></div>
{_bottom(view)}"""


def render_list(view: ListView) -> str:
    """The home page or a section's."""
    teaser = '<div class="t-teaser"><a href="{0.url}"><div class="t-teaser__t">{0.title}</div></a><div>{0.date}</div></div>\n'
    return f"""{head(view, style=_STYLE)}{_top(view.site)}<div class="t-list"><div class="t-h1">{view.title}</div>
{each("<p>{0}</p>", view.paragraphs)}{links(view.links, teaser)}{view.older}</div>
{_bottom(view)}"""
