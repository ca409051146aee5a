"""Caps that keep reading a feed bounded, whatever its bytes are.

The largest honest feeds seen hold some hundred entries and two megabytes; the caps leave an order of
magnitude.
"""

from __future__ import annotations

MAX_BYTES = 10_000_000
"""Of the document, after decompression."""

MAX_ENTRIES = 2_000
"""Entries kept; the rest is left out and `ParsedFeed.problem` says so."""

MAX_ELEMENTS = 120_000
"""XML elements read; feedparser takes about 17 µs for each."""

MAX_DEPTH = 200
"""Nesting of XML elements."""

MAX_ATTRIBUTES = 200
"""Attributes of one element."""

MAX_HTML_DEPTH = 200
"""Nesting of HTML in a text. html5ever takes time quadratic in it: 40,000 nested `div` are two seconds."""

MAX_TEXT_CHARS = 1_000_000
"""Of one entry's content."""

MAX_TITLE_CHARS = 2_000
MAX_NAME_CHARS = 500
MAX_URL_CHARS = 4_000
MAX_NAMES = 100
"""Authors, categories, pictures or enclosures of one entry."""
