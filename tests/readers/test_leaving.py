"""Taking one's data away, and going for good."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from broadsheet.catalogue.opml import read_opml
from broadsheet.readers import (
    accounts,
    alerts,
    following,
    highlighting,
    operating,
    private_feeds,
    reading,
    saving,
)
from broadsheet.readers.models import (
    Alert,
    Appeal,
    Ban,
    BlockedWord,
    Comment,
    Decision,
    Invitation,
    Lock,
    Mention,
    PushDevice,
    Reader,
    Report,
    Role,
    Vote,
)
from tests.factories import make_article, make_feed
from tests.readers.push_service import Browser
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import make_story

pytestmark = pytest.mark.django_db


def a_full_account(email: str = "mara@example.org") -> Reader:
    """One with a row in every table that can have one."""
    reader = make_reader(email)
    now = timezone.now()
    article = make_article()
    story = make_story(make_article())
    following.follow(reader, "publisher", article.publisher.key, article.publisher.name, now)
    following.follow(reader, "story", story.public_id, "The dam", now)
    following.follow(reader, "person", "Ines Rey", "Ines Rey", now)
    following.mute(reader, "word", "strike", "strike", None)
    saved = saving.save(reader, "article", article.public_id, article.title, now)
    saving.annotate(saved, "A note", ["dam"])
    highlighting.mark(saved, "A passage.", [(0, 9)], "Why?", now)
    saving.mark_read(reader, article.pk, now)
    reading.clear_story(reader, story.pk, now)
    Authenticator.objects.create(user=reader, type="totp", data={"secret": "never-shown"})
    SocialAccount.objects.create(user=reader, provider="oidc", uid=f"id-{email}", extra_data={"sub": "1"})
    accounts.invite("", Role.READER, now)
    Invitation.objects.filter(reader=None).update(reader=reader)
    _in_discussions(reader, now)
    alerts.add_device(
        reader, **Browser().subscription("https://push.example"), name="x", language="en", now=now
    )
    device = PushDevice.objects.get(reader=reader)
    alerts.send_test(reader, device.pk, now)
    Alert.objects.create(
        reader=reader, story=story, reason="news", kind="story", key=story.public_id, made_at=now
    )
    private_feeds.make_feed(reader, "latest", "", email, now)
    operating.note(reader, "role", now, about=reader)
    LogEntry.objects.create(user=reader, action_flag=1, object_repr="The Tarn")
    signed_in(reader)
    return reader


def _in_discussions(reader: Reader, now: datetime) -> None:
    """What they said, and what moderation keeps of them and by them."""
    by, of = {"by": reader, "at": now}, {"article": make_article(), "made_at": now}
    other = Comment.objects.create(text="Of somebody", html="<p>Of somebody</p>", **of)
    own = Comment.objects.create(author=reader, text="Words of hers", html="<p>Words of hers</p>", **of)
    Comment.objects.create(parent=own, text="An answer", html="<p>An answer</p>", **of)
    Vote.objects.create(reader=reader, comment=other, helpful=True, at=now)
    Mention.objects.create(reader=reader, comment=other, kind="mention", at=now)
    Report.objects.create(comment=other, reporter=reader, kind="spam", at=now)
    Ban.objects.create(reader=reader, reason="Spam", **by)
    Lock.objects.create(article=of["article"], **by)
    BlockedWord.objects.create(word=f"word{reader.pk}", **by)
    decision = Decision.objects.create(kind="ban", reader=reader, reason="Spam", **by)
    Appeal.objects.create(decision=decision, reader=reader, text="Words of hers", at=now)


def rows_of(reader: Reader) -> dict[str, int]:
    """By table, how many rows point to the reader or hold their id or e-mail address."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        columns = [
            field.column
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is Reader
        ]
        if model is Reader:
            columns = ["id"]
        with connection.cursor() as cursor:
            for column in columns:
                cursor.execute(
                    f"SELECT count(*) FROM {model._meta.db_table} WHERE {column} = %s", [reader.pk]
                )
                found[f"{model._meta.db_table}.{column}"] = cursor.fetchone()[0]
    return found


def texts_with(word: str) -> list[str]:
    """Columns of text or JSON, in any table, in which the word stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"SELECT count(*) FROM {model._meta.db_table} "
                        f"WHERE CAST({connection.ops.quote_name(field.column)} AS TEXT) LIKE %s",
                        [f"%{word}%"],
                    )
                    if cursor.fetchone()[0]:
                        found.append(f"{model._meta.db_table}.{field.column}")
    return found


def test_deleting_leaves_no_row_of_the_reader_in_any_table() -> None:
    reader = a_full_account()
    other = a_full_account("idris@example.org")
    before = rows_of(reader)
    assert [name for name, count in before.items() if not count] == []  # so the test would see what is left
    assert len(before) >= 10
    assert texts_with("mara@example.org")
    others = rows_of(other)
    client = signed_in(reader)
    assert client.post("/account/delete", {}).status_code == 422
    assert Reader.objects.filter(pk=reader.pk).exists()
    answer = client.post("/account/delete", {"sure": "yes"})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert {name for name, count in rows_of(reader).items() if count} == set()
    assert texts_with("mara@example.org") == []
    assert rows_of(other) == others
    assert client.get("/account").status_code == 302


def test_all_of_it_can_be_taken_away_but_for_what_opens_the_account() -> None:
    reader = a_full_account()
    answer = signed_in(reader).get("/account/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="broadsheet.json"'
    data: dict[str, Any] = json.loads(answer.content)
    assert data["account"]["email"] == reader.email
    assert {one["kind"] for one in data["follows"]} == {"publisher", "story", "person"}
    assert data["mutes"][0]["key"] == "strike"
    assert (data["saved"][0]["note"], data["saved"][0]["labels"]) == ("A note", ["dam"])
    assert len(data["read"]) == 1
    assert len(data["stories_read"]) == 1
    assert len(data["saved"][0]["highlights"]) == 1
    text = answer.content.decode()
    assert "never-shown" not in text
    assert reader.password not in text


def test_what_is_followed_goes_as_opml() -> None:
    reader = a_full_account()
    publisher = reader.follows.get(kind="publisher")
    from broadsheet.store.models import Publisher

    feed = make_feed(Publisher.objects.get(key=publisher.key))
    answer = signed_in(reader).get("/account/data.opml")
    urls = [one.url for one in read_opml(answer.content).feeds]
    assert feed.url in urls
    assert any("/story/" in url and url.endswith("feed.atom") for url in urls)
    assert any("/search/feed.atom?q=%22Ines%20Rey%22" in url for url in urls)


def test_nobody_takes_anothers_data(client: Client) -> None:
    a_full_account()
    for path in ("/account/data.json", "/account/data.opml"):
        assert client.get(path).status_code == 302
