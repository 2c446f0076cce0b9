"""One bound UDP socket: datagrams in batches to a callback, messages out, never a task per datagram.

What the network does not take at once waits in a short queue; beyond its limit messages are lost, as UDP may.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from offhook.errors import MisuseError
from offhook.sip.address import Address, Flow, is_ip_literal

if TYPE_CHECKING:
    import asyncio
    import socket
    from collections.abc import Callable

_LOG = logging.getLogger(__name__)
_BATCH: Final = 64
_THICK_S: Final = 0.002
_LONGEST: Final = 65_536
_QUEUE: Final = 4096
_KEEP_ALIVE: Final = 4
_FLOWS: Final = 65_536


class UdpSocket:
    """A bound socket in use. `receive(data, flow)` is called per datagram, `received()` after each batch.

    `told` returns our address as a peer at an IP address knows it; without it everybody knows the socket's own.
    """

    __slots__ = ("_flows", "_loop", "_queue", "_read_at", "_receive", "_received", "_sock", "_told", "dropped", "local")

    def __init__(
        self,
        sock: socket.socket,
        loop: asyncio.AbstractEventLoop,
        receive: Callable[[bytes, Flow], None],
        received: Callable[[], None],
        told: Callable[[str], Address] | None = None,
    ) -> None:
        sock.setblocking(False)  # noqa: FBT003  the standard library's signature
        host, port = sock.getsockname()[:2]
        if host in ("0.0.0.0", "::"):  # noqa: S104  recognised, not bound
            raise MisuseError("nobody can be told a wildcard address")
        self.local: Address = (host, port)
        self._told = told or (lambda _remote: self.local)
        self.dropped = 0
        self._sock = sock
        self._loop = loop
        self._receive = receive
        self._received = received
        self._read_at = 0.0
        self._flows: dict[tuple[Any, ...], Flow] = {}
        self._queue: deque[tuple[bytes, Address]] = deque()
        loop.add_reader(sock, self._readable)

    def send(self, data: bytes, remote: Address) -> bool:
        """Send a datagram; False when the network refuses the address for good."""
        if not is_ip_literal(remote[0]):  # a name would be looked up here, with the loop waiting
            return False
        if self._queue:
            self._enqueue(data, remote)
            return True
        try:
            self._sock.sendto(data, remote)
        except (BlockingIOError, InterruptedError):
            self._enqueue(data, remote)
            self._loop.add_writer(self._sock, self._writable)
        except (OSError, OverflowError) as error:
            _LOG.info("UDP to %s:%d failed: %s", remote[0], remote[1], error)
            return False
        return True

    def close(self) -> None:
        """Stop using the socket and close our descriptor."""
        self._loop.remove_reader(self._sock)
        self._loop.remove_writer(self._sock)
        self._sock.close()

    def _readable(self) -> None:
        """Read one datagram, and more where they come thick: to find that there is none costs nearly as much as one."""
        receive, flows, sock = self._receive, self._flows, self._sock
        now = self._loop.time()
        batch = _BATCH if now - self._read_at < _THICK_S else 1
        self._read_at = now
        try:
            for _ in range(batch):
                try:
                    data, remote = sock.recvfrom(_LONGEST)
                except (BlockingIOError, InterruptedError):
                    break
                except OSError as error:  # an ICMP error of an earlier datagram
                    _LOG.debug("UDP error: %s", error)
                    continue
                if len(data) > _KEEP_ALIVE:
                    flow = flows.get(remote)
                    if flow is None:
                        flow = self._flow_from(remote)
                    receive(data, flow)
        finally:
            self._received()

    def _flow_from(self, remote: tuple[Any, ...]) -> Flow:
        """Return the flow of an address (IPv6 has four parts), the same one while it is remembered."""
        if len(self._flows) >= _FLOWS:
            self._flows.clear()
        flow = self._flows[remote] = Flow("udp", self._told(remote[0]), (remote[0], remote[1]))
        return flow

    def _enqueue(self, data: bytes, remote: Address) -> None:
        if len(self._queue) >= _QUEUE:
            self.dropped += 1
            return
        self._queue.append((data, remote))

    def _writable(self) -> None:
        while self._queue:
            data, remote = self._queue[0]
            try:
                self._sock.sendto(data, remote)
            except (BlockingIOError, InterruptedError):
                return
            except (OSError, OverflowError):
                self.dropped += 1
            self._queue.popleft()
        self._loop.remove_writer(self._sock)
