"""Receivers that answer rubbish: an attempt ends in its time, and keeps little."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from offhook.defence.sources import read_networks
from offhook.outbound.addresses import NOT_PLAIN, NOT_PUBLIC
from offhook.webhooks.posting import LONGEST_ANSWER, Outcome, Poster, Told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HOST = "127.0.82.4"
ALLOWED = read_networks(f"{HOST}/32")
TOLD = Told("d", 1, "call.ended", datetime(2026, 11, 23, tzinfo=UTC), None, None, "c", {})
OK = b"HTTP/1.1 200 OK\r\n"
ENDLESS = "endless"
HANGING = "hanging"


@asynccontextmanager
async def server(*says: bytes | str, each: bytes = b"") -> AsyncIterator[tuple[str, list[bytes]]]:
    """Say this to whoever asks; then `each` again and again, or hang."""
    asked: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            for one in says:
                if isinstance(one, bytes):
                    writer.write(one)
                while one == ENDLESS:
                    writer.write(each)
                    await writer.drain()
                    await asyncio.sleep(0)
                if one == HANGING:
                    await reader.read(-1)
            await writer.drain()
        writer.close()

    found = await asyncio.start_server(talk, HOST, 0)
    try:
        yield f"http://{HOST}:{found.sockets[0].getsockname()[1]}/hook", asked
    finally:
        found.close()


async def attempt(url: str, seconds: float = 0.4) -> Outcome:
    poster = Poster(ALLOWED, seconds)
    try:
        async with asyncio.timeout(15):
            return await poster.post(url, TOLD, ["whsec_a"])
    finally:
        await poster.close()


@pytest.mark.parametrize(
    ("says", "each"),
    [
        ((b"nonsense\r\n\r\n",), b""),
        ((b"HTTP/1.1 two hundred\r\n\r\n",), b""),
        ((b"\x16\x03\x01\x02\x00",), b""),
        ((b"",), b""),
        ((OK, ENDLESS), b"X-More: 1\r\n"),
        ((OK + b"X-Long: ", ENDLESS), b"x" * 1000),
        ((OK, HANGING), b""),
        ((HANGING,), b""),
        ((OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",), b""),
    ],
    ids=["nonsense", "status", "tls", "nothing", "headers", "header", "half", "silent", "lengths"],
)
async def test_rubbish_is_no_acceptance(says: tuple[bytes | str, ...], each: bytes) -> None:
    async with server(*says, each=each) as (url, _):
        found = await attempt(url)
    assert (found.accepted, found.status) == (False, None)
    assert found.error
    assert len(found.error) <= 500


async def test_an_endless_body_is_accepted_and_cut() -> None:
    async with server(OK + b"\r\n", ENDLESS, each=b"x" * 1000) as (url, _):
        found = await attempt(url, 5)
    assert found.accepted
    assert found.answer == "x" * LONGEST_ANSWER


async def test_a_body_that_never_comes_is_none() -> None:
    async with server(OK + b"Content-Length: 100\r\nX-Odd: \xff\xfe\r\n\r\nabc", HANGING) as (url, _):
        found = await attempt(url)
    assert (found.accepted, found.answer) == (True, "")
    "".join(found.headers.values()).encode()  # it can be kept


async def test_a_compressed_bomb_is_not_opened() -> None:
    bomb = b"\x1f\x8b\x08" + b"\0" * 5000
    async with server(OK + b"Content-Encoding: gzip\r\nContent-Length: 5003\r\n\r\n" + bomb) as (url, asked):
        found = await attempt(url, 5)
    assert found.accepted
    assert len(found.answer) <= LONGEST_ANSWER
    assert "\0" not in found.answer
    assert b"Accept-Encoding: identity" in asked[0]


async def test_redirects_are_not_followed() -> None:
    async with server(b"HTTP/1.1 302 Found\r\nLocation: /hook\r\nContent-Length: 0\r\n\r\n") as (url, asked):
        found = await attempt(url, 5)
    assert (found.status, found.accepted, len(asked)) == (302, False, 1)


@pytest.mark.parametrize(("text", "wait_s"), [(b"7", 7), (b"999999", 3600), (b"-1", 0), (b"soon", 0), (b"9" * 50, 0)])
async def test_who_wants_to_be_left_alone_says_how_long(text: bytes, wait_s: float) -> None:
    says = b"HTTP/1.1 429 Slow Down\r\nRetry-After: " + text + b"\r\nContent-Length: 0\r\n\r\n"
    async with server(says) as (url, _):
        found = await attempt(url, 5)
    assert (found.status, found.wait_s) == (429, wait_s)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.82.5/", NOT_PUBLIC),
        ("https://localhost/", NOT_PUBLIC),
        ("https://[::1]/", NOT_PUBLIC),
        ("https://[::ffff:127.0.0.1]/", NOT_PUBLIC),
        ("http://169.254.169.254/latest", NOT_PUBLIC),
        ("http://8.8.8.8/", NOT_PLAIN),
        ("https://2130706433/", "canonical"),
        ("https://127.1/", "canonical"),
    ],
)
async def test_nothing_is_sent_where_it_may_not(url: str, reason: str) -> None:
    found = await attempt(url)
    assert found.status is None
    assert reason in found.error


async def test_a_name_that_leads_elsewhere_by_now_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: looked at, the name was public; connected to, it is not."""

    def look(*_args: object, **_more: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr("offhook.outbound.client.socket.getaddrinfo", look)
    found = await attempt("https://public.example/")
    assert NOT_PUBLIC in found.error
