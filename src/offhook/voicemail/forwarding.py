"""Sending a message on to another mailbox: a message of its own there, with a file of its own.

Invariant: sent twice with the same id it is there once. The file is complete before the row names it, and the row gets
its e-mail in the same transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from offhook.directory.model import ExtensionRow
from offhook.errors import ResourceError
from offhook.history.model import VoicemailRow
from offhook.media.wav import inspect

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

LONGEST_COMMENT = 1000

MAIL = text(
    """SELECT procrastinate_defer_jobs_v1(array_agg(ROW('default', 'mail_voicemail', 0,
        'mail_voicemail:' || v.id, 'mail_voicemail:' || v.id, jsonb_build_object('tenant', v.tenant_id,
        'voicemail', v.id), NULL)::procrastinate_job_to_defer_v1))
    FROM voicemails v WHERE v.id = :voicemail HAVING count(*) > 0"""
)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What becomes of a message: another one with this id, of the box `to`; `spoken` is a comment's file."""

    id: str
    to: str
    by: str
    comment: str = ""
    spoken: str = ""


async def forward_message(session: AsyncSession, voicemail_id: str, wanted: Forwarded) -> bool:
    """Send a message on; False where it, or the box, is gone.

    Raises:
        ResourceError: its file cannot be copied.
    """
    found = await session.scalar(select(VoicemailRow).where(VoicemailRow.id == voicemail_id))
    box = await session.scalar(select(ExtensionRow.id).where(ExtensionRow.id == wanted.to))
    if found is None or box is None:
        return False
    if await session.scalar(select(VoicemailRow.id).where(VoicemailRow.id == wanted.id)):
        return True
    target = Path(found.path).with_name(f"{wanted.id}.wav")
    extra_ms = await asyncio.to_thread(_copy, Path(found.path), target, wanted.spoken)
    session.add(
        VoicemailRow(
            tenant_id=found.tenant_id,
            id=wanted.id,
            call_id=found.call_id,
            extension_id=wanted.to,
            at=await session.scalar(select(func.now())),
            path=str(target),
            duration_ms=found.duration_ms + extra_ms,
            forwarded_by=wanted.by,
            comment=wanted.comment,
        )
    )
    await session.flush()
    await session.execute(MAIL, {"voicemail": wanted.id})
    return True


def _copy(source: Path, target: Path, spoken: str) -> int:
    """Make the new message's file; return how many milliseconds a spoken comment makes it longer. Blocks."""
    part = target.with_suffix(".part")
    try:
        with contextlib.suppress(ResourceError, wave.Error):
            if spoken and (length := _join(Path(spoken), source, part)):
                part.replace(target)
                Path(spoken).unlink(missing_ok=True)
                return length
        if not target.exists():
            try:
                os.link(source, target)
            except OSError:  # a file system without links
                shutil.copyfile(source, part)
                part.replace(target)
    except OSError as error:
        raise ResourceError(f"cannot copy {source.name}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return 0


def _join(first: Path, second: Path, target: Path) -> int:
    """Write two sounds one after the other; return the first one's milliseconds, 0 where they do not fit together."""
    found, other = inspect(first), inspect(second)
    if (found.rate, found.channels) != (other.rate, other.channels):
        return 0
    with wave.open(str(target), "wb") as file:
        file.setparams((other.channels, 2, other.rate, 0, "NONE", ""))
        for one in (found, other):
            with one.path.open("rb") as sound:
                sound.seek(one.start)
                file.writeframes(sound.read(one.frames * 2 * one.channels))
    return found.duration_ms
