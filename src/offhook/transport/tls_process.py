"""The process that ends TLS for SIP: small, so that it need not restart, and its connections outlive the switch."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

import uvloop

from offhook.certificates.store import CertificateStore, ServerContext
from offhook.listening import ListenAddresses
from offhook.log import log_to_stderr
from offhook.transport.edge import SwitchLink
from offhook.transport.sockets import inherited, listen_tcp, source_of
from offhook.transport.tls import TlsConnections

if TYPE_CHECKING:
    import socket

    from offhook.config import Settings

log = logging.getLogger(__name__)


def main(settings: Settings) -> None:
    """Hold TLS connections until SIGTERM or SIGINT."""
    log_to_stderr("tls")
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    link = SwitchLink(settings.edge_socket, "tls")
    addresses = ListenAddresses(settings.sip_tls_addresses, source_of)
    connections = TlsConnections(link, addresses, dscp=settings.sip_marking)
    link.start()
    if listeners := _listeners(settings):
        certificates = ServerContext(CertificateStore(settings).pair, log)
        for listener in listeners:
            await connections.serve(listener, certificates.context)
    sweeping = loop.create_task(connections.sweep())
    await stopping.wait()
    sweeping.cancel()
    await link.stop()


def _listeners(settings: Settings) -> list[socket.socket]:
    """Return the sockets that the supervisor bound (`OFFHOOK_TLS_FDS`), or bind them; none without an address."""
    if passed := inherited("OFFHOOK_TLS_FDS"):
        return [sock for _, sock in passed]
    wanted = settings.sip_tls_addresses if settings.sip_tls else ()
    return [listen_tcp(*entry.local, dscp=settings.sip_marking) for entry in wanted]
