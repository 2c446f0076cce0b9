"""How a call of the journal becomes rows of the history: plain values, ready for JSON.

Invariant: the same state gives the same rows, whole ones, so that writing them twice changes nothing. Times stay
microseconds here; the database turns them into its own. NUL characters, which PostgreSQL refuses, are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from offhook.db.call_words import call_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.journal.events import EventHappened
    from offhook.journal.records import Party
    from offhook.journal.state import CallState

_ENCODER = msgspec.json.Encoder()
_EVENT = ("id", "at", "kind", "call", "people", "queues", "data")
_PARTY = ("number", "name", "extension_id", "person_id", "device_id", "trunk_id")


def encode_rows(calls: Iterable[CallState]) -> str:
    """Return a JSON array of call rows, each with its `legs`, `recordings` and `voicemails`."""
    text = _ENCODER.encode([call_row(call) for call in calls]).decode()
    return _without_nul(text) if "\\u0000" in text else text


def encode_events(events: Iterable[EventHappened]) -> str:
    """Return a JSON array of event rows."""
    text = _ENCODER.encode([{name: getattr(event, name) for name in _EVENT} for event in events]).decode()
    return _without_nul(text) if "\\u0000" in text else text


def call_row(call: CallState) -> dict[str, Any]:
    """Return the row of a call and the rows below it."""
    waited_until, callee = _end_of_waiting(call), call.callee
    parties = {_key(call.caller): call.caller}
    for leg in call.legs.values():
        parties.setdefault(_key(leg.party), leg.party)
    if callee:
        parties.setdefault(_key(callee), callee)
    row: dict[str, Any] = {
        "id": call.id,
        "started_at": call.started_at,
        "answered_at": call.answered_at,
        "connected_at": call.connected_at,
        "ended_at": call.ended_at,
        "direction": call.direction,
        "caller_number": call.caller.number,
        "caller_name": call.caller.name,
        "dialled": call.dialled,
        "number_id": call.number_id,
        "callee_name": callee.name if callee else None,
        "callee_number": callee.number if callee else None,
        "result": call.result,
        "hangup_side": call.hangup_side,
        "status": call.status,
        "reason": call.reason,
        "owed": call.owed,
        "waiting_ms": None if waited_until is None else _ms(call.started_at, waited_until),
        "talking_ms": None
        if call.connected_at is None or call.ended_at is None
        else _ms(call.connected_at, call.ended_at),
        "journey": [
            {"at": step.at, "kind": step.kind, "node": step.node, "detail": step.detail} for step in call.steps
        ],
        "parties": [_party(party) for party in parties.values()],
        "person_ids": sorted({party.person_id for party in parties.values() if party.person_id}),
        "branch_ids": sorted(
            {one for one in (call.branch_id, *(party.branch_id for party in parties.values())) if one}
        ),
        "department_ids": sorted({party.department_id for party in parties.values() if party.department_id}),
        "legs": [
            {
                "id": leg.id,
                "direction": leg.direction,
                "party": _party(leg.party),
                "started_at": leg.started_at,
                "rang_at": leg.rang_at,
                "answered_at": leg.answered_at,
                "ended_at": leg.ended_at,
                "status": leg.status,
                "cause": leg.cause,
                "by": leg.by,
                "reason": leg.reason,
                "transport": leg.transport or None,
                "codec": leg.codec or None,
                "encryption": leg.encryption or None,
                "sip_call_id": leg.sip_call_id or None,
                "quality": leg.quality,
            }
            for leg in call.legs.values()
        ],
        "recordings": [
            {
                "id": recording.id,
                "path": recording.path,
                "started_at": recording.started_at,
                "duration_ms": recording.duration_ms,
                "size": recording.size,
                "error": recording.error,
                "rule_id": recording.rule,
                "rule": recording.rule_name,
                "keep_days": recording.keep_days,
                "pauses": [msgspec.structs.asdict(pause) for pause in recording.pauses],
            }
            for recording in call.recordings.values()
        ],
        "voicemails": [
            {
                "id": message.id,
                "extension_id": message.extension_id,
                "at": message.at,
                "path": message.path,
                "duration_ms": message.duration_ms,
            }
            for message in call.voicemails.values()
        ],
    }
    row["words"] = call_words(row, call.tenant)
    return row


def _end_of_waiting(call: CallState) -> int | None:
    """Return when two people talked, a voicemail box took the caller, or the call ended: the first of these."""
    if call.connected_at is not None:
        return call.connected_at
    return next((step.at for step in call.steps if step.kind == "voicemail"), call.ended_at)


def _ms(start: int, end: int) -> int:
    return max(0, (end - start) // 1000)


def _key(party: Party) -> tuple[str | None, ...]:
    return (party.number, party.person_id, party.device_id, party.trunk_id)


def _party(party: Party) -> dict[str, str]:
    return {name: value for name in _PARTY if (value := getattr(party, name))}


def _without_nul(text: str) -> str:
    return _ENCODER.encode(_drop_nul(msgspec.json.decode(text))).decode()


def _drop_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_drop_nul(item) for item in value]
    if isinstance(value, dict):
        return {_drop_nul(key): _drop_nul(item) for key, item in value.items()}
    return value
