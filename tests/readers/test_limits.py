"""Attempts are counted for all processes together, no name stands in what is counted, and what ended goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from broadsheet.readers import accounts, cleaning, following, reading
from broadsheet.readers.limits import TABLE, MemoryAndLimits
from broadsheet.readers.models import Invitation, Limit, Mute, ReaderSession, Role, StoryRead
from tests.factories import make_article
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def processes() -> tuple[MemoryAndLimits, MemoryAndLimits]:
    """The caches of two web processes."""
    return MemoryAndLimits("one", {}), MemoryAndLimits("two", {})


def test_limits_are_shared_and_the_rest_is_each_processs_own(
    processes: tuple[MemoryAndLimits, MemoryAndLimits],
) -> None:
    one, two = processes
    for key in ("allauth:rl:account:login:30/60/ip:ip:203.0.113.7", "limit:comment:7", "allauth.mfa.used?1"):
        assert one.add(key, [1.5], 60)
        assert not two.add(key, [2.5], 60)
        assert two.get(key) == [1.5]
        two.set(key, [3.5, 1.5], 60)
        assert one.get(key) == [3.5, 1.5]
        assert one.has_key(key)
        assert one.touch(key, 90)
        assert two.delete(key)
        assert one.get(key, "gone") == "gone"
    one.set("limit:count", 1, 60)
    assert (two.incr("limit:count"), one.get("limit:count")) == (2, 2)
    one.set("read:front", [1], 60)
    assert one.get("read:front") == [1]
    assert two.get("read:front") is None


def test_the_table_is_the_one_that_djangos_cache_asks() -> None:
    assert Limit._meta.db_table == TABLE


def test_signing_in_is_limited_over_all_processes_and_names_nobody(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    make_reader()
    statuses = []
    for attempt in range(7):
        cache.clear()  # as if each came to another process
        answer = Client().post(
            "/account/login/", {"login": "mara@example.org", "password": f"wrong-{attempt}-x"}
        )
        statuses.append("Too many failed" in answer.content.decode())
    assert statuses == [False] * 5 + [True] * 2
    assert Limit.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key FROM {TABLE}")
        keys = [row[0] for row in cursor.fetchall()]
    assert all(len(key) == 48 and "127" not in key[:3] for key in keys)
    assert not any("mara" in key or "127.0.0.1" in key for key in keys)


def test_what_ended_goes_and_what_has_not_stays() -> None:
    reader = make_reader()
    now = timezone.now()
    signed_in(reader)
    signed_in(reader)
    ended = ReaderSession.objects.first()
    assert ended is not None
    ReaderSession.objects.filter(pk=ended.pk).update(expire_date=now - timedelta(seconds=1))
    accounts.invite("", Role.READER, now - timedelta(days=60))
    accounts.invite("", Role.READER, now)
    following.mute(reader, "word", "strike", "strike", now - timedelta(hours=1))
    following.mute(reader, "word", "war", "war", now + timedelta(hours=1))
    following.mute(reader, "word", "peace", "peace", None)
    for seconds in (-1, 60):
        Limit.objects.create(cache_key=f"k{seconds}", value="", expires=now + timedelta(seconds=seconds))
    for days in (1, 90):
        reading.clear_story(reader, make_story(make_article()).pk, now - timedelta(days=days))
    assert cleaning.clean(now) == 5
    assert cleaning.clean(now) == 0
    assert ReaderSession.objects.count() == 1
    assert Invitation.objects.count() == 1
    assert set(Mute.objects.values_list("key", flat=True)) == {"war", "peace"}
    assert list(Limit.objects.values_list("cache_key", flat=True)) == ["k60"]
    assert StoryRead.objects.count() == 1


def test_an_invitation_that_was_used_stays_with_its_reader() -> None:
    now = timezone.now()
    accounts.invite("", Role.READER, now - timedelta(days=90))
    Invitation.objects.update(reader=make_reader())
    assert cleaning.clean(now) == 0


def test_so_many_rows_go_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "A_TIME", 2)
    now = timezone.now()
    for number in range(5):
        Limit.objects.create(cache_key=str(number), value="", expires=now - timedelta(seconds=1))
    assert [cleaning.clean(now) for _ in range(4)] == [2, 2, 1, 0]
