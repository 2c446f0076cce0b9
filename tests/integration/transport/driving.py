"""A driver of transports without SIP behind it: what it is told, and what comes of it."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager

from offhook.sip.address import Flow, Transmit
from offhook.transport.driver import Driver, DriverOptions
from offhook.transport.sockets import bind_udp, listen_tcp


def options(number: int, body: bytes = b"") -> bytes:
    return (
        b"OPTIONS sip:%d SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK%d\r\nContent-Length: %d\r\n\r\n"
        % (number, number, len(body))
    ) + body


class FakeEndpoint:
    """An endpoint without SIP: it answers each message with its first line."""

    def __init__(self) -> None:
        self.received: list[tuple[bytes, Flow]] = []
        self.failed: list[Flow] = []
        self.out: list[Transmit] = []
        self.told: list[object] = []
        self.timer: float | None = None
        self.fired: list[float] = []
        self.echo = True

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        assert now > 0
        self.received.append((data, flow))
        self.told.append(data)
        if self.echo:
            self.out.append(Transmit(flow, data.partition(b"\r\n")[0] + b"\n"))

    def transport_failed(self, flow: Flow, now: float) -> None:
        assert now > 0
        self.failed.append(flow)
        self.told.append(("failed", flow))

    def transports_failed(self, flows: list[Flow], now: float) -> None:
        for flow in flows:
            self.transport_failed(flow, now)

    def timeout(self, now: float) -> None:
        if self.timer is not None and now >= self.timer:
            self.timer = None
            self.fired.append(now)
            self.told.append("timer")

    def next_timer(self) -> float | None:
        return self.timer

    def outgoing(self) -> list[Transmit]:
        drained, self.out = self.out, []
        return drained

    def events(self) -> list[object]:
        drained, self.told = self.told, []
        return drained


class Switch:
    """A driver with its fake endpoint, its events and its addresses."""

    def __init__(self, **settings):
        self.udp = bind_udp("127.0.0.1", 0)
        self.tcp = listen_tcp("127.0.0.1", 0)
        self.udp_address = self.udp.getsockname()
        self.tcp_address = self.tcp.getsockname()
        self.endpoint = FakeEndpoint()
        self.events = []
        self.driver = Driver(self.endpoint, [self.udp, self.tcp], self.events.append, DriverOptions(**settings))


@asynccontextmanager
async def switch(**settings):
    one = Switch(**settings)
    await one.driver.start()
    try:
        yield one
    finally:
        await one.driver.close()


async def until(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.005)
