"""Discussions in real Chromium: by keyboard, in both directions of writing, without script, under attack."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from broadsheet.readers.comments import change_state, post_comment
from broadsheet.readers.discussions import Home
from broadsheet.readers.models import Comment, Reader, Role
from broadsheet.readers.naming import choose_name
from tests.browser.edition import Edition
from tests.browser.hostile import vectors
from tests.browser.looking import Faults, look, told
from tests.browser.reader import ReaderMaker
from tests.browser.test_attacks import watched
from tests.factories import make_article
from tests.readers.signing_in import PASSWORD, make_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def person(name: str, role: Role = Role.READER) -> Reader:
    """A reader with a name, one of whose comments was shown."""
    reader = make_reader(f"{name.lower()}@example.org", role)
    choose_name(reader, name)
    article, before = make_article(), timezone.now() - timedelta(days=20)
    Comment.objects.create(
        article=article, author=reader, text="Earlier", html="<p>Earlier</p>", made_at=before
    )
    Reader.objects.filter(pk=reader.pk).update(joined_at=before)
    reader.refresh_from_db()
    return reader


def say(who: Reader, home: Home, text: str, parent: Comment | None = None) -> Comment:
    """A comment that is shown, whatever moderation has to say of it."""
    made = post_comment(who, home, text, timezone.now(), parent=parent)
    if made.state != Comment.State.SHOWN:
        change_state(made, Comment.State.SHOWN, timezone.now())
    return made


def send(page: Page) -> None:
    """Goes on by the Tab key to the form's button, and presses it."""
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")


def sign_in(page: Page, server: str, reader: Reader) -> None:
    page.goto(f"{server}/account/login/")
    page.locator("#id_login").fill(reader.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda url: "/account/login" not in url)


def tab_to(page: Page, name: str, role: str | None = None) -> None:
    """Goes on by the Tab key alone, until what has this name is reached."""
    for _ in range(300):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; return [e.innerText || '', e.id || '', e.name || ''] }"
        )
        if any(re.fullmatch(name, part.strip()) for part in found):
            return
    raise AssertionError(f"the Tab key does not lead to {name}")


def press(page: Page, selector: str) -> None:
    """Presses the Enter key on what stands there."""
    page.locator(selector).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_comment_vote_and_reply_by_keyboard(readers: ReaderMaker, edition: Edition, language: str) -> None:
    mara, idris = person("Mara"), person("Idris")
    article = edition.edited
    hers, his = readers(language, "light", 390), readers(language, "dark", 1440)
    sign_in(hers.page, hers.server, mara)
    sign_in(his.page, his.server, idris)

    page = hers.open(f"/article/{article.public_id}")
    tab_to(page, "say")
    page.keyboard.type("Is the **wall** sound?")
    send(page)
    page.wait_for_url("**/comments*")
    said = Comment.objects.get(text__startswith="Is the")
    assert page.locator(f"#c-{said.public_id} strong").inner_text() == "wall"
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")

    page = his.open(f"/article/{article.public_id}/comments")
    place = page.locator(f"#c-{said.public_id}")
    for _ in range(200):  # the first button of the comment: that it helps
        page.keyboard.press("Tab")
        if place.locator("button[value=yes]").evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(f"#c-{said.public_id} button[aria-pressed=true]")).to_have_count(1)
    said.refresh_from_db()
    assert (said.helpful, said.unhelpful) == (1, 0)

    press(page, f"#c-{said.public_id} a[href$=reply]")
    page.wait_for_url("**/reply")
    tab_to(page, "say")
    page.keyboard.type("It is, @Mara.")
    send(page)
    page.wait_for_url("**/comments*")
    reply = Comment.objects.get(parent=said)
    inner = page.locator(f"#c-{reply.public_id}").bounding_box()
    outer = page.locator(f"#c-{said.public_id}").bounding_box()
    assert inner is not None
    assert outer is not None
    if language == "ar":  # it steps in from where lines begin
        assert inner["x"] + inner["width"] < outer["x"] + outer["width"]
    else:
        assert inner["x"] > outer["x"]

    page = hers.open("/mentions")
    expect(page.get_by_text("It is, @Mara.")).to_be_visible()
    assert hers.complaints == his.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_change_and_delete_by_keyboard(readers: ReaderMaker, edition: Edition, language: str) -> None:
    mara, idris = person("Mara"), person("Idris")
    said = say(mara, Home(article=edition.edited.pk), "Is the **wall** sound?")
    reply = say(idris, Home(article=edition.edited.pk), "It is, @Mara.", said)
    hers, his = readers(language, "light", 390), readers(language, "dark", 1440)
    sign_in(hers.page, hers.server, mara)
    sign_in(his.page, his.server, idris)

    page = his.open(f"/comment/{reply.public_id}")
    press(page, f"#c-{reply.public_id} a[href$=edit]")
    page.wait_for_url("**/edit")
    tab_to(page, "say")
    page.keyboard.press("Control+A")
    page.keyboard.type("It was, last year.")
    send(page)
    page.wait_for_url("**/comments*")
    reply.refresh_from_db()
    assert (reply.text, reply.edited_at is not None) == ("It was, last year.", True)

    page = hers.open(f"/comment/{said.public_id}")
    press(page, f"#c-{said.public_id} a[href$=delete]")
    page.wait_for_url("**/delete")
    press(page, "main button[type=submit]")
    page.wait_for_url("**/comments*")
    expect(page.locator(f"#c-{reply.public_id}")).to_be_visible()
    assert page.locator(f"#c-{said.public_id} .words").count() == 0
    said.refresh_from_db()
    assert (said.state, said.text, said.author) == ("deleted", "", None)
    assert hers.complaints == his.complaints == []


