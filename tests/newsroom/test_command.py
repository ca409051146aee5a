from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from broadsheet.cli import app
from broadsheet.newsroom.babble import Babble
from broadsheet.newsroom.dates import write_date
from broadsheet.newsroom.newsroom import Newsroom
from broadsheet.newsroom.slugs import make_slug

from .conftest import EVENING, START


def test_list_shows_every_publisher_and_its_feeds() -> None:
    result = CliRunner().invoke(app, ["newsroom", "list", "--base", "http://127.0.0.1:9000", "--json"])
    assert result.exit_code == 0
    listed = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(listed) >= 40
    assert all(feed["url"].startswith("http://127.0.0.1:9000/@") for p in listed for feed in p["feeds"])


def test_list_shows_troubles_when_asked() -> None:
    result = CliRunner().invoke(app, ["newsroom", "list", "--troubles", "http://127.0.0.1:9001"])
    assert "http://127.0.0.1:9001/bomb-gzip/feed" in result.stdout


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Élection : l’heure du choix", "election-lheure-du-choix"),
        ("Über 3.000 Menschen", "uber-3-000-menschen"),
        ("../../etc/passwd", "etc-passwd"),
        ("हिन्दी में समाचार", "हिन्दी-में-समाचार"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_slugs_keep_words_and_nothing_else(title: str, slug: str) -> None:
    assert make_slug(title) == slug


def test_dates_are_written_in_the_publishers_language_and_zone(newsroom: Newsroom) -> None:
    lantern, sahifa = newsroom.publisher("daily-lantern"), newsroom.publisher("sahifa")
    assert lantern is not None
    assert sahifa is not None
    assert write_date(lantern, START, EVENING) == "20 November 2026, 06:00:00 GMT"
    assert "نوفمبر" in write_date(sahifa, START, EVENING)
    assert sahifa.timezone == "Africa/Cairo"


def test_babble_is_made_of_the_words_it_was_taught() -> None:
    import random

    taught = ["The boat crossed the river at noon today.", "The baker crossed the river at nine sharp."]
    babble = Babble(taught, "en")
    words = set(" ".join(taught).split())
    said = {babble.sentence(random.Random(seed)) for seed in range(50)}
    assert all(set(sentence.split()) <= words for sentence in said)
    assert said - set(taught)  # it does not only repeat
