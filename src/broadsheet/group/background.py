"""What the vectors of news in general have in common, for the first articles of a new store."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from broadsheet.group.types import Vector


@cache
def background() -> Vector:
    """Mean vector (384,) of the built-in model over the articles of the demo newsroom, in sixteen languages.

    Made by benchmarks/grouping_background.py. It counts for twenty articles, and only where vectors have as
    many numbers.
    """
    lines = files("broadsheet.group").joinpath("background.txt").read_text(encoding="utf-8").splitlines()
    return np.array([float(number) for line in lines for number in line.split()], np.float32)
