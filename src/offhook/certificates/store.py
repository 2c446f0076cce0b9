"""Which certificate the installation shows: files of its own, that of ACME, else one of its local authority."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from typing import TYPE_CHECKING, Final

from offhook.certificates.authority import LocalAuthority, Pair
from offhook.errors import ResourceError

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable
    from pathlib import Path

    from offhook.config import Settings

_LOOK_SECONDS: Final = 1.0
_WILDCARDS: Final = ("0.0.0.0", "::")  # noqa: S104  recognised, not bound


class CertificateStore:
    """The certificates of one installation."""

    def __init__(self, settings: Settings) -> None:
        folder = settings.data / "certificates"
        self.authority = LocalAuthority(folder)
        self.acme = Pair(folder / "acme.pem", folder / "acme.pem")
        self.acme_account = folder / "acme-account.key"
        self._settings = settings

    @property
    def local(self) -> bool:
        """Whether browsers and phones have to trust our own authority."""
        return self._settings.own_certificate is None and not self._acme_there()

    @property
    def shown(self) -> Path:
        """The file of the certificate that is shown, whether it is there or not."""
        return self.present().certificate

    def present(self) -> Pair:
        """Return the certificate to show as it is; nothing is made."""
        if own := self._settings.own_certificate:
            return Pair(*own)
        return self.acme if self._acme_there() else self.authority.pair

    def pair(self) -> Pair:
        """Return the certificate to show. Until ACME has given one, it is the local authority's.

        Raises:
            ResourceError: the files of one's own are not there, or none can be made.
        """
        if own := self._settings.own_certificate:
            for path in own:
                if not path.is_file():
                    raise ResourceError(f"there is no file {path}")
        if not self.local:
            return self.present()
        return self.authority.provide(local_names(self._settings))

    def _acme_there(self) -> bool:
        return bool(self._settings.acme) and self.acme.certificate.exists()


def local_names(settings: Settings) -> list[str]:
    """Return what this installation is called: the names configured, else the host's name and its addresses."""
    if settings.names:
        return list(settings.names)
    host = socket.gethostname().lower()
    names = [host, "localhost", "127.0.0.1", "::1"]
    if "." not in host:
        names.insert(1, f"{host}.local")
    bound = [*settings.http_addresses, *settings.https_addresses]
    bound += [entry.local for entry in (*settings.sip_addresses, *settings.sip_tls_addresses)]
    names += [address[0] for address in bound if address[0] not in _WILDCARDS]
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))  # sends nothing; the system chooses the address by which it would
            names.append(probe.getsockname()[0])
    return list(dict.fromkeys(names))


class ServerContext:
    """A TLS context for servers that takes a renewed certificate for new connections; running ones go on.

    Looks at the files when somebody connects, at most once a second. A damaged new one is passed over and logged.
    """

    def __init__(
        self, pair: Callable[[], Pair], log: logging.Logger, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pair = pair
        self._log = log
        self._clock = clock
        self._looked_at = clock()
        self._seen = _fingerprint(pair())
        self._current = _server_context(pair())
        self.context = _server_context(pair())
        self.context.sni_callback = self._choose

    def _choose(self, connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _: ssl.SSLContext) -> None:
        now = self._clock()
        if now - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = now
            self._look()
        connection.context = self._current

    def _look(self) -> None:
        try:
            pair = self._pair()
            seen = _fingerprint(pair)
            if seen != self._seen:
                self._seen = seen
                self._current = _server_context(pair)
                self._log.info("a new certificate is in use: %s", pair.certificate)
        except ResourceError as error:
            self._log.error("the former certificate stays in use: %s", error)


def check_pair(pair: Pair) -> None:
    """See whether a key belongs to its certificate. Raises ResourceError when it does not."""
    _server_context(pair)


def _fingerprint(pair: Pair) -> list[tuple[str, int, int, int]]:
    found = []
    for path in (pair.certificate, pair.key):
        try:
            info = path.stat()
        except OSError as error:
            raise ResourceError(f"cannot read {path}: {error.strerror}") from error
        found.append((str(path), info.st_mtime_ns, info.st_size, info.st_ino))
    return found


def _server_context(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        context.load_cert_chain(pair.certificate, pair.key)
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ResourceError(f"{pair.certificate} and {pair.key} are no pair: {reason}") from error
    return context
