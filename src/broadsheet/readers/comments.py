"""Comments as they are written: posted, changed, taken away, voted on. All that writes them is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from broadsheet.discuss.markdown import Rendered, render, tidy
from broadsheet.discuss.ranking import helpfulness
from broadsheet.errors import CommentRefused
from broadsheet.languages import detect_language
from broadsheet.store.prepared import Prepared
from broadsheet.store.translations import forget_translations
from broadsheet.store.turns import in_turn

from .discussions import MOST_COMMENTS, Home, home_of, standing_home
from .models import Comment, Reader, Report, Vote
from .models.comments import MOST_TEXT
from .moderation import Written, before_of, check_limits, check_may_post, log_machine, reasons_of
from .naming import choose_name, shown_name
from .notices import announce, take_back

EDITABLE = timedelta(minutes=15)
_SAME = timedelta(minutes=10)  # within which the same words once more are a form that was sent twice
_CHUNK = 500

State = Comment.State


def post_comment(
    author: Reader,
    home: Home,
    text: str,
    now: datetime,
    *,
    parent: Comment | None = None,
    name: str = "",
    address: str = "",
) -> Comment:
    """Stores what a reader says, and tells whom it answers or names unless it is held.

    Args:
        home: what it is about; of a reply, that of the parent counts.
        text: Markdown, as it was typed.
        name: the name to be shown by, of a reader who has none yet.
        address: that the request came from, for the limits of moderation.

    Raises:
        CommentRefused: nothing was stored; `why` says why.
    """
    closed = home  # where a lock counts
    if parent is not None:
        home, closed = home_of(parent), standing_home(parent)
    # What takes long is done before the transaction: on SQLite only one is open at a time.
    text = _checked(text)
    rendered = _rendered(text)
    language = detect_language(rendered.plain)
    with in_turn(), transaction.atomic():
        if parent is not None and not _stands(parent):
            raise CommentRefused("gone")
        _wait_for(author)
        check_may_post(author, closed, now)
        before = before_of(author, now, address)
        check_limits(author, before, now)
        same = _sent_before(before.written, home, text, parent, now)
        if same is not None:
            return same
        if _is_full(home):
            raise CommentRefused("full")
        _name(author, name)
        reasons = reasons_of(author, text, rendered.links, now, before=before)
        comment = Comment.objects.create(
            article_id=home.article,
            story_id=home.story,
            author=author,
            parent=parent,
            text=text,
            html=rendered.html,
            language=language,
            state=State.HELD if reasons else State.SHOWN,
            held_why=reasons[0].rule if reasons else "",
            made_at=now,
        )
        if reasons:
            log_machine(comment, reasons, now)
        else:
            announce(comment, now)
    return comment


def edit_comment(author: Reader, comment: Comment, text: str, now: datetime) -> None:
    """Gives a comment other words, within 15 minutes; it is judged anew.

    Raises:
        CommentRefused: nothing was changed; `why` says why.
    """
    text = _checked(text)
    rendered = _rendered(text)
    language = detect_language(rendered.plain)
    with transaction.atomic():
        _take(comment)
        _check_own(author, comment)
        if now - comment.made_at > EDITABLE:
            raise CommentRefused("too-late")
        check_may_post(author, standing_home(comment), now)
        if text == comment.text:
            return
        reasons = reasons_of(author, text, rendered.links, now, of=comment.pk)
        # What a moderator was to look at is not let through by a change.
        why = reasons[0].rule if reasons else comment.held_why
        comment.text, comment.html, comment.language, comment.edited_at = text, rendered.html, language, now
        comment.save(update_fields=["text", "html", "language", "edited_at"])
        forget_translations([_subject(comment.pk)])
        change_state(comment, State.HELD if why else State.SHOWN, now, why)
        if reasons:
            log_machine(comment, reasons, now)


@transaction.atomic
def withdraw(author: Reader, comment: Comment, now: datetime) -> None:
    """Takes a comment away, as its author wants: gone, or an empty place where it has replies.

    Raises:
        CommentRefused: "not-yours", or "gone" already.
    """
    _take(comment)
    if comment.author_id != author.pk:
        raise CommentRefused("not-yours")
    remove(comment, now)


@transaction.atomic
def vote(reader: Reader, comment: Comment, helpful: bool | None, now: datetime) -> None:
    """Notes whether a reader finds a comment helpful, in place of what they said before; None: no word.

    Raises:
        CommentRefused: "own" (their own comment), "gone" (it is not shown), or what moderation says.
    """
    _take(comment)  # of two votes at once the second counts both
    if comment.author_id == reader.pk:
        raise CommentRefused("own")
    if comment.state != State.SHOWN:
        raise CommentRefused("gone")
    if helpful is None:
        Vote.objects.filter(reader=reader, comment=comment).delete()
    else:
        check_may_post(reader, standing_home(comment), now)
        facts = {"helpful": helpful, "at": now}
        Vote.objects.update_or_create(reader=reader, comment=comment, defaults=facts)
    _count_votes([comment.pk])


@transaction.atomic
def change_state(comment: Comment, state: Comment.State, now: datetime, why: str = "") -> None:
    """Shows, holds, hides or empties a comment; notices follow. For moderation, which logs why itself.

    Args:
        why: of one that is held the rule, one of `Comment.Held`.
    """
    if state == State.DELETED:
        remove(comment, now)
        return
    comment.state, comment.held_why = state, why
    comment.save(update_fields=["state", "held_why"])
    if state == State.SHOWN:
        announce(comment, now)
    else:
        take_back([comment.pk])


@transaction.atomic
def remove(comment: Comment, now: datetime) -> None:
    """Deletes a comment with its votes, notices and reports; its place stays where there are replies."""
    _empty([comment.pk])
    comment.refresh_from_db()
    _prune([comment.pk])


@transaction.atomic
def forget_reader(reader: Reader) -> None:
    """Takes away all that a reader said and voted, before the reader is deleted; replies of others stay."""
    voted = list(Vote.objects.filter(reader=reader).values_list("comment_id", flat=True))
    Vote.objects.filter(reader=reader).delete()
    _count_votes(voted)
    said = list(Comment.objects.filter(author=reader).values_list("pk", flat=True))
    _empty(said)
    _prune(said)


def _take(comment: Comment) -> None:
    """Reads a comment anew; nobody else changes it before the transaction ends."""
    try:
        comment.refresh_from_db(from_queryset=Comment.objects.select_for_update())
    except Comment.DoesNotExist:
        raise CommentRefused("gone") from None


def _wait_for(author: Reader) -> None:
    """Waits until nothing else that the author sends is being stored: a form sent twice is one comment. Other
    rows that name the author need not wait (`no_key`)."""
    if not connection.features.has_select_for_update:
        return  # one writes at a time
    rows = Reader.objects.select_for_update(no_key=True)
    try:
        author.refresh_from_db(fields=["name", "name_key"], from_queryset=rows)
    except Reader.DoesNotExist:
        raise CommentRefused("signed-out") from None


def _stands(parent: Comment) -> bool:
    """Whether a comment is there to be answered; its row is kept until the answer is stored."""
    return any(state == State.SHOWN for _, state in _kept.rows(parent.pk))


def _name(author: Reader, name: str) -> None:
    """Gives the author the name, if they have none yet."""
    if not shown_name(author):
        choose_name(author, name)
        if not shown_name(author):
            raise CommentRefused("name")


def _checked(text: str) -> str:
    text = tidy(text[: 4 * MOST_TEXT])
    if not text.strip():
        raise CommentRefused("empty")
    if len(text) > MOST_TEXT:
        raise CommentRefused("too-long")
    return text


def _rendered(text: str) -> Rendered:
    rendered = render(text)
    if not rendered.html:
        raise CommentRefused("empty")
    return rendered


def _check_own(author: Reader, comment: Comment) -> None:
    if comment.author_id != author.pk:
        raise CommentRefused("not-yours")
    if comment.state not in (State.SHOWN, State.HELD):
        raise CommentRefused("gone")


def _sent_before(
    written: Sequence[Written], home: Home, text: str, parent: Comment | None, now: datetime
) -> Comment | None:
    """The comment that this is, sent a second time: the author's latest, if it says the same there."""
    there = (home.article, home.story, parent.pk if parent else None)
    for last in written[:1]:
        is_same_place = (last.article, last.story, last.parent) == there
        if is_same_place and last.made_at > now - _SAME and last.state in (State.SHOWN, State.HELD):
            return Comment.objects.filter(pk=last.pk, text=text).first()
    return None


