"""`broadsheet feeds` as a user runs it: real processes, real files."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

RSS = (
    "<rss version='2.0'><channel><title>Näws</title><link>https://n.example/</link><item><title>One</title>"
    "<link>https://n.example/1</link><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"
).encode()


def broadsheet(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "broadsheet.cli", "feeds", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)


def test_a_file_is_shown(tmp_path):
    (tmp_path / "f.xml").write_bytes(RSS)
    shown = broadsheet(tmp_path / "f.xml")
    text = shown.stdout.decode()
    assert shown.returncode == 0
    assert "Näws" in text
    assert "rss20" in text
    assert "2026-11-23 10:00 UTC" in text
    assert "https://n.example/1" in text


def test_standard_input_comes_out_as_json():
    shown = broadsheet("-", "--json", stdin=RSS)
    feed = json.loads(shown.stdout)
    assert (feed["title"], feed["entries"][0]["published"]) == ("Näws", "2026-11-23T10:00:00Z")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><p>x", "This is a web page, not a feed."),
        (b"", "The feed is empty."),
        (None, "could not be read"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence_and_fails(tmp_path, content, said):
    if content is not None:
        (tmp_path / "x").write_bytes(content)
    shown = broadsheet(tmp_path / "x")
    words = " ".join(shown.stderr.decode().split())
    assert shown.returncode == 1
    assert said in words
    assert "Traceback" not in words


def test_nothing_to_read_is_an_error():
    assert broadsheet().returncode == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_answers_each_line_and_goes_on_after_bad_ones(tmp_path, workers):
    (tmp_path / "f.xml").write_bytes(RSS)
    (tmp_path / "p.html").write_bytes(b"<!DOCTYPE html><p>x")
    lines = ['{"file": "f.xml", "url": "https://n.example/feed"}', '{"file": "none.xml"}', "no json", "[]",
             "", '{"file": "p.html"}', '{"file": "f.xml", "headers": {"ETag": "e"}}']  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    run = broadsheet("--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl", "--workers", workers)
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert run.returncode == 0, run.stderr
    assert [answer.get("file") for answer in answers] == ["f.xml", "none.xml", None, None, "p.html", "f.xml"]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, False]
    assert answers[0]["entries"][0]["link"] == "https://n.example/1"
    assert answers[-1]["etag"] == "e"


def test_a_batch_that_is_not_there_is_said_so(tmp_path):
    run = broadsheet("--batch", tmp_path / "none", "--out", tmp_path / "out")
    assert run.returncode == 1
    assert b"Traceback" not in run.stderr
    assert b"none" in run.stderr
