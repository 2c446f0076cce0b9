"""The SMTP URL, and answers of a real SMTP server."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import SMTP

from offhook.errors import MisuseError
from offhook.jobs.smtp import MailDelayed, MailRefused, SmtpServer, smtp_server

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope, Session


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", SmtpServer("mail.example.com", 25)),
        ("smtp://mail.example.com:2525/", SmtpServer("mail.example.com", 2525)),
        ("smtps://mail.example.com", SmtpServer("mail.example.com", 465, tls=True)),
        (
            "smtp://anna:p%40ss@mail.example.com",
            SmtpServer("mail.example.com", 587, starttls=True, username="anna", password="p@ss"),
        ),
        ("smtp://anna@127.0.0.1:25", SmtpServer("127.0.0.1", 25, username="anna", password="")),
    ],
)
def test_urls(url: str, server: SmtpServer) -> None:
    assert smtp_server(url) == server


@pytest.mark.parametrize("url", ["", "mail", "http://mail", "smtp://", "smtp://mail:99999", "smtp://u:secret@mail/x"])
def test_bad_urls_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(MisuseError) as caught:
        smtp_server(url)
    assert "secret" not in str(caught.value)


def test_passwords_are_not_shown() -> None:
    assert "p@ss" not in repr(smtp_server("smtp://anna:p%40ss@mail.example.com"))


class Handler:
    """Answers RCPT with the code in the recipient's local part, DATA with 250."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        code = address.partition("@")[0]
        if code != "250":
            return f"{code} no"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(envelope)
        return "250 OK"


def mail_to(recipient: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "offhook@localhost", recipient, "test"
    mail.set_content("hello")
    return mail


async def test_a_server_takes_delays_or_refuses() -> None:
    handler = Handler()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    try:
        smtp = SmtpServer("127.0.0.1", server.sockets[0].getsockname()[1])
        await smtp.probe()
        await smtp.send(mail_to("250@example.com"))
        assert handler.received[0].rcpt_tos == ["250@example.com"]
        with pytest.raises(MailDelayed, match="451"):
            await smtp.send(mail_to("451@example.com"))
        with pytest.raises(MailRefused, match="550"):
            await smtp.send(mail_to("550@example.com"))
    finally:
        server.close()
        await server.wait_closed()
    with pytest.raises(MailDelayed):
        await smtp.send(mail_to("250@example.com"))
    with pytest.raises(MailDelayed):
        await smtp.probe()
