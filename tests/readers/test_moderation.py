"""Moderation: what is held, reported, decided, objected to; and who may do what."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.test import Client
from django.utils import timezone

from broadsheet.discuss.holding import RULES
from broadsheet.errors import CommentRefused, ReaderError
from broadsheet.read.moderation import RULE_SENTENCES, own_rules
from broadsheet.readers import accounts, deciding, moderation, reporting, waiting
from broadsheet.readers.comments import edit_comment, post_comment, vote
from broadsheet.readers.deciding import Act
from broadsheet.readers.discussions import Home
from broadsheet.readers.models import (
    Appeal,
    Ban,
    BlockedWord,
    Comment,
    DayKey,
    Decision,
    Lock,
    Reader,
    Report,
    Role,
    Trace,
)
from broadsheet.store.models import Article
from tests.factories import make_article
from tests.readers.signing_in import make_reader, signed_in

pytestmark = pytest.mark.django_db
State, Kind = Comment.State, Decision.Kind
TEXTS = {
    "en": "The engineers knew of the crack in spring.",
    "de": "Die Ingenieure kannten den Riss schon im Frühjahr.",
    "ru": "Инженеры знали о трещине ещё весной.",
    "ar": "كان المهندسون يعرفون بالشق منذ الربيع.",
    "zh": "工程师们春天就知道有裂缝。",
}
SPAM = "I earn 500 dollars a day from home with this simple trick, ask me how and start today!"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, accounts="open")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


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


@pytest.fixture
def moderator() -> Reader:
    return someone("tolland@example.org", Role.MODERATOR)


@pytest.fixture
def operator() -> Reader:
    return someone("ines@example.org", Role.OPERATOR)


# --- held


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_first_comment_waits_and_the_next_does_not(text: str, now: datetime, moderator: Reader) -> None:
    reader, article = someone("mara@example.org"), make_article()
    first = say(reader, text, article, now)
    assert (first.state, first.held_why) == (State.HELD, "first")
    line = Decision.objects.get()
    assert (line.kind, line.by, line.by_role, line.reader) == (Kind.HOLD, None, "", reader)
    deciding.show(Act(moderator, "", now), first)
    second = say(reader, f"{text} {text}", article, now)
    assert (second.state, second.held_why) == (State.SHOWN, "")
    assert [one.kind for one in Decision.objects.order_by("pk")] == [Kind.HOLD, Kind.SHOW]


def test_as_many_first_ones_wait_as_the_operator_says(settings: Any, now: datetime) -> None:
    settings.CONFIG = replace(settings.CONFIG, comments_first_held=0)
    assert say(someone("mara@example.org"), TEXTS["en"], make_article(), now).state == State.SHOWN


def test_links_of_a_new_account_and_many_links_wait(now: datetime) -> None:
    reader, article = known(), make_article()
    assert say(reader, "[The report](https://a.example)", article, now).state == State.SHOWN
    many = say(reader, "https://a.example https://b.example [c](https://c.example)", article, now)
    assert many.held_why == "links"
    Reader.objects.filter(pk=reader.pk).update(joined_at=now - timedelta(hours=1))
    reader.refresh_from_db()
    assert say(reader, "See https://a.example there", article, now).held_why == "new-links"


def test_the_same_text_by_others_and_elsewhere_waits(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    mara, idris = known(), known("idris@example.org")
    assert say(mara, SPAM, make_article(), now).state == State.SHOWN
    assert say(mara, SPAM.replace("500", "600"), make_article(), now).held_why == "own-copy"
    assert say(idris, SPAM.upper(), make_article(), now).held_why in ("copy", "own-copy")
    monkeypatch.setattr(moderation, "SAID_MOST", 1)
    say(mara, "Quite another thing", make_article(), now)
    assert say(idris, SPAM, make_article(), now).state == State.SHOWN


def test_a_blocked_word_holds_and_only_moderators_are_told_which(moderator: Reader, now: datetime) -> None:
    deciding.block_word(Act(moderator, "", now), "casino*")
    reader = known()
    comment = say(reader, "Come to our cаsinos", make_article(), now)  # a Cyrillic a
    assert comment.held_why == "word"
    theirs = signed_in(reader).get("/account/moderation").content.decode()
    assert "a word that this site watches for" in theirs
    assert "casino*" not in theirs
    assert "casino*" in signed_in(moderator).get("/moderation").content.decode()
    assert "casino*" not in signed_in(reader).get("/account/data.json").content.decode()


def test_no_rule_holds_moderators(moderator: Reader, now: datetime) -> None:
    assert (
        say(moderator, "https://a.example https://b.example https://c.example", make_article(), now).state
        == State.SHOWN
    )


def test_fast_is_held_and_very_much_is_refused_by_account(now: datetime) -> None:
    reader, article = known(), make_article()
    made = [say(reader, f"{number} {word}", article, now) for number, word in enumerate("abcdef")]
    assert [one.held_why for one in made] == ["", "", "", "", "", "rate"]
    left = moderation.MOST_AN_HOUR - len(made)
    for number in range(left):
        say(reader, f"again {number}", article, now)
    with pytest.raises(CommentRefused) as refused:
        say(reader, "and once more", article, now)
    assert refused.value.why == "too-many"
    say(reader, "An hour later", article, now + timedelta(hours=2))


def test_fast_is_held_and_very_much_is_refused_by_network(now: datetime) -> None:
    article = make_article()
    readers = [known(f"r{number}@example.org") for number in range(3)]
    held = []
    for number in range(12):
        said = say(
            readers[number % 3], f"number {number}", article, now, address=f"2001:db8:0:1::{number + 1}"
        )
        held.append(said.held_why)
    assert held[:10] == [""] * 10
    assert held[10:] == ["network", "network"]
    assert say(readers[0], "from elsewhere", article, now, address="203.0.113.9").held_why == ""
    Trace.objects.bulk_create(
        Trace(digest=Trace.objects.filter(at=now).first().digest, at=now)  # type: ignore[union-attr]
        for _ in range(moderation.MOST_OF_NETWORK)
    )
    with pytest.raises(CommentRefused) as refused:
        say(readers[0], "too many from here", article, now, address="2001:db8:0:1::99")
    assert refused.value.why == "too-many"


def test_no_address_is_kept_anywhere_and_traces_and_keys_go(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reader, article = known(), make_article()
    say(reader, "One", article, now, address="203.0.113.77")
    assert Trace.objects.count() == DayKey.objects.count() == 1
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.BinaryField):
                    assert "203.0.113" not in str(getattr(row, field.attname)), field
    assert "203.0.113" not in caplog.text
    first = Trace.objects.get().digest
    say(reader, "Two", article, now + timedelta(days=1), address="203.0.113.77")
    assert Trace.objects.get().digest != first  # the older one went, and its key with it
    assert DayKey.objects.get().day == (now + timedelta(days=1)).date()


def test_a_change_is_judged_anew(now: datetime) -> None:
    reader = known()
    comment = say(reader, "All well", make_article(), now)
    edit_comment(reader, comment, "https://a.example https://b.example https://c.example", now)
    comment.refresh_from_db()
    assert (comment.state, comment.held_why) == (State.HELD, "links")
    assert Decision.objects.filter(kind=Kind.HOLD, comment=comment).count() == 1


def test_a_deluge_of_spam_shows_nothing(now: datetime, moderator: Reader) -> None:
    """Twenty new accounts with one text in twenty forms, as robots have it."""
    article = make_article()
    for number in range(20):
        bot = someone(f"bot{number}@example.org", days=0)
        text = f"{SPAM} www.cheap-{number}.xyz {'!' * number}"
        say(bot, text, article, now, address=f"203.0.113.{number}")
    assert not Comment.objects.filter(article=article, state=State.SHOWN).exists()
    reasons = {
        reason for line in Decision.objects.filter(kind=Kind.HOLD) for reason in line.reason.split("\n")
    }
    assert {"first", "copy", "new-links:1"} <= reasons
    page = signed_in(moderator).get("/moderation")
    assert page.content.decode().count('name="pick"') == 20
    picked = list(Comment.objects.values_list("public_id", flat=True))
    sent = {"action": "delete", "pick": picked, "reason": "Spam", "ban": "always"}
    assert signed_in(moderator).post("/moderation", sent).status_code == 302
    assert Ban.objects.filter(until=None, lifted_at=None).count() == 20
    assert not Comment.objects.exclude(state=State.DELETED).exists()


# --- reported


def test_enough_independent_reports_hold_by_themselves(now: datetime) -> None:
    comment = say(known(), TEXTS["ar"], make_article(), now)
    fresh = [someone(f"fresh{number}@example.org", days=0) for number in range(4)]
    for reader in fresh:
        reporting.report(reader, comment, "spam", "", now)
    comment.refresh_from_db()
    assert comment.state == State.SHOWN  # accounts of today count for nothing
    old = [someone(f"old{number}@example.org") for number in range(3)]
    for reader in old[:2]:
        reporting.report(reader, comment, "spam", "", now)
        reporting.report(reader, comment, "abuse", "twice", now)
    comment.refresh_from_db()
    assert comment.state == State.SHOWN
    reporting.report(old[2], comment, "nonsense", "x" * 5000 + "\0", now)
    comment.refresh_from_db()
    assert (comment.state, comment.held_why) == (State.HELD, "reports")
    assert Report.objects.count() == 7
    last = Report.objects.get(reporter=old[2])
    assert (last.kind, len(last.note)) == ("other", 500)
    assert (
        "Several readers reported it."
        in signed_in(comment.author).get("/account/moderation").content.decode()
    )


def test_what_a_moderator_has_seen_is_held_by_no_report(now: datetime, moderator: Reader) -> None:
    comment = say(known(), TEXTS["ru"], make_article(), now)
    reporting.report(someone("a@example.org"), comment, "spam", "", now)
    deciding.show(Act(moderator, "", now), comment)
    assert Decision.objects.filter(kind=Kind.DISMISS).count() == 1
    for number in range(5):
        reporting.report(someone(f"b{number}@example.org"), comment, "spam", "", now)
    comment.refresh_from_db()
    assert comment.state == State.SHOWN
    assert waiting.counts()["reported"] == 1  # a moderator is still told


def test_reports_are_refused_where_they_mean_nothing(now: datetime, moderator: Reader) -> None:
    author = known()
    comment = say(author, TEXTS["de"], make_article(), now)
    banned = someone("banned@example.org")
    deciding.ban(Act(moderator, "Spam", now), banned, "day")
    keen = someone("keen@example.org")
    others = [say(author, f"word {number}", make_article(), now - timedelta(days=2)) for number in range(2)]
    Report.objects.bulk_create(Report(comment=one, reporter=keen, kind="spam", at=now) for one in others)
    assert _refused(author, comment, now) == "own"
    assert _refused(banned, comment, now) == "banned"
    limit = reporting.MOST_REPORTS_A_DAY
    reporting.MOST_REPORTS_A_DAY = 2
    try:
        assert _refused(keen, comment, now) == "too-many"
    finally:
        reporting.MOST_REPORTS_A_DAY = limit
    deciding.hide(Act(moderator, "Off topic", now), comment)
    assert _refused(keen, comment, now) == "gone"


def _refused(reader: Reader, comment: Comment, now: datetime) -> str:
    with pytest.raises(CommentRefused) as refused:
        reporting.report(reader, comment, "spam", "", now)
    return refused.value.why


def test_the_form_reports_once_and_says_so(now: datetime) -> None:
    comment = say(known(), TEXTS["en"], make_article(), now)
    client = signed_in(someone("idris@example.org"))
    path = f"/comment/{comment.public_id}/report"
    assert Client().get(path).headers["Location"].startswith("/account/login/")
    assert client.post(path, {"note": "no kind"}).status_code == 422
    assert "Thank you" in client.post(path, {"kind": "abuse", "note": "<b>rude</b>"}).content.decode()
    assert "already" in client.get(path).content.decode()
    assert Report.objects.get().note == "<b>rude</b>"
    assert client.get("/comment/nothing/report").status_code == 404


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


def test_what_waits_for_a_moderator_anyway_needs_no_objection(now: datetime) -> None:
    reader = someone("mara@example.org")
    say(reader, TEXTS["en"], make_article(), now)
    with pytest.raises(CommentRefused):
        reporting.appeal(reader, Decision.objects.get(), "Why?", now)


# --- words, rules, pages


def test_words_are_added_once_and_taken_off(now: datetime, moderator: Reader) -> None:
    client = signed_in(moderator)
    client.post("/moderation/words", {"words": "casino*\r\nдурак\r\n\r\n赌博\r\nCASINO*\r\n!!!\r\n*"})
    assert set(BlockedWord.objects.values_list("word", flat=True)) == {"casino*", "дурак", "赌博"}
    page = client.get("/moderation/words").content.decode()
    assert "Not added" in page
    assert "!!!" in page
    pk = BlockedWord.objects.get(word="дурак").pk
    for sent in (str(pk), str(pk), "x", "9" * 40):
        assert client.post("/moderation/words", {"remove": sent}).status_code == 302
    assert BlockedWord.objects.count() == 2
    kinds = [one.kind for one in Decision.objects.order_by("pk")]
    assert kinds == [Kind.BLOCK_WORD] * 3 + [Kind.ALLOW_WORD]


def test_the_rules_are_for_all_with_the_operators_own(settings: Any, tmp_path: Any) -> None:
    page = Client(headers={"accept-language": "en"}).get("/rules").content.decode()
    assert "Rules of the discussion" in page
    assert "It is the first comment of an account." in page
    assert "Rules of this site" not in page
    file = tmp_path / "rules.txt"
    file.write_text("# ours\nNo <b>football</b> on Sundays\n\nSee you\n", encoding="utf-8")
    settings.CONFIG = replace(
        settings.CONFIG, rules_file=file, comments_first_held=3, comments_reports_hold=0
    )
    page = Client(headers={"accept-language": "en"}).get("/rules").content.decode()
    assert "No &lt;b&gt;football&lt;/b&gt; on Sundays" in page
    assert "ours" not in page
    assert "first 3 comments" in page
    assert "reported it" not in page
    file.write_bytes(b"\xff\xfe broken")
    assert Client().get("/rules").status_code == 200
    assert own_rules(tmp_path / "nothing.txt") == ()


def test_every_rule_has_a_sentence_and_a_place_in_the_table() -> None:
    assert set(RULE_SENTENCES) == set(RULES) == set(Comment.Held.values)
    assert all(len(rule) <= 10 for rule in RULES)


@pytest.mark.parametrize("hostile", ["\0", "x" * 100_000, "<script>", "'; --", "\u202e", "9" * 50])
def test_hostile_forms_break_nothing(hostile: str, now: datetime, moderator: Reader) -> None:
    comment = say(someone("mara@example.org"), TEXTS["en"], make_article(), now)
    client = signed_in(moderator)
    for path in (
        "/moderation",
        f"/moderation/comment/{comment.public_id}",
        f"/moderation/reader/{comment.author_id}",
        "/moderation/words",
    ):
        names = ("action", "pick", "reason", "ban", "lock", "words", "remove")
        for name in names:
            sent = {"action": "hide", "pick": comment.public_id, "reason": "why"} | {name: hostile}
            assert client.post(path, sent).status_code in (302, 422), (path, name)
        assert client.get(path, {"kind": hostile, "page": hostile}).status_code == 200
    assert client.get("/moderation/log", {"page": hostile}).status_code == 200
    page = client.get("/moderation/log").content.decode()
    assert "<script>" not in page.replace("<script defer", "")


def test_a_reader_who_goes_takes_reports_objections_and_bans_along(now: datetime, moderator: Reader) -> None:
    reader = known()
    comment = say(known("idris@example.org"), TEXTS["en"], make_article(), now)
    reporting.report(reader, comment, "spam", "my words", now)
    reporting.appeal(reader, deciding.ban(Act(moderator, "x", now), reader, "day"), "my plea", now)
    accounts.delete_reader(reader)
    assert not Report.objects.exists()
    assert not Appeal.objects.exists()
    assert not Ban.objects.exists()
    accounts.delete_reader(moderator)
    page = signed_in(someone("ines@example.org", Role.OPERATOR)).get("/moderation/log").content.decode()
    assert "A moderator whose account is deleted" in page
