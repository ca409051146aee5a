"""The way of a reported comment in real Chromium: reported, hidden, objected to, shown again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from broadsheet.readers import deciding, reporting
from broadsheet.readers.comments import post_comment
from broadsheet.readers.deciding import Act
from broadsheet.readers.discussions import Home
from broadsheet.readers.models import Appeal, Comment, Decision, Reader, Role
from tests.browser.edition import Edition
from tests.browser.looking import Faults, look, told
from tests.browser.reader import Reader as Person
from tests.browser.reader import ReaderMaker
from tests.browser.test_accounts import sign_in
from tests.readers.signing_in import make_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = {
    "en": "The engineers knew of the crack in spring, and **nobody** was told.",
    "ar": "كان المهندسون يعرفون بالشق منذ الربيع، و**لم يُخبَر** أحد.",
}


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, accounts="open", comments_first_held=0)


def member(name: str, role: Role = Role.READER) -> Reader:
    reader = make_reader(f"{name.lower()}@example.org", role)
    joined = timezone.now() - timedelta(days=40)
    Reader.objects.filter(pk=reader.pk).update(joined_at=joined, name=name, name_key=name.lower())
    reader.refresh_from_db()
    return reader


def opened(readers: ReaderMaker, reader: Reader, language: str, width: int, scripts: bool = True) -> Person:
    person = readers(language, "light", width, scripts=scripts)
    sign_in(person.open("/account/login/"), reader.email)
    return person


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ar", 390)])
def test_a_comment_is_reported_hidden_objected_to_and_shown_again(
    readers: ReaderMaker, edition: Edition, language: str, width: int
) -> None:
    mara, idris = member("Mara"), member("Idris")
    tolland, ines = member("Tolland", Role.MODERATOR), member("Ines", Role.OPERATOR)
    article = edition.edited
    comment = post_comment(mara, Home(article=article.pk), SAID[language], timezone.now())
    path = f"/article/{article.public_id}/comments"
    faults: Faults = {}
    key = comment.public_id

    reporter = opened(readers, idris, language, width)
    page = reporter.open(path)
    page.locator(f'a[href="/comment/{key}/report"]').first.click()
    look(page, f"report-{language}", faults, (width,))
    page.locator('[name=kind][value="off-topic"]').check()
    page.locator("[name=note]").fill("هذا ليس عن السد" if language == "ar" else "This is not about the dam")
    page.locator("main form [type=submit]").click()
    expect(page.get_by_role("status")).to_be_visible()

    moderator = opened(readers, tolland, language, width)
    page = moderator.open("/moderation")
    look(page, f"queue-{language}", faults, (width,))
    page.locator(f'[name=pick][value="{key}"]').check()
    page.locator("[name=reason]").fill("خارج الموضوع" if language == "ar" else "Off topic")
    page.locator('[name=action][value="hide"]').click()
    expect(page.get_by_role("status")).to_be_visible()
    look(page, f"queue-empty-{language}", faults, (width,))
    stranger = readers(language, "light", width)
    expect(stranger.open(path).get_by_text(comment.text[:20])).to_have_count(0)

    author = opened(readers, mara, language, width)
    page = author.open(path)
    look(page, f"hidden-{language}", faults, (width,))
    page.locator('a[href^="/account/moderation"]').first.click()
    look(page, f"mine-{language}", faults, (width,))
    page.locator("textarea[name=text]").fill("هو عن السد" if language == "ar" else "It is about the dam")
    page.locator("main form [type=submit]").click()
    expect(page.locator(".appeal")).to_be_visible()

    operator = opened(readers, ines, language, width)
    page = operator.open("/moderation?kind=appeal")
    look(page, f"appeal-{language}", faults, (width,))
    page.locator(".appeal [name=reason]").fill("أنت محق" if language == "ar" else "You are right")
    page.locator('[name=action][value="grant"]').click()
    expect(page.get_by_role("status")).to_be_visible()
    page = operator.open("/moderation/log")
    look(page, f"log-{language}", faults, (width,))

    comment.refresh_from_db()
    assert comment.state == Comment.State.SHOWN
    expect(stranger.open(path).get_by_text(comment.text[:20]).first).to_be_visible()
    expect(author.open("/account/moderation").locator(".appeal")).to_contain_text(
        "أنت محق" if language == "ar" else "You are right"
    )
    kinds = [one.kind for one in Decision.objects.order_by("pk")]
    assert kinds == ["hide", "show", "grant"]
    assert not faults, told(faults)
    for person in (reporter, moderator, stranger, author, operator):
        assert person.complaints == []


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "dark", 390), ("ar", "dark", 1440)])
def test_no_page_of_moderation_has_a_fault(
    readers: ReaderMaker, edition: Edition, language: str, theme: str, width: int
) -> None:
    now = timezone.now()
    mara, idris = member("Mara"), member("Idris")
    tolland, ines = member("Tolland", Role.MODERATOR), member("Ines", Role.OPERATOR)
    act = Act(tolland, "Off topic" if language == "en" else "خارج الموضوع", now)
    deciding.block_word(act, "casino*")
    deciding.block_word(act, "дурак")
    home = Home(article=edition.edited.pk)
    first = post_comment(mara, home, SAID[language], now)
    post_comment(
        idris, home, "Visit our casinos, [one](https://a.example) https://b.example", now, parent=first
    )
    other = post_comment(idris, Home(story=edition.story.pk), "Quite another thing altogether", now)
    reporting.report(idris, first, "abuse", "It is rude to engineers", now)
    reporting.appeal(idris, deciding.hide(act, other), "It is not off topic.\nReally.", now)
    deciding.lock(act, edition.edited.pk, None)
    banned = deciding.ban(act, idris, "week")
    reporting.appeal(idris, banned, "I did nothing", now)
    faults: Faults = {}
    person = readers(language, theme, width)
    sign_in(person.open("/account/login/"), ines.email)
    for name, path in (
        ("queue-full", "/moderation"),
        ("words", "/moderation/words"),
        ("log-full", "/moderation/log"),
        ("comment", f"/moderation/comment/{first.public_id}"),
        ("reader", f"/moderation/reader/{idris.pk}"),
        ("rules", "/rules"),
    ):
        look(person.open(path), f"{name}-{language}-{theme}", faults, (width,))
    theirs = readers(language, theme, width)
    sign_in(theirs.open("/account/login/"), idris.email)
    look(theirs.open("/account/moderation"), f"banned-{language}-{theme}", faults, (width,))
    assert not faults, told(faults)
    assert person.complaints == []


def test_a_moderator_works_by_keys_and_without_script(readers: ReaderMaker, edition: Edition) -> None:
    now = timezone.now()
    mara, tolland = member("Mara"), member("Tolland", Role.MODERATOR)
    made = [
        post_comment(mara, Home(article=edition.edited.pk), f"Number {number}, said once", now)
        for number in range(2)
    ]
    for one in made:
        reporting.report(tolland, one, "spam", "", now)
    person = opened(readers, tolland, "en", 1440, scripts=False)
    page = person.open("/moderation")
    page.locator("[name=pick]").first.focus()
    page.keyboard.press("Space")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "pick":
            page.keyboard.press("Space")
        if page.evaluate("document.activeElement.name") == "reason":
            break
    page.keyboard.type("Spam")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "hide":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided on 2 comments.")).to_be_visible()
    assert set(Comment.objects.values_list("state", flat=True)) == {Comment.State.HIDDEN}
    assert not Appeal.objects.exists()
