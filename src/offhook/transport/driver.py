"""Joins a sans-IO endpoint to its sockets, to the clock and to the layer above.

Invariant: after anything went in (octets, time, a kick), everything that wants out is out before the loop goes on:
messages to the network first, then events to `on_event`, synchronously, until there are none. One timer serves all, at
most twenty times a second: a wake-up costs more than what most timers do, and none of SIP's minds 50 ms.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from offhook.errors import MisuseError
from offhook.listening import ListenAddresses
from offhook.sip.address import EDGE
from offhook.transport.custody import Custody
from offhook.transport.edges import Edges
from offhook.transport.tcp import TcpConnections, TcpLimits, TcpUser
from offhook.transport.udp import UdpSocket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from offhook.sip.address import Address, Flow, Transmit, Transport

_LOG = logging.getLogger(__name__)
_PINHOLE: Final = b"\r\n\r\n"
_EARLY: Final = 0.001  # event loops count in milliseconds and must not come too early
_PACE: Final = 0.05  # timers that are due within so many seconds are served together
_LOOK: Final = 0.2  # the cores beside the endpoint count in seconds at least, and are asked so often

E_co = TypeVar("E_co", covariant=True)
E = TypeVar("E")


class Timed(Protocol):
    """A core that has timers: the registrar, a registration, a notifier."""

    def timeout(self, now: float) -> None:
        """Do what is due."""

    def next_timer(self) -> float | None:
        """Return when the next thing is due."""


class Core(Timed, Protocol[E_co]):
    """What the driver needs of an endpoint."""

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """Take one message."""

    def transport_failed(self, flow: Flow, now: float) -> None:
        """Learn that a flow is gone."""

    def transports_failed(self, flows: Sequence[Flow], now: float) -> None:
        """Learn that these flows are gone."""

    def outgoing(self) -> list[Transmit]:
        """Return the messages to send."""

    def events(self) -> Sequence[E_co]:
        """Return what happened."""


class Tap(Protocol):
    """Who is shown each message that comes or goes, as it is on the wire."""

    def received(self, data: bytes, flow: Flow) -> None:
        """Look at a message that came."""

    def sent(self, data: bytes, flow: Flow) -> None:
        """Look at a message that goes out."""


@dataclass(frozen=True, slots=True)
class DriverOptions:
    """How a driver uses its sockets.

    `addresses` tells what peers know the sockets by, each its own without it; `custody` is the link to the keeper;
    `edges` the path of the socket on which the holders of WebSocket and TLS connections are awaited; connections that
    are opened are marked with `dscp`, others as their listener is.
    """

    addresses: ListenAddresses = field(default_factory=lambda: ListenAddresses(()))
    limits: TcpLimits = field(default_factory=TcpLimits)
    custody: socket.socket | None = None
    edges: Path | None = None
    tap: Tap | None = None
    dscp: int = 0
    clock: Callable[[], float] = time.monotonic


class Driver(Generic[E]):
    """Owns the SIP sockets of a switch; they are bound UDP and listening TCP sockets and are closed with it.

    `admits` tells of an address whether what comes from it is looked at; what is not is dropped without a word.
    `on_vain` hears of connections that ended without one whole message.
    """

    def __init__(
        self,
        endpoint: Core[E],
        sockets: Sequence[socket.socket],
        on_event: Callable[[E], None],
        options: DriverOptions | None = None,
    ) -> None:
        self.failures = 0
        self.admits: Callable[[str], bool] = lambda _address: True
        self.on_vain: Callable[[Flow], None] = lambda _flow: None
        self.on_connections_closed: Callable[[Sequence[Flow]], None] | None = None
        self.on_settled: Callable[[frozenset[Transport], set[int]], None] = lambda _transports, _connections: None
        self._endpoint = endpoint
        self._sockets = sockets
        self._on_event = on_event
        self._options = options or DriverOptions()
        self._clock = self._options.clock
        self._tap = self._options.tap
        self._udp: dict[Address, UdpSocket] = {}
        self._tcp: TcpConnections | None = None
        self._custody: Custody | None = None
        self._edges: Edges | None = None
        self._authorities: dict[str, str] = {}
        self._watched: list[tuple[Timed, Callable[[], None]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = float("inf")
        self._served_at = float("-inf")
        self._look_at = float("inf")
        self._draining = False
        self._again = False
        self._gone: list[Flow] = []
        self._spoke: set[int] = set()

    async def start(self) -> None:
        """Take the sockets into use, and the TCP connections of the former process.

        Raises MisuseError for sockets that are neither UDP nor TCP, or bound to a wildcard address.
        """
        loop = asyncio.get_running_loop()
        self._loop = loop
        options = self._options
        kept = []
        if options.custody is not None:
            self._custody = Custody(options.custody, loop)
            kept = await self._custody.reclaim()
        listeners = []
        for sock in self._sockets:
            if sock.type == socket.SOCK_DGRAM:
                self._take_udp(sock)
            elif sock.type == socket.SOCK_STREAM:
                listeners.append(sock)
            else:
                raise MisuseError("neither a UDP nor a TCP socket")
        user = TcpUser(self._received, self.kick, self._closed, self._clock, self._may_connect)
        self._tcp = TcpConnections(
            listeners,
            loop,
            user,
            limits=options.limits,
            addresses=options.addresses,
            dscp=options.dscp,
            custody=self._custody,
            first_id=time.time_ns() // 1_000_000,  # never an id of a former process
        )
        self._tcp.adopt(kept)
        self._spoke.update(one.connection for one in kept)
        if options.edges is not None:
            self._edges = Edges(user, self._settled)
            self._edges.authorities = self._authorities
            await self._edges.start(options.edges)
        self.kick()

    @property
    def connections(self) -> set[int]:
        """The ids of the TCP connections that are open."""
        return self._tcp.connections if self._tcp is not None else set()

    @property
    def udp_locals(self) -> list[Address]:
        """The addresses of the UDP sockets, in the order given."""
        return list(dict.fromkeys(udp.local for udp in self._udp.values()))

    def trust(self, authorities: dict[str, str]) -> None:
        """Take the authorities (PEM, by id) that peers of flows name."""
        self._authorities = authorities
        if self._edges is not None:
            self._edges.authorities = authorities

    def now(self) -> float:
        """Return the time that the cores are told, in monotonic seconds."""
        return self._clock()

    def watch(self, core: Timed, after: Callable[[], None]) -> None:
        """Serve another core's timers, 0.2 s late at most; `after` is called after its `timeout` to fetch what came."""
        self._watched.append((core, after))
        self._look_at = self._clock()
        self.kick()

    def kick(self) -> None:
        """Send and tell what waits; to be called after any call into a core from outside `on_event`.

        Before the end of `start` everything waits.
        """
        if self._tcp is None:
            return
        if self._draining:
            self._again = True
            return
        self._draining = True
        endpoint = self._endpoint
        try:
            while True:
                self._again = False
                if self._gone:
                    self._tell_gone()
                for transmit in endpoint.outgoing():
                    self._send(transmit)
                events = endpoint.events()
                if not events and not self._again:
                    break
                for event in events:
                    self._tell(event)
        finally:
            self._draining = False
        self._arm()

    def keep_open(self, flow: Flow) -> None:
        """Send an empty datagram by a flow of UDP, which keeps its way through a NAT open."""
        udp = self._udp.get(flow.local)
        if udp is not None:
            udp.send(_PINHOLE, flow.remote)

    async def close(self) -> None:
        """Close all sockets; connections in custody live on."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for udp in set(self._udp.values()):
            udp.close()
        self._udp.clear()
        if self._tcp is not None:
            self._tcp.close()
        if self._edges is not None:
            self._edges.close()
        if self._custody is not None:
            self._custody.close()

    def _take_udp(self, sock: socket.socket) -> None:
        """Use a UDP socket, found later by its own address and by that which is told of it."""
        entry = self._options.addresses.of(sock.getsockname()[:2])
        udp = UdpSocket(sock, self._loop, self._received, self.kick, entry.told if entry is not None else None)
        self._udp[udp.local] = udp
        if entry is not None:
            self._udp[entry.local] = udp
            self._udp[entry.public or entry.local] = udp

    def _udp_for(self, flow: Flow) -> UdpSocket | None:
        """Return the socket of a flow; one whose address is ours no more goes by the first that can reach the peer."""
        udp = self._udp.get(flow.local)
        if udp is None:
            kind = ":" in flow.remote[0]
            udp = next((one for one in self._udp.values() if (":" in one.local[0]) == kind), None)
        return udp

    def _received(self, data: bytes, flow: Flow) -> None:
        if not self.admits(flow.remote[0]):
            return
        if flow.connection:
            self._spoke.add(flow.connection)
        if self._tap is not None:
            self._tap.received(data, flow)
        self._endpoint.receive(data, flow, self._clock())

    def _may_connect(self, address: str) -> bool:
        return self.admits(address)

    def _closed(self, flow: Flow) -> None:
        """Note an end; `kick`, which follows, tells of all together."""
        self._gone.append(flow)
        if flow.connection in self._spoke:
            self._spoke.discard(flow.connection)
        elif flow.connection:
            self.on_vain(flow)

    def _settled(self, transports: frozenset[Transport], connections: set[int]) -> None:
        """Take the connections that an edge held before this process: what they said, the former one heard."""
        self._spoke |= connections
        self.on_settled(transports, connections)

    def _tell_gone(self) -> None:
        gone, self._gone = self._gone, []
        self._endpoint.transports_failed(gone, self._clock())
        if self.on_connections_closed is not None:
            self.on_connections_closed([flow for flow in gone if flow.connection])

    def _send(self, transmit: Transmit) -> None:
        flow = transmit.flow
        if self._tap is not None:
            self._tap.sent(transmit.data, flow)
        if flow.transport == "udp":
            udp = self._udp_for(flow)
            sent = udp is not None and udp.send(transmit.data, flow.remote)
        elif flow.transport in EDGE:
            sent = self._edges is not None and self._edges.send(flow, transmit.data)
        else:
            sent = self._tcp is not None and self._tcp.send(flow, transmit.data)
        if not sent:
            self.failures += 1
            self._again = True
            self._endpoint.transport_failed(flow, self._clock())

    def _tell(self, event: E) -> None:
        try:
            self._on_event(event)
        except Exception:  # noqa: BLE001  one event must not cost the others; calls have their own boundary above
            self.failures += 1
            _LOG.exception("an event was not handled: %r", event)

    def _arm(self) -> None:
        at = self._endpoint.next_timer()
        if at is None or at > self._look_at:
            at = self._look_at
        at = max(at, self._served_at + _PACE)
        if at >= self._timer_at:  # an early timer finds nothing due and is set anew
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = self._loop.call_later(max(0.0, at - self._clock()) + _EARLY, self._timeout)

    def _timeout(self) -> None:
        self._timer = None
        self._timer_at = float("inf")
        now = self._served_at = self._clock()
        try:
            self._endpoint.timeout(now)
            if now >= self._look_at:
                self._look_at = now + _LOOK
                self._serve_watched(now)
        finally:  # whatever failed, the timer must go on
            self.kick()

    def _serve_watched(self, now: float) -> None:
        for core, after in self._watched:
            at = core.next_timer()
            if at is not None and at <= now:
                core.timeout(now)
                after()
