"""What logs must not hold."""

from __future__ import annotations

import logging
import re

_ACCOUNT = re.compile(r"(/account/)[^\s?]+(\?\S*)?")
_ADDRESS = re.compile(r"[^\s@<>'\"(){},;:]{1,64}@[^\s@<>'\"(){},;:]{1,255}")


class WithoutKeys(logging.Filter):
    """Takes e-mail addresses, and what stands behind /account/ in addresses of pages, out of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record; keeps all."""
        said = record.getMessage()
        clean = _ADDRESS.sub("…@…", _ACCOUNT.sub(r"\1…", said))
        if clean != said:
            record.msg, record.args = clean, ()
        if record.exc_info and record.exc_info[1] is not None:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = _ADDRESS.sub("…@…", _ACCOUNT.sub(r"\1…", text))
        return True
