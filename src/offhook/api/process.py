"""The web process: serves until it is told to stop or its supervisor is gone."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any, cast

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from offhook.api.app import create_app
from offhook.api.connections import ABORT, MOST_CONNECTIONS, HttpLimits, limited_http
from offhook.api.context import Context
from offhook.certificates.store import CertificateStore, ServerContext
from offhook.config import Settings  # noqa: TC001  part of the entry point's signature
from offhook.control import ask
from offhook.db.acting import Actor, act_as
from offhook.db.engine import Database
from offhook.db.urls import database_urls
from offhook.log import log_to_stderr
from offhook.sip.wire import MAX_MESSAGE
from offhook.transport.sockets import inherited, listen_tcp

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

log = logging.getLogger(__name__)

_STOP_S = 3
_HANDSHAKE_S = 10.0
_PING_S = 25.0  # mappings of NATs and proxies live for 30 s and more
_PONG_S = 60.0  # a browser that is not read, as the switch is away, answers late


def main(settings: Settings) -> None:
    """Serve the API and the web application until SIGTERM, SIGINT or the supervisor's death."""
    log_to_stderr("web")
    act_as(Actor("web"))
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # it would tell of each WebSocket
    context = Context(settings, Database(database_urls(settings).app_url), ask)
    config = uvicorn.Config(
        create_app(context),
        http=limited_http(HttpLimits(proxies=settings.proxies)),
        limit_concurrency=MOST_CONNECTIONS,
        loop="uvloop",
        ws=WebSocketProtocol,
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,  # it costs more memory per browser than the messages are worth
        ws_ping_interval=_PING_S,
        ws_ping_timeout=_PONG_S,
        access_log=False,
        server_header=False,
        log_config=None,
        proxy_headers=False,
        timeout_graceful_shutdown=_STOP_S,
    )
    _Server(config, settings).run()


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's WebSocket that the application can cut off."""

    async def run_asgi(self) -> None:
        """Serve."""
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[ABORT] = self.transport.abort
        await super().run_asgi()


class _Server(uvicorn.Server):
    """Uvicorn on the sockets that the supervisor holds, some of them by TLS; it ends with the supervisor."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def serve(self, sockets: object = None) -> None:
        """Serve; the descriptor of OFFHOOK_PARENT_FD becomes readable (its end) when the supervisor dies."""
        if parent := os.environ.get("OFFHOOK_PARENT_FD"):
            loop, descriptor = asyncio.get_running_loop(), int(parent)

            def gone() -> None:
                loop.remove_reader(descriptor)
                self.should_exit = True

            loop.add_reader(descriptor, gone)
        await super().serve(sockets)  # type: ignore[arg-type]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; by TLS, too, where that is wanted."""
        bound = _sockets(self._settings)
        secure = [sock for kind, sock in bound if kind == "https"]
        context = None
        if secure:  # before anybody is served: without it, we had better not run
            context = ServerContext(CertificateStore(self._settings).pair, log).context
        await super().startup([*(sockets or []), *(sock for kind, sock in bound if kind == "http")])
        for sock in secure if self.started else ():
            self.servers.append(
                await asyncio.get_running_loop().create_server(
                    self._protocol, sock=sock, ssl=context, ssl_handshake_timeout=_HANDSHAKE_S
                )
            )

    def _protocol(self) -> asyncio.Protocol:
        """Return the protocol of a new connection, as uvicorn makes it."""
        config = self.config
        make = cast("Callable[..., asyncio.Protocol]", config.http_protocol_class)
        return make(config=config, server_state=self.server_state, app_state=self.lifespan.state)


def _sockets(settings: Settings) -> list[tuple[str, socket.socket]]:
    """Return the sockets that the supervisor bound (`OFFHOOK_HTTP_FDS`, e.g. `http:7,https:8`), or bind them."""
    if passed := inherited("OFFHOOK_HTTP_FDS"):
        return passed
    plain = [("http", listen_tcp(*address)) for address in settings.http_addresses]
    return plain + [("https", listen_tcp(*address)) for address in settings.https_addresses]
