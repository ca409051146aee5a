"""Prints all that readers see of the articles in the database, without ids and times of gathering."""

from __future__ import annotations

import json

from broadsheet.cli._django import start_django


def main() -> None:
    start_django()
    from broadsheet.store.models import Article, Entry

    articles = {}
    for article in Article.objects.select_related("publisher").prefetch_related("revisions", "pictures"):
        articles[article.canonical_url] = {
            "publisher": article.publisher.key,
            "title": article.title,
            "text": article.text,
            "html": article.html,
            "authors": article.authors,
            "language": article.language,
            "published": str(article.published_at),
            "from": article.text_from,
            "revisions": [[revision.title, revision.text] for revision in article.revisions.all()],
            "pictures": [picture.url for picture in article.pictures.all()],
            "pages": sorted(article.pages.values_list("url", flat=True)),
        }
    entries = sorted(Entry.objects.values_list("feed__url", "key", "content_hash"))
    print(json.dumps({"articles": articles, "entries": entries}))


if __name__ == "__main__":
    main()
