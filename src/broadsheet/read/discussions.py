"""Discussions as pages show them: the few comments under an article or a story, and all of them in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from broadsheet.discuss import threads
from broadsheet.discuss.threads import Order
from broadsheet.readers.comments import EDITABLE
from broadsheet.readers.discussions import MOST_COMMENTS, MOST_MERGES, Home
from broadsheet.readers.models import Comment, Lock, Reader, Role, Vote
from broadsheet.readers.moderation import lock_of
from broadsheet.store.models import Article, Story
from broadsheet.store.prepared import Prepared
from broadsheet.store.whole import Whole

from .addresses import slug
from .linked import merged_into
from .remembered import remembered
from .shown import ShownArticle, shown_articles

FEW = 3  # under an article or a story
State = Comment.State

# Why something was not taken, by `CommentRefused.why`.
REFUSALS: dict[str, Promise] = {
    "empty": _("There is nothing in it yet."),
    "too-long": _("It is too long: a comment has at most 5,000 characters."),
    "not-yours": _("This is not your comment."),
    "too-late": _("A comment can be changed for 15 minutes. It can still be deleted."),
    "gone": _("The comment is not there any more."),
    "own": _("Nobody votes on their own comment."),
    "full": _("There are too many comments here; no more can be added."),
    "name": _("Please choose a name: 2 to 40 letters and digits of one script, with spaces between."),
    "name-taken": _("Another reader has this name. Please choose another one."),
    "name-reserved": _("This name looks like one of the site or of a publisher. Please choose another one."),
    "banned": _("You are banned. Your account says why, and until when."),
    "locked": _("This discussion was closed by a moderator."),
    "too-many": _("That was very much for one hour or one day. Please try again later."),
    "signed-out": _("You are not signed in any more. Copy what you wrote, sign in, and send it again."),
}


class ShownComment(NamedTuple):
    """A comment as pages show it; attributes are named as those of the model."""

    pk: int
    public_id: str
    parent_id: int | None
    article_id: int | None
    story_id: int | None
    author_id: int | None
    name: str | None
    role: str | None
    html: str
    language: str
    state: str
    made_at: datetime
    edited_at: datetime | None
    helpful: int
    unhelpful: int

    @property
    def is_shown(self) -> bool:
        return self.state == State.SHOWN


_COLUMNS = (
    *("pk", "public_id", "parent_id", "article_id", "story_id", "author_id", "author__name", "author__role"),
    *("html", "language", "state", "made_at", "edited_at", "helpful", "unhelpful"),
)
_IS_REPLY = ExpressionWrapper(Q(parent__isnull=False), output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Subject:
    """What a discussion is about.

    Attributes:
        kind: "article" or "story".
        address: of its page; `comments`: of its discussion.
        stories: of a story, its id and those of the stories that became part of it.
    """

    kind: str
    pk: int
    public_id: str
    title: str
    language: str
    address: str
    comments: str
    stories: tuple[int, ...] = ()

    @property
    def home(self) -> Home:
        return Home(article=self.pk) if self.kind == "article" else Home(story=self.pk)


@dataclass(frozen=True, slots=True)
class Few:
    """How many comments there are, and the most helpful."""

    total: int
    comments: list[ShownComment]


@dataclass(frozen=True, slots=True)
class Line:
    """A comment in its place.

    Attributes:
        depth: 0 to `threads.MOST_DEPTH`; `answers`: what it answers; `quoted`: that must be said.
        about: on a story's page, the article that it was said of; `elsewhere`: it was said of a story that
            became part of this one.
        vote: whether the reader found it helpful; None: they did not say.
        readable: whether the reader sees what it says; `mine`: it is theirs.
        fixable: they may still change it.
    """

    comment: ShownComment
    depth: int
    answers: ShownComment | None
    quoted: bool
    about: ShownArticle | None
    elsewhere: bool
    vote: bool | None
    readable: bool
    mine: bool
    fixable: bool


@dataclass(frozen=True, slots=True)
class Discussion:
    """A page of the comments on something."""

    subject: Subject
    order: Order
    page: int
    pages: int
    total: int
    lines: list[Line]
    locked: Lock | None


# --- a few -------------------------------------------------------------------------------------------


def few_of_article(article: int) -> Few:
    """The most helpful comments on an article. One query."""
    return _few(_of_article.rows(article))


def few_of_story(story: int, changed_at: datetime) -> Few:
    """The most helpful comments on a story, on what became part of it, and on its articles. One query, once
    it is known what became part of it.

    Args:
        changed_at: when the story was last changed, as it stands in its row.
    """
    return _few(_of_story.rows(merged_stories(story, changed_at), story))


@remembered(4096)
def merged_stories(story: int, _changed_at: datetime | None) -> tuple[int, ...]:
    """Ids of a story and of all that became part of it; another whenever it changed."""
    found, latest = [story], [story]
    for _round in range(MOST_MERGES):
        latest = [pk for (pk,) in merged_into.rows(latest) if pk not in found]
        if not latest:
            break
        found += latest
    return tuple(found)


def _few(rows: Sequence[tuple[Any, ...]]) -> Few:
    return Few(rows[0][-1] if rows else 0, [ShownComment._make(row[:-1]) for row in rows])


def _first_few(shown: QuerySet[Comment]) -> QuerySet[Comment, Any]:
    """Beginnings before replies, which say little alone; with each, how many comments there are in all."""
    ordered = shown.annotate(total=Window(Count("pk"))).order_by(_IS_REPLY, "-rank", "unhelpful", "-pk")
    return ordered.values_list(*_COLUMNS, "total")[:FEW]


def _few_of_article(article: int) -> QuerySet[Comment, Any]:
    return _first_few(Comment.objects.filter(article=article, state=State.SHOWN))


def _few_of_story(stories: Sequence[int], story: int) -> QuerySet[Comment, Any]:
    # One list of ids, so that both databases use an index for each part of it; of an OR they would not.
    shown = Comment.objects.filter(state=State.SHOWN).order_by()
    own = shown.filter(story__in=stories).values("pk")
    of_articles = shown.filter(article__in_story__story=story).values("pk")
    return _first_few(Comment.objects.filter(pk__in=own.union(of_articles, all=True)))


_of_article, _of_story = Prepared(_few_of_article), Prepared(_few_of_story)


# --- all ---------------------------------------------------------------------------------------------


def article_named(public_id: str) -> int | None:
    """The id of the article of an address. One query."""
    return next((pk for pk, _ in _article_by_address.rows(public_id)), None)


def _article_of_address(public_id: str) -> QuerySet[Article, Any]:
    return Article.objects.filter(public_id=public_id).order_by().values_list("pk", "public_id")


_article_by_address = Prepared(_article_of_address)


def comment_named(public_id: str) -> Comment | None:
    """The comment of an address, whatever its state. One query."""
    return _comment_by_address.find(public_id)


_comment_by_address = Whole(Comment, lambda public_id: Comment.objects.filter(public_id=public_id))


def subject_of_article(article: Article | ShownArticle) -> Subject:
    """The discussion of an article."""
    address = reverse("article", args=(article.public_id, slug(article.title)))
    comments = reverse("article-comments", args=(article.public_id,))
    named = (article.public_id, article.title, article.language)
    return Subject("article", article.pk, *named, address, comments)


def subject_of_story(story: Story) -> Subject:
    """The discussion of a story that stands; its headline must be loaded."""
    headline = story.headline
    title, language = (headline.title, headline.language) if headline else ("", "")
    address = reverse("story", args=(story.public_id, slug(title) if title else "story"))
    comments = reverse("story-comments", args=(story.public_id,))
    stories = merged_stories(story.pk, story.changed_at)
    return Subject("story", story.pk, story.public_id, title, language, address, comments, stories)


def discussion(
    subject: Subject, reader: Reader | None, order: Order, page: int, now: datetime
) -> Discussion | None:
    """A page of a discussion as a reader sees it; None if there is no such page."""
    nodes, total = _nodes(subject, reader)
    lines = threads.arrange(nodes, order)
    pages = threads.pages(lines)
    if not 1 <= page <= pages:
        return None
    on_page = threads.on_page(lines, page)
    shown = _lines(subject, on_page, reader, now)
    return Discussion(subject, order, page, pages, total, shown, lock_of(subject.home))


def place_of(subject: Subject, comment: int, reader: Reader | None, order: Order) -> int | None:
    """The number of the page of a discussion on which a comment stands; None: the reader does not see it."""
    nodes, _total = _nodes(subject, reader)
    return threads.page_of(threads.arrange(nodes, order), comment)


def lines_of(comments: Iterable[int], subject: Subject, reader: Reader | None, now: datetime) -> list[Line]:
    """Comments by themselves, each saying what it answers."""
    return _lines(subject, [threads.Line(pk, 0, quoted=True) for pk in comments], reader, now)


def shown_comments(ids: Iterable[int]) -> dict[int, ShownComment]:
    """Comments by their ids; what they say is for `readable` to judge."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Comment.objects.filter(pk__in=wanted).order_by().values_list(*_COLUMNS)
    return {row[0]: ShownComment._make(row) for row in rows}


