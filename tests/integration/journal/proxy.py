"""A way to PostgreSQL that can be cut: what is sent to a Unix socket goes on to the server's."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

NAME = ".s.PGSQL.5432"


class Proxy:
    """Listens in `folder`; `cut` closes everything, `mend` listens again."""

    def __init__(self, url: str, folder: Path) -> None:
        (host,) = parse_qs(urlsplit(url).query)["host"]
        self.url = url.replace(quote(host, safe=""), quote(str(folder), safe=""))
        self._path = folder / NAME
        self._there = Path(host) / NAME
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, str(self._path))

    async def cut(self) -> None:
        assert self._server
        self._server.close()
        self._path.unlink(missing_ok=True)
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        there, back = await asyncio.open_unix_connection(str(self._there))
        self._writers.add(back)
        if writer.is_closing():  # cut meanwhile
            back.close()
        with suppress(ConnectionError):
            await asyncio.gather(_pump(reader, back), _pump(there, writer))
        self._writers -= {writer, back}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
