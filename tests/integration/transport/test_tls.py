"""TLS as a client and as a server, through the link, with real sockets and certificates."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from offhook.certificates.authority import LEAF_DAYS, LocalAuthority
from offhook.certificates.store import ServerContext
from offhook.listening import ListenAddress, ListenAddresses
from offhook.sip.address import Flow
from offhook.transport.edge import SwitchLink
from offhook.transport.edges import Edges
from offhook.transport.sockets import listen_tcp
from offhook.transport.tcp import TcpLimits, TcpUser
from offhook.transport.tls import TlsConnections

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LOG = logging.getLogger()
HOST, LOCAL = "127.0.54.1", ("127.0.54.2", 5061)
OPTIONS = b"OPTIONS sip:%d SIP/2.0\r\nContent-Length: 0\r\n\r\n"


def authority(folder: Path, *names: str, now: datetime | None = None) -> LocalAuthority:
    made = LocalAuthority(folder)
    made.provide(names, now)
    return made


class Operator:
    """A TLS server that keeps what it gets and answers each message by its number."""

    def __init__(self, made: LocalAuthority, *, answer: bool = True) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(made.pair.certificate, made.pair.key)
        self.got = b""
        self.connections = 0
        self.answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while data := await reader.read(65_536):
            self.got += data
            if self.answer:
                writer.write(OPTIONS % len(self.got))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[tuple[str, int]]:
        server = await asyncio.start_server(self.serve, HOST, 0, ssl=self.context)
        try:
            yield server.sockets[0].getsockname()[:2]
        finally:
            server.close()


class Switch:
    """The switch's end, with what it was told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.got: list[tuple[bytes, Flow]] = []
        self.gone: list[Flow] = []
        self.settled: list[tuple[frozenset[str], set[int]]] = []
        user = TcpUser(lambda data, flow: self.got.append((data, flow)), lambda: None, self.gone.append, time.monotonic)
        self.edges = Edges(user, lambda transports, known: self.settled.append((transports, known)))

    async def start(self) -> Switch:
        await self.edges.start(self.path)
        return self

    async def until(self, condition, seconds: float = 15.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110  what is waited for has no event
                await asyncio.sleep(0.005)


@asynccontextmanager
async def edge(path: Path, limits: TcpLimits | None = None) -> AsyncIterator[TlsConnections]:
    link = SwitchLink(path, "tls")
    connections = TlsConnections(link, ListenAddresses([ListenAddress(LOCAL)]), limits, dscp=26)
    link.start()
    sweeping = asyncio.ensure_future(connections.sweep())
    try:
        yield connections
    finally:
        sweeping.cancel()
        await link.stop()


def test_an_operator_that_proves_its_name_is_talked_to_by_one_connection(run, tmp_path: Path) -> None:
    async def scene() -> None:
        operator = Operator(made := authority(tmp_path / "ca", "sip.test"))
        async with operator.running() as address, edge(tmp_path / "sock") as held:
            switch = await Switch(tmp_path / "sock").start()
            switch.edges.authorities = {"ca": made.root.read_text()}
            flow = Flow("tls", LOCAL, address, peer="sip.test ca")
            assert switch.edges.send(flow, OPTIONS % 1)  # before the edge is there
            await switch.until(lambda: switch.got)
            assert switch.edges.send(flow, OPTIONS % 2)
            await switch.until(lambda: len(switch.got) == 2)
            data, came_by = switch.got[0]
            assert data.startswith(b"OPTIONS")
            assert (came_by.transport, came_by.local, came_by.remote) == ("tls", LOCAL, address)
            assert switch.edges.send(came_by, OPTIONS % 3)  # back by the very connection
            await switch.until(lambda: len(switch.got) == 3)
            assert operator.connections == 1
            (connection,) = held.alive
            sock = connection._transport.get_extra_info("socket")
            assert sock.getsockopt(socket.IPPROTO_IP, socket.IP_TOS) >> 2 == 26

    run(scene())


@pytest.mark.parametrize("fault", ["wrong name", "expired", "unknown authority", "no TLS", "nobody there"])
def test_nothing_is_said_to_whoever_does_not_prove_its_name(run, tmp_path: Path, fault: str) -> None:
    async def scene() -> None:
        old = datetime.now(UTC) - timedelta(days=LEAF_DAYS + 1)
        name = "other.test" if fault == "wrong name" else "sip.test"
        made = authority(tmp_path / "ca", name, now=old if fault == "expired" else None)
        trusted = made.root.read_text()
        if fault == "unknown authority":
            trusted = authority(tmp_path / "another", "sip.test").root.read_text()
        operator = Operator(made)
        if fault == "no TLS":
            operator.context = None  # type: ignore[assignment]
        async with operator.running() as bound, edge(tmp_path / "sock"):
            address = (HOST, 1) if fault == "nobody there" else bound
            switch = await Switch(tmp_path / "sock").start()
            switch.edges.authorities = {"ca": trusted}
            flow = Flow("tls", LOCAL, address, peer="sip.test ca")
            assert switch.edges.send(flow, b"REGISTER with secrets")
            await switch.until(lambda: flow in switch.gone, 15)
            assert b"REGISTER" not in operator.got
            assert not switch.got
            assert switch.edges.send(flow, b"another attempt")

    run(scene())


def test_a_pinned_certificate_is_enough_and_another_of_the_same_authority_is_not(run, tmp_path: Path) -> None:
    async def scene() -> None:
        made = authority(tmp_path / "ca", "sip.test")
        leaf = made.pair.certificate.read_text().partition("-----END CERTIFICATE-----")  # the rest is others' and keys
        operator = Operator(made)
        async with operator.running() as address, edge(tmp_path / "sock"):
            switch = await Switch(tmp_path / "sock").start()
            switch.edges.authorities = {"pin": leaf[0] + leaf[1] + "\n"}
            assert switch.edges.send(Flow("tls", LOCAL, address, peer="sip.test pin"), OPTIONS % 1)
            await switch.until(lambda: switch.got)
            made.provide(["sip.test", "more.test"])  # a new certificate of the same authority
        operator = Operator(made)
        async with operator.running() as address, edge(tmp_path / "sock"):
            flow = Flow("tls", LOCAL, address, peer="sip.test pin")
            await switch.until(lambda: switch.edges.send(flow, OPTIONS % 2))
            await switch.until(lambda: flow in switch.gone)
            assert not operator.got

    run(scene())


def test_two_companies_that_trust_differently_share_no_connection(run, tmp_path: Path) -> None:
    async def scene() -> None:
        operator = Operator(made := authority(tmp_path / "ca", "sip.test"))
        wrong = authority(tmp_path / "wrong", "sip.test")
        async with operator.running() as address, edge(tmp_path / "sock"):
            switch = await Switch(tmp_path / "sock").start()
            switch.edges.authorities = {"a": made.root.read_text(), "b": wrong.root.read_text()}
            ours, theirs = (Flow("tls", LOCAL, address, peer=f"sip.test {one}") for one in "ab")
            switch.edges.send(ours, OPTIONS % 1)
            await switch.until(lambda: switch.got)
            switch.edges.send(theirs, b"OPTIONS of the other")
            await switch.until(lambda: theirs in switch.gone)
            assert ours not in switch.gone
            assert b"other" not in operator.got

    run(scene())


def test_the_next_switch_goes_on_with_the_connection_to_an_operator(run, tmp_path: Path) -> None:
    async def scene() -> None:
        operator = Operator(made := authority(tmp_path / "ca", "sip.test"))
        async with operator.running() as address, edge(tmp_path / "sock"):
            former = await Switch(tmp_path / "sock").start()
            former.edges.authorities = {"ca": made.root.read_text()}
            flow = Flow("tls", LOCAL, address, peer="sip.test ca")
            former.edges.send(flow, OPTIONS % 1)
            await former.until(lambda: former.got)
            former.edges.close()
            switch = await Switch(tmp_path / "sock").start()
            switch.edges.authorities = former.edges.authorities
            assert switch.edges.send(flow, OPTIONS % 2)
            assert switch.edges.send(former.got[0][1], OPTIONS % 3)
            await switch.until(lambda: len(operator.got) == 3 * len(OPTIONS % 1))
            assert operator.connections == 1
            assert not former.gone
            assert not switch.gone
            ((transports, known),) = switch.settled
            assert transports == {"tls"}
            assert known == {former.got[0][1].connection}

    run(scene())


def test_strangers_are_refused_and_the_others_served_on(run, tmp_path: Path) -> None:
    async def scene() -> None:
        made = authority(tmp_path / "ca", HOST)
        limits = TcpLimits(first_message=0.5, whole_message=0.5, max_per_address=5)  # the good one halts at times
        async with edge(tmp_path / "sock", limits) as connections:
            switch = await Switch(tmp_path / "sock").start()
            listener = listen_tcp(HOST, 0)
            address = listener.getsockname()
            await connections.serve(listener, ServerContext(lambda: made.pair, LOG).context)
            trusting = ssl.create_default_context(cafile=str(made.root))
            strangers = [socket.create_connection(address) for _ in range(20)]  # no handshake comes
            for number, sock in enumerate(strangers[:10]):
                sock.send(b"GET / HTTP/1.0\r\n\r\n" * number)
            silent = [await asyncio.open_connection(*address, ssl=trusting, server_hostname=HOST) for _ in range(2)]
            _, half = await asyncio.open_connection(*address, ssl=trusting, server_hostname=HOST)
            half.write(b"OPTIONS sip:1 SIP/2.0\r\nContent-Le")
            reader, writer = await asyncio.open_connection(*address, ssl=trusting, server_hostname=HOST)
            writer.write(b"\r\n\r\n" + OPTIONS % 7)
            assert await asyncio.wait_for(reader.read(10), 5) == b"\r\n"
            await switch.until(lambda: switch.got)
            for quiet, _ in silent:
                assert await asyncio.wait_for(quiet.read(), 10) == b""
            await switch.until(lambda: len(connections.alive) == 1, 10)
            switch.edges.send(switch.got[0][1], OPTIONS % 8)
            assert await asyncio.wait_for(reader.read(100), 5) == OPTIONS % 8
            writer.write(b"\x16\x03rubbish\r\n\r\n" * 10)
            assert await asyncio.wait_for(reader.read(), 5) == b""
            await switch.until(lambda: switch.got[0][1] in switch.gone)
            for sock in strangers:
                sock.close()

    run(scene())


def test_who_does_not_read_is_cut_off(run, tmp_path: Path) -> None:
    async def scene() -> None:
        operator = Operator(made := authority(tmp_path / "ca", "sip.test"), answer=False)
        halt = asyncio.Event()

        async def deaf(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.transport.pause_reading()
            await halt.wait()

        operator.serve = deaf  # type: ignore[method-assign]
        async with operator.running() as address, edge(tmp_path / "sock"):
            switch = await Switch(tmp_path / "sock").start()
            switch.edges.authorities = {"ca": made.root.read_text()}
            flow = Flow("tls", LOCAL, address, peer="sip.test ca")
            for number in range(1500):
                switch.edges.send(flow, OPTIONS % number + bytes(20_000))
                if flow in switch.gone:
                    break
                await asyncio.sleep(0)
            await switch.until(lambda: flow in switch.gone, 10)
            halt.set()

    run(scene())
