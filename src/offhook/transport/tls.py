"""SIP over TLS (RFC 3261 §26.2, RFC 5922): connections accepted and opened, as an edge holds them for the switch.

Whole messages go over the link; keep-alives are answered here (RFC 5626 §3.5.1). Invariant: nothing is sent to a server
before its certificate was found good: by the system's authorities or those given, and for the name that was wanted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections import Counter, deque
from typing import TYPE_CHECKING, Final, cast

from offhook.errors import BadMessage
from offhook.listening import is_loopback
from offhook.sip.address import Flow
from offhook.sip.wire import StreamFramer
from offhook.transport.sockets import mark
from offhook.transport.tcp import TcpLimits

if TYPE_CHECKING:
    from offhook.listening import Address, ListenAddresses
    from offhook.transport.edge import SwitchLink
    from offhook.transport.link import Connecting

_LOG = logging.getLogger(__name__)

_SWEEP: Final = 2.0
_HANDSHAKE: Final = 10.0
_GOODBYE: Final = 2.0
_LINE_ENDS: Final = 3  # octets of an unfinished keep-alive


class TlsConnections:
    """All TLS connections of one edge. `addresses` are those that it is reached at, `dscp` marks what it opens."""

    def __init__(
        self, link: SwitchLink, addresses: ListenAddresses, limits: TcpLimits | None = None, *, dscp: int = 0
    ) -> None:
        self.link = link
        self.limits = limits or TcpLimits()
        self.per_address: Counter[str] = Counter()
        self.alive: set[TlsConnection] = set()
        self.addresses = addresses
        self.dscp = dscp
        self._tasks: set[asyncio.Task[None]] = set()
        self._contexts: dict[str, ssl.SSLContext] = {}
        link.on_connect = self.connect

    async def serve(self, listener: socket.socket, context: ssl.SSLContext) -> asyncio.Server:
        """Accept connections on a listening socket."""
        loop = asyncio.get_running_loop()
        return await loop.create_server(
            lambda: TlsConnection(self), sock=listener, ssl=context, ssl_handshake_timeout=_HANDSHAKE
        )

    def connect(self, number: int, wanted: Connecting) -> None:
        """Open a connection under this number, for the switch; its failure is told as its end."""
        remote = wanted.remote[0]
        entry = self.addresses.toward(remote) or self.addresses.first
        connection = TlsConnection(self, Flow("tls", entry.told(remote), wanted.remote, number, wanted.peer))
        self.link.opened(connection)
        task = asyncio.get_running_loop().create_task(self._connect(connection, wanted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def sweep(self) -> None:
        """Close whoever says nothing or never comes to an end, forever."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP)
            now = loop.time()
            for connection in list(self.alive):
                if why := connection.overdue(now):
                    connection.end(why)

    async def _connect(self, connection: TlsConnection, wanted: Connecting) -> None:
        name = wanted.peer.partition(" ")[0]
        try:
            context = self._context(wanted.authority)
            async with asyncio.timeout(self.limits.connect_timeout):
                await asyncio.get_running_loop().create_connection(
                    lambda: connection,
                    *wanted.remote,
                    ssl=context,
                    server_hostname=name,
                    local_addr=self._source(wanted.remote[0]),
                )
        except (OSError, ssl.SSLError, ssl.CertificateError, TimeoutError) as error:
            reason = getattr(error, "verify_message", "") or str(error) or "no answer in time"
            self.link.closed(connection, reason)

    def _source(self, remote: str) -> Address | None:
        """Return from where to leave, None where the system chooses: from loopback nothing else is reached."""
        entry = self.addresses.toward(remote)
        return None if entry is None or is_loopback(entry.local[0]) else (entry.local[0], 0)

    def _context(self, authority: str) -> ssl.SSLContext:
        """Return the context that trusts an authority or a certificate itself (PEM), "" for the system's."""
        context = self._contexts.get(authority)
        if context is None:
            context = ssl.create_default_context(cadata=authority or None)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if authority:
                context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a server's own certificate may be given
                context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)  # own authorities omit much
            self._contexts[authority] = context
        return context


