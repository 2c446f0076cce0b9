"""Mailing voice messages: what the tasks do, apart from the queue.

Invariant: a message counts as mailed only once the SMTP server took it; a crash in between sends it again with the
same Message-ID rather than never.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text, update

from offhook.db.sealing import SealBroken
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.errors import ResourceError
from offhook.history.model import CallRow, VoicemailRow
from offhook.ids import TenantId
from offhook.jobs.letter import VoiceMessage, compose
from offhook.recording.service import open_sound
from offhook.tenancy.model import TenantRow
from offhook.voicemail.boxes import box_of

if TYPE_CHECKING:
    from offhook.db.engine import Database
    from offhook.ids import VoicemailId
    from offhook.jobs.smtp import SmtpServer
    from offhook.recording.keys import Vault
    from offhook.recording.sealed import KeyOf

log = logging.getLogger(__name__)

SWEEP_AFTER = timedelta(seconds=60)
SWEEP_UNTIL = timedelta(days=3)
LARGEST_SOUND = 20_000_000  # bytes; mail servers refuse more

FORGOTTEN = text(
    """
    SELECT v.id::text
    FROM voicemails v
    JOIN extensions e ON (e.tenant_id, e.id) = (v.tenant_id, v.extension_id)
    LEFT JOIN people p ON (p.tenant_id, p.id) = (e.tenant_id, e.person_id)
    WHERE v.mailed_at IS NULL AND v.deleted_at IS NULL AND v.at BETWEEN :since AND :until
      AND (coalesce(p.email, '') <> '' OR jsonb_array_length(coalesce(e.box -> 'emails', '[]')) > 0)
      AND coalesce(e.box ->> 'mail', 'attach') <> 'off'
      AND NOT EXISTS (
          SELECT FROM procrastinate_jobs j
          WHERE j.task_name = 'mail_voicemail' AND j.args ->> 'voicemail' = v.id::text
      )
    ORDER BY v.at
    LIMIT 100
    """
)


@dataclass(frozen=True, slots=True)
class Mailing:
    """By whom and as whom messages are mailed, where their files are, and the address of the web application."""

    server: SmtpServer
    sender: str
    vault: Vault
    address: str = ""


async def mail_voicemail(database: Database, mailing: Mailing, tenant: TenantId, voicemail: VoicemailId) -> bool:
    """Mail one message to the mailbox's addresses, else to its person; False when there is nothing to do.

    Raises:
        MailDelayed: the server did not take it this time.
        MailRefused: it never will.
    """
    message = await _read(database, mailing, tenant, voicemail)
    if message is None:
        return False
    await mailing.server.send(compose(message, mailing.sender))
    async with database.tenant(tenant) as session:
        await session.execute(
            update(VoicemailRow).where(VoicemailRow.id == voicemail).values(mailed_at=datetime.now(UTC))
        )
    log.info("voice message %s was mailed", voicemail)
    return True


async def forgotten_voicemails(database: Database, now: datetime) -> list[tuple[str, str]]:
    """Return (company, message) of those that should have been mailed, but for which no job was ever made."""
    async with database.system() as session:
        tenants = [str(row[0]) for row in await session.execute(text("SELECT offhook_tenants()"))]
    found: list[tuple[str, str]] = []
    for tenant in tenants:
        async with database.tenant(TenantId(tenant)) as session:
            rows = await session.execute(FORGOTTEN, {"since": now - SWEEP_UNTIL, "until": now - SWEEP_AFTER})
            found += [(tenant, row[0]) for row in rows]
    return found


async def _read(database: Database, mailing: Mailing, tenant: TenantId, voicemail: VoicemailId) -> VoiceMessage | None:
    query = (
        select(VoicemailRow, CallRow, ExtensionRow, PersonRow, TenantRow)
        .join(CallRow, CallRow.id == VoicemailRow.call_id)
        .join(ExtensionRow, ExtensionRow.id == VoicemailRow.extension_id)
        .outerjoin(PersonRow, PersonRow.id == ExtensionRow.person_id)
        .join(TenantRow, TenantRow.id == VoicemailRow.tenant_id)
        .where(VoicemailRow.id == voicemail, VoicemailRow.mailed_at.is_(None), VoicemailRow.deleted_at.is_(None))
    )
    async with database.tenant(tenant) as session:
        row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    message, call, extension, person, company = row
    box = box_of(extension)
    addresses = box.emails or ((person.email,) if person and person.email else ())
    if not addresses or box.mail == "off":
        return None
    kept, sound = box.mail == "link", None
    if not kept:
        async with database.tenant(tenant) as session:
            kept, sound = await _sound(mailing.vault, message.path, mailing.vault.keys(session))
    return VoiceMessage(
        id=voicemail,
        company=company.name,
        timezone=company.timezone,
        language=(person.language if person else None) or company.language,
        recipient=", ".join(addresses),
        extension=f"{extension.name} ({extension.number})" if extension.name else extension.number,
        caller_name=call.caller_name,
        caller_number=call.caller_number,
        at=message.at,
        duration_ms=message.duration_ms,
        sound=sound,
        kept=kept,
        link=f"{mailing.address}/voicemail?message={voicemail}" if mailing.address else "",
        comment=": ".join(part for part in (message.forwarded_by, message.comment) if part),
    )


async def _sound(vault: Vault, path: str, keys: KeyOf) -> tuple[bool, bytes | None]:
    """Return whether a message stays here, as it is too large for a mail or does not open now, and else its bytes."""
    try:
        sound = await open_sound(vault.data, path, keys)
        if sound.size > LARGEST_SOUND:
            return True, None
        return False, b"".join([piece async for piece in sound.read(0, sound.size)])
    except SealBroken as error:
        log.error("voice message %s is mailed without its sound: %s", path, error)  # noqa: TRY400  no fault of the program
        return True, None
    except (OSError, ResourceError) as error:
        log.warning("the sound of a voice message cannot be read: %s", error)
        return False, None
