"""The addresses that an installation listens on: taken before anything starts, with advice when that fails."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from offhook.listening import is_loopback
from offhook.sip.address import host_text
from offhook.supervisor.errors import CannotStart
from offhook.transport.sockets import bind_udp, handed_on, listen_tcp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from offhook.config import Settings

    _Wanted = tuple[str, Callable[[str, int], socket.socket], tuple[str, int], str, str]


_T = TypeVar("_T")

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
class AllSockets:
    """All sockets of an installation, by which child serves them: the switch, `offhook tls`, the web process."""

    sip: Held
    tls: Held
    http: Held

    @classmethod
    def bind(cls, settings: Settings) -> AllSockets:
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
    entries = _read(lambda: settings.sip_addresses, "--sip")
    known = {entry.local[0] for entry in (*entries, *_read(lambda: settings.sip_tls_addresses, "OFFHOOK_SIP_TLS"))}
    for local in settings.public_addresses:
        if local not in known:
            raise CannotStart(f"OFFHOOK_PUBLIC: {local or 'what stands there'} is no address that SIP listens on")
    udp, tcp = (partial(bind, dscp=settings.sip_marking) for bind in (bind_udp, listen_tcp))
    wanted: list[_Wanted] = []
    for entry in entries:
        wanted.append(("udp", udp, entry.local, "SIP over UDP", "--sip"))
        wanted.append(("tcp", tcp, entry.local, "SIP over TCP", "--sip"))
    return _held(SIP, wanted)


def bind_tls(settings: Settings) -> Held:
    """Listen for SIP over TLS where that is wanted.

    Raises:
        CannotStart: an address is taken, not ours, or no address at all.
    """
    if not settings.sip_tls:
        return Held(TLS)
    option = "OFFHOOK_SIP_TLS"
    entries = _read(lambda: settings.sip_tls_addresses, option)
    listen = partial(listen_tcp, dscp=settings.sip_marking)
    return _held(TLS, [("tls", listen, entry.local, "SIP over TLS", option) for entry in entries])


def bind_http(settings: Settings) -> Held:
    """Listen for HTTP, and for HTTPS where that is wanted.

    Raises:
        CannotStart: an address is taken, not ours, or no address at all.
    """
    wanted: list[_Wanted] = [
        ("http", listen_tcp, place, "the web server", "--http")
        for place in _read(lambda: settings.http_addresses, "--http")
    ]
    wanted += [
        ("https", listen_tcp, place, "the web server by TLS", "OFFHOOK_HTTPS")
        for place in _read(lambda: settings.https_addresses, "OFFHOOK_HTTPS")
    ]
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
    for option, hosts in hosts_of(settings):
        for host in hosts:
            if not is_loopback(host):
                raise CannotStart(f"{why}, so it may listen on loopback addresses only: {option} {host} is not one")


def hosts_of(settings: Settings) -> list[tuple[str, list[str]]]:
    """Return all hosts that an installation is reached at, bound or told, by the option that names them.

    Raises:
        CannotStart: one is no address at all.
    """
    sip = _read(lambda: settings.sip_addresses, "--sip")
    tls = _read(lambda: settings.sip_tls_addresses, "OFFHOOK_SIP_TLS")
    return [
        ("--sip", [place[0] for entry in sip for place in (entry.local, entry.public or entry.local)]),
        ("OFFHOOK_SIP_TLS", [place[0] for entry in tls for place in (entry.local, entry.public or entry.local)]),
        ("--http", [place[0] for place in _read(lambda: settings.http_addresses, "--http")]),
        ("OFFHOOK_HTTPS", [place[0] for place in _read(lambda: settings.https_addresses, "OFFHOOK_HTTPS")]),
    ]


def _read(read: Callable[[], tuple[_T, ...]], option: str) -> tuple[_T, ...]:
    try:
        return read()
    except ValueError as error:
        raise CannotStart(f"{option} wants addresses such as 127.0.0.1:5060 or [::1]:5060: {error}") from error


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
                    f"and stop it, or choose another port with {option} {host_text(host)}:PORT"
                )
            case errno.EADDRNOTAVAIL:
                text = f"{option}: {host} is no address of this machine"
            case errno.EACCES:
                text = f"port {port} is for root only; choose one above 1023 with {option} {host_text(host)}:PORT"
            case _:
                text = f"{what} cannot listen on {host_text(host)}:{port}: {error.strerror}"
        raise CannotStart(text) from error
