"""What a switch writes to its journal, one struct per fact.

A record says what happened, never what to do. Folding all records of a call (`state.CallState`) gives its history row
(`rows.py`) and what a restarted switch needs to go on with it. Times are UTC, in microseconds since 1970. Ids are
UUIDv7 texts. Records are tagged msgpack arrays (`msgspec`): a new field is added at the end with a default, a kind is
never renamed.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Direction = Literal["inbound", "outbound", "internal"]
Side = Literal["caller", "callee", "system"]
Result = Literal["answered", "missed", "unanswered", "abandoned", "busy", "rejected", "failed", "service"]


class Record(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Base of all records."""


class Party(msgspec.Struct, frozen=True, array_like=True):
    """Who stands at one end: an outside number, or an extension on a device."""

    number: str = ""
    name: str = ""
    extension_id: str | None = None
    person_id: str | None = None
    device_id: str | None = None
    trunk_id: str | None = None
    branch_id: str | None = None  # to which the person belongs, as the department
    department_id: str | None = None


class CallStarted(Record, frozen=True):
    """A first leg asked for a call."""

    call: str
    tenant: str
    at: int
    direction: Direction
    caller: Party
    dialled: str
    number_id: str | None = None
    branch_id: str | None = None  # to which that number belongs


class StepTaken(Record, frozen=True):
    """One step of the journey: `kind` is a word of `history/words.py`, `detail` its facts, `node` what decided it."""

    call: str
    at: int
    kind: str
    node: str | None = None
    detail: dict[str, Any] = {}


class LegStarted(Record, frozen=True):
    """A leg exists: `inbound` called us, `outbound` is called by us."""

    call: str
    leg: str
    at: int
    direction: Literal["inbound", "outbound"]
    party: Party


class LegRang(Record, frozen=True):
    """The far end alerts its user."""

    call: str
    leg: str
    at: int


class LegAnswered(Record, frozen=True):
    """The leg was answered (200 sent or received); `transport` is of its SIP, `encryption` of its sound ("" = none)."""

    call: str
    leg: str
    at: int
    transport: str = ""
    codec: str = ""
    encryption: str = ""


class LegSaved(Record, frozen=True):
    """What a restarted switch needs of a leg: `kind` says how `state` is read by `call/recovery.py`.

    `offered`: an inbound INVITE not answered yet; `ringing`: our INVITE not answered yet; `dialog`: established.
    """

    call: str
    leg: str
    kind: Literal["offered", "ringing", "dialog"]
    state: dict[str, Any]
    sip_call_id: str = ""  # by which its messages are found in the trace


class LegAcknowledged(Record, frozen=True):
    """The ACK of our 200 came: the dialog that was saved last stands, and its 200 need not be sent again."""

    call: str
    leg: str


class LegMoved(Record, frozen=True):
    """A leg goes on in another call: two calls were joined."""

    call: str
    leg: str
    to: str


class LegEnded(Record, frozen=True):
    """A leg is over. `status` is of SIP, `cause` of Q.850, `quality` the statistics of docs/media-control.md."""

    call: str
    leg: str
    at: int
    by: Literal["remote", "local", "system"]
    status: int | None = None
    cause: int | None = None
    reason: str = ""
    quality: dict[str, Any] | None = None


class CallConnected(Record, frozen=True):
    """Two people talk for the first time: waiting ends here, talking begins."""

    call: str
    at: int
    callee: Party


class Checkpointed(Record, frozen=True):
    """Where the call's program stands: replaces the earlier checkpoint."""

    call: str
    program: str
    state: dict[str, Any]


class Capture(msgspec.Struct):
    """What was decided of a call's recording, and what rules ask about it.

    `rule` is the id of the one that decided, "" where none did; `mode` is "" until two talk. `line` and `queue` are the
    company's number (E.164) of a call that goes out, and the queue that brought the two together.
    """

    line: str = ""
    queue: str = ""
    agreed: bool | None = None  # what the caller said when asked
    rule: str = ""
    rule_name: str = ""
    mode: Literal["", "always", "on_demand", "never"] = ""
    keep_days: int = 0
    announce: bool = False
    announced: bool = False
    by_hand: bool = False  # begun by one who talks
    paused: bool = False


class CaptureChanged(Record, frozen=True):
    """Something else was decided of a call's recording; replaces what was."""

    call: str
    capture: Capture


