"""Sending a file of sound, whole or in part (RFC 9110 §14)."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.db.sealing import SealBroken, Sealer
from offhook.errors import ResourceError
from offhook.recording.keys import key_of
from offhook.recording.service import open_sound

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from starlette.requests import Request

    from offhook.api.context import Context
    from offhook.ids import TenantId

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def keys_of(context: Context, tenant: TenantId) -> Callable[[str], Awaitable[bytes]]:
    """Return what gives the keys of a company that its files are sealed with."""

    async def find(key: str) -> bytes:
        async with context.database.tenant(tenant) as session:
            return await key_of(session, await asyncio.to_thread(Sealer.of, context.settings.data), key)

    return find


async def send_sound(
    request: Request, data: Path, path: str, name: str, key_of: Callable[[str], Awaitable[bytes]] | None = None
) -> StreamingResponse:
    """Return a WAV file of the data folder; one range is honoured, several are answered with the whole file.

    `key_of` gives the company's keys where the file may be sealed. HEAD is answered without the content.

    Raises:
        HTTPException: 404 when the file is gone, 416 when the range begins behind its end.
        SealBroken: its key is not there.
    """
    try:
        sound = await open_sound(data, path, key_of)
    except SealBroken:
        raise
    except ResourceError as error:
        raise HTTPException(404, "the file is gone") from error
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'inline; filename="{name}.wav"',
        "Cache-Control": "private, no-cache",
    }
    start, end, status = 0, sound.size, 200
    match = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if match and (wanted := _wanted(match[1], match[2], sound.size)):
        start, end = wanted
        if start >= end:
            raise HTTPException(416, headers={"Content-Range": f"bytes */{sound.size}"})
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{sound.size}"
    headers["Content-Length"] = str(end - start)
    if request.method == "HEAD":
        return StreamingResponse(iter(()), status, headers, media_type="audio/wav")
    return StreamingResponse(sound.read(start, end), status, headers, media_type="audio/wav")


def _wanted(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Return start and end of a range, start ≥ end if it cannot be met, None if it is none to be honoured."""
    if first:
        if last and int(last) < int(first):
            return None
        return int(first), min(int(last) + 1 if last else size, size)
    if last:
        return (max(0, size - int(last)), size) if int(last) else (size, size)
    return None
