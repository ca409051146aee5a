"""Names to IP addresses."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from aiohttp.abc import AbstractResolver, ResolveResult

from broadsheet.errors import AddressRefused
from broadsheet.fetch.guard import AddressGuard

DNS_THREADS = 16
"""Names asked for at the same time. asyncio's own pool has only a few threads, all of which a slow name
server would hold; a refresh of a thousand publishers starts with a thousand names."""


class Resolver(AbstractResolver):
    """The system's resolver in threads of its own; `localhost` and names under it are 127.0.0.1.

    The latter is RFC 6761 section 6.3 (loopback, without asking DNS). Whether that may be connected to is the
    address guard's decision.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Looks a name up.

        Raises:
            OSError: `socket.gaierror`, as of getaddrinfo.
        """
        name = host.rstrip(".").lower()
        if name == "localhost" or name.endswith(".localhost"):
            return [_result(host, "127.0.0.1", port, socket.AF_INET)]
        ask = partial(
            socket.getaddrinfo, host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return [
            _result(host, str(address[0]), port, kind)
            for kind, _, _, _, address in found
            if kind in {socket.AF_INET, socket.AF_INET6}
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedResolver(AbstractResolver):
    """Drops the addresses that may not be connected to, so that a name with others too can still be asked.

    The guard's check of each socket would refuse them as well, but among several addresses the connector
    tries side by side it takes that for just another that fails, and the reason is lost.

    Args:
        inner: looks names up.
        guard: decides.
    """

    def __init__(self, inner: AbstractResolver, guard: AddressGuard) -> None:
        self._inner = inner
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Looks a name up.

        Raises:
            AddressRefused: it has only addresses that may not be connected to.
            OSError: as of the inner resolver.
        """
        usable: list[ResolveResult] = []
        refusal: AddressRefused | None = None
        for found in await self._inner.resolve(host, port, family):
            try:
                self._guard.check(found["host"])
            except AddressRefused as error:
                refusal = refusal or error
            else:
                usable.append(found)
        if refusal is not None and not usable:
            raise refusal
        return usable

    async def close(self) -> None:
        await self._inner.close()


def _result(host: str, address: str, port: int, family: socket.AddressFamily) -> ResolveResult:
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)
