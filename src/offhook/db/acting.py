"""Who changes the database: named once for a request or a process, and told to PostgreSQL in each transaction.

Invariant: nobody who opens a transaction has to think of it. The actor lies in a context variable, which a request's
task and a process's tasks inherit; `Database` sends it along with the company, in the same statement.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from offhook.ids import TenantId


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a login (`login`, `user_id`, `tenant_id`) or a process of ours, which `via` names.

    `via` of a login is `session` or `token` with its label. What is done under one `change_id` belongs together;
    without it each transaction is a change of its own.
    """

    via: str
    login: str = ""
    user_id: str | None = None
    address: str = ""
    change_id: str | None = None
    tenant_id: TenantId | None = None

    def encoded(self) -> str:
        """Return what the database is told, as JSON."""
        told = {name: getattr(self, name) for name in ("via", "login", "user_id", "address", "change_id")}
        return msgspec.json.encode({name: value for name, value in told.items() if value}).decode()


_NOBODY = Actor("")
_actor: ContextVar[Actor] = ContextVar("actor", default=_NOBODY)


def current_actor() -> Actor:
    """Return who acts at present; `via` is empty when nobody was named."""
    return _actor.get()


def act_as(actor: Actor) -> None:
    """Let `actor` act from here on, in this task and in those that it begins."""
    _actor.set(actor)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let `actor` act for a while."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def encoded_actor() -> str:
    """Return what a transaction is told of the actor; empty when nobody was named."""
    actor = _actor.get()
    return "" if actor is _NOBODY else actor.encoded()
