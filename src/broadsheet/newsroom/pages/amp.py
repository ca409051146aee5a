# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""The second page of an article, for telephones (AMP or mobile): little but the text."""

from __future__ import annotations

from broadsheet.newsroom.pages.parts import blocks, json_ld
from broadsheet.newsroom.pages.view import ArticleView


def render_article(view: ArticleView) -> str:
    """The page; it names the article's own address as canonical."""
    site, words = view.site, view.site.words
    mark = " amp" if view.second_kind == "amp" else ""
    picture = f'<img src="{view.picture}" alt="{view.caption}">' if view.picture else ""
    if view.picture and mark:
        picture = f'<amp-img src="{view.picture}" width="960" height="540" layout="responsive"></amp-img>'
    paywall = f"<p>{words['subscribe']}</p>" if view.paywalled else ""
    return f"""<!doctype html>
<html{mark} lang="{site.language}" dir="{site.direction}"><head><meta charset="utf-8"><title>{view.title}</title>
<link rel="canonical" href="{view.url}"><meta name="viewport" content="width=device-width">
{json_ld(view)}</head><body><header><a href="{site.home}">{site.name}</a></header>
<main><article><h1>{view.title}</h1><p class="date">{view.published}</p><p class="author">{view.author}</p>{picture}
<p class="intro">{view.standfirst}</p>
{blocks(view)}
{paywall}<p class="credit">{view.credit}</p></article></main>
<footer><a href="{view.url}">{words["comments"]}</a></footer></body></html>
"""
