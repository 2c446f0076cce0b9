"""Asking outside systems over real sockets: late, long, strange and private ones, too."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from offhook.defence.sources import read_networks
from offhook.outbound.addresses import NOT_PUBLIC
from offhook.scenario.asking import LONGEST_ANSWER, Asker, read_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class System:
    """An outside system on loopback."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.answer: Any = web.json_response({})
        self.delay_s = 0.0
        self.url = ""

    async def reply(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        await asyncio.sleep(self.delay_s)
        return self.answer


@pytest.fixture
async def system() -> AsyncIterator[System]:
    found = System()
    app = web.Application()
    app.router.add_post("/who", found.reply)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/who"
    yield found
    await runner.cleanup()


@pytest.fixture
async def asker() -> AsyncIterator[Asker]:
    found = Asker(read_networks("127.0.0.0/8"))
    yield found
    await found.close()


async def test_an_answer_becomes_fields(system: System, asker: Asker) -> None:
    system.answer = web.json_response({"responsible": "202", "vip": True, "debt": 12.5, "tags": ["a"], "none": None})
    found = await asker.ask(system.url, {"phone": "+37255512345"}, 2)
    assert (found.in_time, dict(found.fields)) == (True, {"responsible": "202", "vip": "true", "debt": "12.5"})
    assert system.asked == [{"phone": "+37255512345"}]


async def test_an_answer_that_is_late_is_none(system: System, asker: Asker) -> None:
    system.delay_s = 5
    found = await asker.ask(system.url, {}, 0.2)
    assert (found.in_time, found.reason) == (False, "no answer within 0.2 s")


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, b"{}", "HTTP status 500"),
        (302, b"", "HTTP status 302"),
        (200, b"hello", "the answer is no JSON"),
        (200, b"[1]", "the answer is no JSON object"),
        (200, b"[" * 50_000, "the answer is no JSON"),
        (200, b" " * (LONGEST_ANSWER + 1), f"the answer is longer than {LONGEST_ANSWER} bytes"),
    ],
)
async def test_a_strange_answer_is_none(system: System, asker: Asker, status: int, body: bytes, reason: str) -> None:
    system.answer = web.Response(status=status, body=body, headers={"Location": "/who"} if status == 302 else None)
    found = await asker.ask(system.url, {}, 2)
    assert (found.in_time, found.reason) == (False, reason)


async def test_nobody_there(asker: Asker) -> None:
    found = await asker.ask("http://127.0.0.1:1/who", {}, 2)
    assert not found.in_time
    assert found.reason


async def test_private_addresses_are_not_asked(system: System) -> None:
    asker = Asker()
    try:
        for url in (system.url, system.url.replace("127.0.0.1", "localhost"), "http://[::1]:80/", "http://10.0.0.1/"):
            found = await asker.ask(url, {}, 2)
            assert not found.in_time
            assert NOT_PUBLIC in found.reason
    finally:
        await asker.close()
    assert system.asked == []


def test_much_is_cut() -> None:
    found = read_answer(json.dumps({f"f{number}": "x" * 5000 for number in range(500)}).encode())
    assert len(found.fields) == 100
    assert {len(value) for value in found.fields.values()} == {2000}
    assert read_answer(b"").in_time
