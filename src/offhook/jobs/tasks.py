"""The tasks of the queue, thin: they call what does the work.

Invariant: a task may run twice. `worker_context` says what each finds in its job's context.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from procrastinate import App, JobContext, RetryStrategy, exceptions

from offhook.errors import ResourceError
from offhook.events.service import forget_events
from offhook.exports.service import JOB as EXPORT_COMPANY
from offhook.ids import RecordingId, TenantId, VoicemailId
from offhook.jobs import companies, exports, invitations, messages, recordings, resealing, room
from offhook.jobs import voicemail as voicemails
from offhook.jobs.smtp import MailDelayed, MailRefused
from offhook.tenancy.service import list_tenants
from offhook.trace.segments import keep_house
from offhook.voicemail.keeping import tidy_boxes
from offhook.webhooks.queue import tidy

if TYPE_CHECKING:
    from pathlib import Path

    from procrastinate.connector import BaseAsyncConnector

    from offhook.db.engine import Database
    from offhook.jobs.resealing import Progress
    from offhook.jobs.smtp import SmtpServer
    from offhook.recording.keys import Vault

log = logging.getLogger(__name__)

MAIL_VOICEMAIL = "mail_voicemail"
MAIL_INVITATION = "mail_invitation"
MAIL_RESET = "mail_reset"
SEAL_RECORDING = "seal_recording"
SEAL_VOICEMAIL = "seal_voicemail"
SEAL_ATTEMPTS = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[OSError, ResourceError])
MAIL_ATTEMPTS = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[MailDelayed])  # 4 s … 4.5 h
KEEP_FAILED_HOURS = 30 * 24
KEEP_DELIVERIES = timedelta(days=7)  # after their end


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """What tasks work with; no `smtp` means that nothing is mailed."""

    database: Database
    smtp: SmtpServer | None
    mail_from: str
    traces: Path | None = None
    trace_days: int = 0
    vault: Vault | None = None
    address: str = ""  # of the web application, as e-mails name it
    resealed: Progress = field(default_factory=dict)
    alarm: room.Alarm = field(default_factory=room.Alarm)


def make_app(connector: BaseAsyncConnector) -> App:
    """Return the queue with all tasks; open it with `async with app.open_async()`."""
    app = App(connector=connector)
    app.task(name=MAIL_VOICEMAIL, pass_context=True, retry=MAIL_ATTEMPTS)(mail_voicemail)
    sweeping = app.task(name="sweep", pass_context=True, queueing_lock="sweep", lock="sweep")(sweep)
    app.periodic(cron="* * * * *")(sweeping)
    forgetting = app.task(name="forget_failed_jobs", pass_context=True, queueing_lock="forget_failed_jobs")
    app.periodic(cron="17 3 * * *")(forgetting(forget_failed_jobs))
    tidying = app.task(name="tidy_traces", pass_context=True, queueing_lock="tidy_traces", lock="tidy_traces")
    app.periodic(cron="4-59/10 * * * *")(tidying(tidy_traces))
    app.task(name=MAIL_INVITATION, pass_context=True, retry=MAIL_ATTEMPTS)(mail_invitation)
    app.task(name=MAIL_RESET, pass_context=True, retry=MAIL_ATTEMPTS)(mail_reset)
    app.task(name=SEAL_RECORDING, pass_context=True, retry=SEAL_ATTEMPTS)(seal_recording)
    app.task(name=SEAL_VOICEMAIL, pass_context=True, retry=SEAL_ATTEMPTS)(seal_voicemail)
    sealing = app.task(name="reseal", pass_context=True, queueing_lock="reseal", lock="reseal")
    app.periodic(cron="* * * * *")(sealing(reseal))
    deleting = app.task(name="delete_recordings", pass_context=True, queueing_lock="delete_recordings")
    app.periodic(cron="7-59/15 * * * *")(deleting(delete_recordings))
    app.task(name=EXPORT_COMPANY, pass_context=True)(export_company)
    removing = app.task(name="remove_companies", pass_context=True, queueing_lock="remove_companies", lock="remove")
    app.periodic(cron="11-59/15 * * * *")(removing(remove_companies))
    boxes = app.task(name="tidy_voicemails", pass_context=True, queueing_lock="tidy_voicemails", lock="tidy_voicemails")
    app.periodic(cron="23 * * * *")(boxes(tidy_voicemails))
    events = app.task(name="tidy_events", pass_context=True, queueing_lock="tidy_events", lock="tidy_events")
    app.periodic(cron="41 * * * *")(events(tidy_events))
    told = app.task(name="tidy_deliveries", pass_context=True, queueing_lock="tidy_deliveries", lock="tidy_deliveries")
    app.periodic(cron="41 * * * *")(told(tidy_deliveries))
    return app


async def mail_voicemail(context: JobContext, *, tenant: str, voicemail: str) -> None:
    """Mail a voice message to the person it was left for."""
    worker = worker_context(context)
    if worker.smtp is None or worker.vault is None:
        return
    mailing = voicemails.Mailing(worker.smtp, worker.mail_from, worker.vault, worker.address)
    try:
        await voicemails.mail_voicemail(worker.database, mailing, TenantId(tenant), VoicemailId(voicemail))
    except MailRefused as error:
        log.error("voice message %s cannot be mailed: %s", voicemail, error)  # noqa: TRY400  no fault of the program
        raise


async def mail_invitation(context: JobContext, *, tenant: str, user: str) -> None:
    """Mail somebody the link by which the first password is set."""
    worker = worker_context(context)
    if worker.smtp is not None:
        post = invitations.Post(worker.smtp, worker.mail_from, worker.address)
        await invitations.mail_invitation(worker.database, post, TenantId(tenant), user)


async def mail_reset(context: JobContext, *, login: str) -> None:
    """Mail somebody the link by which a forgotten password is replaced."""
    worker = worker_context(context)
    if worker.smtp is not None and worker.address:
        post = invitations.Post(worker.smtp, worker.mail_from, worker.address)
        await invitations.mail_reset(worker.database, post, login)


async def sweep(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Take up what a crash left behind: jobs of a dead worker, voice messages without a job."""
    worker = worker_context(context)
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)
    for tenant, recording in await recordings.forgotten_recordings(worker.database):
        await defer_sealing(context.app, TenantId(tenant), RecordingId(recording))
    for company, message in await messages.forgotten_messages(worker.database):
        await defer_message_sealing(context.app, company, VoicemailId(message))
    if worker.vault is not None:
        await room.keep_room(worker.database, worker.vault, worker.alarm)
    if worker.smtp is None:
        return
    for tenant, voicemail in await voicemails.forgotten_voicemails(worker.database, datetime.now(UTC)):
        await defer_voicemail_mail(context.app, TenantId(tenant), VoicemailId(voicemail))


