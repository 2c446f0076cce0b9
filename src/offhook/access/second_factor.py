"""The second factor: codes of an app (TOTP, RFC 6238), and recovery codes for when the app is lost.

Invariant: no code is taken twice; the secret is sealed; recovery codes are kept as SHA-256 (they have 80 random bits).
A factor counts from its first right code on, so that nobody is shut out by a secret that no app has.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from typing import TYPE_CHECKING, NamedTuple

import pyotp
from sqlalchemy import delete, func, or_, select, update

from offhook.access.model import RecoveryCodeRow, UserRow
from offhook.db.engine import tenant_of
from offhook.errors import InUse, InvalidValue
from offhook.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.sealing import Sealer

STEP_S = 30
DRIFT = 1  # steps that a clock may be wrong by, to either side
RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
_CODE = re.compile(r"\d{6}")


class Enrolment(NamedTuple):
    """What an app is given: the secret in base 32, and the same as the address in a QR code."""

    secret: str
    uri: str


class Factor(NamedTuple):
    """How a login's second factor stands."""

    on: bool
    recovery_codes: int


def secret_context(tenant_id: str, user_id: str) -> str:
    """Return what a secret is sealed for."""
    return f"totp:{tenant_id}:{user_id}"


async def factor_of(session: AsyncSession, user_id: str) -> Factor:
    """Return how it stands."""
    row = await _row(session, user_id)
    left = await session.scalar(select(func.count()).where(RecoveryCodeRow.user_id == user_id))
    return Factor(row.factor_on, left or 0)


async def enrol(session: AsyncSession, sealer: Sealer, user_id: str, issuer: str) -> Enrolment:
    """Make a secret; it counts once a code of it was seen.

    Raises:
        InUse: there is a factor; it is disabled first.
    """
    row = await _row(session, user_id)
    if row.factor_on:
        raise InUse("there is a second factor already; disable it first", (("second factor", row.login),))
    secret = pyotp.random_base32()
    row.factor_sealed = sealer.seal(secret.encode(), secret_context(row.tenant_id, row.id))
    row.factor_step = 0
    await session.flush()
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=row.login, issuer_name=issuer))


async def confirm(session: AsyncSession, sealer: Sealer, user_id: str, code: str, now: float) -> list[str]:
    """Switch the factor on by a code of it, and return the recovery codes: they are shown this once.

    Raises:
        InvalidValue: the code is wrong, or nothing was begun.
    """
    row = await _row(session, user_id)
    if row.factor_on or row.factor_sealed is None or not await _take(session, sealer, row, code, now):
        raise InvalidValue("code", "is not the one that the app shows now; is the clock of the telephone right?")
    row.factor_on = True
    return await renew_codes(session, user_id)


async def renew_codes(session: AsyncSession, user_id: str) -> list[str]:
    """Make new recovery codes; the old ones are worth nothing."""
    await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    codes = [b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    tenant = tenant_of(session)
    session.add_all(
        RecoveryCodeRow(tenant_id=tenant, id=new_id(), user_id=user_id, code_hash=_hash(code)) for code in codes
    )
    await session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


async def passes(session: AsyncSession, sealer: Sealer, user_id: str, code: str, now: float) -> bool:
    """Take a code of the app or a recovery code; the same one does not pass again."""
    row = await _row(session, user_id)
    plain = re.sub(r"[\s-]", "", code).lower()
    if _CODE.fullmatch(plain):
        return row.factor_on and await _take(session, sealer, row, plain, now)
    used = delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id, RecoveryCodeRow.code_hash == _hash(plain))
    return (await session.execute(used.returning(RecoveryCodeRow.id))).one_or_none() is not None


async def disable(session: AsyncSession, user_id: str) -> None:
    """Forget the factor and its recovery codes."""
    row = await _row(session, user_id)
    row.factor_sealed, row.factor_on, row.factor_step = None, False, 0
    await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    await session.flush()


async def _take(session: AsyncSession, sealer: Sealer, row: UserRow, code: str, now: float) -> bool:
    """Tell whether a code is right and newer than the last one; of two at the same moment one is."""
    assert row.factor_sealed is not None
    totp = pyotp.TOTP(sealer.open(row.factor_sealed, secret_context(row.tenant_id, row.id)).decode())
    current = int(now) // STEP_S
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            newer = or_(UserRow.factor_step.is_(None), UserRow.factor_step < step)
            taken = update(UserRow).where(UserRow.id == row.id, newer).values(factor_step=step).returning(UserRow.id)
            return (await session.execute(taken)).one_or_none() is not None
    return False


async def _row(session: AsyncSession, user_id: str) -> UserRow:
    return await session.get_one(UserRow, (tenant_of(session), user_id))


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode(errors="surrogateescape")).digest()
