"""The key by which push services know this site (RFC 8292), made when it is first needed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from broadsheet.errors import ConfigurationError
from broadsheet.keyfile import read_or_make
from broadsheet.personal.webpush import make_key, public_key

_FILE = "web-push-key"


def private_key() -> str:
    """The site's private key: of the settings, else of its file in the data folder.

    Raises:
        ConfigurationError: the folder cannot be used.
    """
    config = settings.CONFIG
    return config.vapid_key or _kept(config.data_dir / _FILE)


def told_key() -> str:
    """The public key, which browsers are told.

    Raises:
        ConfigurationError: the folder cannot be used.
        ReaderError: what is there is no key.
    """
    return public_key(private_key())


def subject() -> str:
    """How a push service reaches the operator, as the settings say; "" if they do not."""
    contact: str = settings.CONFIG.contact
    if "@" in contact and "://" not in contact:
        return f"mailto:{contact}"
    for url in (contact, str(settings.CONFIG.public_url)):
        if url.startswith("https://"):
            return url
    return ""


@lru_cache(maxsize=4)
def _kept(path: Path) -> str:
    try:
        return read_or_make(path, make_key)
    except OSError as error:
        raise ConfigurationError(
            f"The key of web push cannot be kept ({error.strerror}).",
            subject="BROADSHEET_DATA_DIR",
            advice="Name a folder that Broadsheet may write.",
        ) from error
