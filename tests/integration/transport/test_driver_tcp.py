"""The driver's TCP connections on real loopback sockets, under asyncio and uvloop."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from contextlib import suppress

import pytest
from tests.integration.transport.driving import options, switch, until

from offhook.sip.address import Flow, Transmit
from offhook.transport.sockets import bind_udp
from offhook.transport.tcp import TcpLimits


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
            await until(lambda: one.endpoint.failed)
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
            with socket.socket() as closed:  # held, so that nobody else gets it, but nobody listens there
                closed.bind(("127.0.0.1", 0))
                flow = Flow("tcp", one.tcp_address, closed.getsockname())
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
            await until(lambda: flow in one.endpoint.failed, 4.5)  # unless told otherwise it takes 5 s
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