async def seal_recording(context: JobContext, *, tenant: str, recording: str) -> None:
    """Seal a recording whose call is over, and keep its fingerprint."""
    worker = worker_context(context)
    if worker.vault is not None:
        await recordings.seal_recording(worker.database, worker.vault, TenantId(tenant), RecordingId(recording))


async def seal_voicemail(context: JobContext, *, tenant: str, voicemail: str) -> None:
    """Seal a message that was left."""
    worker = worker_context(context)
    if worker.vault is not None:
        await messages.seal_voicemail(worker.database, worker.vault, TenantId(tenant), VoicemailId(voicemail))


async def reseal(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Seal some files anew whose company has another key by now."""
    worker = worker_context(context)
    if worker.vault is not None:
        await resealing.reseal(worker.database, worker.vault, worker.resealed)


async def delete_recordings(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Delete recordings as their rules say."""
    worker = worker_context(context)
    if worker.vault is not None:
        await recordings.delete_due(worker.database, worker.vault.data)


async def remove_companies(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Remove companies whose time of grace is over, and see whose storage is full."""
    worker = worker_context(context)
    await companies.judge_storage(worker.database)
    if worker.vault is not None:
        await exports.expire(worker.database, worker.vault.data)
        await companies.remove_due(worker.database, worker.vault.data)


async def export_company(context: JobContext, *, tenant: str, export: str) -> None:
    """Make an archive of a company that was asked for."""
    worker = worker_context(context)
    if worker.vault is not None:
        await exports.make_export(worker.database, worker.vault, TenantId(tenant), export)


async def forget_failed_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Drop jobs that failed a month ago."""
    await context.app.job_manager.delete_old_jobs(KEEP_FAILED_HOURS, include_failed=True, include_aborted=True)


async def tidy_traces(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Compress traces that nobody writes to any more, and delete the old ones."""
    worker = worker_context(context)
    if worker.traces is not None:
        await asyncio.to_thread(keep_house, worker.traces, worker.trace_days)


async def tidy_voicemails(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Delete messages that mailboxes keep no longer."""
    worker = worker_context(context)
    for tenant in await list_tenants(worker.database):
        await tidy_boxes(worker.database, tenant, datetime.now(UTC))


async def tidy_events(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Drop events that are kept long enough."""
    worker = worker_context(context)
    for tenant in await list_tenants(worker.database):
        async with worker.database.tenant(tenant) as session:
            await forget_events(session, datetime.now(UTC))


async def tidy_deliveries(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it by name
    """Drop what webhooks were told long ago."""
    worker = worker_context(context)
    before = datetime.now(UTC) - KEEP_DELIVERIES
    for tenant in await list_tenants(worker.database):
        await tidy(worker.database, tenant, before)


async def defer_voicemail_mail(app: App, tenant: TenantId, voicemail: VoicemailId) -> None:
    """Have a voice message mailed soon."""
    await _defer_once(app, MAIL_VOICEMAIL, voicemail, tenant=tenant, voicemail=voicemail)


async def defer_sealing(app: App, tenant: TenantId, recording: RecordingId) -> None:
    """Have a recording sealed soon."""
    await _defer_once(app, SEAL_RECORDING, recording, tenant=tenant, recording=recording)


async def defer_message_sealing(app: App, tenant: TenantId, voicemail: VoicemailId) -> None:
    """Have a voice message sealed soon."""
    await _defer_once(app, SEAL_VOICEMAIL, voicemail, tenant=tenant, voicemail=voicemail)


async def _defer_once(app: App, task: str, about: str, **told: str) -> None:
    """Have something done soon; a second wish about the same thing changes nothing."""
    lock = f"{task}:{about}"
    try:
        await app.configure_task(task, lock=lock, queueing_lock=lock).defer_async(**told)
    except exceptions.AlreadyEnqueued:
        log.debug("%s waits already", lock)


def worker_context(context: JobContext) -> WorkerContext:
    """Return what the worker process gave to its tasks."""
    found = context.additional_context["worker"]
    assert isinstance(found, WorkerContext)
    return found