class TlsConnection(asyncio.Protocol):
    """One connection; with a flow from the start when we open it."""

    def __init__(self, owner: TlsConnections, flow: Flow | None = None) -> None:
        self.flow = flow or Flow("tls", ("", 0), ("", 0))
        self._owner = owner
        self._opening = flow is not None
        self._framer = StreamFramer()
        self._transport: asyncio.Transport | None = None
        self._unsent: list[bytes] = []
        self._untold: deque[bytes] = deque()
        self._telling: asyncio.Task[None] | None = None
        self._why = "by the peer"
        self._host = ""
        self._spoke = self._opening
        self._opened_at = self._heard_at = 0.0
        self._partial_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin: the handshake is done and the peer is who it should be."""
        owner = self._owner
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none by name
        self._opened_at = self._heard_at = asyncio.get_running_loop().time()
        sock = transport.get_extra_info("socket")
        for level, option, value in _OPTIONS:
            sock.setsockopt(level, option, value)
        host, port = (transport.get_extra_info("peername") or ("", 0))[:2]  # none: it left already
        self._host = host
        owner.alive.add(self)
        owner.per_address[host] += 1
        if self._opening:
            mark(sock, owner.dscp)
            for data in self._unsent:
                self._transport.write(data)
            self._unsent.clear()
            return
        local = owner.addresses.told(transport.get_extra_info("sockname")[:2], host)
        self.flow = Flow("tls", local, (host, port), next(owner.link.numbers))
        limits = owner.limits
        if len(owner.alive) > limits.max_connections or owner.per_address[host] > limits.max_per_address:
            _LOG.warning("too many connections, the newest from %s refused", host)
            self._transport.abort()
            return
        owner.link.opened(self)

    def data_received(self, data: bytes) -> None:
        """Take octets."""
        try:
            messages = self._framer.feed(data)
        except BadMessage as error:
            self._abort(str(error))
            return
        now = self._heard_at = asyncio.get_running_loop().time()
        framer = self._framer
        if messages or framer.buffered <= _LINE_ENDS:
            self._partial_since = None
        if self._partial_since is None and framer.buffered > _LINE_ENDS:
            self._partial_since = now
        if framer.pongs:
            self.deliver(b"\r\n" * framer.pongs)
            framer.pongs = 0
            self._spoke = True
        self._spoke = self._spoke or bool(messages)
        self._untold += messages
        if self._telling is None:
            self._tell()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end."""
        owner = self._owner
        owner.alive.discard(self)
        owner.per_address[self._host] -= 1
        if owner.per_address[self._host] <= 0:
            del owner.per_address[self._host]
        if self._telling is not None:
            self._telling.cancel()
        owner.link.closed(self, str(exc) if exc is not None else self._why)

    def deliver(self, data: bytes) -> None:
        """Send a message, at the latest when the connection is open."""
        transport = self._transport
        if transport is None:
            self._unsent.append(data)
        elif not transport.is_closing():
            transport.write(data)
            if transport.get_write_buffer_size() > self._owner.limits.max_buffered:
                self._abort("too much waits to be sent")

    def end(self, reason: str) -> None:
        """Close the connection, with or without the peer's consent."""
        self._why = reason
        if self._transport is not None and not self._transport.is_closing():
            self._transport.close()
            asyncio.get_running_loop().call_later(_GOODBYE, self._transport.abort)

    def overdue(self, now: float) -> str:
        """Return why the connection has lasted too long, "" when it has not."""
        limits = self._owner.limits
        if self._partial_since is not None and now - self._partial_since > limits.whole_message:
            return "a message did not come to its end"
        if not self._spoke and now - self._opened_at > limits.first_message:
            return "no message came"
        return "idle" if now - self._heard_at > limits.idle else ""

    def _tell(self) -> None:
        """Give the switch what was received; while it takes nothing, read no more."""
        link = self._owner.link
        while self._untold and link.offer(self, self._untold[0]):
            self._untold.popleft()
        if self._untold and self._transport is not None:
            self._transport.pause_reading()
            self._telling = asyncio.get_running_loop().create_task(self._tell_later())

    async def _tell_later(self) -> None:
        while self._untold:
            await self._owner.link.send(self, self._untold.popleft())
        self._telling = None
        if self._transport is not None and not self._transport.is_closing():
            with contextlib.suppress(RuntimeError):  # reads already
                self._transport.resume_reading()

    def _abort(self, reason: str) -> None:
        self._why = reason
        if self._transport is not None:
            self._transport.abort()


_OPTIONS: Final = (
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000),
)