def test_without_script_the_same_forms_work(readers: ReaderMaker, edition: Edition) -> None:
    newcomer = make_reader()
    reader = readers("en", scripts=False)
    sign_in(reader.page, reader.server, newcomer)
    page = reader.open(f"/story/{edition.story.public_id}")
    page.get_by_label("Your name").fill("Operator")
    page.get_by_label("Text").fill("A <b>question</b>: who measured it?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("looks like one of the site")
    assert page.get_by_label("Text").input_value() == "A <b>question</b>: who measured it?"
    page.get_by_label("Your name").fill("Mara Weber")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Only you see this comment: it waits for a moderator.")).to_be_visible()
    expect(page.get_by_text("A <b>question</b>: who measured it?")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), [("en", "dark"), ("ar", "light")])
def test_no_page_of_a_discussion_has_a_fault(
    readers: ReaderMaker, edition: Edition, language: str, theme: str
) -> None:
    mara = fill(edition)
    reader = readers(language, theme)
    sign_in(reader.page, reader.server, mara)
    own = Comment.objects.filter(author=mara, state="shown").latest("pk")
    faults: Faults = {}
    for name, path in {
        "discussion": f"/article/{edition.edited.public_id}/comments",
        "story": f"/story/{edition.story.public_id}/comments",
        "section": f"/article/{edition.edited.public_id}",
        "reply": f"/comment/{own.public_id}/reply",
        "edit": f"/comment/{own.public_id}/edit",
        "delete": f"/comment/{own.public_id}/delete",
        "translate": f"/comment/{own.public_id}/translate",
        "mentions": "/mentions",
    }.items():
        look(reader.open(path), f"comments-{name}-{language}", faults)
    assert not faults, told(faults)
    assert reader.complaints == []


def fill(edition: Edition) -> Reader:
    """A discussion with some of everything; returns who said some of it."""
    mara, idris, now = person("Mara"), person("إدريس"), timezone.now()
    tolland = person("Tolland", Role.MODERATOR)
    home = Home(article=edition.edited.pk)
    first = say(mara, home, "Is the **wall** sound? See [the report](https://kesh.example/report).")
    parent = say(idris, home, "الجدار سليم منذ سنوات، كما يقول المهندسون في المدينة القديمة.", first)
    for number in range(6):
        who = (tolland, mara, idris)[number % 3]
        text = f"> said before\n\nAnswer number {number}, @Mara.\n\n- one\n- two"
        parent = say(who, home, text, parent)
    hidden = say(idris, home, "x" * 400)
    say(mara, home, "An answer to what is gone", hidden)
    change_state(hidden, Comment.State.HIDDEN, now)
    of_story = Home(story=edition.story.pk)
    post_comment(mara, of_story, "https://a.example https://b.example https://c.example/" + "y" * 300, now)
    say(mara, of_story, "`code that is long` " * 20)
    return mara


def test_no_vector_acts_as_a_comment_or_as_a_name(
    browser: Browser, live_server: LiveServer, edition: Edition
) -> None:
    """Each of the corpus, posted by the real form of the program, opened where comments are shown."""
    mara, now = person("Mara"), timezone.now()
    attacks = vectors()
    # Nobody may say so much in an hour: one speaks after the other.
    people = [mara, *(person(f"Mara{number}") for number in range(len(attacks) // 8))]
    article = edition.edited
    for number, attack in enumerate(attacks):
        attack = attack.replace("\0", "")
        for text in (f"x {attack}", f"[{attack}]({attack})", f"> - **{attack}**"):
            post_comment(people[number // 9], Home(article=article.pk), text[:5000], now)
    Comment.objects.filter(article=article).update(state="shown")
    count = Comment.objects.filter(article=article).count()
    assert count >= 2 * len(attacks)
    with watched(browser, live_server.url) as watch:
        for number in range(1, -(-count // 50) + 1):
            watch.open(f"/article/{article.public_id}/comments?page={number}&order=oldest")
        watch.open(f"/article/{article.public_id}")
        sign_in(watch.page, live_server.url, mara)
        watch.open(f"/article/{article.public_id}/comments")
        for comment in Comment.objects.filter(article=article, author=mara).order_by("?")[:20]:
            watch.open(f"/comment/{comment.public_id}/edit")
        assert watch.take() == []
