"""Asking a switch: one request, one answer with a deadline, over its private Unix socket.

A frame is an unsigned 32-bit big-endian length and that many bytes of msgpack: `{"do": …, …}`, answered by
`{"ok": …}` or `{"error": text}`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from offhook.errors import RemoteError, ResourceError

if TYPE_CHECKING:
    from offhook.config import Settings

DEADLINE_SECONDS = 2.0
LONGEST_FRAME = 16 << 20


async def ask(settings: Settings, do: str, **arguments: Any) -> Any:
    """Return the switch's answer to `do`.

    Raises:
        ResourceError: the switch is away or did not answer in time.
        RemoteError: the switch refused.
    """
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            reader, writer = await asyncio.open_unix_connection(str(settings.switch_socket))
            try:
                await write_frame(writer, {"do": do, **arguments})
                answer = await read_frame(reader)
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError, msgspec.DecodeError) as error:
        raise ResourceError(f"the switch does not answer: {error or 'time is over'}") from error
    if "error" in answer:
        raise RemoteError(answer["error"])
    return answer.get("ok")


async def read_frame(reader: asyncio.StreamReader) -> dict[str, Any]:
    """Read one frame.

    Raises:
        asyncio.IncompleteReadError: the other side closed.
        msgspec.DecodeError: no msgpack map, or too long.
    """
    length = int.from_bytes(await reader.readexactly(4), "big")
    if length > LONGEST_FRAME:
        raise msgspec.DecodeError("frame too long")
    return msgspec.msgpack.decode(await reader.readexactly(length), type=dict[str, Any])


async def write_frame(writer: asyncio.StreamWriter, message: dict[str, Any]) -> None:
    """Write one frame."""
    body = msgspec.msgpack.encode(message)
    writer.write(len(body).to_bytes(4, "big") + body)
    await writer.drain()
