"""Sending e-mail through the installation's SMTP server.

Invariant: a failure is either `MailDelayed` (try again) or `MailRefused` (never again); a password goes to another
machine through TLS only.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import aiosmtplib

from offhook.errors import MisuseError, RemoteError, ResourceError

if TYPE_CHECKING:
    from email.message import EmailMessage

SEND_SECONDS = 60
TRANSIENT = range(400, 500)


class MailDelayed(ResourceError):  # noqa: N818  what happened, as in `PartyGone`
    """The server is away, busy or slow: the mail may go out later."""


class MailRefused(RemoteError):  # noqa: N818  what happened, as in `PartyGone`
    """The server will never take this mail."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in; `tls` from the first byte is `smtps://`, `starttls` None takes it where offered."""

    host: str
    port: int
    tls: bool = False
    starttls: bool | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    async def send(self, mail: EmailMessage) -> None:
        """Hand in one mail.

        Raises:
            MailDelayed: it did not work this time.
            MailRefused: it will not work another time either.
        """
        try:
            await aiosmtplib.send(
                mail,
                hostname=self.host,
                port=self.port,
                use_tls=self.tls,
                start_tls=None if self.tls else self.starttls,
                username=self.username,
                password=self.password,
                timeout=SEND_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = {refused.code for refused in error.recipients}
            raise _trouble(min(codes, default=500), str(error)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _trouble(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError) as error:
            raise MailDelayed(f"{self.host}:{self.port}: {error}") from error

    async def probe(self) -> None:
        """Connect, log in and leave, without a mail.

        Raises:
            MailDelayed: the server is away or refuses us.
        """
        try:
            async with aiosmtplib.SMTP(
                hostname=self.host,
                port=self.port,
                use_tls=self.tls,
                start_tls=None if self.tls else self.starttls,
                username=self.username,
                password=self.password,
                timeout=5,
            ):
                pass
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailDelayed(f"{self.host}:{self.port}: {error}") from error


def smtp_server(url: str) -> SmtpServer:
    """Read `smtp://[user:password@]host[:port]` or `smtps://…`.

    Raises:
        MisuseError: it is no such URL; the text does not repeat it, because it may hold a password.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise MisuseError("OFFHOOK_SMTP_URL: the port is no number between 1 and 65535") from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"}:
        raise MisuseError("OFFHOOK_SMTP_URL must look like smtp://user:password@host:587 or smtps://host")
    tls = parts.scheme == "smtps"
    username = unquote(parts.username) if parts.username else None
    usual = 465 if tls else 587 if username else 25
    return SmtpServer(
        host=parts.hostname,
        port=port or usual,
        tls=tls,
        starttls=True if username and not _on_this_machine(parts.hostname) else None,
        username=username,
        password=unquote(parts.password or "") if username else None,
    )


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _trouble(code: int, text: str) -> MailDelayed | MailRefused:
    kind = MailDelayed if code in TRANSIENT or code < 0 else MailRefused
    return kind(f"status {code}: {text}")
