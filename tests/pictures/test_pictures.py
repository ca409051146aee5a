"""Hostile and odd files become a plain small picture or one clear error; the shelf keeps within its size."""

from __future__ import annotations

import io
import os
import struct
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from broadsheet.errors import NotAPicture
from broadsheet.pictures.making import MAX_PIXELS, make_picture
from broadsheet.pictures.naming import choose_format, is_key, picture_key, widths_for
from broadsheet.pictures.retrying import LONGEST_WAIT_S, SETTLED_WAIT_S, next_failure
from broadsheet.pictures.types import Failure, PictureFormat
from broadsheet.shelf import Shelf


def file_of(image: Image.Image, kind: str, **facts: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **facts)
    return out.getvalue()


def made(data: bytes, width: int = 320, kind: PictureFormat = "webp") -> Image.Image:
    image = Image.open(io.BytesIO(make_picture(data, width, kind)))
    image.load()
    return image


HALVES = Image.new("RGB", (800, 400), "red")
HALVES.paste("blue", (400, 0, 800, 400))


@pytest.mark.parametrize("source", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("kind", ["avif", "webp", "jpeg"])
def test_every_kind_that_is_read_becomes_every_kind_that_is_given(source: str, kind: PictureFormat) -> None:
    image = made(file_of(HALVES, source), 320, kind)
    assert (image.format, image.size, image.mode) == (kind.upper(), (320, 160), "RGB")
    left, right = image.getpixel((40, 80)), image.getpixel((280, 80))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > 60 > left[2]
    assert right[2] > 200 > 60 > right[0]


def test_a_small_picture_is_not_made_larger() -> None:
    assert made(file_of(HALVES, "JPEG"), 1440).size == (800, 400)


def test_a_very_tall_picture_does_not_become_a_column_without_end() -> None:
    width, height = made(file_of(Image.new("RGB", (600, 9000), "green"), "PNG"), 320).size
    assert height <= 320 * 4
    assert width < 320


@pytest.mark.parametrize(
    ("turn", "size"), [(1, (320, 160)), (3, (320, 160)), (6, (320, 640)), (8, (320, 640))]
)
def test_a_picture_taken_sideways_stands_upright(turn: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    assert made(file_of(HALVES, "JPEG", exif=exif)).size == size


def test_nothing_of_the_file_but_its_pixels_comes_through() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    data = file_of(HALVES, "JPEG", exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)
    assert b"Secret" in data
    for kind in ("avif", "webp", "jpeg"):
        assert b"Secret" not in make_picture(data, 320, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_sort_of_pixels_is_read(mode: str) -> None:
    image = Image.new(mode, (400, 200))
    assert made(file_of(image, "JPEG" if mode == "CMYK" else "PNG")).size == (320, 160)


def test_what_is_transparent_becomes_white() -> None:
    pixel = made(file_of(Image.new("RGBA", (400, 200), (0, 0, 0, 0)), "PNG")).getpixel((100, 100))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 245


def test_an_animation_is_its_first_picture() -> None:
    frames = [Image.new("RGB", (400, 200), colour) for colour in ("red", "blue", "green")]
    data = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])
    image = made(data)
    assert getattr(image, "n_frames", 1) == 1
    pixel = image.getpixel((100, 100))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (png_that_claims(60_000, 60_000), "million pixels"),
        (png_that_claims(10_000, MAX_PIXELS // 10_000 + 1), "million pixels"),
        (file_of(Image.new("RGB", (1, 1)), "GIF"), "too few"),
        (png_that_claims(500, 500), "damaged"),
        (file_of(HALVES, "JPEG")[:900], "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'/>", "none of"),
        (file_of(HALVES, "TIFF"), "none of"),
        (file_of(HALVES, "EPS"), "none of"),
        (b"", "none of"),
    ],
)
def test_what_cannot_be_shown_is_told_in_words(data: bytes, word: str) -> None:
    with pytest.raises(NotAPicture, match=word):
        make_picture(data, 320, "webp")


SEEDS = [file_of(HALVES.resize((64, 32)), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=12))
def test_damaged_files_give_a_picture_or_that_error_and_nothing_else(
    data: bytes, damage: list[tuple[float, int]]
) -> None:
    changed = bytearray(data)
    for place, value in damage:
        changed[int(place * len(changed))] = value
    try:
        assert made(bytes(changed)).width <= 320
    except NotAPicture:
        pass


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("image/avif,image/webp,image/apng,*/*;q=0.8", "avif"),
        ("image/webp,*/*", "webp"),
        ("image/avif;q=0, image/webp;q=0.8", "webp"),
        ("image/avif;q=0.0,*/*", "jpeg"),
        ("Image/AVIF;q=0.5", "avif"),
        ("*/*", "jpeg"),
        ("", "jpeg"),
        (",;=;,image/", "jpeg"),
    ],
)
def test_a_browser_gets_the_smallest_format_it_names(accept: str, kind: str) -> None:
    assert choose_format(accept) == kind


def test_names_are_stable_and_widths_end_with_the_first_that_is_wide_enough() -> None:
    assert picture_key("https://a.example/1.jpg") == picture_key("https://a.example/1.jpg")
    assert picture_key("https://a.example/1.jpg") != picture_key("https://a.example/2.jpg")
    assert is_key(picture_key("x"))
    assert not is_key("../../secret-key-of-it-all")
    assert widths_for(None) == (320, 640, 960, 1440)
    assert widths_for(200) == (320,)
    assert widths_for(640) == (320, 640)
    assert widths_for(5000) == (320, 640, 960, 1440)


def test_failures_are_asked_again_ever_more_rarely() -> None:
    failure: Failure | None = None
    waits = []
    for _ in range(7):
        failure = next_failure(failure, "too-slow", "slow", 1000.0)
        waits.append(failure.retry_at - 1000.0)
    assert waits == sorted(waits)
    assert waits[0] == 300
    assert waits[-1] == LONGEST_WAIT_S
    assert failure is not None
    assert failure.attempts == 7
    assert next_failure(None, "not-a-picture", "", 0.0).retry_at == SETTLED_WAIT_S
    assert next_failure(None, "status", "", 0.0, asked_to_wait_s=7200).retry_at == 7200
    assert next_failure(None, "status", "", 0.0, asked_to_wait_s=1e12).retry_at == SETTLED_WAIT_S


def size_of(folder: Path) -> int:
    return sum(max(path.stat().st_size, 4096) for path in folder.rglob("*") if path.is_file())


def test_the_shelf_stays_within_its_size_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 1_000_000)
    names = [f"{number:024x}" for number in range(60)]
    for age, name in enumerate(names):
        shelf.put(name, b"x" * 30_000)
        os.utime(tmp_path / name[:2] / name, (time.time() - 100_000 + age,) * 2)
        if shelf.get(names[0]) is None:
            pytest.fail("what was looked at again and again was thrown out")
    shelf.sweep()
    assert size_of(tmp_path) <= 1_000_000
    assert shelf.get(names[0]) is not None
    assert shelf.get(names[-1]) is not None
    assert shelf.get(names[1]) is None


def test_the_shelf_clears_what_a_killed_process_left(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 1_000_000)
    shelf.put("kept", b"x")
    left = tmp_path / "ke" / "kept~0123"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    shelf.sweep()
    assert not left.exists()
    assert shelf.get("kept") == b"x"


@pytest.mark.parametrize("name", ["../secret", "a/b", "", "x" * 200, "A", ".hidden"])
def test_the_shelf_refuses_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError):
        Shelf(tmp_path, 1_000_000).get(name)
