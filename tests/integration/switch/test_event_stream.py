"""Events from a journal on the disk through the switch's socket into the web process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.unit.journal.samples import T0

from offhook.events.feed import Feed
from offhook.journal.event_flush import EventFlush
from offhook.journal.events import Concerns, EventsFlushed, tell
from offhook.journal.log import Journal
from offhook.switch import event_stream
from offhook.switch.control import serve_control
from offhook.switch.event_stream import EventStream

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Switch:
    """As much of a switch as tells events."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def start(self) -> None:
        self.journal = Journal(self.folder / "journal")
        state = self.journal.replay()
        self.stream = EventStream(self.journal, EventFlush(self.journal, state.events))
        self.server = await serve_control(self.folder / "s", {"ready": lambda: True}, {"events": self.stream.serve})

    async def stop(self) -> None:
        self.server.close()
        self.stream.close()
        await self.journal.close()

    def tell(self, tenant: str = "us") -> None:
        tell(self.journal, T0, "call.appeared", {"name": "Jüri"}, Concerns(tenant))


async def until(feed: Feed, newest: int) -> None:
    async with asyncio.timeout(30), feed.listening("us") as news:
        while feed.newest < newest:
            news.clear()
            await news.wait()


async def test_the_web_process_hears_at_once_and_again_after_a_restart(tmp_path: Path) -> None:
    switch, feed = Switch(tmp_path), Feed(tmp_path / "s")
    await switch.start()
    switch.tell()
    feed.start()
    await until(feed, T0)
    assert (feed.floor, feed.complete) == (T0 - 1, T0 - 1)
    switch.tell("them")
    switch.tell()
    await until(feed, T0 + 2)
    assert [told.id for told in feed.after("us", 0)] == [T0, T0 + 2]
    assert [told.id for told in feed.after("them", 0)] == [T0 + 1]
    switch.journal.append(EventsFlushed(T0 + 1))
    await switch.stop()
    await switch.start()
    switch.tell()
    await until(feed, T0 + 3)
    assert (feed.floor, feed.complete) == (T0 + 1, T0 + 1)
    assert [told.id for told in feed.after("us", 0)] == [T0 + 2, T0 + 3]
    await feed.stop()
    await switch.stop()


async def test_who_does_not_read_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MOST_UNREAD", 1000)
    switch = Switch(tmp_path)
    await switch.start()
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "s"), limit=1)
    request = b"\x81\xa2do\xa6events"
    writer.write(len(request).to_bytes(4, "big") + request)
    await reader.readexactly(4)
    async with asyncio.timeout(30):
        while switch.stream._readers:
            tell(switch.journal, T0, "call.appeared", {"name": "x" * 50_000}, Concerns("us"))
            await asyncio.sleep(0)
    writer.close()
    await switch.stop()
