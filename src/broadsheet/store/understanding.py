"""Articles that wait to be understood, and what was found out about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction

from broadsheet.understand.types import ArticleText

from .bulk import put_rows, update_rows
from .guard import database_errors
from .hashtags import put_hashtags
from .models import Article, Entry, Understanding
from .records import ArticleToUnderstand, UnderstandingRecord
from .search_index import Document, put_documents

_TO_UNDERSTAND = (
    *("pk", "publisher_id", "sort_at", "content_hash", "title", "summary", "text", "language"),
    *("stated_category", "topics", "canonical_url", "publisher__name"),
)


def articles_to_understand(limit: int, busy: Collection[int] = ()) -> list[ArticleToUnderstand]:
    """Extracted articles that are not understood yet, the oldest first, without those in `busy`."""
    with database_errors():
        waiting = Article.objects.waiting(Article.State.EXTRACTED).exclude(pk__in=list(busy))
        rows = list(waiting.values_list(*_TO_UNDERSTAND)[:limit])
        languages = _feed_languages([row[0] for row in rows])
    return [_to_understand(row, languages.get(row[0], "")) for row in rows]


def _to_understand(row: tuple[Any, ...], feed_language: str) -> ArticleToUnderstand:
    known = dict(zip(_TO_UNDERSTAND, row, strict=True))
    text = ArticleText(
        title=known["title"],
        summary=known["summary"],
        text=known["text"],
        language=known["language"],
        feed_language=feed_language,
        category=known["stated_category"],
        topics=tuple(known["topics"]),
        url=known["canonical_url"],
        publisher=known["publisher__name"],
    )
    return ArticleToUnderstand(
        known["pk"], known["publisher_id"], known["sort_at"], known["content_hash"], text
    )


def _feed_languages(article_ids: Sequence[int]) -> dict[int, str]:
    """What the feed says, by article; of several feeds the one of the lowest id."""
    entries = Entry.objects.filter(page__article_id__in=article_ids).order_by("-feed_id", "-pk")
    rows = entries.values_list("page__article_id", "language", "feed__language")
    return {article: own or of_feed for article, own, of_feed in rows}


def waiting_to_understand(most: int) -> int:
    """How many articles wait to be understood, those in hand with them; counted as far as `most`."""
    with database_errors():
        return Article.objects.waiting(Article.State.EXTRACTED)[:most].count()


def put_understandings(records: Iterable[UnderstandingRecord]) -> int:
    """Stores what was found out about a batch of articles, in one transaction; gives how many it took.

    An article that was edited or deleted meanwhile is passed over: the new text waits already.

    Raises:
        StoreError: the database could not; nothing was stored.
    """
    with database_errors(), transaction.atomic():
        wanted = {record.article_id: record for record in records}
        rows = Article.objects.filter(pk__in=wanted).values_list(
            "pk", "content_hash", "language", "stated_category", "sort_at"
        )
        current = {pk: facts for pk, *facts in rows if facts[0] == wanted[pk].content_hash}
        kept = [wanted[pk] for pk in sorted(current)]
        _write(kept)
        put_hashtags(kept)
        update_rows(
            Article,
            ("state", "language", "category"),
            [
                (
                    record.article_id,
                    Article.State.UNDERSTOOD.value,
                    record.language or current[record.article_id][1],
                    current[record.article_id][2] or record.category,
                )
                for record in kept
            ],
        )
        put_documents([_document(record, current[record.article_id]) for record in kept])
    return len(kept)


def _document(record: UnderstandingRecord, current: Sequence[Any]) -> Document:
    """For the index of search: with the article, so that none is understood and not to be found."""
    _, language, stated_category, at = current
    return Document(
        article_id=record.article_id,
        publisher_id=record.publisher_id,
        at=at,
        language=record.language or language,
        category=stated_category or record.category,
        model=record.model,
        vector=record.vector,
        text=record.search,
    )


_COLUMNS = (
    "article_id",
    *(name for name in UnderstandingRecord.__slots__ if name not in ("article_id", "hashtags", "search")),
)


def _write(records: Sequence[UnderstandingRecord]) -> None:
    values = attrgetter(*_COLUMNS)
    detail = _COLUMNS.index("error_detail")
    rows = [list(values(record)) for record in records]
    for row in rows:
        row[detail] = row[detail][:1000]
    put_rows(Understanding, _COLUMNS, rows)


def waiting_lengths() -> dict[str, int]:
    """How many articles wait for what comes next."""
    with database_errors():
        states = (Article.State.EXTRACTED, Article.State.UNDERSTOOD)
        return {state.value: Article.objects.waiting(state).order_by().count() for state in states}


def understand_all_again(since: datetime | None) -> int:
    """Has all articles (published or first seen from `since` on) understood again; gives how many."""
    with database_errors():
        articles = Article.objects.exclude(state=Article.State.EXTRACTED)
        if since is not None:
            articles = articles.filter(sort_at__gte=since)
        return articles.update(state=Article.State.EXTRACTED)
