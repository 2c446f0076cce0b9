"""A call program behind real HTTP, asked as the switch asks."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from offhook.call_program import Call, application
from offhook.scenario.asking import Asker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

import pytest


async def program(call: Call) -> None:
    if await call.ask("Your key?", most=2) == "12":
        await call.hang_up(f"Goodbye, {call.caller}.")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    runner = web.AppRunner(application(program))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/reception"
    await runner.cleanup()


async def test_turns_over_http(url: str) -> None:
    asker = Asker((ip_network("127.0.0.0/8"),))
    told = {"session": "s", "turn": "0", "caller": "+37255512345", "number": "+3726000100", "result": ""}
    first = await asker.ask(url, told, 5)
    assert first.fields == {"do": "ask", "text": "Your key?", "most": "2", "seconds": "5"}
    second = await asker.ask(url, told | {"turn": "1", "result": "12"}, 5)
    assert second.fields == {"do": "hang_up", "text": "Goodbye, +37255512345."}
    assert (await asker.ask(url, told | {"turn": "2"}, 5)).fields == {"do": "done"}
    unknown = await asker.ask(url, told | {"turn": "3"}, 5)
    assert (unknown.in_time, unknown.reason) == (False, "HTTP status 400")
    await asker.close()


async def test_what_is_no_turn_is_refused(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for wrong in (b"", b"[]", b'{"turn": "0"}', b"no"):
            async with session.post(url, data=wrong) as answer:
                assert answer.status == 400
