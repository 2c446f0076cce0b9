"""The addresses that an installation listens on: taken before anything starts, with advice when that fails."""

from __future__ import annotations

import errno
import ipaddress
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from offhook.supervisor.errors import CannotStart
from offhook.transport.sockets import bind_udp, handed_on, listen_tcp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from offhook.config import Settings

    _Wanted = tuple[str, Callable[[str, int], socket.socket], tuple[str, int], str, str]


SIP: Final = "OFFHOOK_SIP_FDS"
TLS: Final = "OFFHOOK_TLS_FDS"
HTTP: Final = "OFFHOOK_HTTP_FDS"


class Held:
    """Bound sockets for one kind of child: while they are held, what comes waits for the child's next life."""

    def __init__(self, variable: str, bound: Iterable[tuple[str, socket.socket]] = ()) -> None:
        self._variable = variable
        self._bound = list(bound)

    def descriptors(self) -> list[int]:
        """Return what a child inherits."""
        return [sock.fileno() for _, sock in self._bound]

    def environment(self) -> dict[str, str]:
        """Return the variable that tells a child which is which, e.g. `udp:7,tcp:8`."""
        return {self._variable: handed_on(self._bound)}

    def close(self) -> None:
        """Give the addresses back."""
        for _, sock in self._bound:
            sock.close()


@dataclass(frozen=True, slots=True)
class Listening:
    """All sockets of an installation, by which child serves them: the switch, `offhook tls`, the web process."""

    sip: Held
    tls: Held
    http: Held

    @classmethod
    def bind(cls, settings: Settings) -> Listening:
        """Take all addresses.

        Raises:
            CannotStart: one is taken, not ours, or no address at all.
        """
        with ExitStack() as taken:
            held = []
            for bind in (bind_http, bind_sip, bind_tls):
                held.append(bind(settings))
                taken.callback(held[-1].close)
            taken.pop_all()
        http, sip, tls = held
        return cls(sip, tls, http)

    def close(self) -> None:
        """Give the addresses back."""
        for held in (self.sip, self.tls, self.http):
            held.close()


def bind_sip(settings: Settings) -> Held:
    """Bind SIP over UDP and TCP.

    Raises:
        CannotStart: an address is taken, not ours, or no address at all.
    """
    place = _address(settings.sip, lambda: settings.sip_address, "--sip")
    wanted = [("udp", bind_udp, place, "SIP over UDP", "--sip"), ("tcp", listen_tcp, place, "SIP over TCP", "--sip")]
    return _held(SIP, wanted)


def bind_tls(settings: Settings) -> Held:
    """Listen for SIP over TLS where that is wanted.

    Raises:
        CannotStart: the address is taken, not ours, or no address at all.
    """
    if not settings.sip_tls:
        return Held(TLS)
    option = "OFFHOOK_SIP_TLS"
    place = _address(settings.sip_tls, lambda: settings.sip_tls_address or ("", 0), option)
    return _held(TLS, [("tls", listen_tcp, place, "SIP over TLS", option)])


def bind_http(settings: Settings) -> Held:
    """Listen for HTTP, and for HTTPS where that is wanted.

    Raises:
        CannotStart: an address is taken, not ours, or no address at all.
    """
    place = _address(settings.http, lambda: settings.http_address, "--http")
    wanted: list[_Wanted] = [("http", listen_tcp, place, "the web server", "--http")]
    if settings.https:
        option = "OFFHOOK_HTTPS"
        place = _address(settings.https, lambda: settings.https_address or ("", 0), option)
        wanted.append(("https", listen_tcp, place, "the web server by TLS", option))
    return _held(HTTP, wanted)


def _held(variable: str, wanted: list[_Wanted]) -> Held:
    with ExitStack() as taken:
        bound = []
        for kind, bind, (host, port), what, option in wanted:
            bound.append((kind, taken.enter_context(_bind(bind, host, port, what, option))))
        taken.pop_all()
    return Held(variable, bound)


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
