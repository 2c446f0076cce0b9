"""Whether calls can be taken and the web answers: asked from outside, as others would."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from offhook.control import ask
from offhook.errors import OffhookError

if TYPE_CHECKING:
    from offhook.config import Settings

ANSWER_SECONDS: Final = 3.0
WILDCARDS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  compared with, never bound


async def switch_ready(settings: Settings) -> bool:
    """Tell whether the switch takes calls."""
    try:
        return await ask(settings, "ready") is True
    except OffhookError:
        return False


async def web_ready(settings: Settings) -> bool:
    """Tell whether the web server answers `GET /api/v1/health` with 200."""
    host, port = settings.http_address
    host = WILDCARDS.get(host, host)
    writer = None
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
            name = f"[{host}]" if ":" in host else host
            writer.write(f"GET /api/v1/health HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n".encode())
            status = await reader.readline()
    except (OSError, ValueError):
        return False
    finally:
        if writer is not None:
            writer.close()
    return status.split(b" ")[1:2] == [b"200"]
