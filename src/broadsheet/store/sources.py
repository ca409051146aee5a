"""Stored articles as the AI features read them: text, publisher, and what understanding found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from broadsheet.assist.types import Source
from broadsheet.understand.sentences import split_sentences

from .features import unpack_details
from .guard import database_errors
from .models import Article, Revision, Story
from .publishers import owner_key

MOST_OF_STORY = 80
"""Articles of a story that are read for an answer: what the hundredth says, others said before."""
MOST_CHARS = 20_000
"""How far into a text sentences are looked for where understanding found none: as far as it reads."""
_COLUMNS = (
    *("pk", "title", "summary", "text", "language", "sort_at", "content_hash", "in_story__copy_of"),
    *("publisher__name", "publisher__key", "publisher__homepage"),
    *("publisher__ownership", "publisher__country"),
    *("understanding__content_hash", "understanding__language"),
    *("understanding__opinion", "understanding__details"),
)
_FOUND = ("sentences", "names", "places", "numbers", "dates", "quotes")


def source_of(article: Article) -> Source:
    """One article, as the store has it now.

    Raises:
        Article.DoesNotExist: it was deleted meanwhile.
        StoreError: the database could not.
    """
    found = sources_of([article.pk])
    if not found:
        raise Article.DoesNotExist(f"There is no article {article.pk}.")
    return found[0]


def sources_of(article_ids: Sequence[int]) -> tuple[Source, ...]:
    """Articles in the order of their ids as given, without those that are not there (any more).

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        rows = Article.objects.filter(pk__in=set(article_ids)).order_by().values_list(*_COLUMNS)
        found = {source.id: source for source in _sources(rows)}
    return tuple(found[pk] for pk in dict.fromkeys(article_ids) if pk in found)


def sources_of_story(story: Story, most: int = MOST_OF_STORY) -> tuple[Source, ...]:
    """The articles of a story, in the order of time.

    Args:
        story: a standing one: what was merged into another has no articles.
        most: articles at most; of more, the latest, those with a text of their own before copies.

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        is_copy = ExpressionWrapper(Q(in_story__copy_of__isnull=False), output_field=BooleanField())
        members = Article.objects.filter(in_story__story=story).order_by(is_copy, "-sort_at", "-pk")
        found = _sources(members.values_list(*_COLUMNS)[:most])
    return tuple(sorted(found, key=lambda source: (source.at, source.id)))


def sources_of_story_id(story: int) -> tuple[Source, ...]:
    """As `sources_of_story`; empty for a story that is no more.

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        found = Story.objects.filter(pk=story).first()
    return sources_of_story(found) if found else ()


def _sources(rows: Iterable[tuple[Any, ...]]) -> list[Source]:
    """Two questions to the database, however many articles."""
    known = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    edited = Revision.objects.filter(article__in=[row["pk"] for row in known]).order_by()
    revisions = dict(edited.values("article").annotate(earlier=Count("pk")).values_list("article", "earlier"))
    return [_source(row, 1 + revisions.get(row["pk"], 0)) for row in known]


def _source(row: dict[str, Any], revision: int) -> Source:
    """An article; what understanding found in a former text of it is not its own any more."""
    text = row["text"] or row["summary"]  # as understanding reads it, and its ranges are
    language = row["understanding__language"] or row["language"]
    found: dict[str, Any] = {}
    if row["understanding__content_hash"] == row["content_hash"]:
        details = unpack_details(bytes(row["understanding__details"] or b""))
        found = {name: details[name] for name in _FOUND}
        found["opinion"] = row["understanding__opinion"]
    if not found.get("sentences"):
        found["sentences"] = split_sentences(text[:MOST_CHARS], language)
    return Source(
        id=row["pk"],
        revision=revision,
        publisher=row["publisher__name"],
        owner=owner_key(row["publisher__key"], row["publisher__homepage"]),
        language=language,
        at=row["sort_at"],
        title=row["title"],
        text=text,
        summary=row["summary"],
        ownership=row["publisher__ownership"],
        country=row["publisher__country"],
        copy=row["in_story__copy_of"] is not None,
        **found,
    )
