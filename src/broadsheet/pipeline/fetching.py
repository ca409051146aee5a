"""From the settings to how the fetch stage behaves. No Django: commands without a database use it too."""

from __future__ import annotations

from broadsheet.config import Config
from broadsheet.fetch.config import FetchConfig
from broadsheet.fetch.types import FetchLimits

# Connections open at a time: waiting for slow servers costs nothing.
_TOTAL_CONCURRENCY = 100


def fetch_config(
    config: Config, limits: FetchLimits | None = None, *, per_host: int = FetchConfig().per_host_concurrency
) -> FetchConfig:
    """How the fetch stage is to behave under these settings.

    Args:
        limits: its usual caps if None.
        per_host: requests to one host at the same time.
    """
    return FetchConfig(
        contact=config.contact,
        public_url=config.public_url,
        allow_private=config.allow_private,
        per_host_delay_s=config.host_delay_s,
        total_concurrency=_TOTAL_CONCURRENCY,
        per_host_concurrency=per_host,
        limits=limits or FetchLimits(),
    )
