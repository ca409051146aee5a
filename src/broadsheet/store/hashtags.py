"""Hashtags of articles, and how many articles each has, kept as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F, Max

from .bulk import insert_new, update_rows
from .models import ArticleHashtag, Hashtag
from .records import UnderstandingRecord

_MAX_LENGTH = 80  # of key and label
_ENGLISH = "en"


def put_hashtags(records: Sequence[UnderstandingRecord]) -> None:
    """Gives each article the hashtags it has now, within the caller's transaction.

    The numbers of articles follow by what came and what went; nothing is counted anew.
    """
    wanted = {
        (record.article_id, tag.key): (position, tag.label[:_MAX_LENGTH], record)
        for record in records
        for position, tag in enumerate(record.hashtags)
        if tag.key and len(tag.key) <= _MAX_LENGTH
    }
    ids = _hashtag_ids(wanted)
    stored = _stored([record.article_id for record in records])
    new = {(article, ids[key]): facts for (article, key), facts in wanted.items()}
    gone = stored.keys() - new.keys()
    for article, hashtag in gone:
        ArticleHashtag.objects.filter(article_id=article, hashtag_id=hashtag).delete()
    _write(new, stored)
    _count_in(
        [
            (hashtag, facts[2].at)
            for (article, hashtag), facts in new.items()
            if (article, hashtag) not in stored
        ]
    )
    _count_out(Counter(hashtag for _, hashtag in gone))


def forget_articles(article_ids: Sequence[int]) -> None:
    """Takes articles that are about to be deleted out of their hashtags."""
    rows = ArticleHashtag.objects.filter(article_id__in=article_ids)
    went = Counter(rows.values_list("hashtag_id", flat=True))
    rows.delete()
    _count_out(went)


def _hashtag_ids(wanted: dict[tuple[int, str], tuple[int, str, UnderstandingRecord]]) -> dict[str, int]:
    """The hashtag of each key, made where there is none; an English label takes the place of another."""
    labels: dict[str, tuple[str, str]] = {}
    for (_, key), (_, label, record) in sorted(wanted.items(), key=lambda item: item[0]):
        if key not in labels or (record.language == _ENGLISH != labels[key][1]):
            labels[key] = (label, record.language)
    insert_new(
        Hashtag,
        ("key", "label", "label_language", "articles"),
        [(key, label, language, 0) for key, (label, language) in sorted(labels.items())],
    )
    rows = list(Hashtag.objects.filter(key__in=labels).values_list("pk", "key", "label_language"))
    english = [
        (pk, *labels[key]) for pk, key, language in sorted(rows) if labels[key][1] == _ENGLISH != language
    ]
    update_rows(Hashtag, ("label", "label_language"), english)
    return {key: pk for pk, key, _ in rows}


def _stored(article_ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, int, str, datetime]]:
    rows = ArticleHashtag.objects.filter(article_id__in=article_ids)
    return {
        (article, hashtag): (pk, position, label, at)
        for pk, article, hashtag, position, label, at in rows.values_list(
            "pk", "article_id", "hashtag_id", "position", "label", "sort_at"
        )
    }


def _write(
    new: dict[tuple[int, int], tuple[int, str, UnderstandingRecord]],
    stored: dict[tuple[int, int], tuple[int, int, str, datetime]],
) -> None:
    rows = [
        (article, hashtag, position, label, record.at)
        for (article, hashtag), (position, label, record) in new.items()
        if (article, hashtag) not in stored
    ]
    insert_new(ArticleHashtag, ("article_id", "hashtag_id", "position", "label", "sort_at"), rows)
    changed = []
    for pair, (position, label, record) in new.items():
        pk, *known = stored.get(pair, (0,))
        if pk and known != [position, label, record.at]:
            changed.append((pk, position, label, record.at))
    update_rows(ArticleHashtag, ("position", "label", "sort_at"), changed)


def _count_in(came: Iterable[tuple[int, datetime]]) -> None:
    """Adds articles, by hashtag and `sort_at`, to the numbers, in one go: every article comes by here."""
    number: Counter[int] = Counter()
    latest: dict[int, datetime] = {}
    for hashtag, at in came:
        number[hashtag] += 1
        latest[hashtag] = max(at, latest.get(hashtag, at))
    table = connection.ops.quote_name(Hashtag._meta.db_table)
    write = connection.ops.adapt_datetimefield_value
    rows = []
    for hashtag in sorted(number):  # in one order: two writers never wait crosswise
        moment = write(latest[hashtag])
        rows.append((number[hashtag], moment, moment, hashtag))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET articles = articles + %s, latest_at = "  # noqa: S608 (names are our own)
                "CASE WHEN latest_at > %s THEN latest_at ELSE %s END WHERE id = %s",
                rows,
            )


def _count_out(went: Mapping[int, int]) -> None:
    """Takes articles that are gone out of the numbers. A hashtag that has lost all its articles stays: its
    page says so, and it may come back."""
    for hashtag, number in sorted(went.items()):
        latest = ArticleHashtag.objects.filter(hashtag=hashtag).aggregate(Max("sort_at"))["sort_at__max"]
        Hashtag.objects.filter(pk=hashtag).update(articles=F("articles") - number, latest_at=latest)
