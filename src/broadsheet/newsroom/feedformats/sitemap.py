"""News sitemaps and plain sitemaps."""

from __future__ import annotations

from broadsheet.newsroom.feedformats.view import FeedView, add, new_root, to_bytes

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def render_news_sitemap(view: FeedView) -> bytes:
    """A news sitemap (sitemaps.org with the news extension): addresses, titles, dates."""
    names = {None: SITEMAP, "news": NEWS, "image": IMAGE}
    urlset = new_root(f"{{{SITEMAP}}}urlset", nsmap=names)
    for article in view.articles:
        url = add(urlset, f"{{{SITEMAP}}}url")
        add(url, f"{{{SITEMAP}}}loc", view.addresses.article(view.publisher, article))
        news = add(url, f"{{{NEWS}}}news")
        publication = add(news, f"{{{NEWS}}}publication")
        add(publication, f"{{{NEWS}}}name", view.publisher.name)
        add(publication, f"{{{NEWS}}}language", view.publisher.base_language)
        moment = article.published.replace(microsecond=0).isoformat()
        add(news, f"{{{NEWS}}}publication_date", moment)
        add(news, f"{{{NEWS}}}title", article.title)
        if article.tags:
            add(news, f"{{{NEWS}}}keywords", ", ".join(article.tags))
        if picture := view.picture(article):
            add(add(url, f"{{{IMAGE}}}image"), f"{{{IMAGE}}}loc", picture[0])
    return to_bytes(urlset)


def render_sitemap(addresses: list[str]) -> bytes:
    """A plain sitemap of pages (sitemaps.org)."""
    urlset = new_root(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for address in addresses:
        add(add(urlset, f"{{{SITEMAP}}}url"), f"{{{SITEMAP}}}loc", address)
    return to_bytes(urlset)
