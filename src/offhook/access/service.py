"""Logins with argon2id (RFC 9106), browser sessions and API tokens.

Invariant: a token is stored only as its SHA-256; passwords only as argon2id hashes, computed in threads. An unknown
login takes as long as a wrong password.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from offhook.db.engine import Database
    from offhook.ids import PersonId, TenantId

Role = Literal["admin", "supervisor", "agent"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts: a user of one company."""

    tenant_id: TenantId
    user_id: str
    login: str
    role: Role
    person_id: PersonId | None


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session just opened: the token goes into the browser's cookie and is stored nowhere in plain form."""

    token: str
    expires_at: datetime


async def verify_login(database: Database, login: str, password: str) -> Principal | None:
    """Return the user whose login and password these are, or None."""
    raise NotImplementedError


async def open_session(database: Database, principal: Principal) -> OpenedSession:
    """Open a browser session."""
    raise NotImplementedError


async def authenticate_session(database: Database, token: str) -> Principal | None:
    """Return the user of a live session, prolonging it, or None."""
    raise NotImplementedError


async def close_session(database: Database, token: str) -> None:
    """End a session; an unknown token is no error."""
    raise NotImplementedError


async def authenticate_token(database: Database, token: str) -> Principal | None:
    """Return the user of an API token, or None."""
    raise NotImplementedError
