"""Sending a message on to another mailbox: a message of its own there, with a file of its own, sealed at once.

Invariant: sent twice with the same id it is there once. The file is complete before the row names it, and the row gets
its e-mail in the same transaction. Nothing of it is ever plain on the disk but a comment that was just spoken.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, text

from offhook.directory.model import ExtensionRow
from offhook.errors import ResourceError
from offhook.history.model import VoicemailRow
from offhook.media.wav import FIRST, header_for, inspect, wav_of
from offhook.recording.keys import current_key
from offhook.recording.sealed import seal_content
from offhook.recording.service import open_sound

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.media.wav import Wav
    from offhook.recording.keys import Vault
    from offhook.recording.sealed import CompanyKey
    from offhook.recording.service import Sound

LONGEST_COMMENT = 1000
ATTEMPTS: Final = 2  # the file may be sealed between being found and being read

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


async def forward_message(session: AsyncSession, vault: Vault, voicemail_id: str, wanted: Forwarded) -> bool:
    """Send a message on; False where it, or the box, is gone. The comment's file is for the caller to remove after it.

    Raises:
        ResourceError: its file is gone.
        SealBroken: its key, or that of what is sealed now, does not open.
        OSError: the disk is full.
    """
    found = await session.scalar(select(VoicemailRow).where(VoicemailRow.id == voicemail_id))
    box = await session.scalar(select(ExtensionRow.id).where(ExtensionRow.id == wanted.to))
    if found is None or box is None:
        return False
    if await session.scalar(select(VoicemailRow.id).where(VoicemailRow.id == wanted.id)):
        return True
    key = await current_key(session, vault.sealer)
    target = Path(found.path).with_name(f"{wanted.id}.wav")
    for attempt in range(1, ATTEMPTS + 1):
        sound = await open_sound(vault.data, found.path, vault.keys(session))
        try:
            extra_ms = await asyncio.to_thread(_seal_copy, sound, target, wanted, key)
            break
        except (FileNotFoundError, ResourceError):
            if attempt == ATTEMPTS:
                raise
    now = await session.scalar(select(func.now()))
    session.add(
        VoicemailRow(
            tenant_id=found.tenant_id,
            id=wanted.id,
            call_id=found.call_id,
            extension_id=wanted.to,
            at=now,
            path=str(target),
            duration_ms=found.duration_ms + extra_ms,
            forwarded_by=wanted.by,
            comment=wanted.comment,
            sealed_at=now,
            key_id=key[0],
        )
    )
    await session.flush()
    await session.execute(MAIL, {"voicemail": wanted.id})
    return True


def _seal_copy(sound: Sound, target: Path, wanted: Forwarded, key: CompanyKey) -> int:
    """Make the new message's file; return how many milliseconds a spoken comment makes it longer. Blocks."""
    with sound.path.open("rb") as file:
        message = wav_of(sound.path, sound.content.read(file, 0, FIRST), sound.size)
        comment = _fitting(wanted.spoken, message)
        samples = message.size - message.start
        beginning = header_for(message.header, samples)
        if comment is not None:
            length = comment.size - comment.start
            with comment.path.open("rb") as spoken:
                beginning = header_for(message.header, samples + length) + comment.read(spoken, comment.start, length)

        def read_message(at: int, count: int) -> bytes:
            return sound.content.read(file, message.start + at, count)

        size = len(beginning) + samples
        seal_content(target, wanted.id, key, size, _Joined(beginning, read_message).read)
    return 0 if comment is None else comment.duration_ms


class _Joined:
    """What begins with some bytes and goes on with what is read."""

    def __init__(self, beginning: bytes, rest: Callable[[int, int], bytes]) -> None:
        self._beginning = beginning
        self._rest = rest
        self._at = 0

    def read(self, count: int) -> bytes:
        """Return the next bytes."""
        found = self._beginning[self._at : self._at + count]
        if len(found) < count:
            found += self._rest(self._at + len(found) - len(self._beginning), count - len(found))
        self._at += len(found)
        return found


def _fitting(spoken: str, message: Wav) -> Wav | None:
    """Return a comment that can stand before a message; None where there is none, or it is of another form."""
    if not spoken:
        return None
    try:
        comment = inspect(Path(spoken))
    except ResourceError:
        return None
    return comment if (comment.rate, comment.channels) == (message.rate, message.channels) else None
