"""A wire that is none: endpoints joined with loss, delay, reordering and a virtual clock. Nothing sleeps.

`FakeWire.party()` makes an endpoint at an address; `run()` lets time pass until nothing is left to do, or as long as
asked.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from offhook.sip.address import Address, Flow, Transmit
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import Accepted, InviteReceived
from offhook.sip.headers import NameAddr
from offhook.sip.invite import ClientInvite, OutgoingInvite

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.dialog import Dialog
    from offhook.sip.events import Event

E = TypeVar("E")

OFFER = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
ANSWER = b"v=0\r\no=- 2 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\nm=audio 5000 RTP/AVP 8\r\n"
HOLD = (
    b"v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=sendonly\r\n"
)


@dataclass
class Packet:
    """One message on its way, for the log and the filter."""

    at: float
    flow: Flow
    data: bytes

    @property
    def source(self) -> Address:
        return self.flow.local

    @property
    def target(self) -> Address:
        return self.flow.remote

    @property
    def first(self) -> str:
        """The first line."""
        return self.data.partition(b"\r\n")[0].decode("utf-8", "replace")

    @property
    def kind(self) -> str:
        """The method of a request, "status method" of a response."""
        if not self.first.startswith("SIP/2.0 "):
            return self.first.partition(" ")[0]
        cseq = self.data.partition(b"\r\nCSeq: ")[2].partition(b"\r\n")[0].decode()
        return f"{self.first.split(' ')[1]} {cseq.partition(' ')[2]}"


class Party:
    """An endpoint at an address; `log` has all its events, `on_event` sees each as it happens.

    Without endpoint: a raw peer with an `inbox`.
    """

    def __init__(self, wire: FakeWire, endpoint: Endpoint | None, address: Address) -> None:
        self.wire = wire
        self.address = address
        self.log: list[Event] = []
        self.inbox: list[Packet] = []
        self.on_event: Callable[[Event], None] | None = None
        self._endpoint = endpoint

    @property
    def endpoint(self) -> Endpoint:
        assert self._endpoint is not None
        return self._endpoint

    def replace(self, endpoint: Endpoint | None) -> None:
        """Put another process in this one's place: the old one is killed."""
        self._endpoint = endpoint

    def flow_to(self, other: Party, transport: str = "udp") -> Flow:
        return Flow(transport, self.address, other.address)  # type: ignore[arg-type]

    def all(self, kind: type[E]) -> list[E]:
        """All events of a kind so far."""
        return [event for event in self.log if isinstance(event, kind)]

    def one(self, kind: type[E]) -> E:
        """The only event of a kind."""
        events = self.all(kind)
        assert len(events) == 1, f"{len(events)} of {kind.__name__}: {self.log}"
        return events[0]

    def last(self, kind: type[E]) -> E:
        """The latest event of a kind."""
        return self.all(kind)[-1]

    def call(self, other: Party, *, transport: str = "udp", user: str = "bob", **options: Any) -> ClientInvite:
        """Invite the other party."""
        host, port = other.address
        uri = f"sip:{user}@{host}:{port}"
        options = {"offer": OFFER, "uri": uri} | options
        outgoing = OutgoingInvite(
            flow=self.flow_to(other, transport),
            from_=NameAddr("", "sip:alice@example.com"),
            to=NameAddr("", uri),
            **options,
        )
        return self.endpoint.invite(outgoing, self.wire.now)

    def send(self, data: bytes, other: Party, transport: str = "udp") -> None:
        """Send raw octets (of a raw peer, or what an endpoint never would)."""
        self.wire.carry(self, Transmit(self.flow_to(other, transport), data))


