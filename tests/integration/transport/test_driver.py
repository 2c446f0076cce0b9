"""The driver on real loopback sockets, under asyncio and uvloop: UDP, timers, events."""

from __future__ import annotations

import asyncio
import socket

import pytest
from tests.integration.transport.driving import FakeEndpoint, options, switch, until

from offhook.errors import MisuseError
from offhook.listening import ListenAddress, ListenAddresses
from offhook.sip.address import Flow, Transmit
from offhook.transport.driver import Driver, DriverOptions
from offhook.transport.sockets import bind_udp, listen_tcp


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
            phone.settimeout(10)
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
        phone.settimeout(10)
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
        phone.settimeout(10)
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
        late = []
        for _ in range(8):  # a busy machine may halt for longer than what is measured
            async with switch() as one:
                core, seen = Core(), []
                one.driver.watch(core, lambda: seen.append(len(core.fired)))  # noqa: B023  used at once
                start = one.driver.now()
                one.endpoint.timer = start + 0.2
                one.driver.kick()
                core.at = start + 0.1
                one.driver.kick()
                await until(lambda: one.endpoint.fired and core.fired)  # noqa: B023  used at once
                assert seen == [1]
                assert one.events == ["timer"]
                late.append((core.fired[0] - start - 0.1, one.endpoint.fired[0] - start - 0.2))
            assert min(late[-1]) >= 0
            if late[-1][0] < 0.25 and late[-1][1] < 0.1:  # asked five times a second
                return
        raise AssertionError(late)

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
