"""HTTP to outside URLs: guarded connections, no redirects, no cookies, answers read to a bound.

Invariant: names are resolved in threads of its own, so that slow name servers hold up nothing else of the process.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from offhook.outbound.addresses import guarded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offhook.defence.sources import Network

USER_AGENT: Final = f"Offhook/{version('offhook')}"
_LOOKUPS: Final = 32  # at once
_NAMES_S: Final = 10  # a name's addresses are kept so long


class Outside:
    """Connections to outside URLs; `allowed` are networks that may be reached though they are not public.

    With `strict` plain HTTP goes to these networks only. `most` connections are open at once.
    """

    def __init__(self, allowed: tuple[Network, ...] = (), *, strict: bool = False, most: int = 100) -> None:
        self._allowed = allowed
        self._strict = strict
        self._most = most
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    def post(
        self, url: str, body: bytes, timeout_s: float, headers: Mapping[str, str]
    ) -> aiohttp.client._RequestContextManager:
        """Post a body of JSON; the answer is a context manager's, and raises as aiohttp does."""
        told = {"User-Agent": USER_AGENT, "Content-Type": "application/json", "Accept-Encoding": "identity", **headers}
        return self._opened(URL(url).scheme).post(
            url, data=body, headers=told, timeout=aiohttp.ClientTimeout(timeout_s), allow_redirects=False
        )

    async def close(self) -> None:
        """Close connections that are kept open."""
        for session in self._sessions.values():
            await session.close()

    def _opened(self, scheme: str) -> aiohttp.ClientSession:
        if scheme not in self._sessions:
            connector = aiohttp.TCPConnector(
                resolver=_Resolver(),
                limit=self._most,
                ttl_dns_cache=_NAMES_S,
                socket_factory=guarded(self._allowed, plain=self._strict and scheme == "http"),
            )
            self._sessions[scheme] = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
            )
        return self._sessions[scheme]


async def read_start(response: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the first `most` bytes of an answer, or all where there are fewer."""
    found = bytearray()
    while len(found) < most and (chunk := await response.content.read(most - len(found))):
        found += chunk
    return bytes(found)


class _Resolver(AbstractResolver):
    """The system's resolver, in threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, "resolving")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        )
        return [
            ResolveResult(hostname=host, host=str(at[0]), port=int(at[1]), family=kind, proto=proto, flags=0)
            for kind, _, proto, _, at in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
