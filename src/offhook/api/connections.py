"""What one address may hold of the web server: connections, and the time that a request's head may take.

A connection that says nothing, or ever so slowly (slow loris), is closed. Bodies have their limit in guard.py,
WebSockets in sip_socket.py. Invariant: each connection is counted once, until it ends or becomes a WebSocket.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from offhook.defence.sources import Network, among, place_of

if TYPE_CHECKING:
    from offhook.sip.address import Address

_LOG = logging.getLogger(__name__)

MOST_CONNECTIONS: Final = 15_000
ABORT: Final = "offhook.abort"  # among a request's extensions: what cuts its connection off


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """`per_address` binds neither this machine's own addresses, where a proxy may stand, nor `proxies`.

    `head` is in seconds.
    """

    per_address: int = 200
    proxies: tuple[Network, ...] = ()
    head: float = 15.0


class LimitedHttp(HttpToolsProtocol):
    """One HTTP connection; `counted` are those of all addresses together."""

    limits: HttpLimits
    counted: Counter[str]
    _place = ""
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless the address has too many."""
        super().connection_made(transport)
        self._await_head()
        place = _counted_place(self.client, self.limits.proxies)
        if not place:
            return
        self._place = place
        self.counted[place] += 1
        if self.counted[place] > self.limits.per_address:
            _LOG.info("too many connections of %s, the newest refused", place)
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end."""
        self._leave()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Give the connection away."""
        self._leave()
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """Await a head."""
        super().on_message_begin()
        extensions: dict[str, Any] = {ABORT: self.transport.abort}
        self.scope["extensions"] = extensions
        if self._due is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """Take a whole head."""
        self._stop_waiting()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._due = asyncio.get_running_loop().call_later(self.limits.head, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _leave(self) -> None:
        self._stop_waiting()
        place, self._place = self._place, ""
        if place:
            self.counted[place] -= 1
            if not self.counted[place]:
                del self.counted[place]


def limited_http(limits: HttpLimits) -> type[LimitedHttp]:
    """Return a protocol class for uvicorn; all its connections are counted together."""
    return type("LimitedHttp", (LimitedHttp,), {"limits": limits, "counted": Counter()})


def _counted_place(client: Address | Any | None, proxies: tuple[Network, ...]) -> str:
    """Return as whom a client is counted, "" for not at all."""
    if not client:
        return ""
    try:
        free = ip_address(client[0]).is_loopback or among(client[0], proxies)
        return "" if free else place_of(client[0])
    except ValueError:
        return ""
