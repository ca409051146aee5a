"""Readers who talk, for the tests of moderation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from broadsheet.readers import deciding
from broadsheet.readers.comments import post_comment
from broadsheet.readers.deciding import Act
from broadsheet.readers.discussions import Home
from broadsheet.readers.models import (
    Comment,
    Decision,
    Reader,
    Role,
)
from broadsheet.store.models import Article
from tests.factories import make_article
from tests.readers.signing_in import make_reader

State, Kind = Comment.State, Decision.Kind
TEXTS = {
    "en": "The engineers knew of the crack in spring.",
    "de": "Die Ingenieure kannten den Riss schon im Frühjahr.",
    "ru": "Инженеры знали о трещине ещё весной.",
    "ar": "كان المهندسون يعرفون بالشق منذ الربيع.",
    "zh": "工程师们春天就知道有裂缝。",
}
SPAM = "I earn 500 dollars a day from home with this simple trick, ask me how and start today!"


def someone(email: str, role: Role = Role.READER, days: int = 30) -> Reader:
    """A reader with a name, and an account so many days old."""
    reader = make_reader(email, role)
    joined = timezone.now() - timedelta(days=days)
    name = email.partition("@")[0].title()
    Reader.objects.filter(pk=reader.pk).update(joined_at=joined, name=name, name_key=name.lower())
    reader.refresh_from_db()
    return reader


def known(email: str = "mara@example.org", article: Article | None = None) -> Reader:
    """A reader of whom a comment is shown already."""
    reader = someone(email)
    old = say(
        reader, "Hello to everybody here.", article or make_article(), timezone.now() - timedelta(days=9)
    )
    deciding.show(Act(someone(f"first-{email}", Role.MODERATOR), "", timezone.now()), old)
    return reader


def say(reader: Reader, text: str, article: Article, now: datetime, **facts: Any) -> Comment:
    return post_comment(reader, Home(article=article.pk), text, now, **facts)
