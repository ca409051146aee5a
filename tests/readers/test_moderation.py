"""Moderation: what is held and what is reported."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from broadsheet.errors import CommentRefused
from broadsheet.readers import deciding, moderation, reporting, waiting
from broadsheet.readers.cleaning import clean
from broadsheet.readers.comments import edit_comment
from broadsheet.readers.deciding import Act
from broadsheet.readers.models import (
    Ban,
    Comment,
    DayKey,
    Decision,
    Reader,
    Report,
    Trace,
)
from tests.factories import make_article
from tests.readers.signing_in import signed_in
from tests.readers.talking import SPAM, TEXTS, Kind, State, known, say, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_to_all")]

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
    day = timedelta(days=1)
    say(reader, "Two", article, now + day, address="203.0.113.77")
    assert Trace.objects.get().digest != first  # the older one went, and its key with it
    assert DayKey.objects.get().day == (now + day).date()
    clean(now + day + timedelta(minutes=59))  # of a day on which nobody else writes
    assert Trace.objects.exists()
    clean(now + day + timedelta(minutes=61))
    assert not Trace.objects.exists()
    clean(now + 2 * day)
    assert not DayKey.objects.exists()


def test_a_change_is_judged_anew(now: datetime, moderator: Reader) -> None:
    reader = known()
    comment = say(reader, "All well", make_article(), now)
    edit_comment(reader, comment, "https://a.example https://b.example https://c.example", now)
    comment.refresh_from_db()
    assert (comment.state, comment.held_why) == (State.HELD, "links")
    assert Decision.objects.filter(kind=Kind.HOLD, comment=comment).count() == 1
    edit_comment(reader, comment, "https://d.example https://e.example https://f.example", now)
    assert Decision.objects.filter(kind=Kind.HOLD, comment=comment).count() == 1  # it waits as it did
    deciding.show(Act(moderator, "", now), comment)
    edit_comment(reader, comment, "https://g.example https://h.example https://i.example", now)
    assert comment.state == State.HELD
    assert Decision.objects.filter(kind=Kind.HOLD, comment=comment).count() == 2


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
