"""One PBX for the tests that do not hurt it, another for those that do; a mail server; the parties of a test."""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import SMTP
from tests.acceptance.bystander import Bystander
from tests.acceptance.pbx import Pbx
from tests.acceptance.stage import Stage
from tests.ports import free_port

from offhook.config import Settings
from offhook.control import ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session

STALL_MS = 100  # the goal is 20, on a machine that does nothing else


class Mailbox:
    """A real SMTP server in a thread of its own; it keeps what is delivered."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        start = self._loop.create_server(lambda: SMTP(self, loop=self._loop), "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(5)
        self.port = self._server.sockets[0].getsockname()[1]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    with closing(Mailbox()) as box:
        yield box


@pytest.fixture(scope="session")
def pbx(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Pbx]:
    """The PBX that is treated well."""
    mail, tls = f"smtp://127.0.0.1:{mailbox.port}", f"127.0.0.1:{free_port()}"
    bystander = Bystander()
    running = Pbx(tmp_path_factory.mktemp("pbx"), OFFHOOK_SMTP_URL=mail, OFFHOOK_SIP_TLS=tls)
    yield running
    figures = asyncio.run(ask(Settings(data=running.data), "figures"))
    running.stop()
    paused_ms = bystander.worst_ms()  # seen: 140 ms in seven switches at once
    assert figures["failures"] == 0, running.state()
    assert figures["journal_fault"] is None
    assert figures["worst_stall_ms"] < STALL_MS + paused_ms, running.state()


@pytest.fixture(scope="session")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    """The PBX whose processes are killed; parties without sound are gone after three seconds."""
    running = Pbx(tmp_path_factory.mktemp("victim"), OFFHOOK_RTP_TIMEOUT_S="3")
    yield running
    running.stop()


@pytest.fixture(scope="module", autouse=True)
def _fresh_history(request: pytest.FixtureRequest) -> None:
    """Let no test of a file take calls of the files before for its own."""
    for name in ("pbx", "victim"):
        if any(name in item.fixturenames for item in request.session.items if item.path == request.path):
            request.getfixturevalue(name).forget()


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Phones and operators of one test, the only ones there; they leave at its end."""
    with Stage(tmp_path) as parties:
        for name in ("pbx", "victim"):
            if name in request.fixturenames and type(found := request.getfixturevalue(name)) is Pbx:
                parties.empty(found)
        yield parties
