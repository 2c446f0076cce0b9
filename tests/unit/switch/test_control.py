"""The control socket: questions, answers, and whoever speaks something else."""

from __future__ import annotations

import asyncio
import stat
from typing import Any

import msgspec
import pytest

from offhook.config import Settings
from offhook.control import LONGEST_FRAME, ask
from offhook.errors import MisuseError, RemoteError, ResourceError
from offhook.switch.control import serve_control


def misuse() -> None:
    raise MisuseError("not now")


ANSWERS: dict[str, Any] = {
    "ready": lambda: True,
    "echo": lambda **fields: fields,
    "live": lambda tenant=None: [tenant],
    "misuse": misuse,
}


@pytest.fixture
async def settings(tmp_path):
    settings = Settings(data=tmp_path)
    settings.switch_socket.parent.mkdir()
    server = await serve_control(settings.switch_socket, ANSWERS, {})
    yield settings
    server.close()


async def test_questions(settings):
    assert await ask(settings, "ready") is True
    assert await ask(settings, "echo", text="õ", number=1) == {"text": "õ", "number": 1}
    assert await ask(settings, "live") == [None]
    assert await ask(settings, "live", tenant="t") == ["t"]


@pytest.mark.parametrize(
    ("do", "fields", "text"),
    [
        ("nothing", {}, "unknown request 'nothing'"),
        ("ready", {"surplus": 1}, "surplus"),
        ("misuse", {}, "not now"),
    ],
)
async def test_refusals(settings, do, fields, text):
    with pytest.raises(RemoteError, match=text):
        await ask(settings, do, **fields)
    assert await ask(settings, "ready") is True


@pytest.mark.parametrize("do", [None, 5, ["ready"], {}])
async def test_request_without_name(settings, do):
    reader, writer = await asyncio.open_unix_connection(str(settings.switch_socket))
    body = msgspec.msgpack.encode({"do": do} if do is not None else {})
    writer.write(len(body).to_bytes(4, "big") + body)
    answer = msgspec.msgpack.decode(await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big")))
    assert "unknown request" in answer["error"]
    writer.close()


@pytest.mark.parametrize(
    "octets",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        (LONGEST_FRAME + 1).to_bytes(4, "big"),
        b"\0\0\0\x01\xc1",
        b"\0\0\0\x01\x05",
        b"\0\0\0\x02\x81\xa1",
        b"\0\0\0\0",
    ],
)
async def test_garbage_closes_that_connection_only(settings, octets):
    reader, writer = await asyncio.open_unix_connection(str(settings.switch_socket))
    writer.write(octets)
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    assert await ask(settings, "ready") is True


async def test_several_questions_on_one_connection(settings):
    reader, writer = await asyncio.open_unix_connection(str(settings.switch_socket))
    body = msgspec.msgpack.encode({"do": "ready"})
    writer.write((len(body).to_bytes(4, "big") + body) * 3)
    for _ in range(3):
        assert msgspec.msgpack.decode(await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big"))) == {
            "ok": True
        }
    writer.close()


async def test_only_the_owner_may_ask(settings):
    mode = settings.switch_socket.stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


async def test_former_socket_is_replaced(settings):
    server = await serve_control(settings.switch_socket, {"ready": lambda: "new"}, {})
    assert await ask(settings, "ready") == "new"
    server.close()


async def test_switch_is_away(tmp_path):
    with pytest.raises(ResourceError, match="does not answer"):
        await ask(Settings(data=tmp_path), "ready")


async def test_switch_that_hangs_up(tmp_path):
    settings = Settings(data=tmp_path)
    settings.switch_socket.parent.mkdir()
    server = await asyncio.start_unix_server(lambda _, writer: writer.close(), str(settings.switch_socket))
    with pytest.raises(ResourceError):
        await ask(settings, "ready")
    server.close()
