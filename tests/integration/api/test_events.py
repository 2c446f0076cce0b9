"""`GET /events`, followed as it comes, and `GET /events/log`."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import delete, select

from offhook.access.model import ApiTokenRow
from offhook.api import events as resource
from offhook.directory.model import PersonRow
from offhook.events.model import EventRow
from offhook.journal.events import EventHappened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.integration.api.conftest import World

    from offhook.events.feed import Feed
    from offhook.ids import TenantId

FUTURE = 1 << 60


class Stream:
    """A request to the application whose answer is read while it goes on."""

    def __init__(self, world: World, query: str, headers: dict[str, str]) -> None:
        transport = world.client._transport
        assert isinstance(transport, httpx.ASGITransport)
        self.status = 0
        self.headers: dict[str, str] = {}
        self.ended = asyncio.Event()
        self._left = asyncio.Event()
        self._text = asyncio.Queue[bytes]()
        self._rest = b""
        self._asked = False
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": "/api/v1/events", "raw_path": b"/api/v1/events", "root_path": "",
            "query_string": query.encode(), "server": ("pbx.test", 80), "client": ("127.0.0.1", 1),
            "headers": [(b"host", b"pbx.test"), *((name.encode(), value.encode()) for name, value in headers.items())],
        }  # fmt: skip
        self.task = asyncio.ensure_future(transport.app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self._text.put_nowait(message.get("body", b""))
            if not message.get("more_body"):
                self.ended.set()

    async def next(self) -> dict[str, str]:
        """The lines of the next event, or comment."""
        async with asyncio.timeout(20):
            while b"\n\n" not in self._rest:
                self._rest += await self._text.get()
        text, _, self._rest = self._rest.partition(b"\n\n")
        return _lines(text)

    def unread(self) -> list[dict[str, str]]:
        """What came by now: events and comments."""
        while not self._text.empty():
            self._rest += self._text.get_nowait()
        *whole, self._rest = self._rest.split(b"\n\n")
        return [_lines(text) for text in whole]

    async def ids(self, count: int) -> list[int]:
        found: list[int] = []
        while len(found) < count:
            lines = await self.next()
            if "data" in lines:
                found.append(int(lines["id"]))
        return found


def _lines(text: bytes) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.decode().split("\n") if ": " in line)


@asynccontextmanager
async def stream(world: World, query: str = "", **headers: str) -> AsyncIterator[Stream]:
    opened = Stream(world, query, headers)
    try:
        yield opened
    finally:
        opened._left.set()
        async with asyncio.timeout(20):
            await opened.task


def feed_of(world: World) -> Feed:
    transport = world.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    feed: Feed = transport.app.state.feed  # type: ignore[attr-defined]
    return feed


async def keep(world: World, *ids: int, kind: str = "call.appeared", people: tuple[str, ...] = ()) -> None:
    """Have events in the table."""
    async with world.database.tenant(world.tenant) as session:
        for one in ids:
            session.add(
                EventRow(
                    tenant_id=world.tenant,
                    id=one,
                    at=datetime.now(UTC),
                    kind=kind,
                    people=list(people),
                    data={"n": one},
                )
            )


def happened(tenant: TenantId, event: int, kind: str = "call.appeared", people: tuple[str, ...] = ()) -> EventHappened:
    return EventHappened(event, tenant, 1_790_000_000_000_000, kind, None, list(people), [], {"n": event})


@pytest.fixture
async def base() -> int:
    """An id of now."""
    return int(datetime.now(UTC).timestamp() * 1e6)


@pytest.mark.requirement("CR-01")
async def test_from_the_table_on_into_what_comes_live(world: World, base: int) -> None:
    await keep(world, base + 1, base + 2, base + 3)
    feed = feed_of(world)
    feed.begin(base + 3, base + 3)
    headers = {"authorization": f"Bearer {world.token}", "last-event-id": str(base + 1)}
    async with stream(world, f"after={base + 2}", **headers) as opened:
        assert await opened.next() == {"retry": "2000", "id": str(base + 1)}
        assert opened.status == 200
        assert opened.headers["content-type"].startswith("text/event-stream")
        assert await opened.ids(2) == [base + 2, base + 3]
        feed.take(base + 3, [happened(world.tenant, base + 4), happened(world.tenant, base + 5, "call.ended")])
        assert (await opened.next())["event"] == "call.appeared"
        last = await opened.next()
        assert json.loads(last["data"]) == {
            "id": base + 5, "at": "2026-09-21T14:13:20Z", "kind": "call.ended", "call": None, "data": {"n": base + 5},
        }  # fmt: skip


async def test_kinds_companies_and_people_are_kept_apart(world: World, base: int) -> None:
    async with world.database.tenant(world.tenant) as session:
        anna = await session.scalar(select(PersonRow.id).where(PersonRow.name.startswith("Anna"))) or ""
    await keep(world, base + 1)
    await keep(world, base + 2, people=(anna,))
    feed = feed_of(world)
    feed.begin(base + 2, base + 2)
    opened = await world.client.post("/login", json={"user": "agnes", "password": "agnes-password"})
    cookie = {"cookie": opened.headers["set-cookie"].partition(";")[0]}
    world.client.cookies.clear()
    async with (
        stream(world, f"after={base}", **cookie) as own,
        stream(world, f"after={base}&kinds=call.ended", authorization=f"Bearer {world.token}") as ended,
        stream(world, "after=0", authorization=f"Bearer {world.other_token}") as other,
    ):
        feed.take(
            base + 2,
            [
                happened(world.tenant, base + 3),
                happened(world.tenant, base + 4, "call.ended"),
                happened(world.tenant, base + 5, people=(anna,)),
            ],
        )
        assert await own.ids(2) == [base + 2, base + 5]
        assert await ended.ids(1) == [base + 4]
        assert await other.next() == {"retry": "2000", "id": "0"}
        assert not any("data" in lines for lines in other.unread()), "but comments that keep it open"


async def test_an_id_that_is_too_old_or_of_elsewhere(world: World, base: int) -> None:
    await keep(world, base + 1)
    feed_of(world).begin(base + 1, base + 1)
    for after in (1000, FUTURE):
        async with stream(world, f"after={after}", authorization=f"Bearer {world.token}") as opened:
            await opened.next()
            gap = await opened.next()
            assert gap["event"] == "gap"
            assert json.loads(gap["data"])["after"] == after
            if after == 1000:
                assert await opened.ids(1) == [base + 1]


async def test_without_an_id_only_what_comes(world: World, base: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "BEAT_S", 0.05)
    await keep(world, base + 1)
    async with stream(world, authorization=f"Bearer {world.token}") as opened:  # no switch is there
        assert (await opened.next())["id"] == str(base + 1)
        assert await opened.next() == {"id": str(base + 1)}  # a comment
        feed_of(world).begin(base + 1, base + 1, [happened(world.tenant, base + 2)])
        assert await opened.ids(1) == [base + 2]


async def test_a_stream_ends_with_its_token(world: World, base: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "BEAT_S", 0.05)
    monkeypatch.setattr(resource, "CHECK_S", 0.0)
    feed_of(world).begin(base, base)
    async with stream(world, authorization=f"Bearer {world.token}") as opened:
        assert await opened.next()
        assert await opened.next()
        async with world.database.tenant(world.tenant) as session:
            await session.execute(delete(ApiTokenRow))
        for _ in range(200):
            if (last := await opened.next()).get("event") == "end":
                break
            assert "data" not in last
        assert "reason" in json.loads(last["data"])
        async with asyncio.timeout(20):
            await opened.ended.wait()


async def test_so_many_and_no_more(world: World, base: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "MOST_OF_COMPANY", 1)
    feed_of(world).begin(base, base)
    async with stream(world, authorization=f"Bearer {world.token}") as first:
        await first.next()
        async with stream(world, authorization=f"Bearer {world.token}") as second:
            await second.ended.wait()
            assert second.status == 429
            assert second.headers["retry-after"]
    async with stream(world, authorization=f"Bearer {world.token}") as third:
        await third.next()
        assert third.status == 200


async def test_who_takes_nothing_is_cut_off(world: World, base: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "UNREAD_S", 0.05)
    cut = asyncio.Event()

    async def text() -> AsyncIterator[bytes]:
        yield b"x"

    async def stuck(_message: Any) -> None:
        await asyncio.Event().wait()

    streams = resource.Streams()
    response = resource.EventStream(text(), streams, world.tenant)
    scope = {"type": "http", "asgi": {"spec_version": "2.3"}, "extensions": {resource.ABORT: cut.set}}
    with pytest.raises(BaseException) as failed:  # noqa: PT011  a group or what is in it, by the version
        await response(scope, asyncio.Event().wait, stuck)  # type: ignore[arg-type]
    assert "does not read" in repr(failed.value)
    assert cut.is_set()
    assert not streams.full(world.tenant)
    assert base


async def test_the_log_is_read_page_by_page(world: World, base: int) -> None:
    await keep(world, base + 1, base + 2, base + 3)
    bearer = world.bearer()
    page = (await world.client.get("/events/log", params={"limit": 2}, headers=bearer)).json()
    assert ([one["id"] for one in page["items"]], page["last"], page["gap"]) == ([base + 1, base + 2], base + 2, False)
    page = (await world.client.get("/events/log", params={"after": page["last"]}, headers=bearer)).json()
    assert ([one["id"] for one in page["items"]], page["last"]) == ([base + 3], base + 3)
    page = (await world.client.get("/events/log", params={"after": page["last"]}, headers=bearer)).json()
    assert (page["items"], page["last"]) == ([], base + 3)
    assert (await world.client.get("/events/log", params={"after": 5}, headers=bearer)).json()["gap"]
    other = await world.client.get("/events/log", headers=world.bearer(world.other_token))
    assert other.json()["items"] == []
    for query in ("kinds=call.sneezed", "after=-1", "after=x", "limit=0", "limit=501"):
        assert (await world.client.get(f"/events/log?{query}", headers=bearer)).status_code == 422
    assert (await world.client.get("/events?kinds=call.sneezed", headers=bearer)).status_code == 422