class RecordingStarted(Record, frozen=True):
    """A recording of the conversation is being written to `path` (absolute), by a rule that keeps it for some days."""

    call: str
    recording: str
    at: int
    path: str
    rule: str | None = None
    rule_name: str = ""
    keep_days: int | None = None


class RecordingPaused(Record, frozen=True):
    """From here on a recording is silent, at the wish of `by`."""

    call: str
    recording: str
    at: int
    by: str


class RecordingResumed(Record, frozen=True):
    """From here on a recording has sound again."""

    call: str
    recording: str
    at: int


class RecordingEnded(Record, frozen=True):
    """The recording is closed; `error` is set where it is incomplete."""

    call: str
    recording: str
    at: int
    duration_ms: int
    size: int
    error: str | None = None


class VoicemailLeft(Record, frozen=True):
    """A caller left a message for an extension."""

    call: str
    voicemail: str
    at: int
    extension_id: str
    path: str
    duration_ms: int


class CallEnded(Record, frozen=True):
    """The call is over: nothing follows. `owed` means that the caller is to be called back."""

    call: str
    at: int
    result: Result
    hangup_side: Side | None = None
    status: int | None = None
    reason: str = ""
    owed: bool = False


class TrunkAlarm(Record, frozen=True):
    """The channels of a trunk run out (`near`, `full`), or there is room again (`clear`).

    `used` of `limit` are taken; `of` says which limit: `inbound`, `outbound` or `all`.
    """

    trunk: str
    tenant: str
    at: int
    level: Literal["near", "full", "clear"]
    of: str
    used: int
    limit: int


class SiteAlarm(Record, frozen=True):
    """The line of a site runs out (`near`, `full`), or there is room again (`clear`); rates are in kbit/s."""

    site: str
    tenant: str
    at: int
    level: Literal["near", "full", "clear"]
    used_up: int
    used_down: int
    kbit_up: int
    kbit_down: int


class RegistrarSaved(Record, frozen=True):
    """All bindings of one device user name, as `sip.register.Registrar.snapshot` gives them; empty = none left."""

    username: str
    bindings: list[dict[str, Any]]


class SubscriptionsSaved(Record, frozen=True):
    """All subscriptions of one mailbox, as `sip.subscribe.Notifier.snapshot` gives them; empty = none left."""

    account: str
    subscriptions: list[dict[str, Any]]


class AgentSaved(Record, frozen=True):
    """An agent of queues as it is now; `state` is a `queueing.desk.Agent` without what calls and telephones show."""

    tenant: str
    agent: str
    state: dict[str, Any]


class LineSaved(Record, frozen=True):
    """How a queue did until now; `state` holds its `queueing.line.Figures` and how long agents usually take."""

    tenant: str
    queue: str
    state: dict[str, Any]


class PromiseSaved(Record, frozen=True):
    """A call back that was promised, as a `queueing.line.Waiting`; an empty `state` is one that is kept or given up."""

    tenant: str
    promise: str
    state: dict[str, Any]


class LatelySaved(Record, frozen=True):
    """Part of a snapshot: who called an extension last ("": withheld), and what was dialled there last."""

    extension: str
    caller: str | None = None
    dialled: str = ""


class ErrandSaved(Record, frozen=True):
    """What the switch is to do later for a person; an empty `state` is done with.

    By its `kind` it is a `scenario.errands.Errand` or a `scenario.wakeups.Wakeup`.
    """

    errand: str
    tenant: str
    state: dict[str, Any]


class SettingChosen(Record, frozen=True):
    """Somebody set something by a feature code; it replaces what was set of the same `key` and is not kept yet.

    `what` is do_not_disturb (`value` on, off), forward (a target, "" off) of an extension, switch (closed, auto) of a
    schedule, or seat (a person, "" for nobody) of a shared device. Of a mailbox (an extension) it is `pin` (sealed) or
    `greeting.` with its situation (a file); of a message (`subject` is box/message) it is message (new, heard, deleted)
    or forward_message (a `Forwarded` as JSON).
    """

    key: str
    tenant: str
    at: int
    what: str
    subject: str
    value: str


class SettingKept(Record, frozen=True):
    """The setting that was chosen at that time is in the database."""

    key: str
    at: int
