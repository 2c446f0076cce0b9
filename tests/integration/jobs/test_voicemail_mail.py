"""Voice messages by e-mail: a real job queue in PostgreSQL, a real SMTP server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import wave
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from aiosmtpd.smtp import SMTP
from procrastinate import jobs as queue
from sqlalchemy import select, text, update

from offhook.config import Settings
from offhook.demo import NUMBER, seed_demo
from offhook.directory.model import ExtensionRow
from offhook.history.model import CallRow, VoicemailRow
from offhook.ids import TenantId, VoicemailId, new_id
from offhook.jobs.process import connector
from offhook.jobs.smtp import SmtpServer
from offhook.jobs.tasks import MAIL_VOICEMAIL, WorkerContext, defer_voicemail_mail, make_app
from offhook.jobs.voicemail import Mailing, forgotten_voicemails, mail_voicemail
from offhook.numbers.service import tenant_of_number
from offhook.recording.keys import Vault
from offhook.tenancy.loading import load_configuration
from offhook.voicemail.keeping import tidy_boxes
from offhook.voicemail.service import box_messages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session

    from offhook.db.engine import Database
    from offhook.db.sealing import Sealer
    from offhook.db.urls import DatabaseUrls


class Mailbox:
    """Keeps what is delivered; refuses with `answers` first."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.answers: list[str] = []
        self.arrived = asyncio.Event()
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        self.arrived.set()
        return "250 OK"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    yield box
    server.close()
    await server.wait_closed()


@pytest.fixture
def vault(tmp_path: Path, sealer: Sealer) -> Vault:
    return Vault(tmp_path, sealer)


