"""The driver on real loopback sockets, under asyncio and uvloop."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from contextlib import asynccontextmanager, suppress

import pytest
import uvloop

from offhook.errors import MisuseError
from offhook.listening import ListenAddress, ListenAddresses
from offhook.sip.address import Flow, Transmit
from offhook.transport.driver import Driver, DriverOptions
from offhook.transport.sockets import bind_udp, listen_tcp
from offhook.transport.tcp import TcpLimits


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


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request):
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


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


async def until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.005)


def test_udp_there_and_back(run):
    async def main():
        async with switch() as one:
            phone = bind_udp("127.0.0.1", 0)
            loop = asyncio.get_running_loop()
            for number in range(200):
                phone.sendto(options(number), one.udp_address)
            phone.sendto(b"\r\n\r\n", one.udp_address)  # a keep-alive
            answers = [await asyncio.wait_for(loop.sock_recv(phone, 2000), 5) for _ in range(200)]
            assert answers == [b"OPTIONS sip:%d SIP/2.0\n" % number for number in range(200)]
            assert len(one.endpoint.received) == len(one.events) == 200
            flow = one.endpoint.received[0][1]
            assert flow == Flow("udp", one.udp_address, phone.getsockname())
            phone.close()

    run(main())


def test_what_cannot_be_sent_is_reported(run):
    async def main():
        async with switch() as one:
            flows = [
                Flow("udp", one.udp_address, ("localhost", 5060)),
                Flow("udp", one.udp_address, ("::1", 5060)),
                Flow("udp", one.udp_address, ("127.0.0.1", 70000)),
                Flow("tcp", one.tcp_address, ("localhost", one.tcp_address[1])),
                Flow("tcp", one.tcp_address, ("127.0.0.1", 5060), 12345),
            ]
            one.endpoint.out = [Transmit(flow, b"x") for flow in flows]
            one.endpoint.out.append(Transmit(Flow("udp", one.udp_address, ("127.0.0.1", 9)), b"x" * 70000))
            one.driver.kick()
            assert one.endpoint.failed[:5] == flows
            assert len(one.endpoint.failed) == 6
            assert [event[0] for event in one.events] == ["failed"] * 6

    run(main())


def test_what_a_failure_leads_to_is_sent_at_once(run):
    async def main():
        async with switch() as one:
            phone = bind_udp("127.0.0.1", 0)
            good = Flow("udp", one.udp_address, phone.getsockname())
            one.endpoint.transport_failed = lambda _flow, _now: one.endpoint.out.append(Transmit(good, b"instead"))
            one.endpoint.out = [Transmit(Flow("tcp", one.tcp_address, phone.getsockname(), 99), b"x")]
            one.driver.kick()
            assert phone.recv(100) == b"instead"
            phone.close()

    run(main())


def test_nobody_can_be_told_a_wildcard_address(run):
    async def main():
        sock = bind_udp("0.0.0.0", 0)  # noqa: S104  closed before anything is read
        with pytest.raises(MisuseError):
            await Driver(FakeEndpoint(), [sock], print).start()
        sock.close()

    run(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_what_goes_to_a_flow_leaves_by_the_socket_that_was_told(run, host):
    async def main():
        socks = [bind_udp("127.0.0.1", 0), bind_udp("::1", 0), bind_udp(host, 0), listen_tcp("::1", 0)]
        places = [sock.getsockname()[:2] for sock in socks[:3]]
        told = ("192.0.2.7" if host == "127.0.0.1" else "2001:db8::7", 5099)
        addresses = ListenAddresses([*map(ListenAddress, places[:2]), ListenAddress(places[2], told)])
        driver = Driver(endpoint := FakeEndpoint(), socks, print, DriverOptions(addresses=addresses))
        await driver.start()
        assert driver.udp_locals == places
        phone = bind_udp(host, 0)
        gone = ("192.0.2.9" if host == "127.0.0.1" else "2001:db8::9", 5060)  # ours no more: the first that can
        for local, came_by in ((places[2], places[2]), (told, places[2]), (gone, places[host == "::1"])):
            endpoint.out = [Transmit(Flow("udp", local, phone.getsockname()[:2]), b"hello")]
            driver.kick()
            assert phone.recvfrom(100)[1][:2] == came_by
        assert not endpoint.failed
        phone.close()
        await driver.close()

    run(main())


def test_tcp_by_ipv6_there_and_back(run):
    async def main():
        listener = listen_tcp("::1", 0)
        place = listener.getsockname()[:2]
        addresses = ListenAddresses([ListenAddress(place)])
        driver = Driver(endpoint := FakeEndpoint(), [listener], print, DriverOptions(addresses=addresses))
        await driver.start()
        reader, writer = await asyncio.open_connection(*place)
        writer.write(options(1))
        assert await asyncio.wait_for(reader.readline(), 5) == b"OPTIONS sip:1 SIP/2.0\n"
        flow = endpoint.received[0][1]
        assert (flow.local, flow.remote) == (place, writer.get_extra_info("sockname")[:2])
        phone = listen_tcp("::1", 0)
        endpoint.out = [Transmit(Flow("tcp", place, phone.getsockname()[:2]), b"hello")]
        driver.kick()
        accepted, _ = await asyncio.get_running_loop().sock_accept(phone)
        assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(accepted, 100), 5) == b"hello"
        for one in (accepted, phone, writer):
            one.close()
        await driver.close()

    run(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_what_is_sent_is_marked(run, host):
    """The DSCP (RFC 2474) of datagrams, and of connections that are taken and opened."""
    six = ":" in host
    level, told, marking = (
        (socket.IPPROTO_IPV6, socket.IPV6_RECVTCLASS, socket.IPV6_TCLASS)
        if six
        else (socket.IPPROTO_IP, socket.IP_RECVTOS, socket.IP_TOS)
    )

    async def main():
        loop = asyncio.get_running_loop()
        socks = [bind_udp(host, 0, dscp=26), listen_tcp(host, 0, dscp=26)]
        places = [sock.getsockname()[:2] for sock in socks]
        driver = Driver(endpoint := FakeEndpoint(), socks, print, DriverOptions(dscp=26))
        await driver.start()
        phone = bind_udp(host, 0)
        phone.setsockopt(level, told, 1)
        server = listen_tcp(host, 0)
        endpoint.out = [Transmit(Flow("udp", places[0], phone.getsockname()[:2]), b"hello")]
        endpoint.out.append(Transmit(Flow("tcp", places[1], server.getsockname()[:2]), b"hello"))
        driver.kick()
        _, [(_, _, data)], _, _ = phone.recvmsg(100, 100)
        assert data[0] >> 2 == 26
        opened, _ = await loop.sock_accept(server)
        _, writer = await asyncio.open_connection(*places[1])
        writer.write(options(1))
        await until(lambda: endpoint.received)
        kept = driver._tcp._by_id.values()  # the kernel's word: bytes of a stream come without their marks
        assert [one.sock.getsockopt(level, marking) >> 2 for one in kept] == [26, 26]
        for one in (phone, server, opened, writer):
            one.close()
        await driver.close()

    run(main())


def test_one_timer_serves_all(run):
    class Core:
        at = None

        def __init__(self):
            self.fired = []

        def next_timer(self):
            return self.at

        def timeout(self, now):
            self.fired.append(now)
            self.at = None

    async def main():
        async with switch() as one:
            core, seen = Core(), []
            one.driver.watch(core, lambda: seen.append(len(core.fired)))
            start = one.driver.now()
            one.endpoint.timer = start + 0.2
            one.driver.kick()
            core.at = start + 0.1
            one.driver.kick()
            await until(lambda: one.endpoint.fired and core.fired)
            assert 0.1 <= core.fired[0] - start < 0.35  # asked five times a second
            assert 0.2 <= one.endpoint.fired[0] - start < 0.3
            assert seen == [1]
            assert one.events == ["timer"]

    run(main())


def test_an_event_that_fails_costs_nothing_else(run, caplog):
    async def main():
        async with switch() as one:
            seen = []

            def handle(event):
                seen.append(event)
                if event == "bad":
                    raise RuntimeError("broken")
                if event == "kick":
                    one.endpoint.told.append("more")
                    one.driver.kick()

            one.driver._on_event = handle
            one.endpoint.told = ["bad", "kick", "last"]
            one.driver.kick()
            assert seen == ["bad", "kick", "last", "more"]
            assert one.driver.failures == 1
            assert "broken" in caplog.text

    run(main())


async def connect(address):
    return await asyncio.open_connection(*address)


def test_tcp_messages_in_pieces_and_in_one(run):
    async def main():
        async with switch() as one:
            reader, writer = await connect(one.tcp_address)
            data = options(1, b"body") + options(2) + options(3)
            for octet in data[:90]:
                writer.write(bytes([octet]))
                await writer.drain()
            writer.write(data[90:])
            lines = [await asyncio.wait_for(reader.readline(), 5) for _ in range(3)]
            assert lines == [b"OPTIONS sip:%d SIP/2.0\n" % number for number in (1, 2, 3)]
            message, flow = one.endpoint.received[0]
            assert message == options(1, b"body")
            assert (flow.transport, flow.local, flow.remote) == (
                "tcp",
                one.tcp_address,
                writer.get_extra_info("sockname"),
            )
            assert one.driver.connections == {flow.connection}
            writer.write(b"\r\n\r\n\r\n\r\n")
            assert await asyncio.wait_for(reader.readexactly(4), 5) == b"\r\n\r\n"
            writer.write(b"\r\n\r\n" + options(4))
            assert await asyncio.wait_for(reader.readline(), 5) == b"\r\n"
            assert await asyncio.wait_for(reader.readline(), 5) == b"OPTIONS sip:4 SIP/2.0\n"
            closed = []
            one.driver.on_connections_closed = closed.extend
            writer.close()
            await until(lambda: closed)
            assert closed == one.endpoint.failed == [flow]
            assert one.driver.connections == set()

    run(main())


@pytest.mark.parametrize(
    "rubbish",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS sip:x SIP/2.0\r\nContent-Length: -1\r\n\r\n",
        b"OPTIONS sip:x SIP/2.0\r\nContent-Length: 999999\r\n\r\n",
        b"x" * 80_000,
    ],
)
def test_what_cannot_be_framed_closes_the_connection(run, rubbish):
    async def main():
        async with switch() as one:
            reader, writer = await connect(one.tcp_address)
            writer.write(rubbish)
            with suppress(ConnectionResetError):
                assert await asyncio.wait_for(reader.read(), 5) == b""
            assert len(one.endpoint.failed) == 1
            writer.close()

    run(main())


def test_our_connections_are_reused_by_address(run):
    async def main():
        async with switch() as one:
            peers = []
            server = await asyncio.start_server(lambda r, w: peers.append((r, w)), "127.0.0.1", 0)
            remote = server.sockets[0].getsockname()
            anywhere = Flow("tcp", one.tcp_address, remote)
            one.endpoint.out = [Transmit(anywhere, options(1)), Transmit(anywhere, options(2))]
            one.driver.kick()
            await until(lambda: peers)
            reader, writer = peers[0]
            assert await asyncio.wait_for(reader.readexactly(len(options(1)) * 2), 5) == options(1) + options(2)
            writer.write(options(3))
            await until(lambda: one.endpoint.received)
            flow = one.endpoint.received[0][1]
            assert (flow.local, flow.remote) == (one.tcp_address, remote)
            one.endpoint.out = [Transmit(flow, b"by id\n"), Transmit(anywhere, b"by address\n")]
            one.driver.kick()
            await reader.readline()
            assert await asyncio.wait_for(reader.readline(), 5) == b"by id\n"
            assert await asyncio.wait_for(reader.readline(), 5) == b"by address\n"
            assert len(peers) == len(one.driver.connections) == 1
            writer.close()
            await until(lambda: len(one.endpoint.failed) == 2)
            assert set(one.endpoint.failed) == {flow, anywhere}
            server.close()

    run(main())


def test_a_refused_connection_fails_the_flow(run):
    async def main():
        async with switch() as one:
            closed = socket.create_server(("127.0.0.1", 0))
            flow = Flow("tcp", one.tcp_address, closed.getsockname())
            closed.close()
            one.endpoint.out = [Transmit(flow, options(1))]
            one.driver.kick()
            await until(lambda: flow in one.endpoint.failed)

    run(main())


def test_a_silent_peer_fails_the_flow(run):
    async def main():
        full = socket.create_server(("127.0.0.1", 0), backlog=0)
        fillers = []
        for _ in range(4):  # a full backlog lets connecting hang
            filler = socket.socket()
            filler.settimeout(0)
            filler.connect_ex(full.getsockname())
            fillers.append(filler)
        async with switch(limits=TcpLimits(connect_timeout=0.2)) as one:
            flow = Flow("tcp", one.tcp_address, full.getsockname())
            one.endpoint.out = [Transmit(flow, options(1))]
            one.driver.kick()
            await until(lambda: flow in one.endpoint.failed, 2.0)
        for sock in (*fillers, full):
            sock.close()

    run(main())


def test_a_reset_is_a_close(run):
    async def main():
        async with switch() as one:
            reader, writer = await connect(one.tcp_address)
            writer.write(options(1))
            await reader.readline()
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            await until(lambda: one.endpoint.failed)

    run(main())


def test_more_connections_than_allowed(run):
    async def main():
        async with switch(limits=TcpLimits(max_per_address=3)) as one:
            pairs = [await connect(one.tcp_address) for _ in range(5)]
            for reader, _ in pairs[3:]:
                assert await asyncio.wait_for(reader.read(), 5) == b""
            assert len(one.driver.connections) == 3
            pairs[0][1].close()
            await until(lambda: len(one.driver.connections) == 2)
            reader, writer = await connect(one.tcp_address)
            writer.write(options(7))
            assert await asyncio.wait_for(reader.readline(), 5) == b"OPTIONS sip:7 SIP/2.0\n"
            for _, writer in pairs:
                writer.close()

    run(main())


def test_what_is_not_admitted_is_dropped_without_a_word(run):
    async def main():
        async with switch() as one:
            loop = asyncio.get_running_loop()
            banned, good = bind_udp("127.0.64.9", 0), bind_udp("127.0.64.10", 0)
            early, hasty = await connect(one.tcp_address)
            hasty.write(options(1))
            assert await asyncio.wait_for(early.readline(), 5) == b"OPTIONS sip:1 SIP/2.0\n"
            refused = {"127.0.64.9", "127.0.0.1"}
            one.driver.admits = lambda address: address not in refused
            hasty.write(options(2))  # a connection that there was
            late, _ = await connect(one.tcp_address)
            assert await asyncio.wait_for(late.read(), 5) == b""
            banned.sendto(options(3), one.udp_address)
            good.sendto(options(4), one.udp_address)
            assert await asyncio.wait_for(loop.sock_recv(good, 2000), 5) == b"OPTIONS sip:4 SIP/2.0\n"
            assert [flow.remote[0] for _, flow in one.endpoint.received] == ["127.0.0.1", "127.0.64.10"]
            refused.clear()
            banned.sendto(options(5), one.udp_address)
            assert await asyncio.wait_for(loop.sock_recv(banned, 2000), 5) == b"OPTIONS sip:5 SIP/2.0\n"
            for sock in (banned, good):
                sock.close()
            hasty.close()

    run(main())


class Clock:
    """Real time that can be put forward."""

    ahead = 0.0

    def __call__(self):
        return time.monotonic() + self.ahead


@pytest.mark.parametrize(
    ("sent", "seconds", "stays"),
    [
        (b"", 20.0, True),
        (b"", 31.0, False),
        (b"OPTIONS", 5.0, True),
        (b"OPTIONS", 11.0, False),
        (b"\r\n\r\n", 40.0, True),
        (options(1) + b"\r\n", 40.0, True),
        (options(1), 7000.0, True),
        (options(1), 9000.0, False),
        (options(1) + b"OPTIONS", 11.0, False),
    ],
)
def test_slow_and_silent_peers(run, sent, seconds, stays):
    async def main():
        clock = Clock()
        async with switch(clock=clock) as one:
            _, writer = await connect(one.tcp_address)
            await until(lambda: one.driver.connections)
            writer.write(sent)
            tcp = one.driver._tcp
            connection = next(iter(tcp._by_id.values()))
            await until(lambda: not sent or connection.idle_since > connection.opened_at)
            clock.ahead = seconds
            tcp._sweep()
            assert bool(one.driver.connections) == stays
            writer.close()

    run(main())


def test_each_message_has_its_own_time(run):
    async def main():
        clock = Clock()
        async with switch(clock=clock) as one:
            reader, writer = await connect(one.tcp_address)
            for number in range(3):
                half = len(options(number)) // 2
                writer.write(options(number)[half:] if number else b"")
                writer.write(options(number + 1)[:half])
                await writer.drain()
                if number:
                    await reader.readline()
                await until(lambda: one.driver.connections)
                connection = next(iter(one.driver._tcp._by_id.values()))
                await until(lambda: connection.partial_since is not None)  # noqa: B023  used at once
                clock.ahead += 8.0
                one.driver._tcp._sweep()
                assert one.driver.connections
            clock.ahead += 8.0
            one.driver._tcp._sweep()
            assert not one.driver.connections
            writer.close()

    run(main())


def test_a_peer_that_does_not_read(run):
    async def main():
        async with switch(limits=TcpLimits(max_buffered=100_000)) as one:
            _, writer = await connect(one.tcp_address)
            writer.write(options(1))
            await until(lambda: one.endpoint.received)
            flow = one.endpoint.received[0][1]
            writer.transport.pause_reading()
            for _ in range(2000):
                if one.endpoint.failed:
                    break
                one.endpoint.out = [Transmit(flow, b"x" * 10_000)]
                one.driver.kick()
                await asyncio.sleep(0)
            assert one.endpoint.failed[0] == flow
            writer.transport.abort()

    run(main())


def test_large_amounts_arrive_whole(run):
    async def main():
        async with switch(limits=TcpLimits(max_buffered=10_000_000)) as one:
            reader, writer = await connect(one.tcp_address)
            writer.write(options(1))
            await reader.readline()
            flow = one.endpoint.received[0][1]
            data = bytes(range(256)) * 20_000
            one.endpoint.out = [Transmit(flow, data)]
            one.driver.kick()
            assert await asyncio.wait_for(reader.readexactly(len(data)), 10) == data
            writer.close()

    run(main())


def test_connections_without_a_whole_message_are_told(run):
    async def scenario():
        async with switch() as one:
            vain = []
            one.driver.on_vain = vain.append
            address = one.tcp_address
            for said in (b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 3, b"\x16\x03\x01\xff\xff" * 40, options(1)):
                reader, writer = await asyncio.open_connection(*address)
                writer.write(said)
                with suppress(OSError):
                    await writer.drain()
                await asyncio.sleep(0.05)
                writer.close()
                del reader
            await until(lambda: not one.driver.connections)
            await asyncio.sleep(0.05)
            spoke = {flow.connection for _, flow in one.endpoint.received}
            assert {flow.connection for flow in vain}.isdisjoint(spoke)
            assert len(vain) + len(spoke) == 4
            assert len(vain) >= 1

    run(scenario())
