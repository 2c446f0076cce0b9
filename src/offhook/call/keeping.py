"""What a leg leaves for a restarted switch, sealed when it holds secrets of its media.

Invariant: keys, passwords of ICE and descriptions that hold them are in the journal in sealed form only.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

_SECRETS = (b"a=crypto:", b"a=ice-pwd:")
_SEALED = "sealed"


class Sealer(Protocol):
    """Seals values for a context under the key of the installation."""

    def seal(self, plain: bytes, context: str) -> bytes:
        """Seal."""

    def open(self, sealed: bytes, context: str) -> bytes:
        """Undo it; raises ResourceError when it does not open."""


def secret(description: bytes) -> bool:
    """Tell whether a description, or a message with one, holds secrets."""
    return any(name in description for name in _SECRETS)


def seal(sealer: Sealer, leg_id: str, state: dict[str, Any]) -> dict[str, Any]:
    """Return the state in sealed form."""
    return {_SEALED: sealer.seal(msgspec.msgpack.encode(state), _context(leg_id))}


def open_sealed(sealer: Sealer, leg_id: str, saved: dict[str, Any] | None) -> dict[str, Any]:
    """Return the state as it was, sealed or not.

    Raises:
        ResourceError: it was sealed with another key.
    """
    if saved is None or _SEALED not in saved:
        return saved or {}
    opened: dict[str, Any] = msgspec.msgpack.decode(sealer.open(saved[_SEALED], _context(leg_id)), type=dict)
    return opened


def _context(leg_id: str) -> str:
    return f"leg {leg_id}"