@pytest.fixture
async def voicemail(database: Database, tmp_path: Path, sealer: Sealer) -> tuple[TenantId, VoicemailId]:
    """A message for Clara, five minutes old."""
    await seed_demo(database, Settings(data=tmp_path))
    tenant = await tenant_of_number(database, NUMBER)
    assert tenant is not None
    (company,) = (await load_configuration(database, sealer)).companies
    (clara,) = (extension for extension in company.extensions if extension.number == "203")
    sound = tmp_path / "message.wav"
    with wave.open(str(sound), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(b"\1\0" * 8000)
    at = datetime.now(UTC) - timedelta(minutes=5)
    call, message = new_id(), new_id()
    async with database.tenant(tenant) as session:
        session.add(
            CallRow(
                tenant_id=tenant,
                id=call,
                started_at=at,
                direction="inbound",
                caller_number="+37255500011",
                caller_name="Mart",
                dialled=NUMBER,
            )
        )
        await session.flush()
        session.add(
            VoicemailRow(
                tenant_id=tenant,
                id=message,
                call_id=call,
                extension_id=clara.id,
                at=at,
                path=str(sound),
                duration_ms=1000,
            )
        )
    return tenant, VoicemailId(message)


async def work_off(urls: DatabaseUrls, database: Database, smtp: SmtpServer | None, vault: Vault) -> None:
    """Run all jobs that are due, once."""
    app = make_app(connector(urls.app_url))
    async with app.open_async():
        await app.run_worker_async(
            wait=False,
            delete_jobs="successful",
            install_signal_handlers=False,
            listen_notify=False,
            additional_context={"worker": WorkerContext(database, smtp, "offhook@localhost", vault=vault)},
        )


async def defer(urls: DatabaseUrls, tenant: TenantId, message: VoicemailId) -> None:
    app = make_app(connector(urls.app_url))
    async with app.open_async():
        await defer_voicemail_mail(app, tenant, message)


async def mailed_at(database: Database, tenant: TenantId, message: VoicemailId) -> datetime | None:
    async with database.tenant(tenant) as session:
        row = await session.get(VoicemailRow, (tenant, message))
        assert row is not None
        return row.mailed_at


async def test_a_message_arrives_once_with_its_sound(
    urls: DatabaseUrls, database: Database, mailbox: Mailbox, voicemail: tuple[TenantId, VoicemailId], vault: Vault
) -> None:
    smtp = SmtpServer("127.0.0.1", mailbox.port)
    for _ in range(2):  # the second wish waits for the same job
        await defer(urls, *voicemail)
    await work_off(urls, database, smtp, vault)
    await defer(urls, *voicemail)  # a third one, too late
    await work_off(urls, database, smtp, vault)
    (raw,) = mailbox.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["To"] == "clara@example.com"
    assert mail["Subject"] == "Voice message from Mart (+37255500011) (0:01)"
    (sound,) = mail.iter_attachments()
    assert sound.get_content().startswith(b"RIFF")
    assert len(sound.get_content()) == 44 + 16000
    assert await mailed_at(database, *voicemail) is not None
    assert await forgotten_voicemails(database, datetime.now(UTC)) == []


async def test_a_busy_server_is_tried_again_a_refusal_is_not(
    urls: DatabaseUrls, database: Database, mailbox: Mailbox, voicemail: tuple[TenantId, VoicemailId], vault: Vault
) -> None:
    smtp = SmtpServer("127.0.0.1", mailbox.port)
    mailbox.answers = ["451 busy", "554 never"]
    await defer(urls, *voicemail)
    await work_off(urls, database, smtp, vault)
    (waiting,) = await all_jobs(urls)
    assert (waiting.status, waiting.attempts) == (queue.Status.TODO.value, 1)
    assert waiting.scheduled_at is not None
    with psycopg.connect(urls.owner_url) as connection:
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    await work_off(urls, database, smtp, vault)
    (failed,) = await all_jobs(urls)
    assert failed.status == queue.Status.FAILED.value
    assert await mailed_at(database, *voicemail) is None
    # What failed for good is not taken up again by the sweep.
    assert await forgotten_voicemails(database, datetime.now(UTC)) == []


async def test_a_message_without_a_job_is_found(
    urls: DatabaseUrls, database: Database, mailbox: Mailbox, voicemail: tuple[TenantId, VoicemailId], vault: Vault
) -> None:
    now = datetime.now(UTC)
    assert await forgotten_voicemails(database, now) == [voicemail]
    assert await forgotten_voicemails(database, now - timedelta(minutes=4, seconds=30)) == []  # the switch may be at it
    assert await forgotten_voicemails(database, now + timedelta(days=3)) == []
    app = make_app(connector(urls.app_url))
    async with app.open_async():
        await app.configure_task("sweep").defer_async(timestamp=0)
    await work_off(urls, database, SmtpServer("127.0.0.1", mailbox.port), vault)
    assert len(mailbox.mails) == 1


async def test_a_box_says_where_and_how(
    database: Database,
    mailbox: Mailbox,
    voicemail: tuple[TenantId, VoicemailId],
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tenant, message = voicemail
    smtp = SmtpServer("127.0.0.1", mailbox.port)

    async def mailed(box: dict[str, Any]) -> EmailMessage | None:
        mailbox.mails.clear()
        async with database.tenant(tenant) as session:
            await session.execute(update(ExtensionRow).where(ExtensionRow.number == "203").values(box=box))
            await session.execute(update(VoicemailRow).values(mailed_at=None))
        mailing = Mailing(smtp, "offhook@localhost", vault, "https://pbx.example.com")
        await mail_voicemail(database, mailing, tenant, message)
        return message_from_bytes(mailbox.mails[0], policy=policy.default) if mailbox.mails else None  # type: ignore[return-value]

    to = await mailed({"emails": ["sales@example.com", "boss@example.com"], "mail": "link"})
    assert to is not None
    assert to["To"] == "sales@example.com, boss@example.com"
    assert list(to.iter_attachments()) == []
    assert "web application" in to.get_content()
    assert f"https://pbx.example.com/voicemail?message={message}" in to.get_content().split()
    assert await mailed({"mail": "off"}) is None
    assert await forgotten_voicemails(database, datetime.now(UTC)) == []
    monkeypatch.setattr("offhook.jobs.voicemail.LARGEST_SOUND", 100)
    huge = await mailed({})
    assert huge is not None
    assert (huge["To"], list(huge.iter_attachments())) == ("clara@example.com", [])
    assert "web application" in huge.get_content()


async def test_old_messages_go(database: Database, voicemail: tuple[TenantId, VoicemailId], tmp_path: Path) -> None:
    tenant, _ = voicemail
    now = datetime.now(UTC)
    async with database.tenant(tenant) as session:
        await session.execute(update(ExtensionRow).values(box={"keep_days": 30}))
    assert await tidy_boxes(database, tenant, now) == 0
    assert await tidy_boxes(database, tenant, now + timedelta(days=31)) == 0  # it is deleted, which can be taken back
    assert (tmp_path / "message.wav").exists()
    assert await tidy_boxes(database, tenant, now + timedelta(days=39)) == 1
    assert not (tmp_path / "message.wav").exists()


@pytest.mark.requirement("VM-01")
async def test_ten_thousand_messages_are_quick(database: Database, voicemail: tuple[TenantId, VoicemailId]) -> None:
    """Nothing that is asked of a large box reads all of it, but for counting, which reads an index."""
    tenant, message = voicemail
    many = text(
        """INSERT INTO voicemails (tenant_id, id, call_id, extension_id, at, path, duration_ms, heard_at)
        SELECT tenant_id, gen_random_uuid(), call_id, extension_id, at - n * '1 minute'::interval, path, duration_ms,
            CASE WHEN n % 2 = 0 THEN at END
        FROM voicemails, generate_series(1, 10000) n"""
    )
    async with database.tenant(tenant) as session:
        await session.execute(many)
        box = await session.scalar(select(VoicemailRow.extension_id).where(VoicemailRow.id == message))
        assert len(await box_messages(session, box or "", "new", None, 50)) == 50
        for folder in ("heard_at IS NULL", "heard_at IS NOT NULL"):
            plan = await session.execute(
                text(
                    f"EXPLAIN SELECT id FROM voicemails WHERE extension_id = :box AND deleted_at IS NULL AND {folder}"  # noqa: S608  constants
                    " ORDER BY at, id LIMIT 50"
                ),
                {"box": box},
            )
            assert "Index" in "".join(row[0] for row in plan)


async def test_without_smtp_nothing_is_lost(
    urls: DatabaseUrls, database: Database, voicemail: tuple[TenantId, VoicemailId], vault: Vault
) -> None:
    await defer(urls, *voicemail)
    await work_off(urls, database, None, vault)
    assert await mailed_at(database, *voicemail) is None
    assert await forgotten_voicemails(database, datetime.now(UTC)) == [voicemail]


async def test_the_worker_process_mails_and_stops(
    urls: DatabaseUrls, mailbox: Mailbox, voicemail: tuple[TenantId, VoicemailId], tmp_path: Path
) -> None:
    """The whole process: it takes a job up by notification and ends on SIGTERM."""
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from offhook.config import Settings\n"
        "from offhook.db.urls import DatabaseUrls\n"
        "from offhook.jobs import process\n"
        "process.database_urls = lambda _: DatabaseUrls(sys.argv[1], sys.argv[1])\n"
        "process.main(Settings(data=Path(sys.argv[2]), smtp_url=sys.argv[3]))\n"
    )
    arguments = [urls.app_url, str(tmp_path), f"smtp://127.0.0.1:{mailbox.port}"]
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", code, *arguments, stderr=subprocess.DEVNULL)
    try:
        await defer(urls, *voicemail)
        await asyncio.wait_for(mailbox.arrived.wait(), 20)
        os.kill(worker.pid, signal.SIGTERM)
        assert await asyncio.wait_for(worker.wait(), 8) == 0
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    assert len(mailbox.mails) == 1


async def all_jobs(urls: DatabaseUrls) -> list[queue.Job]:
    """The jobs that mail; periodic ones come whenever a minute begins."""
    app = make_app(connector(urls.app_url))
    async with app.open_async():
        return list(await app.job_manager.list_jobs_async(task=MAIL_VOICEMAIL))
