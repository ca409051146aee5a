"""Faults planted in a pack file are found, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from broadsheet.catalogue import packs
from broadsheet.catalogue.packs import PACKS_FOLDER, check_packs, find_pack, load_packs, read_pack_file
from broadsheet.catalogue.types import CatalogueFeed
from broadsheet.cli import app
from broadsheet.errors import CatalogueError
from broadsheet.store.models import Feed

GOOD = """\
title = "Test"

[[publisher]]
key = "the-lantern"
name = "Ліхтар"
name_en = "The Lantern"
domains = ["lantern.example"]
homepage = "https://lantern.example/"
country = "UA"
languages = ["uk", "en"]
ownership = "private"
ownership_source = "the publisher's imprint"
feeds = [
  { url = "https://lantern.example/feed" },
  { url = "https://lantern.example/en/sport", category = "sport", language = "en", title = "In English" },
]
"""
SECOND = GOOD[GOOD.index("[[publisher]]") :]


def write(folder: Path, text: str) -> Path:
    path = folder / "test.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert check_packs(path) == ()
    (publisher,) = read_pack_file(path).publishers
    assert publisher.name_en == "The Lantern"
    assert publisher.feeds == (
        CatalogueFeed("https://lantern.example/feed", "uk"),
        CatalogueFeed("https://lantern.example/en/sport", "en", "sport", title="In English"),
    )


FAULTS = [
    ('key = "the-lantern"', 'key = "The Lantern"', "key", "lower-case"),
    ('key = "the-lantern"', 'key = "bbc"', "key", "stands already in international.toml, bbc"),
    ('name = "Ліхтар"', 'name = " "', "name", "no space around"),
    ('name = "Ліхтар"', 'name = ""', "name", "missing"),
    ('["lantern.example"]', '["www.lantern.example"]', "domains", "without “www.”"),
    ('["lantern.example"]', '["https://lantern.example"]', "domains", "must be a domain"),
    ('["lantern.example"]', "[]", "domains", "at least one"),
    ('["lantern.example"]', '["bbc.co.uk"]', "domains", "stands already"),
    ('"https://lantern.example/"', '"lantern.example"', "homepage", "https://"),
    ('country = "UA"', 'country = "ua"', "country", "ISO 3166-1"),
    ('country = "UA"', 'country = "EU"', "country", "ISO 3166-1"),
    ('["uk", "en"]', '["uk", "en", "xx"]', "languages", "BCP 47"),
    ('["uk", "en"]', '["uk", "en", "en_GB"]', "languages", "BCP 47"),
    ('["uk", "en"]', '["uk", "en", "uk"]', "languages", "twice"),
    ('["uk", "en"]', '["uk"]', "feeds[2].language", "not among"),
    ('"private"', '"independent"', "ownership", "one of private, public-service"),
    ('"private"', '"unknown"', "ownership_source", "must not be given"),
    ("the publisher's imprint", "", "ownership_source", "missing"),
    ('"sport"', '"sports"', "feeds[2].category", "none of"),
    ("https://lantern.example/feed", "http://lantern.example/feed", "feeds[1].url", "https://"),
    ("https://lantern.example/feed", "https://127.0.0.1/feed", "feeds[1].url", "public host"),
    ("https://lantern.example/feed", "https://lantern.example:8443/feed", "feeds[1].url", "public host"),
    ("https://lantern.example/feed", "https://[broken/feed", "feeds[1].url", "not an address"),
    ("https://lantern.example/feed", "https://lantern.example/новини", "feeds[1].url", "unescaped"),
    ("https://lantern.example/feed", "https://lantern.example/en/sport/", "feeds", "stands already"),
    ("category =", "catgory =", "feeds[2]", "unknown field `catgory`"),
    ('title = "Test"', "", "title", "missing"),
    ('title = "Test"', 'title = "Test"\ncolour = "red"', "colour", "not a field"),
]


@pytest.mark.parametrize(("good", "bad", "field", "message"), FAULTS)
def test_a_planted_fault_is_the_only_one_found(
    tmp_path: Path, good: str, bad: str, field: str, message: str
) -> None:
    assert good in GOOD
    (fault,) = check_packs(write(tmp_path, GOOD.replace(good, bad, 1)))
    assert (fault.file, fault.field) == ("test.toml", field)
    assert message in fault.message


def test_publishers_out_of_order_are_found(tmp_path: Path) -> None:
    earlier = SECOND.replace("lantern", "beacon").replace('"UA"', '"FR"')
    (fault,) = check_packs(write(tmp_path, GOOD + earlier))
    assert (fault.publisher, fault.message) == (
        "the-beacon",
        "stands after the-lantern; sort by country, then by key.",
    )


def test_every_fault_is_listed_not_only_the_first(tmp_path: Path) -> None:
    text = (
        GOOD.replace('"UA"', '"Ukraine"')
        .replace('"sport"', '"sports"')
        .replace('"uk", "en"', '"uk", "en", "xx"')
    )
    assert {fault.field for fault in check_packs(write(tmp_path, text))} == {
        "country",
        "languages",
        "feeds[2].category",
    }


@pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe", b"title = 'x'\npublisher = 3", b""])
def test_a_file_that_is_no_pack_is_a_fault_and_no_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "test.toml"
    path.write_bytes(content)
    assert check_packs(path) != ()


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be opened"):
        check_packs(tmp_path / "none.toml")


def test_loading_a_faulty_folder_names_file_publisher_and_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, GOOD.replace('"UA"', '"XX"'))
    monkeypatch.setattr(packs, "PACKS_FOLDER", tmp_path)
    packs._pack_files.cache_clear()
    load_packs.cache_clear()
    try:
        with pytest.raises(CatalogueError, match=r"^test\.toml, the-lantern, country: “XX” is not"):
            load_packs()
    finally:
        packs._pack_files.cache_clear()
        load_packs.cache_clear()


def test_one_of_broadsheets_own_files_is_checked_in_its_place() -> None:
    assert check_packs(PACKS_FOLDER / "international.toml") == ()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["catalogue", *arguments])
    return result.exit_code, result.output


def test_the_command_lists_packs_with_their_counts() -> None:
    status, output = run()
    assert status == 0
    assert all(pack.name in output for pack in packs.packs()), "a name to be typed is never cut"
    assert f"{len(load_packs()):,}" in output


def test_the_command_shows_a_publisher_with_its_feeds() -> None:
    status, output = run("show", "bbc")
    assert status == 0
    assert "public-service (Wikipedia: BBC" in output
    assert "https://feeds.bbci.co.uk/persian/rss.xml  (mixed, fa)" in output


def test_the_command_lists_publishers_of_a_country_that_write_a_language() -> None:
    status, output = run("show", "--country", "TZ", "--language", "sw")
    assert status == 0
    assert "mwananchi" in output
    assert "the-citizen-tanzania" not in output


def test_the_command_checks_a_file(tmp_path: Path) -> None:
    assert run("check", str(write(tmp_path, GOOD)))[0] == 0
    status, output = run("check", str(write(tmp_path, GOOD.replace('"UA"', '"XX"'))))
    assert status == 1
    assert "test.toml, the-lantern, country: “XX” is not" in output


@pytest.mark.django_db
def test_the_command_installs_a_pack_into_the_store() -> None:
    starter = find_pack("starter")
    status, output = run("install", "starter")
    assert status == 0, output
    assert f"{len(starter.publishers)} publishers with {starter.feeds} feeds" in output
    assert set(Feed.objects.values_list("url", flat=True)) == {
        feed.url for publisher in starter.publishers for feed in publisher.feeds
    }


def test_a_mistyped_pack_is_said_so_before_the_store_is_touched() -> None:
    with pytest.raises(CatalogueError, match="Did you mean “starter”"):
        CliRunner().invoke(app, ["catalogue", "install", "startr"], catch_exceptions=False)
