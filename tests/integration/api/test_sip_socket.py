"""`/sip` under junk, silence and crowds: the web process with uvicorn as it runs, and a switch's end of the link."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.integration.api.test_https import Web
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from offhook.transport.edges import Edges
from offhook.transport.tcp import TcpUser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from offhook.sip.address import Flow

OPTIONS = "OPTIONS sip:%d SIP/2.0\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    data = tmp_path_factory.mktemp("web")
    (data / "run").mkdir()
    running = Web(data)
    try:
        running.wait()
        yield running
    finally:
        running.stop()


class Switch:
    """The switch's end; answers each message with itself."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, Flow]] = []
        self.gone: list[Flow] = []
        self.echo = True
        user = TcpUser(self._receive, lambda: None, self.gone.append, time.monotonic)
        self.edges = Edges(user, lambda _transports, _connections: None)

    def _receive(self, data: bytes, flow: Flow) -> None:
        self.got.append((data, flow))
        if self.echo:
            self.edges.send(flow, data)

    async def until(self, condition, seconds: float = 20.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110  what is waited for has no event
                await asyncio.sleep(0.01)


@pytest.fixture
async def switch(web: Web) -> AsyncIterator[Switch]:
    await Switch().until(lambda: not connections_of(web))  # none of the test before
    running = Switch()
    await running.edges.start(web.edges)
    yield running
    running.edges.close()


def phone(web: Web, **options):
    return connect(f"ws://{web.http}/sip", subprotocols=["sip"], compression=None, ping_interval=None, **options)


async def test_text_and_binary_are_both_sip_and_keep_alives_are_answered(web: Web, switch: Switch) -> None:
    async with phone(web) as one:
        await one.send(OPTIONS % 1)
        assert await one.recv() == OPTIONS % 1
        await one.send((OPTIONS % 2).encode())
        assert await one.recv() == OPTIONS % 2
        await one.send("\r\n\r\n")
        assert await one.recv() == "\r\n"
        latin = b"OPTIONS sip:\xe9 SIP/2.0\r\nContent-Length: 0\r\n\r\n"  # no UTF-8, so no text
        await one.send(latin)
        assert await one.recv() == latin
        assert {flow.transport for _, flow in switch.got} == {"ws"}
        assert {flow.remote for _, flow in switch.got} == {one.local_address[:2]}


async def test_a_trusted_proxy_says_who_its_browsers_are(tmp_path: Path) -> None:
    """Address and transport of the flow are the browser's; of anybody else's word nothing is taken."""
    (tmp_path / "run").mkdir()
    web, switch = Web(tmp_path, OFFHOOK_TRUSTED_PROXIES="127.0.54.9"), Switch()
    await switch.edges.start(tmp_path / "run" / "edge.sock")
    try:
        await asyncio.to_thread(web.wait)
        told = {"X-Forwarded-For": "198.51.100.66, 203.0.113.5", "X-Forwarded-Proto": "https"}
        for number, proxy in enumerate(("127.0.54.9", "127.0.54.10")):
            async with phone(web, local_addr=(proxy, 0), additional_headers=told) as one:
                await one.send(OPTIONS % number)
                assert await one.recv() == OPTIONS % number
        seen = [(flow.transport, flow.remote[0]) for _, flow in switch.got]
        assert seen == [("wss", "203.0.113.5"), ("ws", "127.0.54.10")]
    finally:
        switch.edges.close()
        web.stop()


@pytest.mark.usefixtures("switch")
async def test_junk_reaches_no_further_than_its_own_connection(web: Web) -> None:
    async with phone(web) as good:
        for junk in (b"\0" * 1000, os.urandom(60_000), b"x" * 200_000, [b"a", b"b" * 70_000]):
            with contextlib.suppress(ConnectionClosed):
                async with phone(web) as bad:
                    await bad.send(junk)
                    await asyncio.wait_for(bad.recv(), 20)
        reader, writer = await asyncio.open_connection(*web.http.split(":"))
        writer.write(b"GET /sip HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        assert (await reader.readline()).split()[1] in (b"400", b"426")
        writer.close()
        await good.send(OPTIONS % 3)
        assert await good.recv() == OPTIONS % 3


async def test_who_does_not_read_is_cut_off(web: Web, switch: Switch) -> None:
    switch.echo = False
    reader, writer = await asyncio.open_connection(*web.http.split(":"), limit=1024)
    writer.write(
        b"GET /sip HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"\x81\x84\0\0\0\0OPTI")  # masked with zeros
    await switch.until(lambda: switch.got)
    _, flow = switch.got[0]
    for _ in range(400):
        switch.edges.send(flow, b"x" * 60_000)
        await asyncio.sleep(0)
        if switch.gone:
            break
    await switch.until(lambda: flow in switch.gone)
    await switch.until(lambda: not connections_of(web))
    writer.close()


def connections_of(web: Web) -> list[object]:
    port = int(web.http.rpartition(":")[2])
    found = psutil.Process(web.process.pid).net_connections("tcp")
    return [one for one in found if one.status == "ESTABLISHED" and one.laddr.port == port]


async def test_a_thousand_idle_browsers_cost_little_and_come_over_to_the_next_switch(web: Web, switch: Switch) -> None:
    process = psutil.Process(web.process.pid)
    before = process.memory_info().rss
    async with contextlib.AsyncExitStack() as stack:

        async def open_one(number: int):
            return await stack.enter_async_context(phone(web, local_addr=(f"127.0.54.{100 + number % 4}", 0)))

        browsers = []
        for start in range(0, 1000, 50):
            browsers += await asyncio.gather(*(open_one(number) for number in range(start, start + 50)))
        await switch.until(lambda: len(switch.edges.connections) == 1000, 60)
        grown = process.memory_info().rss - before
        assert grown < 150 << 20, f"{grown / 1000 / 1024:.0f} KiB each"
        began = process.cpu_times()
        await asyncio.sleep(1.0)
        ended = process.cpu_times()
        assert ended.user + ended.system - began.user - began.system < 0.3
        known = switch.edges.connections
        switch.edges.close()
        await browsers[7].send(OPTIONS % 7)  # while none is there
        following = Switch()
        await following.edges.start(web.edges)
        await following.until(lambda: following.edges.connections == known)
        assert await asyncio.wait_for(browsers[7].recv(), 10) == OPTIONS % 7
        assert not following.gone
        following.edges.close()


@pytest.mark.usefixtures("switch")
async def test_too_many_from_one_address_are_refused(web: Web) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for start in range(0, 500, 50):
            await asyncio.gather(*(stack.enter_async_context(phone(web)) for _ in range(start, start + 50)))
        with pytest.raises(InvalidStatus, match="503"):
            await stack.enter_async_context(phone(web))
        other = await stack.enter_async_context(phone(web, local_addr=("127.0.54.99", 0)))
        await other.send(OPTIONS % 1)
        assert await other.recv() == OPTIONS % 1
