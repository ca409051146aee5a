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
    print(json.dumps({"articles": articles, "entries": entries, "stories": stories()}))


def stories() -> dict[str, object]:
    """Which articles are together, and what of their counts does not agree with the rows."""
    from collections import Counter

    from broadsheet.store.models import Article, ArticleHashtag, Hashtag, Story, StoryArticle, Understanding

    together: dict[int, list[str]] = {}
    for story, address in StoryArticle.objects.values_list("story_id", "article__canonical_url"):
        together.setdefault(story, []).append(address)
    counts = {pk: len(addresses) for pk, addresses in together.items()}
    tags = Counter(ArticleHashtag.objects.values_list("hashtag_id", flat=True))
    # Not the category: of two feeds that name different ones, the first to bring the article counts.
    understood = Understanding.objects.values_list("article__canonical_url", "content_hash", "error_code")
    return {
        "together": sorted(sorted(addresses) for addresses in together.values()),
        "waiting": Article.objects.exclude(state=Article.State.GROUPED).count(),
        "miscounted": [
            story.public_id
            for story in Story.objects.all()
            if story.articles != counts.get(story.pk, 0) or (story.articles and story.headline_id is None)
        ],
        "merged_with_articles": Story.objects.filter(merged_into__isnull=False, pk__in=counts).count(),
        "hashtags_miscounted": [tag.key for tag in Hashtag.objects.all() if tag.articles != tags[tag.pk]],
        "understood": sorted(map(list, understood)),
    }


if __name__ == "__main__":
    main()
