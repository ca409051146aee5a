"""Settings from the environment, as one typed value.

Every setting is named BROADSHEET_… (but for DATABASE_URL, which other tools know too) and has a line in
docs/operating.md; a test keeps the two together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Config:
    """How this Broadsheet runs.

    Attributes:
        data_dir: folder for the database, the secret key and locks.
        database_url: postgres://… or sqlite:///…; empty: SQLite in `data_dir`.
        host, port: where the web application listens.
        public_url: address readers reach it at, e.g. https://news.example.org; empty if only local.
            WebSub needs it.
        contact: how a publisher reaches the operator: an address of a page or e-mail, in the User-Agent.
        allow_private: networks that may be fetched although private (CIDR), e.g. 127.0.0.0/8 for the demo.
        host_delay_s: seconds between two requests to one host.
        keep_pages_days: days that raw pages are kept for a better extractor to run over.
        workers: processes for parsing and extraction.
        debug: show Django's error pages; never on a public machine.
    """

    data_dir: Path = field(default_factory=lambda: Path("data"))
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    contact: str = ""
    allow_private: tuple[str, ...] = ()
    host_delay_s: float = 1.0
    keep_pages_days: float = 14.0
    workers: int = 2
    debug: bool = False

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'broadsheet.sqlite3'}"


def load_config(environment: Mapping[str, str] | None = None) -> Config:
    """Reads the settings.

    Args:
        environment: names to values; the process's own if None.

    Raises:
        ConfigurationError: a value cannot be used; says which and what is expected.
    """
    env = os.environ if environment is None else environment
    return Config(
        data_dir=Path(env.get("BROADSHEET_DATA_DIR", "data")),
        database_url=env.get("DATABASE_URL", ""),
        host=env.get("BROADSHEET_HOST", "127.0.0.1"),
        port=_integer(env, "BROADSHEET_PORT", 8000, 0, 65535),
        public_url=env.get("BROADSHEET_PUBLIC_URL", "").rstrip("/"),
        contact=env.get("BROADSHEET_CONTACT", ""),
        allow_private=tuple(
            n.strip() for n in env.get("BROADSHEET_ALLOW_PRIVATE", "").split(",") if n.strip()
        ),
        host_delay_s=_number(env, "BROADSHEET_HOST_DELAY", 1.0),
        keep_pages_days=_number(env, "BROADSHEET_KEEP_PAGES_DAYS", 14.0),
        workers=_integer(env, "BROADSHEET_WORKERS", os.cpu_count() or 1, 1, 256),
        debug=env.get("BROADSHEET_DEBUG", "") in {"1", "true", "yes"},
    )


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(env.get(name, default))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise ConfigurationError(f"{env[name]!r} is not a number of at least 0.", subject=name)
    return value


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    try:
        value = int(env.get(name, default))
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ConfigurationError(f"{env[name]!r} is not a whole number from {low} to {high}.", subject=name)
    return value
