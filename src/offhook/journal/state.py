"""What the records of a journal add up to: calls with their legs, registrations and subscriptions.

Invariant: the state is the fold of all records and of nothing else, so a replay gives the state that the killed process
had. Records of calls that are not known are ignored: a segment begins with a snapshot written while records come in
(`log.py`), and a record may come after its call was flushed and forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from offhook.journal import records
from offhook.journal.events import EventHappened, Events, EventsFlushed
from offhook.journal.recordings import RecordingRecord, RecordingState, fold
from offhook.journal.records import Checkpointed, Direction, Party, Record, Result, Side, StepTaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SnapshotKey = tuple[str, str]  # what it is of, and which


class LegState(msgspec.Struct):
    """A leg: its history, and in `saved` what a restarted switch needs to go on with it."""

    id: str
    direction: Literal["inbound", "outbound"]
    party: Party
    started_at: int
    rang_at: int | None = None
    answered_at: int | None = None
    ended_at: int | None = None
    by: Literal["remote", "local", "system"] | None = None
    status: int | None = None
    cause: int | None = None
    reason: str = ""
    transport: str = ""
    codec: str = ""
    encryption: str = ""
    sip_call_id: str = ""
    quality: dict[str, Any] | None = None
    saved_kind: Literal["offered", "ringing", "dialog"] | None = None
    saved: dict[str, Any] | None = None
    acknowledged: bool = False  # the 200 of the dialog in `saved`, whatever that says


class VoicemailState(msgspec.Struct):
    """A message left for an extension."""

    id: str
    at: int
    extension_id: str
    path: str
    duration_ms: int


class CallState(msgspec.Struct):
    """A call that goes on, or one that is over and not yet in the database. Times are UTC, in microseconds."""

    id: str
    tenant: str
    started_at: int
    direction: Direction
    caller: Party
    dialled: str
    number_id: str | None = None
    answered_at: int | None = None
    connected_at: int | None = None
    ended_at: int | None = None
    callee: Party | None = None
    result: Result | None = None
    hangup_side: Side | None = None
    status: int | None = None
    reason: str = ""
    owed: bool = False
    steps: list[StepTaken] = []
    legs: dict[str, LegState] = {}
    recordings: dict[str, RecordingState] = {}
    voicemails: dict[str, VoicemailState] = {}
    checkpoint: Checkpointed | None = None
    capture: records.Capture | None = None
    branch_id: str | None = None
    told: list[str] = []  # kinds and ids of what it left in the database and subscribers know of

    @property
    def live(self) -> bool:
        """Whether the call still goes on."""
        return self.ended_at is None

    @property
    def live_legs(self) -> list[LegState]:
        """The legs that are not over, in the order of their making."""
        return [leg for leg in self.legs.values() if leg.ended_at is None]

    @property
    def open_recordings(self) -> list[RecordingState]:
        """The recordings still being written."""
        return [recording for recording in self.recordings.values() if recording.ended_at is None]


class CallSaved(Record, frozen=True):
    """Part of a snapshot: everything about one call; replaces what is known of it."""

    state: CallState


class CallsFlushed(Record, frozen=True):
    """These ended calls are in the database or in a spool file: the journal may forget them."""

    calls: list[str]


AnyRecord = (
    records.CallStarted
    | StepTaken
    | records.LegStarted
    | records.LegRang
    | records.LegAnswered
    | records.LegSaved
    | records.LegAcknowledged
    | records.LegMoved
    | records.LegEnded
    | records.CallConnected
    | Checkpointed
    | records.CaptureChanged
    | records.RecordingStarted
    | records.RecordingPaused
    | records.RecordingResumed
    | records.RecordingEnded
    | records.VoicemailLeft
    | records.CallEnded
    | records.RegistrarSaved
    | records.SubscriptionsSaved
    | records.TrunkAlarm
    | records.SiteAlarm
    | records.AgentSaved
    | records.LineSaved
    | records.PromiseSaved
    | records.SettingChosen
    | records.SettingKept
    | records.LatelySaved
    | records.ErrandSaved
    | EventHappened
    | EventsFlushed
    | CallSaved
    | CallsFlushed
)


class SwitchState:
    """Everything that a switch's journal says.

    `calls` holds the live ones and the ended ones that are not flushed yet; `dirty` names those whose history row
    changed since the flusher last looked; `registrations` maps device user names to their bindings,
    `subscriptions` mailboxes to the phones that watch them, `alarms` trunks to the alarm that is up, `lines`
    sites to theirs. `agents` and `queues` are what is kept of those, `promises` the calls back that were promised,
    `settings` what was set by codes and the database does not have yet, `lately` who called an extension and whom it
    called, `errands` what is to be done later for people, `events` what subscribers are told.
    """

    __slots__ = (
        "agents",
        "alarms",
        "calls",
        "dirty",
        "errands",
        "events",
        "lately",
        "lines",
        "promises",
        "queues",
        "registrations",
        "settings",
        "subscriptions",
    )

    def __init__(self) -> None:
        self.calls: dict[str, CallState] = {}
        self.dirty: set[str] = set()
        self.registrations: dict[str, list[dict[str, Any]]] = {}
        self.subscriptions: dict[str, list[dict[str, Any]]] = {}
        self.alarms: dict[str, records.TrunkAlarm] = {}
        self.lines: dict[str, records.SiteAlarm] = {}
        self.agents: dict[str, records.AgentSaved] = {}
        self.queues: dict[str, records.LineSaved] = {}
        self.promises: dict[str, records.PromiseSaved] = {}
        self.settings: dict[str, records.SettingChosen] = {}
        self.lately: dict[str, records.LatelySaved] = {}
        self.errands: dict[str, records.ErrandSaved] = {}
        self.events = Events()

    def apply(self, record: Record) -> None:
        """Add one record to the state."""
        _APPLY[type(record)](self, record)

    def live_calls(self) -> list[CallState]:
        """Return the calls that go on."""
        return [call for call in self.calls.values() if call.ended_at is None]

    def ended_calls(self) -> list[CallState]:
        """Return the calls that are over and not yet flushed."""
        return [call for call in self.calls.values() if call.ended_at is not None]

    def snapshot_keys(self) -> list[SnapshotKey]:
        """Name the parts of a snapshot to be taken now; `snapshot` gives each when its turn comes."""
        return [
            *(("call", call) for call in self.calls),
            *(("registration", username) for username in self.registrations),
            *(("subscriptions", account) for account in self.subscriptions),
            *(("alarm", trunk) for trunk in self.alarms),
            *(("line", site) for site in self.lines),
            *(("agent", agent) for agent in self.agents),
            *(("queue", queue) for queue in self.queues),
            *(("promise", promise) for promise in self.promises),
            *(("setting", key) for key in self.settings),
            *(("lately", extension) for extension in self.lately),
            *(("errand", errand) for errand in self.errands),
            *(("event", str(event)) for event in (0, *self.events.pending)),
        ]

    def snapshot(self, keys: Iterable[SnapshotKey]) -> list[Record]:
        """Return records that replace what is known of the parts named; parts gone in the meantime are left out."""
        found: list[Record] = []
        tables: dict[str, Mapping[str, Record]] = {
            "alarm": self.alarms,
            "line": self.lines,
            "agent": self.agents,
            "queue": self.queues,
            "promise": self.promises,
            "setting": self.settings,
            "lately": self.lately,
            "errand": self.errands,
        }
        for kind, key in keys:
            if kind == "call" and key in self.calls:
                found.append(CallSaved(self.calls[key]))
            elif kind == "registration" and key in self.registrations:
                found.append(records.RegistrarSaved(key, self.registrations[key]))
            elif kind == "subscriptions" and key in self.subscriptions:
                found.append(records.SubscriptionsSaved(key, self.subscriptions[key]))
            elif kind == "event":
                found.append(self.events.pending.get(int(key)) or EventsFlushed(0, self.events.last))
            elif kind in tables and key in tables[kind]:
                found.append(tables[kind][key])
        return found


def _call_started(state: SwitchState, record: records.CallStarted) -> None:
    state.calls[record.call] = CallState(
        id=record.call,
        tenant=record.tenant,
        started_at=record.at,
        direction=record.direction,
        caller=record.caller,
        dialled=record.dialled,
        number_id=record.number_id,
        branch_id=record.branch_id,
    )
    state.dirty.add(record.call)
    own = record.caller.extension_id
    if own is not None and record.dialled and record.caller.device_id and not {*record.dialled} & {*"*#"}:
        known = state.lately.get(own)
        state.lately[own] = records.LatelySaved(own, known.caller if known else None, record.dialled)


def _step_taken(state: SwitchState, record: StepTaken) -> None:
    if call := state.calls.get(record.call):
        call.steps.append(record)
        state.dirty.add(record.call)


def _leg_started(state: SwitchState, record: records.LegStarted) -> None:
    if call := state.calls.get(record.call):
        call.legs[record.leg] = LegState(record.leg, record.direction, record.party, record.at)
        state.dirty.add(record.call)
        called = record.party.extension_id
        if called is not None and record.direction == "outbound" and call.caller.extension_id != called:
            known = state.lately.get(called)
            state.lately[called] = records.LatelySaved(called, call.caller.number, known.dialled if known else "")


def _leg(
    state: SwitchState,
    record: records.LegRang | records.LegAnswered | records.LegSaved | records.LegAcknowledged | records.LegEnded,
) -> LegState | None:
    call = state.calls.get(record.call)
    return call.legs.get(record.leg) if call else None


def _leg_rang(state: SwitchState, record: records.LegRang) -> None:
    leg = _leg(state, record)
    if leg and leg.rang_at is None:
        leg.rang_at = record.at
        state.dirty.add(record.call)


def _leg_answered(state: SwitchState, record: records.LegAnswered) -> None:
    if leg := _leg(state, record):
        leg.answered_at = record.at
        leg.transport, leg.codec, leg.encryption = record.transport, record.codec, record.encryption
        call = state.calls[record.call]
        if leg.direction == "inbound" and call.answered_at is None:
            call.answered_at = record.at
        state.dirty.add(record.call)


def _leg_saved(state: SwitchState, record: records.LegSaved) -> None:
    if leg := _leg(state, record):
        leg.saved_kind, leg.saved, leg.acknowledged = record.kind, record.state, False
        if record.sip_call_id and record.sip_call_id != leg.sip_call_id:
            leg.sip_call_id = record.sip_call_id
            state.dirty.add(record.call)


def _leg_acknowledged(state: SwitchState, record: records.LegAcknowledged) -> None:
    if leg := _leg(state, record):
        leg.acknowledged = True


def _leg_moved(state: SwitchState, record: records.LegMoved) -> None:
    call, to = state.calls.get(record.call), state.calls.get(record.to)
    if call and to and (leg := call.legs.pop(record.leg, None)):
        to.legs[record.leg] = leg
        state.dirty.update((record.call, record.to))


def _leg_ended(state: SwitchState, record: records.LegEnded) -> None:
    if leg := _leg(state, record):
        leg.ended_at, leg.by, leg.status, leg.cause = record.at, record.by, record.status, record.cause
        leg.reason, leg.quality = record.reason, record.quality
        leg.saved_kind = leg.saved = None
        state.dirty.add(record.call)


def _call_connected(state: SwitchState, record: records.CallConnected) -> None:
    if call := state.calls.get(record.call):
        if call.connected_at is None:
            call.connected_at = record.at
        call.callee = record.callee
        state.dirty.add(record.call)


def _checkpointed(state: SwitchState, record: Checkpointed) -> None:
    if call := state.calls.get(record.call):
        call.checkpoint = record


def _capture_changed(state: SwitchState, record: records.CaptureChanged) -> None:
    if call := state.calls.get(record.call):
        call.capture = record.capture


def _recorded(state: SwitchState, record: RecordingRecord) -> None:
    if call := state.calls.get(record.call):
        fold(call.recordings, record)
        state.dirty.add(record.call)


def _voicemail_left(state: SwitchState, record: records.VoicemailLeft) -> None:
    if call := state.calls.get(record.call):
        call.voicemails[record.voicemail] = VoicemailState(
            record.voicemail, record.at, record.extension_id, record.path, record.duration_ms
        )
        state.dirty.add(record.call)


def _call_ended(state: SwitchState, record: records.CallEnded) -> None:
    if call := state.calls.get(record.call):
        call.ended_at, call.result, call.hangup_side = record.at, record.result, record.hangup_side
        call.status, call.reason, call.owed = record.status, record.reason, record.owed
        call.checkpoint = None
        state.dirty.add(record.call)


def _registrar_saved(state: SwitchState, record: records.RegistrarSaved) -> None:
    if record.bindings:
        state.registrations[record.username] = record.bindings
    else:
        state.registrations.pop(record.username, None)


def _subscriptions_saved(state: SwitchState, record: records.SubscriptionsSaved) -> None:
    if record.subscriptions:
        state.subscriptions[record.account] = record.subscriptions
    else:
        state.subscriptions.pop(record.account, None)


def _trunk_alarm(state: SwitchState, record: records.TrunkAlarm) -> None:
    if record.level == "clear":
        state.alarms.pop(record.trunk, None)
    else:
        state.alarms[record.trunk] = record


def _setting_chosen(state: SwitchState, record: records.SettingChosen) -> None:
    state.settings.pop(record.key, None)  # they are repeated in the order in which they were last chosen
    state.settings[record.key] = record


def _setting_kept(state: SwitchState, record: records.SettingKept) -> None:
    known = state.settings.get(record.key)
    if known is not None and known.at == record.at:
        del state.settings[record.key]


def _site_alarm(state: SwitchState, record: records.SiteAlarm) -> None:
    if record.level == "clear":
        state.lines.pop(record.site, None)
    else:
        state.lines[record.site] = record


def _agent_saved(state: SwitchState, record: records.AgentSaved) -> None:
    state.agents[record.agent] = record


def _line_saved(state: SwitchState, record: records.LineSaved) -> None:
    state.queues[record.queue] = record


def _promise_saved(state: SwitchState, record: records.PromiseSaved) -> None:
    if record.state:
        state.promises[record.promise] = record
    else:
        state.promises.pop(record.promise, None)


def _lately_saved(state: SwitchState, record: records.LatelySaved) -> None:
    state.lately[record.extension] = record


def _errand_saved(state: SwitchState, record: records.ErrandSaved) -> None:
    if record.state:
        state.errands[record.errand] = record
    else:
        state.errands.pop(record.errand, None)


def _event_happened(state: SwitchState, record: EventHappened) -> None:
    state.events.happened(record)
    if (what := record.data.get("id")) and (call := state.calls.get(record.call or "")):
        call.told.append(f"{record.kind} {what}")


def _call_saved(state: SwitchState, record: CallSaved) -> None:
    state.calls[record.state.id] = record.state
    state.dirty.add(record.state.id)


def _calls_flushed(state: SwitchState, record: CallsFlushed) -> None:
    for call in record.calls:
        state.calls.pop(call, None)
        state.dirty.discard(call)


_APPLY: dict[type[Record], Callable[[SwitchState, Any], None]] = {
    records.CallStarted: _call_started,
    StepTaken: _step_taken,
    records.LegStarted: _leg_started,
    records.LegRang: _leg_rang,
    records.LegAnswered: _leg_answered,
    records.LegSaved: _leg_saved,
    records.LegAcknowledged: _leg_acknowledged,
    records.LegMoved: _leg_moved,
    records.LegEnded: _leg_ended,
    records.CallConnected: _call_connected,
    Checkpointed: _checkpointed,
    records.CaptureChanged: _capture_changed,
    records.RecordingStarted: _recorded,
    records.RecordingPaused: _recorded,
    records.RecordingResumed: _recorded,
    records.RecordingEnded: _recorded,
    records.VoicemailLeft: _voicemail_left,
    records.CallEnded: _call_ended,
    records.RegistrarSaved: _registrar_saved,
    records.SubscriptionsSaved: _subscriptions_saved,
    records.TrunkAlarm: _trunk_alarm,
    records.SiteAlarm: _site_alarm,
    records.AgentSaved: _agent_saved,
    records.LineSaved: _line_saved,
    records.PromiseSaved: _promise_saved,
    records.SettingChosen: _setting_chosen,
    records.SettingKept: _setting_kept,
    records.LatelySaved: _lately_saved,
    records.ErrandSaved: _errand_saved,
    EventHappened: _event_happened,
    EventsFlushed: lambda state, record: state.events.flushed(record),
    CallSaved: _call_saved,
    CallsFlushed: _calls_flushed,
}
