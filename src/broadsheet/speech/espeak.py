"""The program espeak-ng (1.50 or later): text to samples, with limits, for any text.

Texts are hostile: they go in by standard input, never as an argument; what the program would read as its own
codes for sounds ("[[…]]") and as marks is taken out before; time and the size of its answer are limited.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import struct
import subprocess
import threading
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import SpeechError

Samples = NDArray[np.int16]

WORDS_A_MINUTE = 160
MOST_CHARS = 3_000
"""Of a text that is said at once."""
_SECONDS = 30.0
_MOST_BYTES = 60_000_000  # of samples: 22 minutes at 22,050 a second
_ASK_S = 10.0
_RATE = 22_050
_ADVICE = "Install espeak-ng (Debian: apt-get install espeak-ng), or leave it: browsers' own voices remain."
_CODES = re.compile(r"\[(?=\[)|[\x00-\x08\x0b-\x1f\x7f<>]|[\ud800-\udfff]")
# Languages whose voice has another name than they; and voices that read their script letter by letter.
_NAMES = {"zh": "cmn", "no": "nb", "en": "en-us", "fr": "fr-fr"}
_UNABLE = frozenset(["ja"])
# Versions before 1.52 say Chinese in English letters; the sounds of a word tell.
_TRIED = {"cmn": "中国大桥"}


class Espeak:
    """The program.

    Args:
        program: its name or path; "" if it is not to be used.
    """

    def __init__(self, program: str = "espeak-ng") -> None:
        self.path = shutil.which(program) if program else None
        self._voices: frozenset[str] | None = None
        self._lock = threading.Lock()

    @property
    def is_there(self) -> bool:
        """Whether it is installed."""
        return self.path is not None

    def voice(self, language: str) -> str:
        """The name of the voice for a language, as ISO 639 or BCP 47 names it; "" without one that can be
        understood."""
        code = language.replace("_", "-").lower()
        base = code.split("-")[0]
        if base in _UNABLE:
            return ""
        known = self._known()
        return next((one for one in (code, _NAMES.get(base, base), base) if one in known), "")

    def say(self, text: str, language: str) -> tuple[Samples, int]:
        """A text as samples of one channel, and how many of these are a second.

        Args:
            text: anything; what is longer than `MOST_CHARS` is cut.

        Raises:
            SpeechError: the program or a voice is missing, took too long, or failed.
        """
        voice = self.voice(language)
        if not voice:
            raise SpeechError("There is no voice for this language.", subject=language, advice=_ADVICE)
        clean = _CODES.sub(" ", text[:MOST_CHARS]).strip()
        if not clean:
            return np.zeros(0, np.int16), _RATE
        arguments = ["-v", voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
        return _samples(self._run(arguments, clean, _SECONDS))

    def _known(self) -> frozenset[str]:
        """The names of all voices that can be understood."""
        with self._lock:
            if self._voices is None:
                self._voices = self._ask_voices() if self.path else frozenset()
            return self._voices

    def _ask_voices(self) -> frozenset[str]:
        try:
            lines = self._run(["--voices"], "", _ASK_S).decode("utf-8", "replace").splitlines()[1:]
            found = {columns[1].lower() for line in lines if len(columns := line.split()) > 3}
            for voice, word in _TRIED.items():
                sounds = self._run(["-v", voice, "-q", "-x", "-b", "1", "--stdin"], word, _ASK_S)
                if b"(en)" in sounds:
                    found.discard(voice)
        except SpeechError:
            return frozenset()
        return frozenset(found)

    def _run(self, arguments: list[str], text: str, seconds: float) -> bytes:
        """What the program writes. It is killed after `seconds`, or when it writes too much."""
        if self.path is None:
            raise SpeechError("The program is not there.", subject="espeak-ng", advice=_ADVICE)
        try:
            program = subprocess.Popen(  # noqa: S603 - a fixed list of arguments, no shell
                [self.path, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SpeechError(f"It cannot be started ({error.strerror}).", subject="espeak-ng") from error
        timer = threading.Timer(seconds, program.kill)
        timer.start()
        try:
            writer = threading.Thread(target=_feed, args=(program, text.encode()), daemon=True)
            writer.start()
            assert program.stdout is not None
            written = program.stdout.read(_MOST_BYTES + 1)
            if len(written) > _MOST_BYTES:
                program.kill()
            program.stdout.close()
            status = program.wait()
            writer.join()
        finally:
            timer.cancel()
            program.kill()
            program.wait()
        if status or len(written) > _MOST_BYTES:
            raise SpeechError("It took too long or failed.", subject="espeak-ng")
        return written


def _feed(program: subprocess.Popen[bytes], text: bytes) -> None:
    assert program.stdin is not None
    with contextlib.suppress(OSError):  # it ended before it had read all
        program.stdin.write(text)
        program.stdin.close()


def _samples(wav: bytes) -> tuple[Samples, int]:
    """The samples of a WAV file that was written to a pipe: its lengths are not true, so the rest is taken.

    Raises:
        SpeechError: it is no such file.
    """
    place, rate = 12, 0
    while wav[:4] == b"RIFF" and place + 8 <= len(wav):
        kind, length = wav[place : place + 4], struct.unpack_from("<I", wav, place + 4)[0]
        if kind == b"fmt " and place + 16 <= len(wav):
            rate = struct.unpack_from("<I", wav, place + 12)[0]
        if kind == b"data" and rate:
            body = wav[place + 8 :]
            return np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.int16), rate
        place += 8 + length + length % 2
    raise SpeechError("What it wrote is no sound.", subject="espeak-ng")


@lru_cache(maxsize=4)
def espeak(program: str) -> Espeak:
    """The program, asked once for its voices."""
    return Espeak(program)
