"""Texts to sound by the real espeak-ng, with limits, whatever the text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from broadsheet.errors import SpeechError
from broadsheet.speech import espeak as module
from broadsheet.speech.espeak import Espeak
from broadsheet.speech.speak import BITRATE, speak
from broadsheet.speech.types import Part
from tests.conftest import skip_unless_ci

SENTENCE = "The dam above Kesh cracked on Monday morning, the operator said."


@pytest.fixture(scope="module")
def program() -> Espeak:
    if shutil.which("espeak-ng") is None:
        skip_unless_ci("espeak-ng is missing: apt-get install espeak-ng")
    return Espeak()


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str], Espeak]:
    """A program in espeak-ng's place that misbehaves."""

    def make(script: str) -> Espeak:
        path = tmp_path / "espeak-ng"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        made = Espeak(str(path))
        made._voices = frozenset(["en-us"])
        return made

    return make


def test_a_sentence_is_heard(program: Espeak) -> None:
    samples, rate = program.say(SENTENCE, "en")
    assert 2 < len(samples) / rate < 8
    assert np.abs(samples).max() > 3_000


@pytest.mark.parametrize(
    ("language", "voice"), [("en", "en-us"), ("de", "de"), ("pt-BR", "pt-br"), ("ar", "ar"), ("xx", "")]
)
def test_each_language_has_its_voice(program: Espeak, language: str, voice: str) -> None:
    assert program.voice(language) == voice


def test_what_would_be_read_letter_by_letter_has_no_voice(program: Espeak) -> None:
    assert program.voice("ja") == ""


@pytest.mark.parametrize(
    "text",
    ["", ".", "-v de --version", "[[" * 500, "\x00\x01\ud800", "9" * 3_000, "<speak>a</speak>", "𐍈" * 99],
)
def test_any_text_comes_to_an_end(program: Espeak, text: str) -> None:
    samples, rate = program.say(text, "en")
    assert samples.dtype == np.int16
    assert rate > 8_000


def test_codes_for_sounds_are_not_obeyed(program: Espeak) -> None:
    spelled, _ = program.say("[[h@l'oU]]", "en")
    without, _ = program.say("h@l'oU", "en")
    said, _ = program.say("hello", "en")
    assert len(spelled) > 1.5 * len(said)
    assert len(spelled) >= 0.8 * len(without)


def test_parts_become_one_file_of_the_stated_length(program: Espeak) -> None:
    sound = speak([Part("Kesh", "en", heading=True), Part(SENTENCE, "en"), Part("天", "ja")])
    assert sound.unsaid == 1
    assert sound.mp3[0] == 0xFF  # a frame's sync, MPEG audio
    assert len(sound.mp3) * 8 / (BITRATE * 1000) == pytest.approx(sound.seconds, abs=0.3)


def test_nothing_sayable_is_said_to_be_so(program: Espeak) -> None:
    with pytest.raises(SpeechError):
        speak([Part("天", "ja")])


def test_without_the_program_there_is_no_voice() -> None:
    missing = Espeak("no-such-program-anywhere")
    assert not missing.is_there
    assert not Espeak("").is_there
    assert missing.voice("en") == ""
    with pytest.raises(SpeechError, match="no voice"):
        missing.say(SENTENCE, "en")


@pytest.mark.parametrize(
    "script", ["exit 3", "echo no sound", "printf RIFF", "exec cat /dev/zero", "exec sleep 60", "kill -9 $$"]
)
def test_a_program_that_misbehaves_is_ended(
    stand_in: Callable[[str], Espeak], script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.5)
    with pytest.raises(SpeechError):
        stand_in(script).say(SENTENCE * 4_000, "en")
