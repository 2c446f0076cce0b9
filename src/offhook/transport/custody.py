"""Custody of TCP connections: a keeper that outlives the switch holds a copy of each connection's descriptor.

Link: a Unix SEQPACKET pair, one msgpack map per packet, descriptors beside it as SCM_RIGHTS. The switch sends
`{"do": "hello"}`, `{"do": "keep", id, local, remote}` with a descriptor, and `{"do": "drop", id}`. After hello the
keeper sends one `{"do": "kept", id, local, remote}` with a descriptor per connection, then `{"do": "end", count}`.
Invariant: the keeper neither reads nor writes a connection, so what arrives while no switch runs waits in the kernel.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from offhook.sip.address import Address

_LOG = logging.getLogger(__name__)
_PACKET: Final = 1024
_LINK_BUFFER: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A connection that came back: its id, our address and the peer's."""

    connection: int
    local: Address
    remote: Address
    sock: socket.socket


class Custody:
    """The switch's end: tells of connections and, once at the start, asks for those of the former process.

    When the keeper is gone, connections are served on without custody.
    """

    def __init__(self, link: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        link.setblocking(False)  # noqa: FBT003  the standard library's signature
        self._link: socket.socket | None = link
        self._loop = loop
        self._queue: deque[tuple[bytes, socket.socket | None]] = deque()

    async def reclaim(self, timeout_s: float = 5.0) -> list[Kept]:
        """Return the connections of the former process; empty when the keeper does not answer in time."""
        link = self._link
        if link is None:
            return []
        self._send({"do": "hello"}, None)
        kept: list[Kept] = []
        done: asyncio.Future[None] = self._loop.create_future()

        def readable() -> None:
            for packet, fds in _packets(link):
                if packet is None or packet.get("do") == "end":
                    if not done.done():
                        done.set_result(None)
                    return
                if len(fds) == 1:
                    sock = socket.socket(fileno=fds[0])
                    sock.setblocking(False)  # noqa: FBT003  the standard library's signature
                    kept.append(Kept(packet["id"], _address(packet["local"]), _address(packet["remote"]), sock))

        self._loop.add_reader(link, readable)
        try:
            await asyncio.wait_for(done, timeout_s)
        except TimeoutError:
            _LOG.warning("the keeper of TCP connections does not answer")
        finally:
            self._loop.remove_reader(link)
        return kept

    def keep(self, connection: int, local: Address, remote: Address, sock: socket.socket) -> None:
        """Hand over a copy of a connection's descriptor."""
        self._send({"do": "keep", "id": connection, "local": local, "remote": remote}, sock)

    def drop(self, connection: int) -> None:
        """Tell that a connection is closed."""
        self._send({"do": "drop", "id": connection}, None)

    def close(self) -> None:
        """Give up the link; the keeper goes on holding what it has."""
        if self._link is not None:
            self._loop.remove_writer(self._link)
            self._link.close()
            self._link = None

    def _send(self, packet: dict[str, Any], sock: socket.socket | None) -> None:
        link = self._link
        if link is None:
            return
        self._queue.append((msgspec.msgpack.encode(packet), sock))
        if len(self._queue) == 1:
            self._writable()
            if self._queue and self._link is not None:
                self._loop.add_writer(link, self._writable)

    def _writable(self) -> None:
        link = self._link
        assert link is not None
        while self._queue:
            data, sock = self._queue[0]
            try:
                if sock is None:
                    link.send(data)
                elif sock.fileno() >= 0:  # else it was closed while waiting here; its drop follows
                    socket.send_fds(link, [data], [sock.fileno()])
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                _LOG.warning("the keeper of TCP connections is gone: %s", error)
                self._queue.clear()
                self.close()
                return
            self._queue.popleft()
        self._loop.remove_writer(link)


class Keeper:
    """The supervisor's end: holds copies of the connections of one switch through its restarts.

    For each start of the switch call `attach()`, pass the descriptor on and close it here after the start.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None, *, limit: int = 20_000) -> None:
        self._loop = loop or asyncio.get_running_loop()
        self._limit = limit
        self._kept: dict[int, tuple[int, dict[str, Any]]] = {}
        self._link: socket.socket | None = None
        self._queue: deque[int | None] = deque()  # connections to give back; None is the end

    def __len__(self) -> int:
        return len(self._kept)

    def attach(self) -> socket.socket:
        """Return the link for a new switch process, after reading what the former one still had to say."""
        if self._link is not None:
            self._readable()
            self._detach()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (ours, theirs):
            end.setblocking(False)  # noqa: FBT003  the standard library's signature
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LINK_BUFFER)
        self._link = ours
        self._loop.add_reader(ours, self._readable)
        return theirs

    def close(self) -> None:
        """Let go of everything: connections that no switch holds are closed by that."""
        self._detach()
        for fd, _ in self._kept.values():
            os.close(fd)
        self._kept.clear()

    def _detach(self) -> None:
        self._queue.clear()
        if self._link is not None:
            self._loop.remove_reader(self._link)
            self._loop.remove_writer(self._link)
            self._link.close()
            self._link = None

    def _readable(self) -> None:
        link = self._link
        if link is None:
            return
        for packet, fds in _packets(link):
            if packet is None:
                self._detach()
                return
            match packet:
                case {"do": "hello"}:
                    self._give_back()
                case {"do": "keep", "id": int(connection)} if len(fds) == 1 and len(self._kept) < self._limit:
                    self._forget(connection)
                    self._kept[connection] = (fds.pop(), {**packet, "do": "kept"})
                case {"do": "drop", "id": int(connection)}:
                    self._forget(connection)
            for fd in fds:
                os.close(fd)

    def _forget(self, connection: int) -> None:
        fd, _ = self._kept.pop(connection, (-1, None))
        if fd >= 0:
            os.close(fd)

    def _give_back(self) -> None:
        self._queue.extend([*self._kept, None])
        self._writable()
        if self._queue and self._link is not None:
            self._loop.add_writer(self._link, self._writable)

    def _writable(self) -> None:
        link = self._link
        assert link is not None
        while self._queue:
            connection = self._queue[0]
            try:
                if connection is None:
                    link.send(msgspec.msgpack.encode({"do": "end", "count": len(self._kept)}))
                elif connection in self._kept:  # else it was dropped meanwhile
                    fd, note = self._kept[connection]
                    socket.send_fds(link, [msgspec.msgpack.encode(note)], [fd])
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                _LOG.info("the switch went away while it got its connections back: %s", error)
                self._detach()
                return
            self._queue.popleft()
        self._loop.remove_writer(link)


def _packets(link: socket.socket) -> Iterator[tuple[dict[str, Any] | None, list[int]]]:
    """Yield what can be read without waiting: packets with their descriptors, and (None, []) at the end of the link."""
    while True:
        try:
            data, fds, _, _ = socket.recv_fds(link, _PACKET, 1, socket.MSG_CMSG_CLOEXEC)
        except (BlockingIOError, InterruptedError):
            return
        except ConnectionResetError:  # told once, before what is still to be read
            continue
        except OSError:
            data, fds = b"", []
        if not data:
            yield None, []
            return
        packet: dict[str, Any] = {}
        with contextlib.suppress(msgspec.DecodeError):
            packet = msgspec.msgpack.decode(data, type=dict[str, Any])
        yield packet, fds


def _address(value: list[Any]) -> Address:
    return (str(value[0]), int(value[1]))
