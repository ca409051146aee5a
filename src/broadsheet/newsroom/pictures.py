"""Pictures drawn by the program: a landscape of shapes that follows from a seed.

As SVG by text, as PNG by the smallest encoder that does it (PNG, third edition, W3C 2025: one IHDR, one
indexed-colour IDAT).
"""

from __future__ import annotations

import random
import struct
import zlib
from html import escape
from typing import Literal

from broadsheet.newsroom.model import Publisher

PICTURE_WIDTH, PICTURE_HEIGHT = 960, 540
_HORIZON = 0.55
Colour = tuple[int, int, int]


def picture_path(publisher: Publisher, number: int) -> str:
    """The path of an article's picture on its publisher's site."""
    return f"/media/{number}.{'png' if publisher.traits.png else 'svg'}"


def _palette(chance: random.Random) -> list[Colour]:
    """Sky, sun, three ranges of hills from far to near."""
    hue = chance.randrange(3)
    sky: Colour = tuple(195 + chance.randrange(50) for _ in range(3))  # type: ignore[assignment]
    hills = []
    for depth in range(3):
        base = [110 - 30 * depth + chance.randrange(25) for _ in range(3)]
        base[hue] += 35
        hills.append((base[0], base[1], base[2]))
    return [sky, (250, 225, 150 + chance.randrange(60)), *hills]


def _ranges(chance: random.Random) -> list[list[float]]:
    """Heights (0 at the foot, 1 at the top) of three ranges of hills at nine places across."""
    return [[_HORIZON - 0.15 * depth + chance.uniform(-0.09, 0.09) for _ in range(9)] for depth in range(3)]


def draw_svg(seed: str, label: str) -> bytes:
    """The picture as SVG, 960 by 540.

    Args:
        seed: decides the picture. label: what it shows, for readers who cannot see it.
    """
    chance = random.Random(seed)
    colours = [f"rgb({r},{g},{b})" for r, g, b in _palette(chance)]
    hills = []
    for colour, heights in zip(colours[2:], _ranges(chance), strict=True):
        points = " ".join(
            f"{place * PICTURE_WIDTH / 8:.0f},{PICTURE_HEIGHT * (1 - height):.0f}"
            for place, height in enumerate(heights)
        )
        hills.append(
            f'<polygon fill="{colour}" points="0,{PICTURE_HEIGHT} {points} '
            f'{PICTURE_WIDTH},{PICTURE_HEIGHT}"/>'
        )
    x, y = chance.randrange(100, 860), chance.randrange(60, 200)
    sun = f'<circle cx="{x}" cy="{y}" r="48" fill="{colours[1]}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PICTURE_WIDTH}" height="{PICTURE_HEIGHT}" '
        f'viewBox="0 0 {PICTURE_WIDTH} {PICTURE_HEIGHT}" role="img"><title>{escape(label)}</title>'
        f'<rect width="100%" height="100%" fill="{colours[0]}"/>{sun}{"".join(hills)}</svg>'
    ).encode()


def draw_png(seed: str, width: int = PICTURE_WIDTH, height: int = PICTURE_HEIGHT) -> bytes:
    """The same kind of picture as PNG, of the given size in pixels."""
    chance = random.Random(seed)
    palette = _palette(chance)
    ranges = _ranges(chance)
    rows = bytearray((width + 1) * height)  # each row begins with its filter byte: 0, none
    for x in range(width):
        column = bytearray(height)
        for depth, heights in enumerate(ranges):
            top = round(height * (1 - _between(heights, x / max(1, width - 1))))
            column[top:] = bytes([depth + 2]) * (height - top)
        rows[1 + x :: width + 1] = column
    return encode_png(bytes(rows), width, height, palette)


def _between(heights: list[float], place: float) -> float:
    """The height at `place` (0 to 1), straight between the given ones."""
    position = place * (len(heights) - 1)
    left = min(int(position), len(heights) - 2)
    return heights[left] + (heights[left + 1] - heights[left]) * (position - left)


def encode_png(rows: bytes, width: int, height: int, palette: list[Colour]) -> bytes:
    """A PNG of indexed colours; `rows` holds, for each row, a filter byte and `width` indexes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"PLTE", colours)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def draw(kind: Literal["svg", "png"], seed: str, label: str) -> tuple[bytes, str]:
    """A picture and its MIME type."""
    if kind == "png":
        return draw_png(seed), "image/png"
    return draw_svg(seed, label), "image/svg+xml"
