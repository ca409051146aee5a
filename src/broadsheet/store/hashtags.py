"""Hashtags of articles, and how many articles each has, kept as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

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
    came = Counter(hashtag for article, hashtag in new.keys() - stored.keys())
    went = Counter(hashtag for _, hashtag in gone)
    for hashtag in sorted(came.keys() | went.keys()):  # in one order: two writers never wait crosswise
        _count(hashtag, came[hashtag] - went[hashtag])


def forget_articles(article_ids: Sequence[int]) -> None:
    """Takes articles that are about to be deleted out of their hashtags."""
    rows = ArticleHashtag.objects.filter(article_id__in=article_ids)
    went = Counter(rows.values_list("hashtag_id", flat=True))
    rows.delete()
    for hashtag, number in sorted(went.items()):
        _count(hashtag, -number)


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


def _count(hashtag: int, change: int) -> None:
    """One that has lost all its articles stays: its page says so, and it may come back."""
    latest = ArticleHashtag.objects.filter(hashtag=hashtag).aggregate(Max("sort_at"))["sort_at__max"]
    Hashtag.objects.filter(pk=hashtag).update(articles=F("articles") + change, latest_at=latest)
