"""The switch's end of the links with edges: connections of browsers and of TLS, held by other processes (see link.py).

A switch that starts does not know yet which connections of the former one there are. Until their edge has told, what
is to be sent by one of them waits here; then, or when no edge came in time, the others are gone. A TLS connection that
a flow without a number wants is looked for by address and peer, else the edge opens it.
Invariant: for each flow that was told of or had something waiting, `closed` is called once when it is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, cast

import msgspec

from offhook.errors import BadMessage
from offhook.sip.address import EDGE, WEB
from offhook.transport.link import Connecting, ConnectionNumbers, Frame, Kind, LinkReader, decode_opening, encode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from offhook.sip.address import Address, Flow, Transport
    from offhook.transport.tcp import TcpUser

_LOG = logging.getLogger(__name__)

GRACE: Final = 5.0
"""Seconds until a connection that no edge has claimed is gone."""

_TRANSPORTS: Final[dict[bytes, frozenset[Transport]]] = {b"web": WEB, b"tls": EDGE - WEB}
_MAX_UNWRITTEN: Final = 64 << 20
_MAX_WAITING: Final = 256


@dataclass(slots=True)
class _Waiting:
    """What waits for a connection to be claimed."""

    flow: Flow
    messages: list[bytes] = field(default_factory=list)


class Edges:
    """All connections that edges hold for this switch.

    `settled` is called once per group of transports, with the connections that there are of them.
    """

    def __init__(self, user: TcpUser, settled: Callable[[frozenset[Transport], set[int]], None]) -> None:
        self._user = user
        self._settled = settled
        self._token = secrets.token_bytes(8)
        self._by_id: dict[int, tuple[Flow, _Link]] = {}
        self._links: set[_Link] = set()
        self._unsettled: frozenset[Transport] = EDGE
        self._waiting: dict[int, _Waiting] = {}
        self._opened_for: dict[tuple[Address, str], int] = {}
        self._aliases: dict[int, set[Flow]] = {}
        self._wanted: dict[Flow, list[bytes]] = {}
        self._numbers = ConnectionNumbers()
        self.authorities: dict[str, str] = {}
        self._server: asyncio.Server | None = None
        self._grace: asyncio.TimerHandle | None = None

    @property
    def connections(self) -> set[int]:
        """The numbers of all connections."""
        return set(self._by_id)

    async def start(self, path: Path) -> None:
        """Await the edges on a Unix socket that only its owner may open. Raises OSError when it cannot be."""
        loop = asyncio.get_running_loop()
        path.unlink(missing_ok=True)  # noqa: ASYNC240  once, at start
        old = os.umask(0o177)
        try:
            self._server = await loop.create_unix_server(lambda: _Link(self), str(path))
        finally:
            os.umask(old)
        self._grace = loop.call_later(GRACE, self._settle, EDGE)

    def send(self, flow: Flow, data: bytes) -> bool:
        """Send a message by the flow's connection; False when there is none."""
        held = self._by_id.get(flow.connection)
        if held is not None:
            held[1].send(Kind.MESSAGE, flow.connection, data)
            return True
        if not flow.connection:
            return self._connect(flow, data)
        if flow.transport not in self._unsettled:
            return False
        waiting = self._waiting.setdefault(flow.connection, _Waiting(flow))
        waiting.messages.append(data)
        return len(waiting.messages) <= _MAX_WAITING

    def close(self) -> None:
        """Let go of the links; the edges keep their connections for the next switch."""
        if self._grace is not None:
            self._grace.cancel()
        if self._server is not None:
            self._server.close()
        for link in list(self._links):
            link.leave()
        self._by_id.clear()

    def _connect(self, flow: Flow, data: bytes) -> bool:
        """Send by a connection that we open; False when no edge can."""
        key = flow.remote, flow.peer
        number = self._opened_for.get(key)
        if number is None:
            if "tls" in self._unsettled:
                self._wanted.setdefault(flow, []).append(data)
                return True
            link = next((link for link in self._links if link.name == b"tls"), None)
            authority = flow.peer.partition(" ")[2]
            if link is None or flow.transport != "tls" or (authority and authority not in self.authorities):
                return False
            number = self._opened_for[key] = next(self._numbers)
            wanted = Connecting(flow.remote, flow.peer or flow.remote[0], self.authorities.get(authority, ""))
            link.send(Kind.CONNECT, number, msgspec.msgpack.encode(wanted))
            self._by_id[number] = replace(flow, connection=number), link
        self._aliases.setdefault(number, set()).add(flow)
        self._by_id[number][1].send(Kind.MESSAGE, number, data)
        return True

    # what links tell

    def welcome(self, link: _Link) -> None:
        """Begin with an edge."""
        self._links.add(link)
        link.send(Kind.WELCOME, 0, self._token)

    def take(self, link: _Link, frames: list[Frame]) -> None:
        """Take frames. Raises BadMessage for one that has no sense."""
        taken, closed = 0, False
        for frame in frames:
            match frame.kind:
                case Kind.MESSAGE:
                    taken += 1
                    if held := self._by_id.get(frame.connection):
                        self._user.receive(frame.content, held[0])
                case Kind.OPENED:
                    self._opened(link, decode_opening(frame))
                case Kind.CLOSED:
                    closed = self._closed(frame.connection, frame.content.decode(errors="replace")) or closed
                case Kind.HELLO:
                    link.name = frame.content
                case Kind.COMPLETE:
                    self._settle(_TRANSPORTS.get(link.name, frozenset()))
                case _:
                    raise BadMessage(400, f"{frame.kind.name} is no word of an edge")
        if taken or closed:
            self._user.received()
        if taken:
            link.send(Kind.TAKEN, taken, b"")

    def lost(self, link: _Link) -> None:
        """Take the end of a link: its connections are gone with the edge."""
        self._links.discard(link)
        gone = [number for number, held in self._by_id.items() if held[1] is link]
        if gone:
            _LOG.warning("%s went away with %d connections", link.name.decode(errors="replace"), len(gone))
        for number in gone:
            self._closed(number, "the edge went away")
        if gone:
            self._user.received()

    def _opened(self, link: _Link, flow: Flow) -> None:
        self._by_id[flow.connection] = (flow, link)
        if flow.peer:
            self._opened_for[flow.remote, flow.peer] = flow.connection
        waiting = self._waiting.pop(flow.connection, None)
        for data in waiting.messages if waiting else ():
            link.send(Kind.MESSAGE, flow.connection, data)

    def _closed(self, number: int, reason: str) -> bool:
        held = self._by_id.pop(number, None)
        if held is None:
            return False
        flow = held[0]
        if self._opened_for.get((flow.remote, flow.peer)) == number:
            del self._opened_for[flow.remote, flow.peer]
            _LOG.warning("TLS with %s at %s:%d ended: %s", flow.peer or "-", *flow.remote, reason)
        for gone in (flow, *self._aliases.pop(number, ())):
            self._user.closed(gone)
        return True

    def _settle(self, transports: frozenset[Transport]) -> None:
        transports &= self._unsettled
        if not transports:
            return
        self._unsettled -= transports
        for number, waiting in list(self._waiting.items()):
            if waiting.flow.transport in transports:
                del self._waiting[number]
                self._user.closed(waiting.flow)
        self._settled(transports, self.connections)
        if "tls" in transports:
            wanted, self._wanted = self._wanted, {}
            for flow, messages in wanted.items():
                sent = [self._connect(flow, data) for data in messages]
                if not all(sent):
                    self._user.closed(flow)
        self._user.received()


class _Link(asyncio.Protocol):
    """One edge's link."""

    def __init__(self, edges: Edges) -> None:
        self.name = b""
        self._edges = edges
        self._reader = LinkReader()
        self._transport: asyncio.Transport | None = None
        self._left = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none by name
        self._edges.welcome(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._edges.take(self, self._reader.feed(data))
        except BadMessage as error:
            _LOG.error("the link with %s is broken: %s", self.name.decode(errors="replace"), error)
            self._abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the standard library's signature
        if not self._left:
            self._edges.lost(self)

    def send(self, kind: Kind, connection: int, content: bytes) -> None:
        """Send a frame; an edge that takes nothing any more is given up."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        transport.write(encode(kind, connection, content))
        if transport.get_write_buffer_size() > _MAX_UNWRITTEN:
            _LOG.error("%s takes nothing any more", self.name.decode(errors="replace"))
            self._abort()

    def leave(self) -> None:
        """Close after what was sent, without a word to the switch."""
        self._left = True
        if self._transport is not None:
            self._transport.close()

    def _abort(self) -> None:
        if self._transport is not None:
            with contextlib.suppress(RuntimeError):
                self._transport.abort()
