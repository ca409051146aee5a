"""Two requests of one moment, on PostgreSQL: the second waits. On SQLite one writes at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from broadsheet.readers.comments import post_comment, vote
from broadsheet.readers.discussions import Home
from broadsheet.readers.models import Comment
from tests.factories import make_article
from tests.readers.talking import TEXTS, known, say

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("open_to_all"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL whom it lets wait"),
]


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Does the second while the first is done and not yet committed."""
    under_way = Event()

    def other() -> None:
        under_way.set()
        try:
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first()
            later = threads.submit(other)
            under_way.wait()
            with pytest.raises(TimeoutError):
                later.result(0.5)
        later.result(60)


def test_two_votes_at_once_are_two() -> None:
    comment = say(known(), TEXTS["en"], make_article(), timezone.now())
    readers = [known(f"voter{number}@example.org") for number in range(2)]
    votes = [
        lambda reader=reader: vote(reader, Comment.objects.get(pk=comment.pk), True, timezone.now())
        for reader in readers
    ]
    at_once(*votes)
    comment.refresh_from_db()
    assert comment.helpful == 2


def test_a_form_sent_twice_at_once_is_one_comment() -> None:
    reader, home, now = known(), Home(article=make_article().pk), timezone.now()
    sent = [lambda: post_comment(reader, home, TEXTS["en"], now)] * 2
    at_once(*sent)
    assert Comment.objects.filter(article=home.article).count() == 1
