"""Identifiers: UUIDv7 values in their text form, one NewType per kind of thing, so that none is mistaken."""

from __future__ import annotations

from typing import NewType

import uuid_utils

TenantId = NewType("TenantId", str)
CallId = NewType("CallId", str)
LegId = NewType("LegId", str)
PersonId = NewType("PersonId", str)
DeviceId = NewType("DeviceId", str)
ExtensionId = NewType("ExtensionId", str)
NumberId = NewType("NumberId", str)
TrunkId = NewType("TrunkId", str)
ScenarioId = NewType("ScenarioId", str)
RecordingId = NewType("RecordingId", str)
VoicemailId = NewType("VoicemailId", str)

People = frozenset[PersonId]  # some of a company's; where nobody is left out, None is written instead


def new_id() -> str:
    """Return a fresh UUIDv7 as 36 characters of text: sortable by the time of its making (RFC 9562 §5.7)."""
    return str(uuid_utils.uuid7())