def _nodes(subject: Subject, reader: Reader | None) -> tuple[list[threads.Node], int]:
    """All comments of a discussion as far as their order depends on it, and how many all readers see."""
    if subject.kind == "article":
        parts = [Comment.objects.filter(article=subject.pk)]
    else:
        parts = [
            Comment.objects.filter(story__in=subject.stories),
            Comment.objects.filter(article__in_story__story=subject.pk),
        ]
    nodes, total = [], 0
    for part in parts:
        columns = ("pk", "parent_id", "made_at", "rank", "unhelpful", "state", "author_id")
        for pk, parent, at, rank, unhelpful, state, author in part.order_by("-pk").values_list(*columns)[
            :MOST_COMMENTS
        ]:
            total += state == State.SHOWN
            nodes.append(threads.Node(pk, parent, at, rank, unhelpful, readable(state, author, reader)))
    return nodes, total


def readable(state: str, author: int | None, reader: Reader | None) -> bool:
    """Whether a reader sees what a comment says: if it is shown; else its author and moderators, until it is
    deleted."""
    if state == State.SHOWN:
        return True
    if state == State.DELETED or reader is None:
        return False
    return author == reader.pk or reader.role != Role.READER


def _lines(
    subject: Subject, places: Sequence[threads.Line], reader: Reader | None, now: datetime
) -> list[Line]:
    found = shown_comments([one.pk for one in places])
    parents = {one.parent_id for one in found.values() if one.parent_id is not None} - set(found)
    known = found | shown_comments(parents)
    votes: dict[int, bool] = {}
    if reader is not None:
        mine = Vote.objects.filter(reader=reader, comment__in=list(found))
        votes = dict(mine.values_list("comment_id", "helpful"))
    articles: dict[int, ShownArticle] = {}
    if subject.kind == "story":
        articles = shown_articles(list({one.article_id for one in found.values() if one.article_id}))
    lines = []
    for place in places:
        comment = found.get(place.pk)
        if comment is None:
            continue  # deleted just now
        own = reader is not None and comment.author_id == reader.pk
        lines.append(
            Line(
                comment=comment,
                depth=place.depth,
                answers=known.get(comment.parent_id) if comment.parent_id else None,
                quoted=place.quoted,
                about=articles.get(comment.article_id) if comment.article_id else None,
                elsewhere=subject.kind == "story" and comment.story_id not in (None, subject.pk),
                vote=votes.get(comment.pk),
                readable=readable(comment.state, comment.author_id, reader),
                mine=own,
                fixable=own and now - comment.made_at <= EDITABLE and comment.state in _FIXABLE,
            )
        )
    return lines


_FIXABLE = (State.SHOWN, State.HELD)