def _is_full(home: Home) -> bool:
    full = _full_article if home.article is not None else _full_story
    return bool(full.rows(home.article or home.story or 0, shape=(MOST_COMMENTS,)))


def _kept_until_stored(comment: int) -> QuerySet[Comment, Any]:
    return Comment.objects.select_for_update().filter(pk=comment).order_by().values_list("pk", "state")


def _one_too_many(article: int, most: int) -> QuerySet[Comment, Any]:
    rows = Comment.objects.filter(article=article).order_by()
    return rows.values_list("pk")[most - 1 : most]


def _one_too_many_of_story(story: int, most: int) -> QuerySet[Comment, Any]:
    rows = Comment.objects.filter(story=story).order_by()
    return rows.values_list("pk")[most - 1 : most]


_kept = Prepared(_kept_until_stored)
_full_article, _full_story = Prepared(_one_too_many), Prepared(_one_too_many_of_story)


def _empty(comments: Collection[int]) -> None:
    """Takes from comments (ids) all but their places."""
    for chunk in _chunks(comments):
        rows = Comment.objects.filter(pk__in=chunk)
        rows.update(
            text="", html="", language="", held_why="", state=State.DELETED, author=None,
            helpful=0, unhelpful=0, rank=0.0,
        )  # fmt: skip
        Vote.objects.filter(comment__in=chunk).delete()
        Report.objects.filter(comment__in=chunk).delete()
        take_back(chunk)
        forget_translations([_subject(pk) for pk in chunk])


def _prune(comments: Collection[int]) -> None:
    """Deletes those of the emptied comments (ids) that nothing answers, and what they leave unanswered."""
    left = set(comments)
    while left:
        found = []
        for chunk in _chunks(left):
            rows = Comment.objects.filter(pk__in=chunk, state=State.DELETED, replies=None)
            found += list(rows.values_list("pk", "parent_id"))
        for chunk in _chunks([pk for pk, _ in found]):
            Comment.objects.filter(pk__in=chunk).delete()
        left = {parent for _, parent in found if parent is not None}


def _count_votes(comments: Collection[int]) -> None:
    """Makes the counts and ranks of comments (ids) those of their votes."""
    for chunk in _chunks(comments):
        rows = Comment.objects.filter(pk__in=chunk).annotate(
            yes=Count("votes", filter=Q(votes__helpful=True)),
            no=Count("votes", filter=Q(votes__helpful=False)),
        )
        for pk, yes, no in list(rows.values_list("pk", "yes", "no")):
            Comment.objects.filter(pk=pk).update(helpful=yes, unhelpful=no, rank=helpfulness(yes, no))


def _subject(comment: int) -> str:
    return f"comment:{comment}"


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    whole = list(ids)
    return (whole[start : start + _CHUNK] for start in range(0, len(whole), _CHUNK))
