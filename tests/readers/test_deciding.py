"""Moderation: what is decided and objected to, by whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from broadsheet.errors import CommentRefused, ReaderError
from broadsheet.readers import deciding, moderation, reporting, waiting
from broadsheet.readers.comments import edit_comment, post_comment, vote
from broadsheet.readers.deciding import Act
from broadsheet.readers.discussions import Home
from broadsheet.readers.models import (
    Appeal,
    Ban,
    Comment,
    Decision,
    Lock,
    Reader,
    Report,
)
from broadsheet.store.models import Story
from tests.factories import make_article
from tests.readers.signing_in import signed_in
from tests.readers.talking import TEXTS, Kind, State, known, say, someone
from tests.stories import make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_to_all")]

# --- decided


def test_who_may_decide_on_whom(now: datetime, moderator: Reader, operator: Reader) -> None:
    article = make_article()
    reader = known()
    theirs = {
        one.pk: say(one, f"said by {one.pk} himself", article, now) for one in (reader, moderator, operator)
    }
    may = {
        (reader, reader): False, (reader, moderator): False,
        (moderator, reader): True, (moderator, moderator): False, (moderator, operator): False,
        (operator, reader): True, (operator, moderator): True, (operator, operator): False,
    }  # fmt: skip
    for (actor, other), allowed in may.items():
        act = Act(actor, "why", now)
        tries = [
            lambda act=act, other=other: deciding.hide(act, theirs[other.pk]),
            lambda act=act, other=other: deciding.show(act, theirs[other.pk]),
            lambda act=act, other=other: deciding.hold(act, theirs[other.pk]),
            lambda act=act, other=other: deciding.ban(act, other, "day"),
            lambda act=act, other=other: deciding.unban(act, other),
        ]  # fmt: skip
        for attempt in tries:
            if allowed:
                attempt()
            else:
                with pytest.raises(PermissionDenied):
                    attempt()
    with pytest.raises(PermissionDenied):
        deciding.lock(Act(reader, "", now), article.pk, None)
    with pytest.raises(PermissionDenied):
        deciding.block_word(Act(reader, "", now), "word")


def test_a_moderator_gets_no_power_over_an_operator_by_any_page(
    now: datetime, moderator: Reader, operator: Reader
) -> None:
    article = make_article()
    comment = say(operator, TEXTS["en"], article, now)
    own = say(moderator, "My own thought on this", article, now)
    client = signed_in(moderator)
    sent = {
        "action": "hide",
        "pick": [comment.public_id, own.public_id],
        "reason": "x",
        "ban": "always",
        "lock": "yes",
    }
    for path in ("/moderation", f"/moderation/comment/{comment.public_id}"):
        assert client.post(path, sent).status_code == 302
    for pk in (operator.pk, moderator.pk):
        assert client.post(f"/moderation/reader/{pk}", {"ban": "always", "reason": "x"}).status_code == 403
    assert not Ban.objects.exists()
    assert not Lock.objects.exists()
    assert not Decision.objects.filter(by=moderator).exists()
    assert Comment.objects.filter(state=State.SHOWN).count() == 2
    decision = deciding.hide(Act(operator, "x", now), own)
    assert client.post(f"/moderation/log/{decision.pk}/undo").status_code == 403  # on oneself
    appeal = reporting.appeal(moderator, decision, "Why?", now)
    assert client.post(f"/moderation/appeal/{appeal.pk}", {"action": "grant"}).status_code == 403


def test_the_queue_has_the_oldest_first_and_takes_several_at_once(now: datetime, moderator: Reader) -> None:
    article = make_article(title="The dam")
    reader = known()
    reported = say(reader, "Reported first", article, now - timedelta(hours=3))
    reporting.report(
        someone("idris@example.org"), reported, "off-topic", "about football", now - timedelta(hours=2)
    )
    held = say(someone("new@example.org"), "Held a little later", article, now - timedelta(hours=1))
    client = signed_in(moderator)
    page = client.get("/moderation").content.decode()
    assert page.index("Reported first") < page.index("Held a little later")
    assert "about football" in page
    assert "The first comments of an account" in page
    assert "1 comment shown" in page or "2 comments shown" in page
    assert "@example.org" not in page
    assert "Reported first" not in client.get("/moderation?kind=held").content.decode()
    sent = {"action": "hide", "pick": [reported.public_id, held.public_id]}
    without = client.post("/moderation", sent)
    assert without.status_code == 422
    assert "checked" in without.content.decode()
    assert client.post("/moderation", {"action": "hide", "reason": "x"}).status_code == 422
    assert client.post("/moderation", sent | {"action": "explode", "reason": "x"}).status_code == 422
    assert client.post("/moderation", sent | {"reason": "Off topic"}).status_code == 302
    assert set(Comment.objects.filter(article=article).values_list("state", flat=True)) == {State.HIDDEN}
    assert not Report.objects.filter(settled_at=None).exists()
    done = client.get("/moderation").content.decode()
    assert "Decided on 2 comments." in done
    assert "Nothing waits" in done


def test_a_lock_closes_a_discussion_until_it_is_taken_back(now: datetime, moderator: Reader) -> None:
    article = make_article()
    reader = known()
    comment = say(reader, TEXTS["zh"], article, now)
    sent = {"action": "only", "pick": comment.public_id, "lock": "yes", "reason": "It went in circles"}
    client = signed_in(moderator)
    client.post(f"/moderation/comment/{comment.public_id}", sent)
    with pytest.raises(CommentRefused) as refused:
        say(reader, "One more", article, now)
    assert refused.value.why == "locked"
    say(reader, "Elsewhere", make_article(), now)
    client.post(f"/moderation/log/{Decision.objects.get(kind=Kind.LOCK).pk}/undo", {"reason": "enough time"})
    say(reader, "Once more", article, now)
    assert [one.kind for one in Decision.objects.filter(by=moderator).order_by("pk")] == [
        Kind.LOCK,
        Kind.UNLOCK,
    ]


def test_what_is_closed_is_the_discussion_that_readers_see(now: datetime, moderator: Reader) -> None:
    reader, former, story = known(), make_story(make_article()), make_story(make_article())
    comment = post_comment(reader, Home(story=former.pk), TEXTS["en"], now)
    Story.objects.filter(pk=former.pk).update(merged_into=story, articles=0)
    sent = {"action": "only", "pick": comment.public_id, "lock": "yes", "reason": "It went in circles"}
    client = signed_in(moderator)
    client.post("/moderation", sent)
    assert Lock.objects.get().story == story
    page = client.get(f"/moderation/comment/{comment.public_id}").content.decode()
    assert "The discussion is closed." in page
    answer = signed_in(reader).post(f"/comment/{comment.public_id}/reply", {"text": "But still"})
    assert answer.status_code == 403
    assert "But still</textarea>" in answer.content.decode()
    for change in (
        lambda: vote(known("idris@example.org"), comment, True, now),
        lambda: edit_comment(reader, comment, "But", now),
    ):
        with pytest.raises(CommentRefused) as refused:
            change()
        assert refused.value.why == "locked"


def test_several_of_one_author_are_one_ban_and_one_lock(now: datetime, moderator: Reader) -> None:
    article, reader = make_article(), known()
    picked = [say(reader, TEXTS[language], article, now).public_id for language in ("en", "de", "ru")]
    sent = {"action": "hide", "pick": picked, "ban": "week", "lock": "yes", "reason": "It went in circles"}
    client = signed_in(moderator)
    client.post("/moderation", sent)
    kinds = Decision.objects.filter(by=moderator).values_list("kind", flat=True)
    assert sorted(kinds) == sorted([Kind.HIDE] * 3 + [Kind.BAN, Kind.LOCK])
    assert Ban.objects.get().reader == reader


def test_a_ban_ends_is_shown_and_leaves_what_is_ones_own(now: datetime, moderator: Reader) -> None:
    reader = known()
    article = make_article()
    comment = say(known("idris@example.org"), TEXTS["ru"], article, now)
    deciding.ban(Act(moderator, "Insults", now), reader, "week")
    for attempt in (
        lambda: say(reader, "Still here", article, now),
        lambda: vote(reader, comment, True, now),
    ):
        with pytest.raises(CommentRefused) as refused:
            attempt()
        assert refused.value.why == "banned"
    client = signed_in(reader)
    page = client.get("/account/moderation").content.decode()
    assert "You are banned until" in page
    assert "Insults" in page
    for path in ("/", f"/article/{article.public_id}", "/for-you", "/saved", "/account/data.json"):
        assert client.get(path, follow=True).status_code == 200, path
    assert "Insults" in client.get("/account/data.json").content.decode()
    say(reader, "Back again", article, now + timedelta(days=8))
    deciding.ban(Act(moderator, "Again", now), reader, "always")
    assert Ban.objects.filter(lifted_at=None).count() == 1
    assert "You are banned for good" in client.get("/account/moderation").content.decode()
    assert client.post("/account/delete", {"sure": "yes"}).status_code == 200
    assert not Reader.objects.filter(email="mara@example.org").exists()
    assert not Ban.objects.exists()
    assert Decision.objects.filter(kind=Kind.BAN, reader=None).count() == 2  # that it was, not who


def test_the_log_says_who_when_why_and_undoing_is_a_line_of_its_own(
    now: datetime, moderator: Reader, operator: Reader
) -> None:
    reader = known()
    comment = say(reader, TEXTS["en"], make_article(), now)
    hidden = deciding.hide(Act(moderator, "Off topic, I think", now), comment)
    client = signed_in(operator)
    page = client.get("/moderation/log").content.decode()
    assert "Off topic, I think" in page
    assert f"Moderator no. {moderator.pk}" in page
    assert "@example.org" not in page
    client.post(f"/moderation/log/{hidden.pk}/undo", {"reason": "It is on topic"})
    comment.refresh_from_db()
    assert comment.state == State.SHOWN
    line = Decision.objects.order_by("pk").last()
    assert line is not None
    assert (line.kind, line.by, line.undoes, line.reason) == (Kind.SHOW, operator, hidden, "It is on topic")
    before = Decision.objects.count()
    client.post(f"/moderation/log/{hidden.pk}/undo", {"reason": "again"})
    assert Decision.objects.count() == before
    with pytest.raises(TypeError):
        hidden.delete()
    hidden.reason = "changed"
    with pytest.raises(TypeError):
        hidden.save()
    client.post(f"/moderation/log/{line.pk}/undo")
    comment.refresh_from_db()
    assert (comment.state, comment.held_why) == (State.HELD, "moderator")


def test_what_is_deleted_is_gone_and_cannot_be_undone(now: datetime, moderator: Reader) -> None:
    comment = say(known(), "Something unbearable", make_article(), now)
    made = deciding.delete(Act(moderator, "Hatred", now), comment)
    assert not Comment.objects.filter(text__contains="unbearable").exists()
    assert Decision.objects.get(pk=made.pk).comment_key == comment.public_id
    with pytest.raises(ReaderError):
        deciding.undo(Act(moderator, "", now), Decision.objects.get(pk=made.pk))
    with pytest.raises(ReaderError):
        deciding.show(Act(moderator, "", now), comment)


# --- objected to


def test_the_author_sees_what_became_of_a_comment_and_objects_once(
    now: datetime, moderator: Reader, operator: Reader
) -> None:
    reader = known()
    comment = say(reader, TEXTS["ar"], make_article(title="The dam"), now)
    hidden = deciding.hide(Act(moderator, "Off topic", now), comment)
    client, other = signed_in(reader), signed_in(someone("idris@example.org"))
    page = client.get("/account/moderation").content.decode()
    assert "Comment hidden" in page
    assert "Off topic" in page
    assert "Object</button>" in page
    sent = {"decision": hidden.pk, "text": "It is <b>about</b> the dam."}
    assert other.post("/account/moderation", sent).status_code == 404
    assert client.post("/account/moderation", sent | {"text": " \0 "}).status_code == 422
    assert client.post("/account/moderation", sent).status_code == 302
    assert client.post("/account/moderation", sent).status_code == 422
    assert client.post("/account/moderation", {"decision": "9" * 30, "text": "x"}).status_code == 404
    assert Appeal.objects.count() == 1
    assert "A moderator will answer it." in client.get("/account/moderation").content.decode()
    queue = signed_in(operator).get("/moderation?kind=appeal").content.decode()
    assert "It is &lt;b&gt;about&lt;/b&gt; the dam." in queue
    answer = {"action": "grant", "reason": "You are right"}
    signed_in(operator).post(f"/moderation/appeal/{Appeal.objects.get().pk}", answer)
    comment.refresh_from_db()
    assert comment.state == State.SHOWN
    kinds = [one.kind for one in Decision.objects.filter(by=operator).order_by("pk")]
    assert kinds == [Kind.SHOW, Kind.GRANT]
    page = client.get("/account/moderation").content.decode()
    assert "The decision was taken back." in page
    assert "You are right" in page
    assert waiting.counts()["appeal"] == 0


def test_a_refused_objection_stays_refused_and_a_ban_can_be_objected_to(
    now: datetime, moderator: Reader, operator: Reader
) -> None:
    reader = known()
    banned = deciding.ban(Act(moderator, "Spam", now), reader, "month")
    appeal = reporting.appeal(reader, banned, "It was no spam.", now)
    client = signed_in(operator)
    client.post(f"/moderation/appeal/{appeal.pk}", {"action": "refuse"})  # without a reason
    appeal.refresh_from_db()
    assert appeal.granted is None
    client.post(f"/moderation/appeal/{appeal.pk}", {"action": "refuse", "reason": "Forty times the same"})
    client.post(f"/moderation/appeal/{appeal.pk}", {"action": "grant", "reason": "changed my mind"})
    appeal.refresh_from_db()
    assert (appeal.granted, appeal.answer) == (False, "Forty times the same")
    assert moderation.ban_of(reader, now) is not None
    with pytest.raises(CommentRefused):
        reporting.appeal(reader, banned, "But really", now)
    second = deciding.ban(Act(moderator, "Spam again", now), reader, "day")
    granted = reporting.appeal(reader, second, "Please", now)
    client.post(f"/moderation/appeal/{granted.pk}", {"action": "grant", "reason": ""})
    assert moderation.ban_of(reader, now) is None


@pytest.mark.parametrize("answered", [False, True])
def test_a_deletion_can_be_objected_to_and_its_words_stay_gone(
    now: datetime, moderator: Reader, operator: Reader, answered: bool
) -> None:
    reader, article = known(), make_article(title="The dam")
    comment = say(reader, "The dam holds, says the town.", article, now)
    if answered:  # its place stays
        say(known("idris@example.org"), "Does it?", article, now, parent=comment)
    deleted = deciding.delete(Act(moderator, "A threat", now), comment)
    client = signed_in(reader)
    assert "Object</button>" in client.get("/account/moderation").content.decode()
    sent = {"decision": deleted.pk, "text": "It was none."}
    assert client.post("/account/moderation", sent).status_code == 302
    assert client.post("/account/moderation", sent).status_code == 422
    judge = signed_in(operator)
    queue = judge.get("/moderation?kind=appeal").content.decode()
    assert "It was none." in queue
    assert "Agree: it should have stayed" in queue
    judge.post(f"/moderation/appeal/{Appeal.objects.get().pk}", {"action": "grant", "reason": "Right"})
    assert Comment.objects.filter(text__contains="holds").count() == 0
    page = client.get("/account/moderation").content.decode()
    assert "A moderator agrees" in page
    assert "Appeal granted" in page
    assert waiting.counts()["appeal"] == 0


def test_what_waits_for_a_moderator_anyway_needs_no_objection(now: datetime) -> None:
    reader = someone("mara@example.org")
    say(reader, TEXTS["en"], make_article(), now)
    with pytest.raises(CommentRefused):
        reporting.appeal(reader, Decision.objects.get(), "Why?", now)
