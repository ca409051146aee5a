"""Stories: all reports of one event, what came before and after, and the log of what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .articles import Article, Picture, make_public_id

# Literal, so that SQLite sees that a query's own condition implies it.
_STANDING = Q(merged_into__isnull=True)


class StoryQuerySet(models.QuerySet["Story"]):
    """The words in which one speaks of stories."""

    def standing(self) -> StoryQuerySet:
        """Not merged into another, and not left empty."""
        return self.filter(merged_into__isnull=True, articles__gt=0)

    def by_importance(self) -> StoryQuerySet:
        return self.order_by("-importance", "-pk")

    def latest_first(self) -> StoryQuerySet:
        return self.order_by("-last_at", "-pk")


class Story(models.Model):
    """One event and all articles that report it.

    Attributes:
        public_id: its address. It never changes; after a merge the former address leads on (`merged_into`).
        key: id of the article that opened it, as grouping knows it.
        opened_at: when it was opened here.
        first_at, last_at: `sort_at` of its first and latest article.
        merged_into: the story that it became part of; then it has no articles of its own.
        headline: the article whose title stands for it.
        headlines: by language, the id of the article whose title stands for it for readers of that language.
        owners: by kind of ownership, how many independent reports it has.
        picture: the one that stands for it.
        category: that of most of its articles.
        articles: all; `independent`: with a text of their own, one an owner; `publishers`: distinct ones;
            `languages`, `countries`: of the independent ones.
        importance: a number that orders stories as their importance does at any moment
            (`broadsheet.group.importance.Importance.rank`; `score_at` gives the points at a time).
        changed_at: when anything of it last changed.
        held: a person decided which articles it has: the machine neither merges nor splits it.
    """

    public_id = models.CharField(max_length=12, unique=True, default=make_public_id, editable=False)
    key = models.BigIntegerField(unique=True)
    opened_at = models.DateTimeField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged", db_index=False
    )
    headline = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="headline_of"
    )
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    headlines = models.JSONField(default=dict)
    owners = models.JSONField(default=dict)
    category = models.CharField(max_length=20, blank=True)
    articles = models.PositiveIntegerField(default=0)
    independent = models.PositiveIntegerField(default=0)
    publishers = models.PositiveIntegerField(default=0)
    languages = models.PositiveIntegerField(default=0)
    countries = models.PositiveIntegerField(default=0)
    importance = models.FloatField(default=0.0)
    changed_at = models.DateTimeField()
    held = models.BooleanField(default=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ("-importance", "-pk")
        verbose_name_plural = "stories"
        indexes = [
            models.Index(
                F("importance").desc(), F("id").desc(), condition=_STANDING, name="story_importance"
            ),
            models.Index(
                "category", F("importance").desc(), F("id").desc(), condition=_STANDING, name="story_category"
            ),
            models.Index(F("last_at").desc(), F("id").desc(), condition=_STANDING, name="story_latest"),
            # A full one would be taken for `standing()`, which wants one of the above. Of NOT (… IS NULL) in
            # place of IS NOT NULL SQLite would make no use for `merged_into = …`: it would read all stories.
            models.Index(
                fields=("merged_into",), condition=Q(merged_into__isnull=False), name="story_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class StoryArticle(models.Model):
    """An article's place in a story: every grouped article has exactly one.

    Attributes:
        score: the best score it reached, -1 to 1.
        reason: why it is here, a sentence a person can read.
        copy_of: the article whose text it repeats; None: the text is its own.
        held: a person placed it; the machine leaves it here.
    """

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="in_story"
    )
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="members")
    score = models.FloatField()
    reason = models.CharField(max_length=500, blank=True)
    joined_at = models.DateTimeField()
    copy_of = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    held = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.article_id} in {self.story_id}"


class StoryLink(models.Model):
    """Two stories of one affair: `before` came first."""

    before = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="links_after", db_index=False)
    after = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="links_before")
    score = models.FloatField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("before", "after"), name="story_link_once")]

    def __str__(self) -> str:
        return f"{self.before_id} before {self.after_id}"


class StoryChange(models.Model):
    """One line of the log: what was decided after articles had their places, why and by whom.

    Attributes:
        story: the one that stands after it (of a merge the kept one, of a split the one it was made from).
        other: the other one: merged, new, or where moved articles came from.
        articles: ids of those that went from one to the other.
        before: what `undo` needs to restore exactly.
        by: "machine", or a person's name.
        undoes: the change that this one takes back; that one has `undone_at`.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        MOVE = "move", _("moved")
        APART = "apart", _("kept apart")
        UNDO = "undo", _("undone")

    MACHINE = "machine"

    kind = models.CharField(max_length=8, choices=Kind)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="changes")
    other = models.ForeignKey(
        Story, on_delete=models.CASCADE, null=True, blank=True, related_name="changes_of_other"
    )
    articles = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    score = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150, default=MACHINE)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undoes = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index("id", condition=~Q(by="machine"), name="change_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.story_id} {self.other_id or ''}".strip()


class StoryApart(models.Model):
    """Two stories that a person keeps apart, the lower id first; `change` says who, when and why."""

    first = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="apart_from", db_index=False)
    second = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="kept_apart_from")
    change = models.ForeignKey(StoryChange, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("first", "second"), name="story_apart_once")]

    def __str__(self) -> str:
        return f"{self.first_id} apart from {self.second_id}"
