"""Secrets of this site in files of the data folder: made once, readable by their owner only."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from pathlib import Path


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """The secret in a file; made if there is none. Of several processes that make it, the first one's counts.

    Raises:
        OSError: the folder cannot be used.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        partial.touch(mode=0o600)
        partial.write_text(make())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(partial)
        partial.unlink()
    return path.read_text().strip()
