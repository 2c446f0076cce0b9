"""The switch's control socket: what the web, worker and supervisor processes may ask."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import msgspec

from offhook.control import read_frame, write_frame
from offhook.errors import OffhookError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

Stream = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


async def serve_control(
    path: Path, answers: Mapping[str, Callable[..., Any]], streams: Mapping[str, Stream]
) -> asyncio.Server:
    """Serve requests on a Unix socket at `path`, which only its owner may open.

    `answers` maps each `do` to a function of the request's other fields, `streams` to what takes the connection over.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await read_frame(reader)
                do = request.get("do")
                if isinstance(do, str) and (stream := streams.get(do)):
                    await stream(reader, writer)
                    return
                await write_frame(writer, _answer(answers, request))
        except (asyncio.IncompleteReadError, msgspec.DecodeError, ConnectionError):
            pass
        finally:
            writer.close()

    path.unlink(missing_ok=True)  # noqa: ASYNC240  once, at start
    old = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(serve, str(path))
    finally:
        os.umask(old)


def _answer(answers: Mapping[str, Callable[..., Any]], request: dict[str, Any]) -> dict[str, Any]:
    do = request.pop("do", None)
    answer = answers.get(do) if isinstance(do, str) else None
    if answer is None:
        return {"error": f"unknown request {do!r}"}
    try:
        return {"ok": answer(**request)}
    except (OffhookError, TypeError, KeyError) as error:
        log.warning("control request %s: %s", do, error)
        return {"error": str(error)}
