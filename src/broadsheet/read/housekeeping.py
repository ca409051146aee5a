"""What the gathering program tidies up of readers, whom it does not know: what ended by itself goes."""

from __future__ import annotations

from broadsheet.readers.cleaning import clean as forget_ended

__all__ = ["forget_ended"]
