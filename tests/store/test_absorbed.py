"""Two articles that prove to be one: what was said of either is said of the one that stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadsheet.readers.models import Comment
from broadsheet.store.articles import put_articles
from broadsheet.store.models import Article
from tests.store.test_articles import CANONICAL, NOW, publisher, record

pytestmark = pytest.mark.django_db
__all__ = ["publisher"]
OTHER = "https://courier.example/kesh-2"


@pytest.mark.usefixtures("publisher")
def test_comments_go_over_to_the_article_that_stays() -> None:
    put_articles([record()])
    put_articles([record(OTHER, canonical_url=OTHER, text="Another text.")])
    first, second = Article.objects.order_by("pk")
    for article in (first, second):
        Comment.objects.create(article=article, text="Words", html="<p>Words</p>", made_at=NOW)
    later = NOW + timedelta(hours=1)
    put_articles([record(OTHER, canonical_url=OTHER, text="The crack has a name.", at=later)])
    kept = Article.objects.get()
    assert kept.canonical_url == CANONICAL
    assert list(Comment.objects.values_list("article", flat=True)) == [kept.pk, kept.pk]
