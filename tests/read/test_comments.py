"""Discussions on pages: what stands there, for whom, and what happens to what is sent."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from broadsheet.readers.comments import change_state, post_comment, vote
from broadsheet.readers.discussions import Home
from broadsheet.readers.models import Comment, Lock, Mention, Reader, Role
from broadsheet.readers.naming import choose_name
from broadsheet.store.models import Article, Story
from tests.factories import make_article
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import make_story

pytestmark = pytest.mark.django_db


def person(name: str, role: Role = Role.READER) -> Reader:
    reader = make_reader(f"{name.lower()}@example.org", role)
    choose_name(reader, name)
    return reader


def say(author: Reader, text: str, thing: Article | Story, **more: Any) -> Comment:
    """A comment that is shown, whatever the hold rules say."""
    home = Home(article=thing.pk) if isinstance(thing, Article) else Home(story=thing.pk)
    made = post_comment(author, home, text, timezone.now(), **more)
    if made.state == "held":
        change_state(made, Comment.State.SHOWN, timezone.now())
    return made


def inside(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.content.decode())


def test_nobody_has_commented_yet(client: Client) -> None:
    article = make_article(title="The dam")
    story = make_story(article)
    for path in (
        f"/article/{article.public_id}",
        f"/story/{story.public_id}",
        f"/article/{article.public_id}/comments",
        f"/story/{story.public_id}/comments",
    ):
        page = inside(client, path)
        assert "No comments yet." in page
        assert "Sign in to comment" in page
        assert "<textarea" not in page
        assert "csrf" not in page


def test_the_three_most_helpful_stand_under_an_article(client: Client) -> None:
    article, mara, idris = make_article(), person("Mara"), person("Idris")
    said = [say(mara, f"Comment number {number}", article) for number in range(5)]
    vote(idris, said[1], True, timezone.now())
    say(idris, "A reply", article, parent=said[1])
    page = inside(client, f"/article/{article.public_id}")
    found = re.findall(r"Comment number (\d)", page)
    assert found == ["1", "4", "3"]
    assert "See the discussion (6 comments)" in page
    assert "1 reader found this helpful" in page


def test_a_story_shows_what_was_said_of_it_its_articles_and_what_became_part_of_it(client: Client) -> None:
    article, other, third = make_article(title="Dam cracks"), make_article(), make_article()
    mara = person("Mara")
    story, oldest, old = make_story(article), make_story(other), make_story(third)
    say(mara, "On the article", article)
    say(mara, "On the story", story)
    say(mara, "On the older one", old)
    say(mara, "On the oldest one", oldest)
    now = timezone.now()
    Story.objects.filter(pk=oldest.pk).update(merged_into=old, articles=0)
    Story.objects.filter(pk=old.pk).update(merged_into=story, articles=0)
    Story.objects.filter(pk=story.pk).update(changed_at=now)
    page = inside(client, f"/story/{story.public_id}")
    assert "See the discussion (4 comments)" in page
    page = inside(client, f"/story/{oldest.public_id}/comments")  # leads on
    for words in ("On the article", "On the story", "On the older one", "On the oldest one"):
        assert words in page
    assert page.count("On a story that is part of this one now") == 2
    assert "Dam cracks" in page.split("On the article")[0].split("On the story")[0] or "Dam cracks" in page
    assert re.search(r'class="source">On <a href="/article/[^"]+">.*?Dam cracks', page)
    Story.objects.filter(pk=old.pk).update(merged_into=None, articles=1)
    Story.objects.filter(pk=story.pk).update(changed_at=now + timedelta(seconds=1))
    assert "See the discussion (2 comments)" in inside(client, f"/story/{story.public_id}")


def test_comments_cost_a_page_one_query_and_none_when_switched_off(client: Client, settings: Any) -> None:
    article, mara = make_article(), person("Mara")
    story = make_story(article)
    for number in range(4):
        say(mara, f"Words {number}", article)
    for path in (f"/article/{article.public_id}", f"/story/{story.public_id}"):
        inside(client, path)

        def asked(path: str = path) -> list[str]:
            with CaptureQueriesContext(connection) as queries:
                inside(client, path)
            return [one["sql"] for one in queries.captured_queries if "readers_comment" in one["sql"]]

        assert len(asked()) == 1
        settings.CONFIG = replace(settings.CONFIG, comments=False)
        assert asked() == []
        assert 'id="comments"' not in inside(client, path)
        settings.CONFIG = replace(settings.CONFIG, comments=True)


def test_switched_off_there_are_no_discussions(client: Client, settings: Any) -> None:
    made = say(person("Mara"), "Words", make_article())
    for off in ({"comments": False}, {"accounts": "single"}):
        settings.CONFIG = replace(settings.CONFIG, **{"comments": True, "accounts": "invited", **off})
        assert client.get(f"/comment/{made.public_id}").status_code == 404
        assert client.get(f"/article/{made.article.public_id}/comments").status_code == 404


def test_the_page_of_who_has_no_session_is_remembered(client: Client, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, page_cache_s=60)
    caches["pages"].clear()
    article = make_article()
    path = f"/article/{article.public_id}/comments"
    first = client.get(path)
    assert not first.cookies
    say(person("Mara"), "Just now", article)
    assert client.get(path).content == first.content
    caches["pages"].clear()


def test_commenting_leads_to_the_comment_and_says_that_it_waits() -> None:
    article, reader = make_article(), make_reader()
    client = signed_in(reader)
    assert "Your name" in inside(client, f"/article/{article.public_id}")
    answer = client.post(f"/article/{article.public_id}/comments", {"text": "The wall", "name": "Mara"})
    made = Comment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/comment/{made.public_id}")
    answer = client.get(answer["Location"])
    assert answer["Location"] == f"/article/{article.public_id}/comments#c-{made.public_id}"
    assert "Only you see this comment: it waits for a moderator." in inside(client, answer["Location"])
    page = inside(Client(), f"/article/{article.public_id}/comments")
    assert "The wall" not in page
    assert Client().get(f"/comment/{made.public_id}").status_code == 404
    moderator = signed_in(person("Tolland", Role.MODERATOR))
    assert "The wall" in inside(moderator, f"/article/{article.public_id}/comments")


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"text": "x" * 5001, "name": "Mara"}, 422, "It is too long"),
        ({"text": "Kept <words> & all", "name": "Operator"}, 422, "looks like one of the site"),
        ({"text": "Kept <words> & all", "name": ""}, 422, "Please choose a name"),
        ({"text": "  ", "name": "Mara"}, 422, "There is nothing in it yet."),
    ],
)
def test_what_is_refused_is_shown_again_with_the_reason(
    sent: dict[str, str], status: int, sentence: str
) -> None:
    article = make_article()
    client = signed_in(make_reader())
    for path in (
        f"/article/{article.public_id}/comments",
        f"/story/{make_story(article).public_id}/comments",
    ):
        answer = client.post(path, sent)
        assert answer.status_code == status
        page = answer.content.decode()
        assert sentence in page
        from django.utils.html import escape

        assert f">\n{escape(sent['text'])}</textarea>" in page
        assert f'value="{sent["name"]}"' in page
        assert 'aria-invalid="true"' in page
        article = make_article()


def test_what_was_typed_stays_when_the_session_has_ended(client: Client) -> None:
    article = make_article()
    made = say(person("Mara"), "Words", article)
    for path in (
        f"/article/{article.public_id}/comments",
        f"/comment/{made.public_id}/reply",
        f"/comment/{made.public_id}/edit",
    ):
        answer = client.post(path, {"text": "A long thought"})
        assert answer.status_code == 403
        assert "A long thought</textarea>" in answer.content.decode()
        assert "You are not signed in any more." in answer.content.decode()
    assert Comment.objects.count() == 1


def test_nothing_is_written_without_the_forms_token() -> None:
    made = say(person("Mara"), "Words", make_article())
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("Idris"))
    for path in (
        f"/article/{made.article.public_id}/comments",
        *(f"/comment/{made.public_id}/{act}" for act in ("reply", "edit", "delete", "vote")),
    ):
        assert client.post(path, {"text": "x", "helpful": "yes"}).status_code == 403, path
    assert Comment.objects.count() == 1


def test_a_reply_an_edit_a_vote_and_a_deletion_by_forms() -> None:
    article, mara, idris = make_article(), person("Mara"), person("Idris")
    made = say(mara, "Is the wall sound?", article)
    say(idris, "Earlier", make_article())
    hers, his = signed_in(mara), signed_in(idris)
    assert "Is the wall sound?" in inside(his, f"/comment/{made.public_id}/reply")
    his.post(f"/comment/{made.public_id}/reply", {"text": "It is, @Mara."})
    reply = Comment.objects.get(parent=made)
    page = inside(his, f"/article/{article.public_id}/comments")
    assert re.search(rf'comment d1[^>]*id="c-{reply.public_id}"', page)
    assert ">Change</a>" in page

    his.post(f"/comment/{reply.public_id}/edit", {"text": "It **is**, @Mara."})
    page = inside(hers, f"/article/{article.public_id}/comments")
    assert "<strong>is</strong>" in page
    assert "edited" in page

    answer = hers.post(f"/comment/{reply.public_id}/vote", {"helpful": "yes", "next": "/latest"})
    assert answer["Location"] == "/latest"
    assert re.search(
        r'value="none" aria-pressed="true">Helpful 1<', inside(hers, f"/article/{article.public_id}/comments")
    )
    assert his.post(f"/comment/{reply.public_id}/vote", {"helpful": "yes"}).status_code == 422
    hers.post(f"/comment/{reply.public_id}/vote", {"helpful": "none"})
    reply.refresh_from_db()
    assert reply.helpful == 0

    page = inside(hers, "/mentions")
    assert "A reply to your comment" in page
    assert '<span class="tag">New</span>' in page
    assert '<span class="tag">New</span>' not in inside(hers, "/mentions")
    assert Mention.objects.get().seen_at is not None

    assert "Delete your comment?" in inside(hers, f"/comment/{made.public_id}/delete")
    hers.post(f"/comment/{made.public_id}/delete")
    page = inside(Client(), f"/article/{article.public_id}/comments")
    assert "This comment was deleted." in page
    assert "sound?" not in page
    assert "1 comment<" in page


def test_only_the_author_changes_and_deletes() -> None:
    made = say(person("Mara"), "Words", make_article())
    other = signed_in(person("Idris", Role.OPERATOR))
    for act in ("edit", "delete"):
        assert other.get(f"/comment/{made.public_id}/{act}").status_code == 404
        assert other.post(f"/comment/{made.public_id}/{act}", {"text": "Not mine"}).status_code == 404
    made.refresh_from_db()
    assert made.text == "Words"


def test_a_change_that_comes_too_late_keeps_what_was_typed() -> None:
    mara = person("Mara")
    made = say(mara, "Words", make_article())
    Comment.objects.filter(pk=made.pk).update(made_at=timezone.now() - timedelta(minutes=16))
    answer = signed_in(mara).post(f"/comment/{made.public_id}/edit", {"text": "Better words"})
    assert answer.status_code == 422
    assert "Better words</textarea>" in answer.content.decode()
    assert "for 15 minutes" in answer.content.decode()


def test_orders_and_pages_and_permalinks(client: Client) -> None:
    article, mara = make_article(), person("Mara")
    now = timezone.now()
    Comment.objects.bulk_create(
        Comment(
            article=article, author=mara, text=f"N{number}", html=f"<p>N{number}.</p>",
            made_at=now + timedelta(seconds=number),
        )
        for number in range(120)
    )  # fmt: skip
    path = f"/article/{article.public_id}/comments"
    assert re.findall(r"<p>N(\d+)\.", inside(client, path + "?order=oldest"))[:2] == ["0", "1"]
    assert re.findall(r"<p>N(\d+)\.", inside(client, path + "?order=newest&page=3"))[-1] == "0"
    assert "Page 2 of 3" in inside(client, path + "?page=2")
    first = Comment.objects.get(text="N0")
    assert client.get(f"/comment/{first.public_id}")["Location"] == f"{path}?page=3#c-{first.public_id}"
    for wrong in ("?page=4", "?page=0", "?page=x", "?page=-1", "?page=99999999999999999999", "?page=²"):
        assert client.get(path + wrong).status_code == 404, wrong
    assert client.get(path + "?order=best").status_code == 200


@pytest.mark.parametrize("public_id", ["none", "x" * 300])
def test_what_there_is_not_is_not_there(client: Client, public_id: str) -> None:
    for path in (
        f"/comment/{public_id}",
        f"/comment/{public_id}/reply",
        f"/article/{public_id}/comments",
        f"/story/{public_id}/comments",
    ):
        assert client.get(path).status_code == 404


def test_a_closed_discussion_can_be_read(client: Client) -> None:
    article, mara = make_article(), person("Mara")
    made = say(mara, "Words", article)
    Lock.objects.create(article=article, reason="It went in circles.", at=timezone.now())
    page = inside(signed_in(mara), f"/article/{article.public_id}/comments")
    assert "A moderator closed this discussion." in page
    assert "It went in circles." in page
    assert "<textarea" not in page
    idris = signed_in(person("Idris"))
    assert f"/comment/{made.public_id}/vote" not in inside(idris, f"/article/{article.public_id}/comments")
    answer = idris.post(f"/comment/{made.public_id}/reply", {"text": "But still"})
    assert answer.status_code == 403
    assert "But still</textarea>" in answer.content.decode()


def test_a_hidden_comment_is_a_place_for_its_replies(client: Client) -> None:
    article, mara = make_article(), person("Mara")
    made = say(mara, "Ugly words", article)
    say(person("Idris"), "An answer", article, parent=made)
    change_state(made, Comment.State.HIDDEN, timezone.now())
    page = inside(client, f"/article/{article.public_id}/comments")
    assert "A moderator hid this comment." in page
    assert "Ugly words" not in page
    assert "a comment that is gone" in page
    assert "Ugly words" in inside(signed_in(mara), f"/article/{article.public_id}/comments")


def test_who_is_named_and_who_is_not_look_the_same(client: Client) -> None:
    article, mara = make_article(), person("Mara")
    person("Idris")
    say(mara, "One @Idris two", article)
    say(mara, "One @Nobody two", article)
    page = inside(client, f"/article/{article.public_id}/comments")
    assert page.count("<p>One @Idris two</p>") == page.count("<p>One @Nobody two</p>") == 1


def test_the_language_of_a_comment_is_told_and_can_be_translated() -> None:
    article, mara = make_article(), person("Mara")
    made = say(mara, "Die Mauer ist seit vielen Jahren dicht, sagen die Ingenieure der Stadt.", article)
    assert made.language == "de"
    client = signed_in(mara)
    page = inside(client, f"/article/{article.public_id}/comments")
    assert 'lang="de" dir="ltr"' in page
    assert f"/comment/{made.public_id}/translate" in page
    page = inside(client, f"/comment/{made.public_id}/translate")
    assert "Die Mauer ist seit" in page


def test_a_name_can_be_changed_in_the_account() -> None:
    mara = person("Mara")
    person("Idris")
    client = signed_in(mara)
    answer = client.post("/account", {"name": "IDRIS"})
    assert answer.status_code == 422
    assert "Another reader has this name." in answer.content.decode()
    assert 'value="IDRIS"' in answer.content.decode()
    assert client.post("/account", {"name": "Mara Weber"}).status_code == 302
    mara.refresh_from_db()
    assert mara.name == "Mara Weber"


def test_an_article_called_comments_has_its_page_and_its_discussion(client: Client) -> None:
    article = make_article(title="Comments")
    page = client.get(f"/article/{article.public_id}", follow=True)
    assert page.redirect_chain == [(f"/article/{article.public_id}/comments-", 302)]
    assert 'id="text"' in page.content.decode()