@dataclass
class FakeWire:
    """Carries datagrams and streams between parties."""

    seed: int = 1
    loss: float = 0.0
    delay: float = 0.01
    jitter: float = 0.0
    duplicate: float = 0.0
    now: float = 1000.0
    config: EndpointConfig = field(default_factory=EndpointConfig)
    keep: Callable[[Packet], bool] = lambda _: True

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.parties: dict[Address, Party] = {}
        self.log: list[Packet] = []
        self._moving: list[tuple[float, int, Party, Flow, bytes]] = []
        self._count = 0
        self._connections: dict[tuple[Address, Address], int] = {}
        self._next_connection = 0
        self.refusing: set[Address] = set()

    def token(self) -> str:
        return f"{self.random.getrandbits(64):016x}"

    def party(self, host: str, port: int = 5060, *, raw: bool = False, **settings: Any) -> Party:
        """Attach an endpoint (or a raw peer) at an address."""
        party = Party(self, None if raw else self.new_endpoint(**settings), (host, port))
        self.parties[party.address] = party
        return party

    def new_endpoint(self, **settings: Any) -> Endpoint:
        return Endpoint(EndpointConfig(**settings) if settings else self.config, self.token)

    def kinds(self, source: Party | None = None) -> list[str]:
        """What was sent so far, in order, as "INVITE", "180 INVITE" …"""
        return [packet.kind for packet in self.log if source is None or packet.source == source.address]

    def carry(self, sender: Party, transmit: Transmit) -> None:
        """Take a message from a party."""
        flow = transmit.flow
        packet = Packet(self.now, flow, transmit.data)
        self.log.append(packet)
        target = self.parties.get(flow.remote)
        if flow.transport == "tcp":
            if target is None or flow.remote in self.refusing:
                self._schedule(self.now + self.delay, sender, flow, b"")
                return
            number = flow.connection or self._connection(sender.address, flow.remote)
            if self._connections.get((sender.address, flow.remote)) != number:
                self._schedule(self.now, sender, flow, b"")
                return
            if self.keep(packet):
                self._schedule(
                    self.now + self.delay, target, Flow("tcp", flow.remote, flow.local, number), transmit.data
                )
            return
        if target is None or not self.keep(packet) or self.random.random() < self.loss:
            return
        copies = 2 if self.random.random() < self.duplicate else 1
        for _ in range(copies):
            at = self.now + self.delay + self.random.random() * self.jitter
            self._schedule(at, target, Flow("udp", flow.remote, flow.local), transmit.data)

    def break_connections(self, one: Party, other: Party) -> None:
        """Close the connections of two parties; both are told."""
        number = self._connections.pop((one.address, other.address), 0)
        self._connections.pop((other.address, one.address), None)
        for here, there in ((one, other), (other, one)):
            if number:
                self._schedule(self.now, here, Flow("tcp", here.address, there.address, number), b"")

    def run(self, seconds: float | None = None, *, until: Callable[[], bool] | None = None) -> None:
        """Let time pass.

        For so many seconds, until something is true, or until nothing is left but timers over a minute away.
        """
        end = self.now + (3600.0 if seconds is None else seconds)
        self._drain()
        while until is None or not until():
            due = self._next()
            if (
                due is None
                or due > end
                or (seconds is None and until is None and due > self.now + 60 and not self._moving)
            ):
                break
            self.now = max(self.now, due)
            while self._moving and self._moving[0][0] <= self.now:
                _, _, party, flow, data = heapq.heappop(self._moving)
                self._deliver(party, flow, data)
                self._drain()
            for party in list(self.parties.values()):
                if party._endpoint is not None:
                    party.endpoint.timeout(self.now)
            self._drain()
        if seconds is not None and until is None:
            self.now = end

    def settle(self) -> None:
        """Drain all parties after operations of the test."""
        self._drain()

    def _next(self) -> float | None:
        endpoints = [party._endpoint for party in self.parties.values() if party._endpoint is not None]
        times = [due for endpoint in endpoints if (due := endpoint.next_timer()) is not None]
        if self._moving:
            times.append(self._moving[0][0])
        return min(times, default=None)

    def _deliver(self, party: Party, flow: Flow, data: bytes) -> None:
        if party._endpoint is None:
            if data:
                party.inbox.append(Packet(self.now, flow, data))
        elif data:
            party.endpoint.receive(data, flow, self.now)
        else:
            party.endpoint.transport_failed(flow, self.now)

    def _drain(self) -> None:
        busy = True
        while busy:
            busy = False
            for party in list(self.parties.values()):
                if party._endpoint is None:
                    continue
                for transmit in party.endpoint.outgoing():
                    busy = True
                    self.carry(party, transmit)
                events = party.endpoint.events()
                busy = busy or bool(events)
                party.log += events
                for event in events if party.on_event is not None else ():
                    party.on_event(event)

    def _connection(self, here: Address, there: Address) -> int:
        number = self._connections.get((here, there))
        if number is None:
            self._next_connection += 1
            number = self._connections[here, there] = self._connections[there, here] = self._next_connection
        return number

    def _schedule(self, at: float, party: Party, flow: Flow, data: bytes) -> None:
        self._count += 1
        heapq.heappush(self._moving, (at, self._count, party, flow, data))


def establish(wire: FakeWire, alice: Party, bob: Party, **options: Any) -> tuple[Dialog, Dialog]:
    """Return alice's and bob's dialogs of a call that stands."""
    before = len(alice.all(Accepted))
    alice.call(bob, **options)
    wire.run(until=lambda: bool(bob.all(InviteReceived)) and not bob.last(InviteReceived).invite.gone)
    dialog = bob.endpoint.accept(bob.last(InviteReceived).invite, ANSWER, wire.now)
    wire.run(until=lambda: dialog.confirmed and len(alice.all(Accepted)) > before)
    return alice.last(Accepted).dialog, dialog


def raw(
    method: str,
    cseq: int,
    *,
    branch: str,
    tag: str | None = None,
    call_id: str = "c1",
    sdp: bytes = b"",
    extra: str = "",
    uri: str = "sip:bob@192.0.2.2:5060",
) -> bytes:
    """A request as a phone at 192.0.2.1 would send it."""
    to_tag = f";tag={tag}" if tag else ""
    content = "Content-Type: application/sdp\r\n" if sdp else ""
    return (
        f"{method} {uri} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{branch}\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=at\r\nTo: <{uri}>{to_tag}\r\n"
        f"Call-ID: {call_id}\r\nCSeq: {cseq} {method}\r\nContact: <sip:alice@192.0.2.1:5060>\r\n"
        f"{extra}{content}Content-Length: {len(sdp)}\r\n\r\n"
    ).encode() + sdp
