"""One picture as a publisher sends it, made into the one that a page shows.

The bytes are hostile. Only formats of pixels are read, never SVG or anything else that can hold a program or
an address; size is judged by the header, before a pixel is decoded; and nothing of the file but its pixels
comes through (no EXIF with places and names, no comments, no colour profile). To be run in a worker process
(`broadsheet.pool`), for the decoders are C.
"""

from __future__ import annotations

import io
import math
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from broadsheet.errors import BroadsheetError, NotAPicture

from .types import PictureFormat

MAX_PIXELS = 50_000_000
"""Width times height: what a camera of today takes; decoded at most 200 MB."""

MIN_SIDE = 16
"""Pixels: what is smaller counts readers rather than showing them something."""

MAX_TALL = 4
"""A picture is at most so many times as tall as it is wide; a longer one is made narrower."""

_READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
# Measured on press pictures (docs/measurements.md): quality at which they look the same at arm's length.
_WRITE: dict[PictureFormat, dict[str, object]] = {
    "avif": {"quality": 58, "speed": 8, "max_threads": 1},
    "webp": {"quality": 78, "method": 3},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}


def make_picture(data: bytes, width: int, kind: PictureFormat) -> bytes:
    """The picture at most `width` pixels wide, upright, in sRGB, of an animation the first frame.

    Args:
        data: the file as it was fetched.
        width: in pixels; a smaller picture keeps its own.
        kind: format of the result.

    Raises:
        NotAPicture: of no kind that is shown, damaged, too large, or too small to be seen.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd files: our own limits decide
            with Image.open(io.BytesIO(data), formats=_READ) as image:
                _check_size(image.width, image.height)
                return _written(_smaller(image, width), kind)
    except BroadsheetError:
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except UnidentifiedImageError:
        raise NotAPicture(
            "It is none of JPEG, PNG, WebP, GIF and AVIF, the kinds of pictures that are shown."
        ) from None
    except MemoryError:
        raise
    except Exception as error:  # whatever a hostile file makes of the decoders
        raise NotAPicture(f"The picture is damaged ({type(error).__name__}).") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_large()
    if min(width, height) < MIN_SIDE:
        raise NotAPicture(f"It has {width} × {height} pixels, too few to be seen.")


def _too_large() -> NotAPicture:
    return NotAPicture(f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.")


def _smaller(image: Image.Image, width: int) -> Image.Image:
    """The picture upright and flat (no transparency), at most `width` wide."""
    most = (width, width * MAX_TALL)
    if image.format == "JPEG":  # decoded at a half, a quarter or an eighth where that is enough
        wide, tall = (image.height, image.width) if _lies_on_its_side(image) else image.size
        scale = min(most[0] / wide, most[1] / tall, 1.0)
        image.draft("RGB", (math.ceil(image.width * scale), math.ceil(image.height * scale)))
    flat = _flat(ImageOps.exif_transpose(image))
    flat.thumbnail(most, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _in_srgb(flat, image.info.get("icc_profile"))


def _lies_on_its_side(image: Image.Image) -> bool:
    return image.getexif().get(0x0112, 1) in range(
        5, 9
    )  # Exif 2.32, Orientation: these swap width and height


def _flat(image: Image.Image) -> Image.Image:
    """In RGB (or CMYK), what was transparent white: charts and logos are drawn for white paper."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in {"RGB", "CMYK"}:
        return image.copy()
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes) and profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if made is not None:
                return made
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged profile: the numbers as they are
    return image if image.mode == "RGB" else image.convert("RGB")


def _written(image: Image.Image, kind: PictureFormat) -> bytes:
    for name in tuple(image.info):  # Pillow writes what it finds here
        del image.info[name]
    out = io.BytesIO()
    image.save(out, kind.upper(), **_WRITE[kind])
    return out.getvalue()
