"""What readers say of articles and stories, how others found it, and who is told of it.

Comments from elsewhere can come later without another table here: such a comment has no `author`, and an
actor's address instead (docs/comments.md, "The Fediverse").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from broadsheet.store.models import Article, Story
from broadsheet.store.models.articles import make_public_id

from .accounts import Reader

if TYPE_CHECKING:
    from django.db.models.deletion import Collector

MOST_TEXT = 5_000  # characters


def leave_tombstone(collector: Collector, field: Any, comments: Any, using: str) -> None:
    """What becomes of comments whose author is deleted, by whatever way: nothing they said, nor who it was.

    The row stays, as replies of others hang on it (Django, "on_delete": a callable as `SET` makes them).
    """
    emptied = {"text": "", "html": "", "language": "", "held_why": "", "state": Comment.State.DELETED.value}
    for column in Comment._meta.concrete_fields:
        if column.name in emptied:
            collector.add_field_update(column, emptied[column.name], comments)
    collector.add_field_update(field, None, comments)


class Comment(models.Model):
    """What one reader says of an article, or of a story.

    Attributes:
        public_id: its address, for good.
        article, story: what it is about: one of them. After a merge the story is still the one that it was
            said of; its page shows it with those of the story that this became part of.
        author: None: deleted, or (later) not a reader of this site.
        parent: the comment that it answers, about the same article or story.
        text: as it was typed (Markdown); empty once deleted.
        html: made of `text`, sanitised by nh3 before it was stored.
        language: ISO 639 code; empty if it is not known.
        state: one of `State`; all but `SHOWN` are shown to all as a place where a comment was.
        held_why: the rule by which it was held, one of `Held`; empty: none.
        edited_at: when its author last changed it; None: never.
        helpful, unhelpful: how many readers found that.
        rank: how helpful it is at least (`broadsheet.discuss.ranking.helpfulness`), 0 to 1.
    """

    class State(models.TextChoices):
        SHOWN = "shown", _("shown")
        HELD = "held", _("held")
        HIDDEN = "hidden", _("hidden")
        DELETED = "deleted", _("deleted")

    class Held(models.TextChoices):
        FIRST = "first", _("first comment")
        LINKS = "links", _("links")
        NEW_LINKS = "new-links", _("a link from a new account")
        RATE = "rate", _("many in a short time")
        NETWORK = "network", _("many from one network")
        WORD = "word", _("a blocked word")
        COPY = "copy", _("much like another comment")
        OWN_COPY = "own-copy", _("written twice")
        SHOUTING = "shouting", _("capitals")
        LONG = "long", _("very long")
        MENTIONS = "mentions", _("many mentions")
        REPORTS = "reports", _("reports")
        MODERATOR = "moderator", _("held by a moderator")

    public_id = models.CharField(max_length=12, unique=True, default=make_public_id, editable=False)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, related_name="comments", db_index=False
    )
    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, null=True, related_name="comments", db_index=False
    )
    author = models.ForeignKey(
        Reader, on_delete=leave_tombstone, null=True, related_name="comments", db_index=False
    )
    # Only what nothing hangs on is deleted, but for an article with all that was said of it.
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, related_name="replies")
    text = models.TextField(max_length=MOST_TEXT)
    html = models.TextField()
    language = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.SHOWN)
    held_why = models.CharField(max_length=10, choices=Held, blank=True)
    made_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    rank = models.FloatField(default=0.0)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, story__isnull=True)
                | Q(article__isnull=True, story__isnull=False),
                name="comment_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=("article", "state"), name="comment_of_article"),
            models.Index(fields=("story", "state"), name="comment_of_story"),
            models.Index(fields=("author", "made_at"), name="comment_of_author"),
            models.Index(fields=("state", "made_at"), name="comment_in_state"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Vote(models.Model):
    """Whether a reader found a comment helpful; one a reader and comment, none of the author."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="votes", db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="votes")
    helpful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("reader", "comment"), name="vote_once")]

    def __str__(self) -> str:
        return f"{self.comment_id} by reader {self.reader_id}"


class Mention(models.Model):
    """A comment that a reader is told of: it answers one of theirs, or names them; `seen_at` None: unseen."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("reply")
        MENTION = "mention", _("mention")

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=("reader", "comment"), name="mention_once")]
        indexes = [models.Index("reader", models.F("at").desc(), name="mention_latest")]

    def __str__(self) -> str:
        return f"{self.comment_id} for reader {self.reader_id}"
