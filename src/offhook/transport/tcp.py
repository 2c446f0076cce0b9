"""TCP connections of SIP: framing, reuse by the peer's address, limits, keep-alives (RFC 3261 §18, RFC 5626 §3.5.1).

Sockets are used bare, because a descriptor must be handed to the keeper and taken back. Invariant: a connection that is
told of by a flow stays known until `closed` was called for it, once.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import logging
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from offhook.errors import BadMessage
from offhook.listening import ListenAddresses, is_loopback
from offhook.sip.address import Address, Flow, is_ip_literal
from offhook.sip.wire import StreamFramer
from offhook.transport.sockets import mark

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable

    from offhook.transport.custody import Custody, Kept

_LOG = logging.getLogger(__name__)
_ACCEPTS: Final = 64
_CHUNK: Final = 65_536
_SWEEP: Final = 2.0
_LINE_ENDS: Final = 3  # octets of an unfinished keep-alive, which is no message
_IP_BIND_ADDRESS_NO_PORT: Final = 24  # linux/in.h; the socket module learns it with Python 3.12
_NO_DESCRIPTORS: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


@dataclass(frozen=True, slots=True)
class TcpLimits:
    """What peers may use; times in seconds, sizes in octets."""

    max_connections: int = 10_000
    max_per_address: int = 2_000
    max_buffered: int = 1_048_576
    connect_timeout: float = 5.0
    first_message: float = 30.0
    whole_message: float = 10.0
    idle: float = 8_000.0


class Connection:
    """One connection; `aliases` are the flows without a connection that were sent by it."""

    __slots__ = (
        "aliases", "connecting", "flow", "framer", "idle_since", "opened_at", "out", "partial_since", "sock", "spoke",
    )  # fmt: skip

    def __init__(self, sock: socket.socket, flow: Flow, now: float) -> None:
        self.sock = sock
        self.flow = flow
        self.framer = StreamFramer()
        self.out = bytearray()
        self.aliases: set[Flow] = set()
        self.connecting = False
        self.opened_at = now
        self.idle_since = now
        self.partial_since: float | None = None
        self.spoke = False


@dataclass(frozen=True, slots=True)
class TcpUser:
    """Who uses the connections: `receive` per message, `received` after each read, `closed` per flow that is gone.

    `admits` tells of an address whether it may connect.
    """

    receive: Callable[[bytes, Flow], None]
    received: Callable[[], None]
    closed: Callable[[Flow], None]
    clock: Callable[[], float]
    admits: Callable[[str], bool] = lambda _address: True


class TcpConnections:
    """All connections of one switch, accepted and opened, and the listening sockets."""

    def __init__(  # noqa: PLR0913  the parts are the driver's, handed on
        self,
        listeners: Iterable[socket.socket],
        loop: asyncio.AbstractEventLoop,
        user: TcpUser,
        *,
        limits: TcpLimits,
        addresses: ListenAddresses | None = None,
        dscp: int = 0,
        custody: Custody | None = None,
        first_id: int = 1,
    ) -> None:
        self.refused = 0
        self._loop = loop
        self._user = user
        self._limits = limits
        self._addresses = addresses or ListenAddresses(())
        self._dscp = dscp
        self._custody = custody
        self._ids = itertools.count(first_id)
        self._by_id: dict[int, Connection] = {}
        self._by_remote: dict[Address, Connection] = {}
        self._per_address: dict[str, int] = {}
        self._sweeper: asyncio.TimerHandle | None = None
        self._listeners = list(listeners)
        self._ports: dict[tuple[socket.AddressFamily, str], int] = {}
        for sock in self._listeners:
            sock.setblocking(False)  # noqa: FBT003  the standard library's signature
            host, port = sock.getsockname()[:2]
            self._ports.setdefault((sock.family, host), port)
            self._ports.setdefault((sock.family, ""), port)
            loop.add_reader(sock, self._accept, sock)

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def connections(self) -> set[int]:
        """The ids of all connections."""
        return set(self._by_id)

    def adopt(self, kept: Iterable[Kept]) -> None:
        """Go on with connections of a former process."""
        for one in kept:
            flow = Flow("tcp", one.local, one.remote, one.connection)
            connection = self._admit(one.sock, flow)
            connection.spoke = True
            self._loop.add_reader(one.sock, self._readable, connection)

    def send(self, flow: Flow, data: bytes) -> bool:
        """Send by the flow's connection, or by any to its remote address; False when there is none and none can be."""
        if flow.connection:
            connection = self._by_id.get(flow.connection)
        else:
            connection = self._by_remote.get(flow.remote) or self._open(flow)
            if connection is not None:
                connection.aliases.add(flow)
        if connection is None:
            return False
        self._write(connection, data)
        return True

    def close(self) -> None:
        """Close listeners and connections here; those in custody live on."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for sock in self._listeners:
            self._loop.remove_reader(sock)
            sock.close()
        for connection in list(self._by_id.values()):
            self._loop.remove_reader(connection.sock)
            self._loop.remove_writer(connection.sock)
            connection.sock.close()
        self._by_id.clear()
        self._by_remote.clear()

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(_ACCEPTS):
            try:
                sock, remote = listener.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                if error.errno in _NO_DESCRIPTORS:
                    _LOG.error("cannot accept TCP connections: %s", error)
                    self._loop.remove_reader(listener)
                    self._loop.call_later(1.0, self._listen_again, listener)
                    return
                continue
            host = remote[0]
            full = len(self._by_id) >= self._limits.max_connections
            crowded = self._per_address.get(host, 0) >= self._limits.max_per_address
            if full or crowded or not self._user.admits(host):
                self.refused += 1
                sock.close()
                continue
            sock.setblocking(False)  # noqa: FBT003  the standard library's signature
            flow = Flow("tcp", self._local(sock, host), (host, remote[1]), next(self._ids))
            connection = self._admit(sock, flow)
            self._opened(connection)

    def _listen_again(self, listener: socket.socket) -> None:
        if listener.fileno() >= 0:
            self._loop.add_reader(listener, self._accept, listener)

    def _open(self, wanted: Flow) -> Connection | None:
        remote = wanted.remote
        if not is_ip_literal(remote[0]) or len(self._by_id) >= self._limits.max_connections:
            return None
        sock: socket.socket | None = None
        try:
            sock = socket.socket(socket.AF_INET6 if ":" in remote[0] else socket.AF_INET, socket.SOCK_STREAM)
            sock.setblocking(False)  # noqa: FBT003  the standard library's signature
            mark(sock, self._dscp)
            self._leave_by(sock, wanted)
            code = sock.connect_ex(remote)
            if code not in (0, errno.EINPROGRESS):
                raise OSError(code, "connect")  # noqa: TRY301  one way out
            flow = Flow("tcp", self._local(sock, remote[0]), remote, next(self._ids))
        except (OSError, OverflowError) as error:
            _LOG.info("TCP to %s:%d failed: %s", remote[0], remote[1], error)
            if sock is not None:
                sock.close()
            return None
        connection = self._admit(sock, flow)
        connection.connecting = connection.spoke = True
        self._loop.add_writer(sock, self._connected, connection)
        self._loop.call_later(self._limits.connect_timeout, self._give_up, connection)
        return connection

    def _connected(self, connection: Connection) -> None:
        self._loop.remove_writer(connection.sock)
        code = connection.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            self._broken(connection, errno.errorcode.get(code, str(code)))
            return
        connection.connecting = False
        self._opened(connection)
        if connection.out:
            self._writable(connection)

    def _give_up(self, connection: Connection) -> None:
        if connection.connecting:
            self._broken(connection, "no answer")

    def _admit(self, sock: socket.socket, flow: Flow) -> Connection:
        connection = Connection(sock, flow, self._user.clock())
        self._by_id[flow.connection] = connection
        self._by_remote[flow.remote] = connection
        host = flow.remote[0]
        self._per_address[host] = self._per_address.get(host, 0) + 1
        if self._sweeper is None:
            self._sweeper = self._loop.call_later(_SWEEP, self._sweep)
        return connection

    def _opened(self, connection: Connection) -> None:
        sock = connection.sock
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000)
        self._loop.add_reader(sock, self._readable, connection)
        if self._custody is not None:
            flow = connection.flow
            self._custody.keep(flow.connection, flow.local, flow.remote, sock)

    def _readable(self, connection: Connection) -> None:
        try:
            data = connection.sock.recv(_CHUNK)
            messages = connection.framer.feed(data)
        except (BlockingIOError, InterruptedError):
            return
        except (OSError, BadMessage) as error:
            self._broken(connection, str(error))
            return
        if not data:
            self._broken(connection, "by the peer")
            return
        self._note_progress(connection, bool(messages))
        for message in messages:
            self._user.receive(message, connection.flow)
        if messages:
            self._user.received()

    def _note_progress(self, connection: Connection, complete: bool) -> None:  # noqa: FBT001  private
        framer = connection.framer
        now = connection.idle_since = self._user.clock()
        if complete or framer.buffered <= _LINE_ENDS:
            connection.partial_since = None
        if connection.partial_since is None and framer.buffered > _LINE_ENDS:
            connection.partial_since = now
        connection.spoke = connection.spoke or complete
        if framer.pongs:
            self._write(connection, b"\r\n" * framer.pongs)
            framer.pongs = 0
            connection.spoke = True

    def _write(self, connection: Connection, data: bytes) -> None:
        out = connection.out
        if out or connection.connecting:
            out += data
            if len(out) > self._limits.max_buffered:
                self._loop.call_soon(self._overrun, connection)
            return
        connection.idle_since = self._user.clock()
        try:
            sent = connection.sock.send(data)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            self._loop.call_soon(self._broken, connection, str(error))
            return
        if sent < len(data):
            out += data[sent:]
            self._loop.add_writer(connection.sock, self._writable, connection)

    def _writable(self, connection: Connection) -> None:
        try:
            sent = connection.sock.send(connection.out)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            self._broken(connection, str(error))
            return
        del connection.out[:sent]
        connection.idle_since = self._user.clock()
        if connection.out:
            self._loop.add_writer(connection.sock, self._writable, connection)
        else:
            self._loop.remove_writer(connection.sock)

    def _overrun(self, connection: Connection) -> None:
        self._broken(connection, "too much waits to be sent")

    def _broken(self, connection: Connection, why: str) -> None:
        if connection.flow.connection in self._by_id:
            self._close(connection, why)
            self._user.received()

    def _close(self, connection: Connection, why: str) -> None:
        """Close a connection and tell the user; a copy in custody must not keep it half alive, hence the shutdown."""
        flow = connection.flow
        _LOG.debug("TCP %d with %s:%d closed: %s", flow.connection, *flow.remote, why)
        del self._by_id[flow.connection]
        if self._by_remote.get(flow.remote) is connection:
            del self._by_remote[flow.remote]
        left = self._per_address[flow.remote[0]] - 1
        if left:
            self._per_address[flow.remote[0]] = left
        else:
            del self._per_address[flow.remote[0]]
        self._loop.remove_reader(connection.sock)
        self._loop.remove_writer(connection.sock)
        with contextlib.suppress(OSError):  # the peer was first
            connection.sock.shutdown(socket.SHUT_RDWR)
        connection.sock.close()
        if self._custody is not None:
            self._custody.drop(flow.connection)
        for gone in (flow, *connection.aliases):
            self._user.closed(gone)

    def _sweep(self) -> None:
        now, limits = self._user.clock(), self._limits
        late: list[tuple[Connection, str]] = []
        for connection in self._by_id.values():
            if connection.partial_since is not None and now - connection.partial_since > limits.whole_message:
                late.append((connection, "a message did not come to its end"))
            elif not connection.spoke and now - connection.opened_at > limits.first_message:
                late.append((connection, "no message came"))
            elif now - connection.idle_since > limits.idle:
                late.append((connection, "idle"))
        for connection, why in late:
            self._close(connection, why)
        self._sweeper = self._loop.call_later(_SWEEP, self._sweep) if self._by_id else None
        if late:
            self._user.received()

    def _leave_by(self, sock: socket.socket, wanted: Flow) -> None:
        """Have a new connection leave from the address that its flow names, where a machine has several.

        From loopback nothing else is reached, and from there the system chooses well.
        """
        entry = self._addresses.of(wanted.local)
        host = entry.local[0] if entry is not None else ""
        if host and (":" in host) == (":" in wanted.remote[0]) and not is_loopback(host):
            sock.setsockopt(socket.IPPROTO_IP, _IP_BIND_ADDRESS_NO_PORT, 1)
            sock.bind((host, 0))

    def _local(self, sock: socket.socket, remote: str) -> Address:
        """Return what a peer is told of where to find us: a listening socket's port, not a connection's own."""
        host, port = sock.getsockname()[:2]
        listening = self._ports.get((sock.family, host)) or self._ports.get((sock.family, ""), port)
        return self._addresses.told((host, listening), remote)
