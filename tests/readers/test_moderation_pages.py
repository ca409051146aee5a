"""Moderation: blocked words, the page of rules, and the pages of moderators."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from broadsheet.discuss.holding import RULES
from broadsheet.read.moderation import RULE_SENTENCES, own_rules
from broadsheet.readers import accounts, deciding, reporting
from broadsheet.readers.deciding import Act
from broadsheet.readers.models import (
    Appeal,
    Ban,
    BlockedWord,
    Comment,
    Decision,
    Reader,
    Report,
    Role,
)
from tests.factories import make_article
from tests.readers.signing_in import signed_in
from tests.readers.talking import TEXTS, Kind, known, say, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_to_all")]


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
