"""The client against a server that only counts frames, or does not answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.rtp import until

from offhook.errors import MediaError
from offhook.media import MediaClient
from offhook.media import client as module
from offhook.media import protocol as media

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


class Listener:
    """Answers `hello` and what `answers` allows; keeps each frame."""

    def __init__(self) -> None:
        self.frames: list[list[dict[str, Any]]] = []
        self.answers = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                body = await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big"))
                frame = msgspec.msgpack.decode(body)
                self.frames.append(frame)
                replies = [{"id": one["id"], "ok": self._reply(one)} for one in frame if self.answers]
                out = msgspec.msgpack.encode(replies)
                writer.write(len(out).to_bytes(4, "big") + out)
        except asyncio.IncompleteReadError:
            writer.close()

    @staticmethod
    def _reply(command: dict[str, Any]) -> dict[str, Any]:
        return {"version": 1, "server": "test", "boot": "1", "pid": 1} if command["do"] == "hello" else {}


@pytest.fixture
async def listener(tmp_path: Path) -> AsyncIterator[Listener]:
    listener = Listener()
    async with await asyncio.start_unix_server(listener.serve, tmp_path / "media.sock"):
        yield listener


@pytest.fixture
async def client(listener: Listener, tmp_path: Path) -> AsyncIterator[MediaClient]:
    client = MediaClient(tmp_path / "media.sock", "test", lambda _: None)
    await client.start()
    listener.frames.clear()
    yield client
    await client.close()


async def test_what_is_given_together_leaves_in_one_frame(client: MediaClient, listener: Listener) -> None:
    opening = client.ask(media.RecordOpen(recorder="r", path="/r.wav"))
    client.post(media.RecordTap(recorder="r", session="a"))
    client.post(media.Link(a="a", b="b"))
    assert await opening == media.Reply()
    assert [[command["do"] for command in frame] for frame in listener.frames] == [
        ["record.open", "record.tap", "link"]
    ]


async def test_what_is_not_answered_is_late(
    client: MediaClient, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LATE_LOOK_S", 0.02)
    listener.answers = False
    with pytest.raises(MediaError) as refusal:
        await client.ask(media.Ping(), timeout_s=0.05)
    assert refusal.value.code == "late"


async def test_without_a_connection_everything_is_refused(tmp_path: Path) -> None:
    nobody = MediaClient(tmp_path / "nobody.sock", "test", lambda _: None)
    with pytest.raises(MediaError) as refusal:
        await nobody.ask(media.Ping())
    assert refusal.value.code == "away"


async def test_nobody_waits_for_what_is_posted(client: MediaClient, listener: Listener) -> None:
    client.post(media.Unlink(session="a"))
    asked = client.ask(media.Ping())
    listener.answers = False
    await until(lambda: listener.frames)
    asked.cancel()
    ((unlink, ping),) = listener.frames
    assert unlink["id"] == 0
    assert ping["id"] > 0
    assert client.errors == 0
