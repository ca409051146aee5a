"""Writing the index of search: in the transaction in which an article is understood, or all of it anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet

from broadsheet.search.match import EVERYTHING, facet, to_tsvector
from broadsheet.search.tokens import index_text
from broadsheet.search.types import IndexText

from .bulk import insert_keyed
from .guard import database_errors
from .models import Article, ArticleHashtag, SearchDocument

_SQLITE = "INSERT INTO store_searchindex (rowid, title, text, facets) VALUES (%s, %s, %s, %s)"
_POSTGRES = "INSERT INTO store_searchindex (rowid, tokens) VALUES (%s, %s::tsvector)"
_WORD = (
    "INSERT INTO store_searchword (word, articles) VALUES (%s, %s) "
    "ON CONFLICT (word) DO UPDATE SET articles = store_searchword.articles + excluded.articles"
)


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it goes into the index.

    Attributes:
        vector: float16, little endian, of length 1; b"" if there is none.
        text: None: its words are made from the article's row.
    """

    article_id: int
    publisher_id: int
    at: datetime
    language: str
    category: str
    model: str
    vector: bytes
    text: IndexText | None


def put_documents(documents: Sequence[Document]) -> None:
    """Puts articles into the index, in place of what it had of them. To be called in a transaction, after
    their hashtags are stored."""
    ids = [document.article_id for document in documents]
    SearchDocument.objects.filter(article_id__in=ids).delete()
    texts = _texts(documents)
    numbers = insert_keyed(SearchDocument, _COLUMNS, [_row(document) for document in documents])
    tags = _hashtags(ids)
    words: Counter[str] = Counter()
    values: list[tuple[int | str, ...]] = []
    for number, document in zip(numbers, documents, strict=True):
        text = texts[document.article_id]
        words.update(text.words)
        facets = _facets(document, tags[document.article_id])
        if connection.vendor == "sqlite":
            values.append((number, text.title, text.text, " ".join(facets)))
        else:
            values.append((number, to_tsvector(text.title, text.text, facets)))
    with connection.cursor() as cursor:
        cursor.executemany(_SQLITE if connection.vendor == "sqlite" else _POSTGRES, values)
        cursor.executemany(_WORD, sorted(words.items()))


def _texts(documents: Sequence[Document]) -> dict[int, IndexText]:
    known = {document.article_id: document.text for document in documents if document.text is not None}
    missing = {document.article_id: document for document in documents if document.text is None}
    rows = Article.objects.filter(pk__in=missing).values_list("pk", "title", "summary", "text")
    for pk, title, summary, text in rows:
        known[pk] = index_text(title, text or summary, missing[pk].language)
    empty = IndexText("", "")
    return {document.article_id: known.get(document.article_id, empty) for document in documents}


_COLUMNS = ("article_id", "publisher_id", "at", "language", "category", "model", "vector")


def _row(document: Document) -> tuple[Any, ...]:
    return (
        document.article_id,
        document.publisher_id,
        document.at,
        document.language,
        document.category,
        document.model,
        pack_eight_bits(document.vector),
    )


def pack_eight_bits(vector: bytes) -> bytes:
    """A vector of float16 as a factor (float32) and whole numbers from -127 to 127."""
    if not vector:
        return b""
    numbers = np.frombuffer(vector, "<f2").astype("<f4")
    factor = np.float32(max(float(np.abs(numbers).max()), 1e-9) / 127)
    eight_bits = np.rint(numbers / factor).astype(np.int8)
    return bytes(np.array([factor], "<f4").tobytes() + eight_bits.tobytes())


def _hashtags(ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = ArticleHashtag.objects.filter(article_id__in=ids).order_by()
    for article, hashtag in rows.values_list("article_id", "hashtag_id"):
        found[article].append(hashtag)
    return found


def _facets(document: Document, hashtags: Iterable[int]) -> list[str]:
    facets = [EVERYTHING, facet("p", document.publisher_id), facet("l", document.language)]
    return [*facets, facet("c", document.category), *(facet("h", hashtag) for hashtag in sorted(hashtags))]


def reindex(anew: bool, batch: int = 200) -> Iterator[tuple[int, int]]:
    """Puts the understood articles into the index that it lacks, the oldest first, each batch in a
    transaction of its own: called again after it was cut off, it goes on where it was.

    Args:
        anew: first forgets all that the index holds.

    Yields:
        how many articles the index has, and how many it should have.

    Raises:
        StoreError: the database could not; what was done stays.
    """
    with database_errors():
        if anew:
            _forget()
        understood = Article.objects.exclude(state=Article.State.EXTRACTED)
        total, done = understood.count(), SearchDocument.objects.count()
        yield done, total
        last = 0
        while documents := _lacking(understood.filter(pk__gt=last), batch):
            with transaction.atomic():
                put_documents(documents)
            last = documents[-1].article_id
            done += len(documents)
            yield done, total


def _lacking(articles: QuerySet[Article], size: int) -> list[Document]:
    facts = articles.filter(search_document__isnull=True).order_by("pk").values_list(
        "pk", "publisher_id", "sort_at", "language", "category", "understanding__model",
        "understanding__vector",
    )  # fmt: skip
    return [
        Document(pk, publisher, at, language, category, model or "", bytes(vector or b""), None)
        for pk, publisher, at, language, category, model, vector in facts[:size]
    ]


def _forget() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO store_searchindex (store_searchindex) VALUES ('delete-all')")
        else:
            cursor.execute("TRUNCATE store_searchindex")
        cursor.execute("DELETE FROM store_searchdocument")
        cursor.execute("DELETE FROM store_searchword")
