"""What the switch is to do later for a person: dial a busy number again.

Invariant: an errand stands in the journal until it is done, so that a restart costs nothing but the attempt under way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["retry"]


@dataclass(frozen=True, slots=True)
class Errand:
    """One of them: for the person of an extension, from a time on (UTC, seconds), after some `attempts`."""

    id: str
    tenant: str
    extension_id: str
    kind: Kind
    number: str  # E.164, or an extension
    at: float
    since: float
    attempts: int = 0
