"""The addresses that an installation listens on: taken before anything starts, with advice when that fails."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import TYPE_CHECKING

from offhook.supervisor.errors import CannotStart
from offhook.transport.sockets import bind_udp, listen_tcp

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.config import Settings


class SipSockets:
    """Bound SIP sockets: whoever holds them keeps datagrams and connections waiting while a switch restarts.

    `tls` is for the process that ends TLS.
    """

    def __init__(self, udp: socket.socket, tcp: socket.socket, tls: socket.socket | None = None) -> None:
        self._udp, self._tcp, self.tls = udp, tcp, tls

    def descriptors(self) -> list[int]:
        """Return what a switch inherits."""
        return [self._udp.fileno(), self._tcp.fileno()]

    def environment(self) -> dict[str, str]:
        """Return the variable that tells a switch which is which."""
        return {"OFFHOOK_SIP_FDS": f"udp:{self._udp.fileno()},tcp:{self._tcp.fileno()}"}

    def close(self) -> None:
        """Give the addresses back."""
        for sock in (self._udp, self._tcp, self.tls):
            if sock is not None:
                sock.close()


def bind_sip(settings: Settings) -> SipSockets:
    """Bind SIP over UDP and TCP, and over TLS where that is wanted.

    Raises:
        CannotStart: an address is taken, not ours, or no address at all.
    """
    host, port = _address(settings.sip, lambda: settings.sip_address, "--sip")
    taken: list[socket.socket] = []
    try:
        taken.append(_bind(bind_udp, host, port, "SIP over UDP", "--sip"))
        taken.append(_bind(listen_tcp, host, port, "SIP over TCP", "--sip"))
        if settings.sip_tls:
            host, port = _address(settings.sip_tls, lambda: settings.sip_tls_address or ("", 0), "OFFHOOK_SIP_TLS")
            taken.append(_bind(listen_tcp, host, port, "SIP over TLS", "OFFHOOK_SIP_TLS"))
    except CannotStart:
        for sock in taken:
            sock.close()
        raise
    return SipSockets(*taken)


def check_http(settings: Settings) -> None:
    """See whether the web server will get its addresses.

    Raises:
        CannotStart: it will not.
    """
    host, port = _address(settings.http, lambda: settings.http_address, "--http")
    _bind(listen_tcp, host, port, "the web server", "--http").close()
    if settings.https:
        host, port = _address(settings.https, lambda: settings.https_address or ("", 0), "OFFHOOK_HTTPS")
        _bind(listen_tcp, host, port, "the web server by TLS", "OFFHOOK_HTTPS").close()


def require_loopback(settings: Settings, why: str) -> None:
    """See to it that nobody else can reach this installation.

    Raises:
        CannotStart: an address is not a loopback address.
    """
    for option, text, read in (
        ("--sip", settings.sip, lambda: settings.sip_address),
        ("--http", settings.http, lambda: settings.http_address),
        ("OFFHOOK_HTTPS", settings.https or "localhost", lambda: settings.https_address or ("localhost", 0)),
        ("OFFHOOK_SIP_TLS", settings.sip_tls or "localhost", lambda: settings.sip_tls_address or ("localhost", 0)),
    ):
        host, _ = _address(text, read, option)
        if not is_loopback(host):
            raise CannotStart(f"{why}, so it may listen on loopback addresses only: {option} {text} is not one")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(text: str, read: Callable[[], tuple[str, int]], option: str) -> tuple[str, int]:
    try:
        return read()
    except ValueError as error:
        raise CannotStart(f"{option} wants an address such as 127.0.0.1:5060, not {text!r}") from error


def _bind(bind: Callable[[str, int], socket.socket], host: str, port: int, what: str, option: str) -> socket.socket:
    try:
        return bind(host, port)
    except socket.gaierror as error:
        raise CannotStart(f"{option}: {host} is no IP address of this machine") from error
    except OSError as error:
        match error.errno:
            case errno.EADDRINUSE:
                text = (
                    f"port {port} on {host} is in use, but {what} needs it. See which program has it with\n"
                    f"  ss -lnptu 'sport = :{port}'\n"
                    f"and stop it, or choose another port with {option} {host}:PORT"
                )
            case errno.EADDRNOTAVAIL:
                text = f"{option}: {host} is no address of this machine"
            case errno.EACCES:
                text = f"port {port} is for root only; choose one above 1023 with {option} {host}:PORT"
            case _:
                text = f"{what} cannot listen on {host}:{port}: {error.strerror}"
        raise CannotStart(text) from error
