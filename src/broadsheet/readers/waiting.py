"""What waits for moderators: held comments, reported ones, appeals. The oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db.models import Count, Min, QuerySet

from .models import Appeal, Ban, Comment, Reader, Report

Waits = Literal["held", "reported", "appeal"]
KINDS: tuple[Waits, ...] = ("held", "reported", "appeal")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an author: how many of their comments stand, wait or are hidden, reports and bans."""

    joined_at: datetime
    shown: int = 0
    held: int = 0
    hidden: int = 0
    bans: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to decide on. `comment` None: an appeal against a ban, or of a comment that is gone."""

    kind: Waits
    since: datetime
    comment: Comment | None
    appeal: Appeal | None = None
    reports: list[Report] = field(default_factory=list)
    record: Record | None = None

    @property
    def author(self) -> Reader | None:
        """Whom the decision concerns."""
        return self.appeal.reader if self.appeal else self.comment.author if self.comment else None


def counts() -> dict[Waits, int]:
    """How many wait, by kind."""
    return {
        "held": _held().count(),
        "reported": _reports().values("comment").distinct().count(),
        "appeal": Appeal.objects.filter(settled_at=None).count(),
    }


def oldest(most: int, kinds: Sequence[str] = KINDS) -> list[Waiting]:
    """The first to decide on, each comment once."""
    found: list[Waiting] = []
    related = ("author", "article", "story__headline", "parent__author")
    if "held" in kinds:
        for comment in _held().select_related(*related).order_by("made_at", "pk")[:most]:
            found.append(Waiting("held", comment.made_at, comment))
    if "reported" in kinds:
        since = _first_reports(most)
        reported = Comment.objects.filter(pk__in=since).select_related(*related)
        found += [Waiting("reported", since[comment.pk], comment) for comment in reported]
    if "appeal" in kinds:
        appeals = Appeal.objects.filter(settled_at=None).order_by("at", "pk")
        names = ("reader", "decision__by", *(f"decision__comment__{name}" for name in related))
        for appeal in appeals.select_related(*names)[:most]:
            found.append(Waiting("appeal", appeal.at, appeal.decision.comment, appeal))
    found.sort(key=lambda one: one.since)
    return with_context(found[:most])


def with_context(found: Sequence[Waiting]) -> list[Waiting]:
    """The same with their reports and their authors' records."""
    reports: dict[int, list[Report]] = {}
    pks = [one.comment.pk for one in found if one.comment]
    for report in Report.objects.filter(comment__in=pks, settled_at=None).order_by("at"):
        reports.setdefault(report.comment_id, []).append(report)
    known = records({one.author for one in found if one.author})
    return [
        Waiting(
            one.kind, one.since, one.comment, one.appeal,
            reports.get(one.comment.pk, []) if one.comment else [],
            known.get(one.author.pk) if one.author else None,
        )
        for one in found
    ]  # fmt: skip


def records(readers: set[Reader]) -> dict[int, Record]:
    """What is known of readers, by id."""
    pks = [reader.pk for reader in readers]
    said = Comment.objects.filter(author__in=pks).order_by().values_list("author", "state")
    counted = {(author, state): count for author, state, count in said.annotate(Count("pk"))}
    bans = dict(Ban.objects.filter(reader__in=pks).order_by().values_list("reader").annotate(Count("pk")))
    return {
        reader.pk: Record(
            joined_at=reader.joined_at,
            shown=counted.get((reader.pk, "shown"), 0),
            held=counted.get((reader.pk, "held"), 0),
            hidden=counted.get((reader.pk, "hidden"), 0),
            bans=bans.get(reader.pk, 0),
        )
        for reader in readers
    }


def _held() -> QuerySet[Comment]:
    return Comment.objects.filter(state=Comment.State.HELD)


def _reports() -> QuerySet[Report]:
    return Report.objects.filter(settled_at=None, comment__state=Comment.State.SHOWN).order_by()


def _first_reports(most: int) -> dict[int, datetime]:
    """Comments (ids) that were reported longest ago, and when."""
    first = _reports().values_list("comment").annotate(at=Min("at"))
    return dict(first.order_by("at", "comment")[:most])
