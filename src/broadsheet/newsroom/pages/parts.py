"""What the layouts share: little, for sites differ. Everything given is escaped already."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.newsroom.model import BlockKind
from broadsheet.newsroom.pages.view import ArticleView, Link, ListView, SiteView
from broadsheet.newsroom.pictures import PICTURE_HEIGHT, PICTURE_WIDTH


def each(template: str, items: Iterable[object]) -> str:
    """The template once for each item; its fields are `{0.name}` or `{0}`."""
    return "".join(template.format(item) for item in items)


def blocks(
    view: ArticleView, paragraph: str = "<p>{0}</p>", quotation: str = "", wrap_list: bool = True
) -> str:
    """The article's text.

    Args:
        paragraph, quotation: templates of a block; `{0}` is its text.
        wrap_list: list items in a `ul`; otherwise each as a paragraph with a bullet, as old systems do.
    """
    templates: dict[BlockKind, str] = {
        "p": paragraph,
        "h2": "<h2>{0}</h2>",
        "blockquote": quotation or "<blockquote><p>{0}</p></blockquote>",
        "li": "<ul>\n<li>{0}</li>\n</ul>" if wrap_list else paragraph.replace("{0}", "• {0}"),
    }
    text = "\n".join(templates[kind].format(text) for kind, text in view.blocks)
    return text.replace("</ul>\n<ul>\n", "")


def feed_links(site: SiteView, limit: int = 20) -> str:
    """Feed autodiscovery."""
    return "".join(
        f'<link rel="alternate" type="{kind}" title="{title}" href="{url}">\n'
        for title, kind, url in site.feeds[:limit]
        if "sitemap" not in url
    )


def open_graph(view: ArticleView) -> str:
    """OpenGraph and Twitter cards (ogp.me)."""
    site = view.site
    picture = ""
    if view.picture:
        picture = (
            f'<meta property="og:image" content="{view.picture}">\n'
            f'<meta property="og:image:width" content="{PICTURE_WIDTH}">\n'
            f'<meta property="og:image:height" content="{PICTURE_HEIGHT}">\n'
        )
    return f"""<meta property="og:type" content="article">
<meta property="og:site_name" content="{site.name}">
<meta property="og:title" content="{view.title}">
<meta property="og:description" content="{view.standfirst}">
<meta property="og:url" content="{view.url}">
<meta property="og:locale" content="{site.language.replace("-", "_")}">
{picture}<meta name="twitter:card" content="summary_large_image">
"""


def article_times(view: ArticleView) -> str:
    """Dates, section and tags in OpenGraph's article vocabulary."""
    updated = (
        f'<meta property="article:modified_time" content="{view.updated_iso}">\n' if view.updated_iso else ""
    )
    tags = each('<meta property="article:tag" content="{0}">\n', view.tags)
    return (
        f'<meta property="article:published_time" content="{view.published_iso}">\n{updated}'
        f'<meta property="article:section" content="{view.section.title}">\n{tags}'
    )


def json_ld(view: ArticleView) -> str:
    """The article's JSON-LD as a script element."""
    return f'<script type="application/ld+json">{view.metadata}</script>\n'


def second_link(view: ArticleView) -> str:
    """The link to the AMP or mobile page."""
    if not view.second_url:
        return ""
    if view.second_kind == "amp":
        return f'<link rel="amphtml" href="{view.second_url}">\n'
    return f'<link rel="alternate" media="only screen and (max-width: 640px)" href="{view.second_url}">\n'


def head(view: ArticleView | ListView, extra: str = "", style: str = "", feeds: int = 20) -> str:
    """The page from the doctype to the start of the body, without the body's tag."""
    site = view.site
    title = view.title if view.title == site.name else f"{view.title} - {site.name}"
    return f"""<!DOCTYPE html>
<html lang="{site.language}" dir="{site.direction}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="canonical" href="{view.url}">
<link rel="icon" href="{site.logo}" type="image/png">
{feed_links(site, feeds)}{extra}<style>:root{{--c:{site.colour}}}
body{{font-family:Georgia,serif;line-height:1.5;max-width:70rem;margin:auto;padding:0 1rem}}
img{{max-width:100%;height:auto}} a{{color:var(--c)}} {style}</style>
</head>
"""


def links(items: Iterable[Link], template: str = '<li><a href="{0.url}">{0.title}</a></li>') -> str:
    """Links, each by the template."""
    return each(template, items)
