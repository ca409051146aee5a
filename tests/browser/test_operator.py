"""The operator's pages in real Chromium: what is pressed happens, no fault, none too wide; the admin too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings as current
from django.utils import timezone
from playwright.sync_api import Page, expect

from broadsheet.pipeline.errands import AHEAD
from broadsheet.readers.models import Reader, Role
from broadsheet.readers.operating import note
from broadsheet.store.answers import note_spend
from broadsheet.store.models import Feed
from tests.browser.edition import Edition
from tests.browser.looking import Faults, draw, look, told
from tests.browser.reader import ReaderMaker
from tests.browser.test_accounts import sign_in
from tests.readers.signing_in import PASSWORD, make_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    for name in ("jobs", "backups"):
        shutil.rmtree(current.CONFIG.data_dir / name, ignore_errors=True)


def operator() -> Reader:
    ines = make_reader("ines@example.org", Role.OPERATOR)
    mara = make_reader("mara@example.org")
    make_reader("idris@example.org", confirmed=False)
    now = timezone.now()
    note(ines, "role", now, about=mara, subjects=["reader → moderator"])
    note(ines, "pause", now, subjects=["The Ansel Courier: https://ansel.example/feed.xml"])
    note_spend(now, AHEAD, 120_000, 4_000)
    note_spend(now, "somebody", 20_000, 1_000)
    folder = current.CONFIG.data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "broadsheet-20261126-040000.sqlite3").write_bytes(b"x" * 2_000_000)
    (folder / "broadsheet-20261126-040000.pictures.tar").write_bytes(b"x" * 100)
    return mara


def be_sure(page: Page) -> None:
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_load_state("load")


@pytest.mark.parametrize(("language", "theme"), [("en", "dark"), ("ar", "light")])
def test_no_page_of_the_operators_has_a_fault_or_is_wider_than_the_screen(
    readers: ReaderMaker, edition: Edition, language: str, theme: str
) -> None:
    mara = operator()
    reader = readers(language, theme)
    sign_in(reader.open("/account/login/"), "ines@example.org")
    steps = ("account", "language", "sources&country=KE", "mail", "model", "gathering")
    paths = ["", "/sources", "/sources/catalogue?country=KE", "/publisher/ansel-courier", "/queues"]
    paths += ["/readers", f"/readers/{mara.pk}", "/backups", "/budget", "/log"]
    paths += [f"/first?step={step}" for step in steps]
    faults: Faults = {}
    for number, path in enumerate(paths):
        look(reader.open(f"/operator{path}"), f"operator-{number:02}-{language}", faults)
    assert not faults, told(faults)
    assert reader.complaints == []


def test_without_script_a_feed_is_removed_and_an_account_switched_off(
    readers: ReaderMaker, edition: Edition
) -> None:
    mara = operator()
    reader = readers("en", scripts=False)
    sign_in(reader.open("/account/login/"), "ines@example.org")
    page = reader.open("/account")
    page.get_by_role("link", name="Operator’s pages").click()
    page.get_by_role("link", name="Sources", exact=True).first.click()
    before = Feed.objects.count()
    page.locator("[name=feed]").first.check()
    page.get_by_role("button", name="Remove…").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Done.")).to_be_visible()
    assert Feed.objects.count() == before - 1
    page.goto(f"{reader.server}/operator/readers/{mara.pk}")
    page.get_by_role("button", name="Switch the account off").click()
    be_sure(page)
    page.get_by_role("button", name="Switch the account off").click()
    expect(page.get_by_role("button", name="Switch the account on")).to_be_visible()
    mara.refresh_from_db()
    assert not mara.is_active


def test_a_backup_is_made_with_progress_on_the_page(readers: ReaderMaker, edition: Edition) -> None:
    operator()
    reader = readers()
    sign_in(reader.open("/account/login/"), "ines@example.org")
    page = reader.open("/operator/backups")
    page.get_by_role("button", name="Make a backup").click()
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_visible(timeout=60000)
    assert len(list((current.CONFIG.data_dir / "backups").glob("*.sqlite3"))) == 2
    assert reader.complaints == []


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ar", 390)])
def test_the_admin_works_under_the_content_security_policy(
    readers: ReaderMaker, edition: Edition, language: str, width: int
) -> None:
    operator()
    reader = readers(language, "light", width)
    sign_in(reader.open("/account/login/"), "ines@example.org")
    page = reader.open("/operator/admin/")
    be_sure(page)
    expect(page.locator("#content-main")).to_be_visible()
    page.goto(f"{reader.server}/operator/admin/store/publisher/")
    page.locator("#searchbar").fill("Ansel")
    page.locator("#searchbar").press("Enter")
    page.locator("#result_list tbody a").first.click()
    page.locator("[name=name_en]").fill("Ansel Daily")
    draw(page, f"admin-{width}-{language}")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.locator(".theme-toggle").first.click()  # its script runs
    assert page.evaluate("document.documentElement.dataset.theme") in ("light", "dark", "auto")
    for path in (
        "store/article/",
        f"store/article/{edition.edited.pk}/change/",
        "store/story/",
        "readers/reader/",
    ):
        page.goto(f"{reader.server}/operator/admin/{path}")
        expect(page.locator("#content")).to_be_visible()
    assert reader.complaints == []
