"""Bringing a database to the present schema."""

from __future__ import annotations


async def migrate(owner_url: str) -> None:
    """Apply all migrations that the database lacks; safe when several processes do it at once."""
    raise NotImplementedError
