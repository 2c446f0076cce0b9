"""The web process: serves until it is told to stop or its supervisor is gone."""

from __future__ import annotations

import asyncio
import os

import uvicorn

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.config import Settings  # noqa: TC001  part of the entry point's signature
from offhook.control import ask
from offhook.db.engine import Database
from offhook.db.urls import database_urls
from offhook.log import log_to_stderr

_STOP_S = 3


def main(settings: Settings) -> None:
    """Serve the API and the web application until SIGTERM, SIGINT or the supervisor's death."""
    log_to_stderr("web")
    host, port = settings.http_address
    context = Context(settings, Database(database_urls(settings).app_url), ask)
    config = uvicorn.Config(
        create_app(context),
        host=host,
        port=port,
        http="httptools",
        loop="uvloop",
        ws="none",
        access_log=False,
        server_header=False,
        log_config=None,
        proxy_headers=False,
        timeout_graceful_shutdown=_STOP_S,
    )
    _Server(config).run()


class _Server(uvicorn.Server):
    """Uvicorn that also ends with the supervisor."""

    async def serve(self, sockets: object = None) -> None:
        """Serve; the descriptor of OFFHOOK_PARENT_FD becomes readable (its end) when the supervisor dies."""
        if parent := os.environ.get("OFFHOOK_PARENT_FD"):
            loop, descriptor = asyncio.get_running_loop(), int(parent)

            def gone() -> None:
                loop.remove_reader(descriptor)
                self.should_exit = True

            loop.add_reader(descriptor, gone)
        await super().serve(sockets)  # type: ignore[arg-type]
