"""Slow and many connections to the web server: a real uvicorn, with short times."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI, Request

from offhook.api import connections, guard
from offhook.api.connections import HttpLimits, limited_http
from offhook.api.guard import Guard
from offhook.api.problems import install
from offhook.defence.sources import read_networks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LIMITS = HttpLimits(per_address=3, head=0.5)


@asynccontextmanager
async def served() -> AsyncIterator[tuple[str, int]]:
    app = FastAPI()
    install(app)
    app.add_middleware(Guard)

    @app.post("/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    sock = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=limited_http(LIMITS), log_config=None, lifespan="off", timeout_keep_alive=30)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([sock]))
    try:
        yield sock.getsockname()
    finally:
        server.should_exit = True
        await task


async def left_alone(address: tuple[str, int], said: bytes) -> bytes:
    """Say something, then nothing, and return what comes until the end."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(said)
    try:
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("said", [b"", b"POST /size HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_head_that_does_not_come_to_its_end(said: bytes) -> None:
    async with served() as address:
        assert await left_alone(address, said) == b""


async def test_a_head_in_drops_is_cut_off_too() -> None:
    async with served() as address:
        reader, writer = await asyncio.open_connection(*address)

        async def drip() -> None:
            writer.write(b"POST /size HTTP/1.1\r\nHost: x\r\n")
            while True:
                writer.write(b"X: y\r\n")
                await asyncio.sleep(0.05)

        dripping = asyncio.create_task(drip())
        try:
            assert await asyncio.wait_for(reader.read(), 10) == b""
        except ConnectionError:
            pass
        finally:
            dripping.cancel()
            writer.close()


async def test_a_body_that_does_not_come_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_S", 0.5)
    async with served() as address:
        said = b"POST /size HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhalf"
        assert (await left_alone(address, said)).startswith(b"HTTP/1.1 408 ")


async def test_a_request_and_another_one_later() -> None:
    async with served() as address:
        reader, writer = await asyncio.open_connection(*address)
        for pause in (0, LIMITS.head * 2):  # a quiet connection is kept as long as uvicorn keeps it
            await asyncio.sleep(pause)
            writer.write(b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nfour")
            assert await asyncio.wait_for(reader.readline(), 5) == b"HTTP/1.1 200 OK\r\n"
            assert (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).endswith(b"\r\n\r\n")
            assert await asyncio.wait_for(reader.readexactly(1), 5) == b"4"
        writer.close()


async def test_connections_of_one_address_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_counted_place", lambda client, _proxies: client[0])
    request = b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nfour"
    async with served() as address:
        open_ones = [await asyncio.open_connection(*address) for _ in range(LIMITS.per_address)]
        for _, writer in open_ones:
            writer.write(request)
        for reader, _ in open_ones:
            assert await asyncio.wait_for(reader.readline(), 5) == b"HTTP/1.1 200 OK\r\n"
        assert await left_alone(address, request) == b""
        open_ones[0][1].close()
        await open_ones[0][1].wait_closed()
        for _ in range(50):
            if (await left_alone(address, request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))) != b"":
                break
            await asyncio.sleep(0.1)
        else:
            pytest.fail("a place that became free was not given")
        for _, writer in open_ones:
            writer.close()


def test_who_is_counted() -> None:
    assert connections._counted_place(("203.0.113.9", 5), ()) == "203.0.113.9"
    assert connections._counted_place(("2001:db8::9", 5), ()) == "2001:db8::/64"
    assert connections._counted_place(("203.0.113.9", 5), read_networks("203.0.113.0/24")) == ""
    assert [connections._counted_place(one, ()) for one in (None, ("127.0.0.1", 5), ("::1", 5), ("", 0))] == [""] * 4
