"""Comments as they are written and taken away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from broadsheet.errors import CommentRefused
from broadsheet.readers import comments, deciding, notices
from broadsheet.readers.accounts import delete_reader
from broadsheet.readers.comments import change_state, edit_comment, post_comment, vote, withdraw
from broadsheet.readers.deciding import Act
from broadsheet.readers.discussions import Home, adopt
from broadsheet.readers.export import export
from broadsheet.readers.models import Ban, Comment, Decision, Lock, Mention, Reader, Role, Vote
from broadsheet.readers.naming import choose_name
from tests.factories import make_article, make_publisher
from tests.readers.signing_in import make_reader
from tests.stories import make_story

pytestmark = pytest.mark.django_db


def named(name: str, role: Role = Role.READER, *, known: bool = True) -> Reader:
    """A reader with a name; `known`: one of whose comments was shown, so that the next is too."""
    reader = make_reader(f"{name.lower().replace(' ', '.')}@example.org", role)
    choose_name(reader, name)
    if known and role == Role.READER:
        Comment.objects.create(
            article=make_article(), author=reader, text="Earlier", html="<p>Earlier</p>",
            made_at=timezone.now() - timedelta(days=9),
        )  # fmt: skip
    return reader


def say(author: Reader, text: str = "The wall is sound.", home: Home | None = None, **more: Any) -> Comment:
    return post_comment(author, home or Home(article=make_article().pk), text, timezone.now(), **more)


def why(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(CommentRefused) as refused:
        call(*args, **more)
    return refused.value.why


def test_a_comment_is_kept_as_typed_and_as_it_is_shown() -> None:
    article = make_article()
    made = say(
        named("Mara"), "The *wall* of the dam has been sound for years, engineers say.\x00", Home(article.pk)
    )
    made.refresh_from_db()
    assert made.text == "The *wall* of the dam has been sound for years, engineers say."
    assert "<em>wall</em>" in made.html
    assert (made.state, made.language, made.article_id, made.story_id) == ("shown", "en", article.pk, None)
    assert len(made.public_id) == 10


def test_the_first_comment_is_held_and_asks_for_a_name() -> None:
    reader = make_reader()
    assert why(say, reader) == "name"
    assert why(say, reader, name="Moderator") == "name-reserved"
    assert not Comment.objects.exists()
    reader.refresh_from_db()
    assert (reader.name, reader.name_key) == ("", None)
    made = say(reader, name="Mara  Weber")
    assert (made.state, made.held_why) == ("held", "first")
    reader.refresh_from_db()
    assert (reader.name, reader.name_key) == ("Mara Weber", "maraweber")


def test_no_two_readers_have_a_name() -> None:
    make_publisher(name="The Ansel Courier")
    named("Ines Rey", known=False)
    other = make_reader("other@example.org")
    assert why(choose_name, other, "ines.REY") == "name-taken"
    assert why(choose_name, other, "Ansel Courier") == "name-reserved"
    assert other.name == ""
    choose_name(other, "Ines Reyes")
    choose_name(other, "INES Reyes")
    assert Reader.objects.get(pk=other.pk).name == "INES Reyes"
    choose_name(other, "")
    assert Reader.objects.get(pk=other.pk).name_key is None


def test_a_name_under_which_something_was_said_stays() -> None:
    reader = named("Mara")
    assert why(choose_name, reader, "") == "name"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n\t\x00", "empty"), ("x" * 5001, "too-long"), ("x" * 10**6, "too-long")],
)
def test_what_is_refused(text: str, reason: str) -> None:
    assert why(say, named("Mara"), text) == reason


def test_the_same_words_sent_twice_are_one_comment() -> None:
    mara, home = named("Mara"), Home(make_article().pk)
    assert say(mara, home=home) == say(mara, home=home)
    assert say(mara, "Other words", home=home) != say(mara, home=Home(make_article().pk))


def test_a_discussion_that_is_full_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MOST_COMMENTS", 2)
    mara, home = named("Mara"), Home(make_article().pk)
    say(mara, "1", home)
    say(mara, "2", home)
    assert why(say, mara, "3", home) == "full"


def test_a_reply_is_about_what_its_parent_is_about() -> None:
    mara, idris = named("Mara"), named("Idris")
    story = make_story(make_article())
    parent = say(mara, home=Home(story=story.pk))
    reply = say(idris, home=Home(article=make_article().pk), parent=parent)
    assert (reply.story_id, reply.article_id) == (story.pk, None)
    withdraw(mara, parent, timezone.now())
    parent.refresh_from_db()
    assert why(say, mara, "Still?", parent=parent) == "gone"


def test_a_comment_is_about_exactly_one_thing() -> None:
    facts: dict[str, Any] = {"text": "x", "html": "x", "made_at": timezone.now()}
    article = make_article()
    for wrong in ({}, {"article": article, "story": make_story(article)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.create(**wrong, **facts)


def test_a_change_within_fifteen_minutes_by_its_author() -> None:
    mara, now = named("Mara"), timezone.now()
    made = say(mara)
    edit_comment(mara, made, "Better **words**.", now + timedelta(minutes=14))
    made.refresh_from_db()
    assert (made.text, made.html) == ("Better **words**.", "<p>Better <strong>words</strong>.</p>")
    assert made.edited_at is not None
    assert why(edit_comment, mara, made, "Late", now + timedelta(minutes=16)) == "too-late"
    assert why(edit_comment, named("Idris"), made, "Not mine", now) == "not-yours"
    assert why(edit_comment, mara, made, " ", now) == "empty"
    made.refresh_from_db()
    assert made.text == "Better **words**."


def test_a_change_is_judged_anew() -> None:
    mara, now = named("Mara"), timezone.now()
    made = say(mara)
    edit_comment(mara, made, "https://a.example https://b.example https://c.example", now)
    made.refresh_from_db()
    assert (made.state, made.held_why) == ("held", "links")
    edit_comment(mara, made, "Nothing of that kind.", now)
    made.refresh_from_db()
    assert made.state == "held"  # a moderator was to look at it


def test_deleting_leaves_a_place_only_where_there_are_replies() -> None:
    mara, idris, now = named("Mara"), named("Idris"), timezone.now()
    home = Home(make_article().pk)
    parent = say(mara, "Secret words @Idris", home)
    reply = say(idris, "An answer", parent=parent)
    vote(idris, parent, True, now)
    assert why(withdraw, idris, parent, now) == "not-yours"
    withdraw(mara, parent, now)
    parent.refresh_from_db()
    assert (parent.state, parent.text, parent.html, parent.author, parent.helpful) == (
        "deleted",
        "",
        "",
        None,
        0,
    )
    assert not Vote.objects.exists()
    assert not Mention.objects.filter(comment=parent).exists()
    withdraw(idris, reply, now)
    # Nothing hangs on the empty place any more.
    assert not Comment.objects.filter(article=home.article).exists()


def test_votes_count_once_and_never_for_oneself() -> None:
    mara, idris, ines, now = named("Mara"), named("Idris"), named("Ines"), timezone.now()
    made = say(mara)
    assert why(vote, mara, made, True, now) == "own"
    vote(idris, made, True, now)
    vote(idris, made, True, now)
    vote(ines, made, False, now)
    made.refresh_from_db()
    assert (made.helpful, made.unhelpful) == (1, 1)
    assert made.rank == pytest.approx(0.0945, abs=0.001)
    vote(ines, made, None, now)
    vote(idris, made, False, now)
    made.refresh_from_db()
    assert (made.helpful, made.unhelpful, made.rank) == (0, 1, 0.0)
    change_state(made, Comment.State.HIDDEN, now)
    assert why(vote, ines, made, True, now) == "gone"


def test_what_a_moderator_decided_meanwhile_stays() -> None:
    mara, idris, now = named("Mara"), named("Idris"), timezone.now()
    made = say(mara)
    # Each as a request has it that began before.
    as_it_was = [Comment.objects.get(pk=made.pk) for _ in range(4)]
    change_state(made, Comment.State.HIDDEN, now)
    assert why(edit_comment, mara, as_it_was[0], "Other words", now) == "gone"
    assert why(vote, idris, as_it_was[1], True, now) == "gone"
    made.refresh_from_db()
    assert (made.state, made.text, made.helpful) == ("hidden", "The wall is sound.", 0)
    withdraw(mara, as_it_was[2], now)
    assert why(withdraw, mara, as_it_was[3], now) == "gone"


def test_whom_a_comment_answers_and_names_is_told_once() -> None:
    mara, idris, ines = named("Mara"), named("Idris Bell"), named("Ines")
    parent = say(mara)
    made = say(idris, "@mara @Ines @IDRIS.BELL @nobody `@x`", parent=parent)
    rows = dict(Mention.objects.filter(comment=made).values_list("reader_id", "kind"))
    assert rows == {mara.pk: "reply", ines.pk: "mention"}
    edit_comment(idris, made, "@ines only", timezone.now())
    assert Mention.objects.count() == 2
    assert notices.unseen(ines) == 1
    notices.mark_seen(ines, timezone.now())
    assert notices.unseen(ines) == 0


def test_a_held_comment_tells_nobody_until_it_is_shown() -> None:
    ines = named("Ines")
    made = say(named("Mara", known=False), "@Ines, look")
    assert not Mention.objects.exists()
    change_state(made, Comment.State.SHOWN, timezone.now())
    assert [one.comment_id for one in notices.latest_notices(ines)] == [made.pk]
    change_state(made, Comment.State.HIDDEN, timezone.now())
    assert notices.latest_notices(ines) == []


def test_a_reader_who_goes_takes_their_words_and_votes_along() -> None:
    mara, idris, ines, now = named("Mara"), named("Idris"), named("Ines"), timezone.now()
    home = Home(make_article().pk)
    other = say(ines, "Of another", home)
    vote(mara, other, True, now)
    first = say(mara, "Unmistakable words", home)
    second = say(mara, "More of them", parent=first)
    answer = say(idris, "@Mara indeed", parent=second)
    say(mara, "Alone, with words", home)
    delete_reader(mara)
    left = Comment.objects.filter(article=home.article)
    assert {one.pk for one in left} == {other.pk, first.pk, second.pk, answer.pk}
    for comment in left.filter(pk__in=(first.pk, second.pk)):
        assert (comment.text, comment.html, comment.author, comment.state) == ("", "", None, "deleted")
    other.refresh_from_db()
    assert (other.helpful, other.rank) == (0, 0.0)


def test_by_whatever_way_a_reader_is_deleted_nothing_they_said_stays() -> None:
    mara = named("Mara")
    made = say(mara, "Unmistakable words")
    mara.delete()  # as Django's own pages do it
    made.refresh_from_db()
    assert (made.text, made.html, made.language, made.author, made.state) == ("", "", "", None, "deleted")


def test_an_article_that_goes_takes_its_discussion_along() -> None:
    mara, article = named("Mara"), make_article()
    say(named("Idris"), "Yes", parent=say(mara, home=Home(article.pk)))
    article.delete()
    assert Comment.objects.filter(author=mara).count() == 1  # what was said elsewhere


def test_what_was_said_of_a_twin_is_said_of_the_article() -> None:
    twin, article = make_article(), make_article()
    made = say(named("Mara"), home=Home(twin.pk))
    adopt(twin.pk, article.pk)
    twin.delete()
    made.refresh_from_db()
    assert made.article_id == article.pk


def test_a_discussion_that_was_closed_for_a_twin_can_be_opened_again() -> None:
    twin, article, now = make_article(), make_article(), timezone.now()
    act = Act(named("Tolland", Role.MODERATOR), "Enough", now)
    closed = deciding.lock(act, twin.pk, None)
    adopt(twin.pk, article.pk)
    twin.delete()
    assert why(say, named("Mara"), home=Home(article.pk)) == "locked"
    deciding.undo(act, Decision.objects.get(pk=closed.pk))
    say(named("Idris"), home=Home(article.pk))


def test_who_is_banned_and_where_it_is_locked_nothing_is_added() -> None:
    mara, now = named("Mara"), timezone.now()
    article = make_article()
    made = say(mara, home=Home(article.pk))
    Lock.objects.create(article=article, at=now)
    assert why(say, mara, "More", Home(article.pk)) == "locked"
    assert why(edit_comment, mara, made, "More", now) == "locked"
    assert why(vote, named("Tolland"), made, True, now) == "locked"
    Ban.objects.create(reader=mara, reason="Spam", at=now, until=now + timedelta(days=1))
    assert why(say, mara, "Elsewhere") == "banned"
    assert why(vote, mara, say(named("Idris")), True, now) == "banned"


def test_all_one_said_and_voted_can_be_taken_away() -> None:
    mara, idris = named("Mara"), named("Idris")
    made = say(idris, "A reply to @Mara", parent=say(mara, "My *words*"))
    vote(mara, made, True, timezone.now())
    data = export(mara)
    assert [one["text"] for one in data["comments"]] == ["Earlier", "My *words*"]
    assert data["votes"][0]["comment"] == data["mentions"][0]["comment"] == made.public_id
    assert export(idris)["comments"][-1]["answers"] == data["comments"][-1]["id"]


def test_the_constraints_stand_in_the_database() -> None:
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, Comment._meta.db_table)
    assert "comment_of_one" in names
