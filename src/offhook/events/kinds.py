"""The kinds of events, and what each says in its `data`: the one table, from which the API's documentation is made.

Invariant: an event names things by their ids and by what people read. A field is always there; what is not known is
null or "". Tests hold what the switch tells to the examples here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "call.appeared",
    "call.ringing",
    "call.answered",
    "call.held",
    "call.resumed",
    "call.transferred",
    "call.ended",
    "agent.state",
    "queue.state",
    "registration",
    "recording.ready",
    "voicemail.left",
    "owed_call.made",
    "owed_call.closed",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
OF_FLUSH: frozenset[str] = frozenset({"recording.ready", "voicemail.left", "owed_call.made", "owed_call.closed"})

_CUSTOMER = {"number": "+37255512345", "name": "Jaan Tamm", "extension_id": None, "person_id": None}
_BORIS = {
    "number": "202",
    "name": "Boris Berg",
    "extension_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c073902",
    "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c073903",
}
_ANNA = {
    "number": "201",
    "name": "Anna Aas",
    "extension_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c073904",
    "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c073905",
}
_CALL = {"direction": "inbound", "from": _CUSTOMER, "number": "+3726000100"}
_ID = "0197c1a2-7d0e-7cc3-98c4-dc0c0c073906"


@dataclass(frozen=True, slots=True)
class KindText:
    """What a kind means, and its `data` as an example."""

    text: str
    data: Mapping[str, Any]


TEXTS: Mapping[Kind, KindText] = {
    "call.appeared": KindText("Somebody calls; `number` is what was dialled.", _CALL),
    "call.ringing": KindText(
        "It rings at `who`: once for each person or outside number, however many telephones they have.",
        {**_CALL, "who": _BORIS},
    ),
    "call.answered": KindText(
        "Two people talk for the first time in this call.", {**_CALL, "to": _BORIS, "waiting_seconds": 12.4}
    ),
    "call.held": KindText("`by` put the other on hold.", {"by": _BORIS}),
    "call.resumed": KindText("`by` talks again.", {"by": _BORIS}),
    "call.transferred": KindText(
        "`by` has connected `who` with `to`. `how` is `blind` or `attended`; `second_call` is the call in which `by` "
        "had talked with `to`, which ends by that.",
        {"by": _BORIS, "who": _CUSTOMER, "to": _ANNA, "how": "attended", "second_call": _ID},
    ),
    "call.ended": KindText(
        "The call is over; `result` and `hangup_side` are as in `GET /calls/{id}`, `to` is who talked first.",
        {
            **_CALL,
            "to": _BORIS,
            "result": "answered",
            "hangup_side": "caller",
            "reason": "",
            "waiting_seconds": 12.4,
            "talking_seconds": 63.0,
            "owed": False,
        },
    ),
    "agent.state": KindText(
        "An agent of queues does something else: `available`, `ringing`, `busy`, `after_call`, `break` (with a "
        "`reason`), `away` (no telephone) or `signed_out`.",
        {"agent": _BORIS, "state": "break", "reason": "lunch", "queue_ids": [_ID]},
    ),
    "queue.state": KindText(
        "How a queue stands, at most three times a second: who waits, and how many agents do what.",
        {
            "queue_id": _ID,
            "name": "Sales",
            "waiting": 2,
            "longest_since": "2026-11-23T09:15:02.250000Z",
            "agents": {"available": 1, "busy": 3},
        },
    ),
    "registration": KindText(
        "A telephone can be reached from now on (`online`), or not any more; `who` is whose it is.",
        {"device_id": _ID, "username": "boris", "label": "Desk", "who": _BORIS, "online": True},
    ),
    "recording.ready": KindText(
        "A recording can be heard: `GET /recordings/{id}`; not `complete` where something of it is lost.",
        {**_CALL, "to": _BORIS, "id": _ID, "duration_seconds": 63.0, "complete": True},
    ),
    "voicemail.left": KindText(
        "A caller left a message in a box: `GET /voicemails/{id}`.",
        {"from": _CUSTOMER, "box": _BORIS, "id": _ID, "duration_seconds": 11.5},
    ),
    "owed_call.made": KindText(
        "Nobody answered a caller, who is to be called back: `GET /owed-calls/{id}`.",
        {"id": _ID, "number": "+37255512345", "name": "Jaan Tamm", "owner_id": None},
    ),
    "owed_call.closed": KindText(
        "Somebody talked to who was to be called back, in the call that the event names.",
        {"id": _ID, "number": "+37255512345", "name": "Jaan Tamm", "owner_id": None},
    ),
}


def table() -> str:
    """Return the kinds as a table of Markdown."""
    rows = [
        f"| `{kind}` | {found.text} | {', '.join(f'`{name}`' for name in found.data)} |"
        for kind, found in TEXTS.items()
    ]
    return "\n".join(["| kind | when | data |", "| --- | --- | --- |", *rows])
