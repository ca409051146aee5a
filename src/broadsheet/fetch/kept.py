"""How many hosts' connections are kept open for further requests.

The HTTP library keeps every connection for a while. A refresh of thousands of hosts would hold a file
descriptor for each (Debian allows a process 1,024), though each is asked once.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

KEEPALIVE_S = 15.0
"""Seconds an unused connection is kept."""

MAX_KEPT_HOSTS = 200
"""Hosts whose connections may be kept at a time."""


class KeptHosts:
    """Grants hosts the keeping of connections.

    Args:
        most: hosts at a time.
        clock: monotonic seconds.
    """

    def __init__(self, most: int = MAX_KEPT_HOSTS, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._used: OrderedDict[str, float] = OrderedDict()  # the longest unused first

    def may_keep(self, host: str) -> bool:
        """Whether the connection of a request to `host` may be kept afterwards."""
        now = self._clock()
        if host not in self._used:
            self._drop_old(now)
            if len(self._used) >= self._most:
                return False
        self._used[host] = now
        self._used.move_to_end(host)
        return True

    def _drop_old(self, now: float) -> None:
        while self._used:
            host, used = next(iter(self._used.items()))
            if now - used < KEEPALIVE_S:
                return
            del self._used[host]
